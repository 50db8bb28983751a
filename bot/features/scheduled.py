"""What goes out by itself: worked out at the moment of sending, from what holds then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.core.communities import Communities
from bot.core.learners import SETTLED, Learners
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.rhythm import first_day
from bot.core.study import Study
from bot.features.callcards import CallCards
from bot.features.company import PartnerCards
from bot.features.stuck_prompt import StuckPrompt
from bot.features.taskcard import TaskCard
from bot.features.together import together
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote

LATELY = timedelta(days=14)
WEEK = timedelta(days=7)
MOST_NEAR = 5
"""Topics that members are near; the prompt goes round among them, day by day."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Composes the messages that the planner wrote down."""

    curriculum: Curriculum
    learners: Learners
    communities: Communities
    study: Study
    partners: PartnerCards
    stuck: StuckPrompt
    calls: CallCards

    def compose(  # noqa: PLR0911 # one for each kind
        self, payload: Mapping[str, Any], destination: str, now: datetime
    ) -> Reply | None:
        """Return what to send; None where it is not wanted any more: paused, stopped, left, done already."""
        owner, on = str(payload["owner"]), date.fromisoformat(payload["date"])
        match payload["compose"]:
            case "daily":
                return self._daily(owner, on, destination, now)
            case "last question":
                return self._last_question(owner, on, destination)
            case "prompt":
                return self._prompt(owner, on, now)
            case (
                "introduction"
                | "room introduction"
                | "room news"
                | "did you meet"
                | "reminder"
                | "news"
                | "contacts"
                | "round tomorrow"
                | "round left out"
                | "nobody this week"
                | "paused"
            ):
                return self.partners.compose(payload, destination, now)
            case "stuck":
                return self.stuck.compose(owner, on, destination, now)
            case "asked to help" | "nobody helped" | "did that help" | "question" | "no answer yet" | "not posted":
                return self.calls.compose(payload, destination, now)
            case "unreached":
                return self._unreached(owner)
            case other:
                raise ValueError(f"nobody composes a message called {other!r}")

    def _daily(self, id: str, on: date, person: str, now: datetime) -> Reply | None:
        learner = self.learners.get(id)
        if learner is None or not learner.settings.daily or _rests(learner.settings.paused_until, on):
            return None
        standing = self.study.standing(learner, now)
        task = self.study.task(learner, on, now, standing)
        if task is None or task.state in SETTLED:
            return None
        return TaskCard(self.study).of(learner, task, standing, person)

    def _last_question(self, id: str, on: date, person: str) -> Reply | None:
        learner = self.learners.get(id)
        if learner is None or not learner.settings.daily or _rests(learner.settings.paused_until, on):
            return None
        buttons = (
            Button(label="Keep them", send="/today", owner=person),
            Button(label="Change something", send="/settings", owner=person),
            Button(label="Stop", send="/settings daily off", owner=person),
        )
        text = (
            "The last tasks stayed without an answer, which is fine. Keep the daily task, change its time or size, or "
            "stop it? Until you say something I stay quiet; one word from you, and we go on where you were."
        )
        return Reply(title="Keep, change or stop?", text=text, buttons=buttons, basis=Basis(intent="settings"))

    def _prompt(self, id: str, on: date, now: datetime) -> Reply | None:
        community = self.communities.get(id)
        if community is None or community.left_at:
            return None
        if community.weekly and on.weekday() == first_day(community) and (note := self._stuck_on(id, now)):
            return together(self.curriculum, note)
        if not community.prompts:
            return None
        near = self.communities.recent_topics(id, now - LATELY)[:MOST_NEAR]
        topics = [
            (self.curriculum.topics[topic], members) for topic, members in near if topic in self.curriculum.topics
        ]
        topics = topics or [(note, 0) for note in self.curriculum.trail]
        return _discussion(*topics[on.toordinal() % len(topics)], on)

    def _stuck_on(self, community: str, now: datetime) -> TopicNote | None:
        """Return the topic that most members were stuck on in the last week, if several were."""
        ids = self.communities.stuck_topics(community, now - WEEK)
        return next((self.curriculum.topics[id] for id in ids if id in self.curriculum.topics), None)

    def _unreached(self, id: str) -> Reply | None:
        community = self.communities.get(id)
        if community is None or community.left_at:
            return None
        text = (
            "I could not reach one of you with a message that you asked me for: your direct messages are closed to me. "
            "Open them for this place and say a word to me there, and the messages come again."
        )
        return Reply(text=text, basis=Basis(intent="settings"))


def _rests(paused_until: date | None, on: date) -> bool:
    return paused_until is not None and on < paused_until


def _discussion(note: TopicNote, members: int, on: date) -> Reply:
    # a topic that comes round again brings another question
    question = note.questions[on.toordinal() // MOST_NEAR % len(note.questions)]
    why = "Several of you are at this topic now." if members > 1 else "A topic of the roadmap for today."
    lines = [why, f"**To discuss:** {question.text}"]
    lines += [f"- {option.text}" for option in question.options]
    lines.append("Say what you think, and why. Wrong guesses are welcome: they are where it gets interesting.")
    return Reply(
        title=f"Today's topic: {note.title}",
        text="\n\n".join(lines[:2]) + "\n\n" + "\n".join(lines[2:-1]) + "\n\n" + lines[-1],
        buttons=(
            Button(label="Start", send=f"/topic {note.id}"),
            Button(label="Ask", send="/help"),
            Button(label="Find a partner", send="/partner"),
        ),
        basis=Basis(intent="today", topics=(ScoredTopic(id=note.id, title=note.title, score=1.0),)),
    )
