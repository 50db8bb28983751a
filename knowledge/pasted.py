"""Reads what people paste when something fails: takes error, code and their own words apart, and leaves frames out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Part = Literal["error", "place", "code", "words"]

_ERROR = re.compile(
    r"^\s*(?:E\s+)?(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Iteration|Interrupt)(?::\s|\s*$)"
    r"|^\s*(?:ERROR|fatal|error)(?:\[\w+\])?:\s",
    re.MULTILINE,
)
_FRAME = re.compile(r'^\s*File ".*", line \d+')
_PLACE = re.compile(
    r"^\s*(?:Traceback \(most recent call last\)|During handling of the above exception|The above exception was)"
    r"|^[\s^~]*[\^~][\s^~]*$"  # the marks below a line of code
    r"|^-{5,}|^-*> ?\d+ |^\s+\d+ |^(?:Cell In|Input In|<ipython-input)|^File \S+:\d+|^[~/]\S+ in \w",  # a notebook's
    re.MULTILINE,
)
_CODE = re.compile(
    r"^\s*(?:>>> |\.\.\. |\$ |import |from \w+ import |def |class |(?:for|while|if|with) .*:$)"
    r"|^[\w.\[\]'\", ]+ = \S|^\s*[\w.]+\([^)]*\)\s*$"
)


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
    return bool(_ERROR.search(text) or "Traceback (most recent call last)" in text)


def taken_apart(text: str) -> Pasted:
    """Return what is error, code and words in a message."""
    parts = list(_parts(text))
    return Pasted(
        "\n".join(line.rstrip() for part, line in parts if part in ("error", "place")),
        "\n".join(line.rstrip() for part, line in parts if part == "code"),
        " ".join(line.strip() for part, line in parts if part == "words"),
    )


def own_words(text: str) -> list[str]:
    """Return the lines of a message that are neither error nor code, as they were typed."""
    return [line for part, line in _parts(text) if part == "words"]


def gist(text: str) -> str:
    """Return a message without the places that a traceback lists: forty lines of paths drown the one that counts."""
    parts = list(_parts(text))
    kept = "\n".join(line for part, line in parts if part != "place")
    return kept if kept and len(kept) < len(text) and any(part == "place" for part, _ in parts) else text


def _parts(text: str) -> Iterator[tuple[Part, str]]:
    """Yield every line that says something, with what it is."""
    below_frame = False
    for line in text.splitlines():
        if not line.strip() or line.strip().startswith("```"):
            continue
        is_frame = bool(_FRAME.match(line))
        if _ERROR.match(line):
            yield "error", line
        elif is_frame or below_frame or _PLACE.match(line):  # the line below a frame is the code of that place
            yield "place", line
        else:
            yield "code" if _CODE.match(line) else "words", line
        below_frame = is_frame
