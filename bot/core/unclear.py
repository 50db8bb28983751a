"""Says what could not be read in something a learner typed, and what to type instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_MARKUP = str.maketrans("", "", "`*[]<>\\|~@#")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Unclear:
    """The answer to words that have no one meaning."""

    why: str
    """What is unclear and what to do, in words to the learner."""
    near: tuple[str, ...] = ()
    """What can be typed instead, likeliest first."""


def quoted(text: str) -> str:
    """Return a learner's words in quotation marks: on one line, cut short, without markup."""
    line = " ".join(text.split()).translate(_MARKUP)
    words = "".join(letter for letter in line if letter.isprintable())
    return f"“{words[:_LONGEST]}{'…' if len(words) > _LONGEST else ''}”"


def either(choices: Sequence[str]) -> str:
    """Join choices as speech does: `a`, `a or b`, `a, b or c`."""
    *most, last = choices
    return f"{', '.join(most)} or {last}" if most else last
