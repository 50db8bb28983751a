"""A typed line becomes a request."""

from __future__ import annotations

import getpass
import itertools
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from string import ascii_lowercase

from tzlocal import get_localzone_name

from bot.core.communities import LOCAL
from bot.core.reply import Button, Reply
from bot.core.request import LONGEST_TEXT, Person, Place, Request

PLACE = Place(platform="console", id="terminal")


def numbers() -> Iterator[int]:
    """Count requests of one terminal."""
    return itertools.count(1)


def marked(reply: Reply) -> dict[str, Button]:
    """Return the buttons of a reply by what presses them: numbers, or letters where a number may be the answer."""
    letters = reply.expects and len(reply.buttons) <= len(ascii_lowercase)
    marks = ascii_lowercase if letters else map(str, range(1, len(reply.buttons) + 1))
    return dict(zip(marks, reply.buttons, strict=False))


def pressed(line: str, last: Reply | None) -> Button | None:
    """Return the button of the last reply that a line presses, by its mark or by its label."""
    said = line.strip().casefold()
    if last is None:
        return None
    labelled = (button for button in last.buttons if button.label.casefold() == said)
    return marked(last).get(said) or next(labelled, None)


def to_request(line: str, number: int, last: Reply | None, at: datetime) -> Request:
    """Turn a line into a request: a button of the last reply that had some, or words."""
    button = pressed(line, last)
    text, owner = (button.send, button.owner) if button else (line.strip(), None)
    return Request(
        id=f"console-{number}",
        person=you(),
        place=PLACE,
        text=text[:LONGEST_TEXT],
        at=at,
        private=True,
        community=LOCAL,
        zone=zone_here(),
        owner=owner,
        manages=True,
    )


def you() -> Person:
    """Return the person at this terminal."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container without a user entry
        name = "you"
    return Person(id=f"console:{name}", name=name)


@cache
def zone_here() -> str | None:
    """Return the time zone of this machine, where it says one."""
    try:
        return get_localzone_name()
    except (LookupError, OSError, ValueError):
        return None
