"""Reads from plain words that somebody is stuck, and on what."""

from __future__ import annotations

import re

from knowledge.pasted import has_error

_WHAT = re.compile(
    r"^(?P<before>.*?)\b(?:stuck|lost)\b(?:\s+(?:on|with|at|in|by|understanding|doing))?[\s,:]*(?P<on>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT_ME = re.compile(r"\b(?:i|im|we)\b|^\W*(?:\w+\W+){0,2}$", re.IGNORECASE)
_STUCK = re.compile(r"\bstuck\b", re.IGNORECASE)
_SAYS_SO = re.compile(r"^\W*stuck\b|\b(?:i|im|am|i[’']m|got|get|still|getting)\s+(?:\w+\s+){0,2}stuck\b", re.IGNORECASE)


def sounds_stuck(text: str) -> bool:
    """Tell by the form of a message that somebody is stuck: a pasted error, or "i'm stuck" in so many words."""
    return has_error(text) or bool(_SAYS_SO.search(text))


def mentions_stuck(text: str) -> bool:
    """Tell whether a message says at all that somebody or something is stuck: a lost learner, or a car."""
    return bool(_STUCK.search(text))


def stuck_on(text: str) -> str:
    """Return what a person says they are stuck on: what follows "i am stuck on", or all they said."""
    if has_error(text):
        return text
    found = _WHAT.search(text)
    said = found["on"] if found and _ABOUT_ME.search(found["before"]) else text
    return said.strip(" .!?")
