"""Says what is stored about somebody, hands it over, and forgets them when they say so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from bot.core.learners import Learner, Learners
from bot.core.reply import Basis, Button, File, Reply
from bot.core.request import Request
from bot.core.turn import Turn
from knowledge.notes.curriculum import Curriculum

PHRASES = (
    "what do you store about me",
    "what do you know about me",
    "delete my data",
    "forget me",
    "export my data",
    "download everything you have about me",
    "privacy",
    "remove my account",
    "is my data safe with you",
)
_BASIS = Basis(intent="privacy")
_NOTHING = (
    "I keep nothing about you. A question that no note answers is kept without your name, so that the notes can get "
    "better; what we talked about is forgotten after 45 minutes."
)

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Privacy:
    """`/privacy [export|forget]`"""

    learners: Learners
    curriculum: Curriculum
    back_out: Callable[[Learner, Request], None]
    """Tells those who would wait for somebody."""

    def __call__(self, turn: Turn) -> Reply:
        learner = self.learners.find(turn.request.person.id)
        if learner is None:
            return Reply(title="What I keep about you", text=_NOTHING, private=True, basis=_BASIS)
        person = turn.request.person.id
        match turn.argument.lower().split():
            case ["export"]:
                return self._export(learner, turn.request.at)
            case ["forget"]:
                return _are_you_sure(person)
            case ["forget", "yes"]:
                self.back_out(learner, turn.request)
                self.learners.forget(learner.id, turn.request.at)
                text = (
                    "Done. Everything about you is removed, and nothing more will come. What we just talked about is "
                    "forgotten within 45 minutes. You can start again any time."
                )
                return Reply(title="Forgotten", text=text, private=True, basis=_BASIS)
            case _:
                return self._in_words(learner, person)

    def _in_words(self, learner: Learner, person: str) -> Reply:
        rows = self.learners.everything_about(learner.id)
        settings = learner.settings
        lines = [
            f"- since {learner.since:%-d %B %Y}, and when you last spoke to me",
            f"- your settings: goal, {settings.hours_a_week:g} hours a week, {settings.zone_shown}, {settings.at:%H:%M}"
            + (f", your sentence “{settings.if_then}”" if settings.if_then else ""),
            f"- {_count(rows['tasks'], 'task')} that you got, and what you said to each",
            f"- {_count(rows['evidence'], 'answer')} or other signs of what you know",
            f"- {_count(rows['opened'], 'resource')} that you began",
            f"- {_count(rows['traces'], 'trace')} of what you asked about or opened: topic and hour, kept for 14 days",
            f"- {_count(rows['turned_down'], 'sign')} of being stuck that you said were wrong",
            f"- {_count(rows['addresses'], 'address')} where I reach you: "
            + ", ".join(row["person"].partition(":")[0] for row in rows["addresses"]),
            f"- {_count(rows['memberships'], 'community')} where you study with others",
            f"- {_count(rows['members'], 'time')} that you were put in touch with somebody: who, when, whether you met"
            + (", what you look for, and when you are free" if rows["seekers"] else "")
            + (f"; {_count(rows['blocks'], 'person')} you are kept apart from" if rows["blocks"] else ""),
            f"- {_count(rows['calls'], 'question')} that you put to others, kept for 14 days"
            + (
                f"; that you can be asked yourself, and {_count(rows['asked'], 'time')} you were"
                if rows["volunteers"]
                else ""
            ),
            f"- when your next task is due, and {_count([*rows['outbox'], *rows['posted']], 'message')} to you",
        ]
        text = "\n".join(lines) + (
            "\n\nThe words of your questions are not kept with your name, except of those that you put to others. From "
            "the traces and your tasks I notice when you may be stuck, and ask; `/settings stuck off` ends both. "
            "Partners see the name you gave, your next topic and the hours you share; people whom you ask see your "
            "question, as you saw it, and a first name. Nothing else is shared with anybody. A community may hear "
            "which topic five or more of its members are stuck on, never who. "
            "Backups that the people who run me make are removed after their own time."
        )
        buttons = (
            Button(label="Give me all of it", send="/privacy export", owner=person),
            Button(label="Forget me", send="/privacy forget", owner=person),
        )
        return Reply(title="What I keep about you", text=text, buttons=buttons, private=True, basis=_BASIS)

    def _export(self, learner: Learner, at: datetime) -> Reply:
        rows = self.learners.everything_about(learner.id)
        data = json.dumps({"exported_at": at, **rows}, ensure_ascii=False, indent=1, default=_plain)
        diary = "\n".join(_diary(self.curriculum, rows)) + "\n"
        return Reply(
            title="Everything I keep about you",
            text="The JSON file holds every row. The diary says the same of your tasks in words.",
            files=(File(name="trailmate.json", text=data), File(name="diary.md", text=diary)),
            private=True,
            basis=_BASIS,
        )


def _are_you_sure(person: str) -> Reply:
    text = (
        "This removes your settings, your tasks, what you answered, and messages that are on their way. "
        "It can't be undone. You may want to take the export first."
    )
    buttons = (
        Button(label="Yes, forget me", send="/privacy forget yes", owner=person),
        Button(label="Give me all of it first", send="/privacy export", owner=person),
        Button(label="No, keep it", send="/today", owner=person),
    )
    return Reply(title="Forget you?", text=text, buttons=buttons, private=True, basis=_BASIS)


def _diary(curriculum: Curriculum, rows: Rows) -> Iterator[str]:
    yield "# My study diary"
    day = None
    for task in sorted(rows["tasks"], key=lambda row: row["given_at"]):
        if task["date"] != day:
            day = task["date"]
            yield f"\n## {day:%A, %-d %B %Y}\n"
        verb = "read" if task["part"] == "theory" else "build"
        said = task["state"].replace("-", " ")
        yield f"- {curriculum.title(task['topic'])}, {verb}, {task['minutes']} minutes: {said}"
    answers = [row for row in rows["evidence"] if row["kind"] in ("recall", "placement")]
    if answers:
        yield "\n## Questions\n"
    for row in sorted(answers, key=lambda row: row["at"]):
        yield f"- {row['at']:%Y-%m-%d} {curriculum.title(row['topic'])}: {'right' if row['right'] else 'wrong'}"


def _count(rows: list[dict[str, Any]], word: str) -> str:
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}es" if word.endswith("s") else f"{word}s"
    return f"{len(rows)} {word if len(rows) == 1 else plural}"


def _plain(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")
