"""Reads which section of a topic a question asks for in so many words: an example, an exercise, what it is good for."""

from __future__ import annotations

import re

WEIGHING = "drawbacks?|downsides?|disadvantages?|advantages|benefits|limitations?|weakness(?:es)?|strengths|use cases?"
"""Words of who weighs a thing, as a pattern. A question and a short “and its drawbacks?” share them."""
_WEIGHS = re.compile(
    rf"\b(?:{WEIGHING}|pros\b.*\bcons|when\b.{{1,20}}\buse|what\b.*\b(?:good|used) for|(?<!saddle )point of)\b",
    re.IGNORECASE,
)
_SECTIONS = (
    (
        "Example",
        re.compile(
            r"\b((an?|any|some|simple|small|code|python|another)( \w+)? examples?|examples? (of|for|with|code)|"
            r"code (for|of|to)|snippet|show me (how|an?|some|the|code|it)|demo)\b|\bexample\W*$",
            re.IGNORECASE,
        ),
    ),
    (
        "Try it",
        re.compile(
            # “in practice” and “best practice” ask for no exercise, nor do “practice data”
            r"\bexercises?\b|(?<!\bin )(?<!\bbest )\bpracti[cs]e\b(?! (data|rows|points|tables?|sets?)\b)",
            re.IGNORECASE,
        ),
    ),
    ("Build it", re.compile(r"\b(in a project|use it in|(i|we|to) build|project (for|with))\b", re.IGNORECASE)),
)


def weighs(question: str) -> bool:
    """Tell whether somebody asks what a thing is good for, and what not."""
    return bool(_WEIGHS.search(question))


def section_asked_for(question: str) -> str | None:
    """Return the section to do something with that a question asks for; None if it only wants to understand."""
    return next((section for section, cue in _SECTIONS if cue.search(question)), None)
