"""Reads what somebody pasted when stuck: the error, the code around it, and their own words; asks others with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TRACEBACK = re.compile(r"^\s*Traceback \(most recent call last\)", re.MULTILINE)
_ERROR = re.compile(
    r"^\s*(?:E\s+)?(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Iteration|Interrupt)(?::\s|\s*$)"
    r"|^\s*(?:ERROR|fatal|error)(?:\[\w+\])?:\s",
    re.MULTILINE,
)
_FRAME = re.compile(r'^\s*File ".*", line \d+')
_CODE = re.compile(
    r"^\s*(?:>>> |\.\.\. |\$ |import |from \w+ import |def |class |(?:for|while|if|with) .*:$)"
    r"|^[\w.\[\]'\", ]+ = \S|^\s*[\w.]+\([^)]*\)\s*$"
)
_MARKER = re.compile(r"^[\s^~]*[\^~][\s^~]*$")
BLANK = "(add it here)"


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was pasted, taken apart; parts that were not there are empty."""

    error: str
    """The error's own lines, with the places in the code that it names."""
    code: str
    words: str
    """What the person said themselves."""


def has_error(text: str) -> bool:
    """Tell whether somebody pasted an error, rather than talk about one."""
    return bool(_TRACEBACK.search(text) or _ERROR.search(text))


def taken_apart(text: str) -> Pasted:
    """Return what is error, code and words in a message, line by line."""
    error, code, words = list[str](), list[str](), list[str]()
    frame = False
    for line in (line for line in text.splitlines() if line.strip() and not line.strip().startswith("```")):
        if _TRACEBACK.match(line) or _FRAME.match(line) or _ERROR.match(line) or _MARKER.match(line) or frame:
            error.append(line.rstrip())
            frame = bool(_FRAME.match(line))  # the line below shows the code of that place
        elif _CODE.match(line):
            code.append(line.rstrip())
        else:
            words.append(line.strip())
    return Pasted("\n".join(error), "\n".join(code), " ".join(words))


def asked_of_others(goal: str, said: str) -> str:
    """Return a question that others can answer, as plain text: goal, code, full error, what was tried."""
    parts = taken_apart(said)
    return "\n".join(
        (
            f"What I want to do: {goal}",
            f"What I ran:\n{parts.code or BLANK}",
            f"What came, in full:\n{parts.error or BLANK}",
            f"What I tried, and what I expected: {parts.words or BLANK}",
        )
    )
