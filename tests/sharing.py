"""Lets the hundreds of apps that tests put together share what each would make anew."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar

from bot.core.commands import Command
from bot.core.routing import Router
from bot.features.pictures import RoadmapPictures
from knowledge.library import Library
from knowledge.notes.curriculum import Curriculum

_pictures: dict[int, RoadmapPictures] = {}


class SharedRouter(Router):
    """Knows what the first router learned of the same phrases and notes, which takes 17 ms; its commands are own."""

    _first: ClassVar[dict[Hashable, Router]] = {}

    def __init__(self, commands: Sequence[Command], library: Library) -> None:
        learned_from = library, tuple((command.name, command.phrases) for command in commands)
        if first := self._first.get(learned_from):
            own = {command.name: command for command in commands}
            vars(self).update(vars(first))
            self.ask, self._commands = own[first.ask.name], [own[command.name] for command in first._commands]
        else:
            super().__init__(commands, library)
            self._first[learned_from] = self


def shared_pictures(curriculum: Curriculum) -> RoadmapPictures:
    """Return the pictures of some notes, each of which takes a quarter of a second to draw."""
    return _pictures.setdefault(id(curriculum), RoadmapPictures(curriculum))  # which keep the notes, and so their id
