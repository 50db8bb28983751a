"""Asks somebody who seems to be stuck, says why it thinks so, and believes them when they say no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args

from bot.core.learners import Learners
from bot.core.reminders import is_within_budget, may_come
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.sentence import ended
from bot.core.signals import Name, Suspicion, suspicion
from bot.core.traces import Traces
from bot.core.turn import Turn
from bot.features.tasks import Proved
from knowledge.notes.curriculum import Curriculum

_IN_GENERAL: Mapping[Name, str] = {
    "waits": "a task that stays open",
    "later": "a task put off twice",
    "wrong": "questions that did not work out",
    "words": "how a question sounds",
    "again": "the same topic asked about again",
    "silent": "a silence after opening a note",
}
"""What each signal is, said to somebody for whom it means something else."""


@dataclass(frozen=True, slots=True)
class StuckPrompt:
    """Composes the question at the moment of sending."""

    curriculum: Curriculum
    learners: Learners
    traces: Traces

    def compose(self, id: str, on: date, person: str, now: datetime) -> Reply | None:
        """Return the question; None where it is not wanted, not its time, or not likely any more."""
        learner = self.learners.get(id)
        if learner is None or not learner.settings.stuck_prompts or not may_come(learner.settings, now):
            return None
        watched = self.traces.watched([id], now)[id].besides(key_of(id, on))
        if not is_within_budget(learner.settings, watched.reminded, now):
            return None
        found = suspicion(learner, watched, now, self.curriculum.prerequisites)
        if found is None or found.topic not in self.curriculum.topics:
            return None
        return self._card(found, on, person)

    def _card(self, found: Suspicion, on: date, person: str) -> Reply:
        title = self.curriculum.title(found.topic)
        about = {signal.topic: self.curriculum.title(signal.topic) for signal in found.signals}
        reasons = [
            f"- {signal.words}" + ("" if signal.topic == found.topic else f" (on {about[signal.topic]})")
            for signal in found.signals
        ]
        text = ended(f"It looks as if you might be stuck on **{title}**")
        text += " Why I think so:\n\n" + "\n".join(reasons)
        text += (
            "\n\nIf that is so, a small piece of theory is often what is missing, and we can look for it together. "
            "If I am wrong, say so: these signs then count for less with you."
        )
        names = " ".join(signal.name for signal in found.signals)
        buttons = (
            Button(label="Help me", send=f"/stuck {found.topic}", owner=person),
            Button(label="I'm not stuck", send=f"/notstuck {on} {names}", owner=person),
            Button(label="Don't ask me this", send="/settings stuck off", owner=person),
        )
        basis = Basis(intent="stuck", confidence=0.5, topics=(ScoredTopic(id=found.topic, title=title, score=1.0),))
        return Reply(title="Are you stuck?", text=text, buttons=buttons, private=True, basis=basis)


@dataclass(frozen=True, slots=True)
class NotStuck:
    """`/notstuck DATE SIGNAL…`, which the prompt's button says; each prompt counts once."""

    learners: Learners
    traces: Traces
    proved: Proved

    def __call__(self, turn: Turn) -> Reply:
        learner = self.learners.find(turn.request.person.id)
        on, names = _read(turn.argument)
        if learner is None or on is None or not names:
            text = "That belongs to a question of mine that I can't find any more. Nothing has changed."
            return Reply(text=text, private=True, basis=Basis(intent="stuck", answered=False, confidence=0))
        # whoever answers a message has got it
        self.proved(key_of(learner.id, on), turn.request.at, "answered")
        self.traces.turn_down(learner.id, on, names, turn.request.at)
        signs = ", ".join(_IN_GENERAL[name] for name in names)
        person = turn.request.person.id
        return Reply(
            text=f"Then I was wrong. From now on this counts for less when I look at how you are doing: {signs}.",
            buttons=(
                Button(label="Today's task", send="/today", owner=person),
                Button(label="Don't ask me this", send="/settings stuck off", owner=person),
            ),
            private=True,
            basis=Basis(intent="stuck"),
        )


def key_of(learner: str, on: date) -> str:
    """Return the key of the prompt of a local date."""
    return f"stuck:{learner}:{on}"


def _read(argument: str) -> tuple[date | None, list[Name]]:
    on, *said = argument.split() or [""]
    names: list[Name] = [name for name in get_args(Name) if name in said]
    try:
        return date.fromisoformat(on), names
    except ValueError:
        return None, names
