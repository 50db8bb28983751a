"""Opens a resource, and guards the sources' advice to finish one before the next: two begun ones are named."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.learners import Diary, Learners, Opened
from bot.core.reply import Basis, Button, Link, Reply, ScoredTopic
from bot.core.sentence import ended
from bot.core.turn import Turn
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Note, Resource

MOST_BEGUN = 2
"""Unfinished resources on one topic before the guard speaks."""


@dataclass(frozen=True, slots=True)
class OpenResource:
    """`/resource TOPIC NUMBER [done]`"""

    curriculum: Curriculum
    learners: Learners
    diary: Diary

    def __call__(self, turn: Turn) -> Reply:
        id, number, done = (*turn.argument.split(), "", "", "")[:3]
        note = self.curriculum.note(id)
        resources = note.front.resources if note else ()
        if note is None or not number.isdecimal() or not 1 <= int(number) <= len(resources):
            text = "Which resource? Open a note and press “Read on”."
            return Reply(text=text, basis=Basis(intent="topic", answered=False, confidence=0))
        resource = resources[int(number) - 1]
        learner = self.learners.find(turn.request.person.id)
        if learner and done == "done":
            self.diary.finish(learner.id, id, resource.title, turn.request.at)
            return _reply(note, ended(f"Noted: you finished **{resource.title}**"), ())
        begun: tuple[str, ...] = ()
        if learner:
            opened = self.diary.open(learner.id, Opened(id, resource.title, turn.request.at))
            begun = tuple(other.resource for other in opened if other.resource != resource.title)
        finish = Button(label="I finished it", send=f"/resource {id} {number} done", owner=turn.request.person.id)
        return _reply(note, _words(resource, begun), (finish,) if learner else (), resource)


def _words(resource: Resource, begun: tuple[str, ...]) -> str:
    how = f" {ended(f'Its instruction: {resource.how}')}" if resource.how else ""
    text = f"**{resource.title}** ({resource.kind}, {resource.level}, {resource.cost}).{how}"
    if len(begun) >= MOST_BEGUN:
        named = " and ".join(f"**{title}**" for title in begun[:MOST_BEGUN])
        text += (
            f"\n\nOn this topic {named} are begun and not finished. One that is finished teaches more than three that "
            "are begun: go on with one of them, unless this one really is what you miss."
        )
    return text


def _reply(note: Note, text: str, buttons: tuple[Button, ...], resource: Resource | None = None) -> Reply:
    links = (Link(title=resource.title, url=resource.address),) if resource and resource.address else ()
    back = Button(label=f"Back to {note.title}", send=f"/topic {note.id}")
    topic = ScoredTopic(id=note.id, title=note.title, score=1.0)
    return Reply(text=text, links=links, buttons=(*buttons, back), basis=Basis(intent="topic", topics=(topic,)))
