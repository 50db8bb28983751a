"""What partners do together, and why these people: the same words for one of them and for all in a room."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.partners import Company, Member
from bot.features.cards import in_a_row
from knowledge.notes.curriculum import Curriculum

FOR_EACH = 5
"""Minutes to explain a topic, and for what they do at the end."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """`me` is whom the words are for; None where all read them."""

    curriculum: Curriculum

    def title(self, company: Company) -> str:
        """Say how long it takes."""
        return f"{FOR_EACH * (len(company.there) + 1)} minutes together"

    def why(self, company: Company) -> str:
        """Say why these people are together."""
        topics = [f"*{self.curriculum.title(topic)}*" for topic in dict.fromkeys(company.topics) if topic]
        near = f"You come to {in_a_row(topics)} next." if topics else "You are near each other on the roadmap."
        if not (company.times or company.agreed):
            return f"{near} I found no hour left this week that suits everybody: write a line, and say when you could."
        who = "You are both" if len(company.there) == 2 else "You are all"
        return f"{near} {who} free at the same time, and you share a language."

    def steps(self, company: Company, me: Member | None) -> str:
        """Say who explains what to whom, and how it ends."""
        there = company.there
        lines = []
        for number, one in enumerate(there):
            topic = company.topics[min(one.place, len(company.topics) - 1)] if company.topics else ""
            asks = there[(number + 1) % len(there)]
            who = "You explain" if me and one.place == me.place else f"{name_of(one)} explains"
            other = "you ask" if me and asks.place == me.place else f"{name_of(asks)} asks"
            what = f"*{self.curriculum.title(topic)}*" if topic else "what they learned last"
            lines.append(f"{number + 1}. {who} {what} in five minutes, without notes; {other}.")
        question = self._question(company.question)
        last = f"Answer together: {question}" if question else "Say what you do until next week."
        return "\n".join([*lines, f"{len(lines) + 1}. {last}"])

    def _question(self, id: str) -> str:
        note = self.curriculum.topics.get(id.rpartition(".")[0])
        return next((one.text for one in note.questions if one.id == id), "") if note else ""


def name_of(one: Member) -> str:
    """Return what partners call somebody."""
    return one.name or "somebody who left"
