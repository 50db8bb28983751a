"""The commands table's rows, and how a typed command is read."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.reply import Reply
from bot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a command of several can do, such as `join` of `/partner join`."""

    name: str
    summary: str
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the bot can do. Help, slash commands and menus are made from these rows."""

    name: str
    summary: str
    arguments: str
    example: str
    answer: Callable[[Turn], Reply]
    phrases: tuple[str, ...] = ()
    """How people say it in plain words; matched by meaning."""
    near: float = 0.46
    """The least cosine between plain words and one of the phrases; higher where a wrong guess would be odd."""
    who: Literal["everyone", "owner"] = "everyone"
    recognises: Callable[[str], bool] | None = None
    """Tells by their form which plain words are for it, such as a pasted traceback or “quiz me on recall”."""
    listens: bool = False
    """Whether what it asks for is told in one's own words: long, pasted, or put as a question."""
    courtesy: bool = False
    """Whether it only returns a courtesy, so that nobody needs a way back from it."""
    listed: bool = True
    """Whether help and menus show it; buttons use the others."""
    personal: bool = False
    """Whether its replies are for the one who asked: where others look on, they are not shown to all."""
    parts: tuple[Part, ...] = ()
    """What may come first in its argument, where a platform can show that as commands of their own."""
    completes: Literal["", "topics"] = ""
    """What its argument names, so that a platform can offer names while somebody types."""

    @property
    def needs_more(self) -> bool:
        """Whether it can do nothing without an argument; `[TASK]` in brackets may be left out."""
        return bool(self.arguments) and not self.arguments.startswith("[")


def find(commands: Sequence[Command], text: str) -> tuple[Command | None, str]:
    """Split `/name argument` and find the command. Returns None for an unknown name.

    `/name@bot` is accepted, as groups write it.
    """
    name, _, argument = text.removeprefix("/").strip().partition(" ")
    wanted = name.partition("@")[0].lower()
    for command in commands:
        if command.name == wanted:
            return command, argument.strip()
    return None, argument.strip()


def named(commands: Sequence[Command], text: str) -> Command | None:
    """Return the command that a single word names, such as `today`; None where it needs to be told more."""
    wanted = text.rstrip(" .!?").lower()
    return next((one for one in commands if one.name == wanted and not one.needs_more), None)


def recognised(commands: Sequence[Command], text: str) -> Command | None:
    """Return the command that knows plain words as its own by their form."""
    return next((one for one in commands if one.recognises and one.recognises(text)), None)


def nearest(commands: Sequence[Command], text: str) -> str | None:
    """Return the listed command whose name looks most like what was typed."""
    wanted = text.removeprefix("/").split(" ")[0].lower()
    names = [command.name for command in commands if command.listed]
    close = difflib.get_close_matches(wanted, names, n=1)
    return close[0] if close else None
