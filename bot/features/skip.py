"""Leaves a topic out of somebody's plan because they say so, and takes it back in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.learners import Diary, Learners
from bot.core.mastery import Evidence, Kind
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.turn import Turn
from bot.features.topic import OpenTopic

BACK = " back"


@dataclass(frozen=True, slots=True)
class Skip:
    """`/skip TOPIC [back]`"""

    topics: OpenTopic
    learners: Learners
    diary: Diary

    def __call__(self, turn: Turn) -> Reply:
        name, back = turn.argument.removesuffix(BACK), turn.argument.endswith(BACK)
        learner, id = self.learners.find(turn.request.person.id), self.topics.find(name) if name else None
        if learner is None:
            return _nothing("You have no plan yet. Five taps make one.", Button(label="Start", send="/start"))
        if id not in self.topics.curriculum.topics or id is None:
            return _nothing("Which topic? For example: /skip sql", Button(label="My plan", send="/plan"))
        kind: Kind = "back" if back else "skip"
        self.diary.add(learner.id, f"{kind}:{id}:{turn.request.at.isoformat()}", Evidence(id, kind, turn.request.at))
        return self._words(id, turn.request.person.id, back=back)

    def _words(self, id: str, person: str, *, back: bool) -> Reply:
        title = self.topics.curriculum.title(id)
        if back:
            text, other = f"**{title}** is in your plan again.", keep_out(id, person)
        else:
            text = f"**{title}** is left out of your plan. What rests on it stays."
            other = keep_in(id, person)
        today = Button(label="Today's task", send="/today more", owner=person)
        return Reply(
            text=text,
            buttons=(other, today),
            private=True,
            basis=Basis(intent="plan", topics=(ScoredTopic(id=id, title=title, score=1.0),)),
        )


def keep_out(id: str, person: str) -> Button:
    """Return the button that leaves a topic out of a plan."""
    return Button(label="Leave this topic out", send=f"/skip {id}", owner=person)


def keep_in(id: str, person: str) -> Button:
    """Return the button that puts a topic back."""
    return Button(label="Keep it in my plan", send=f"/skip {id}{BACK}", owner=person)


def _nothing(text: str, button: Button) -> Reply:
    return Reply(text=text, buttons=(button,), private=True, basis=Basis(intent="plan", answered=False, confidence=0))
