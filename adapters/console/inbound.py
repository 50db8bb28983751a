"""A typed line becomes a request."""

from __future__ import annotations

import getpass
import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache

from tzlocal import get_localzone_name

from bot.core.communities import LOCAL
from bot.core.reply import Button
from bot.core.request import LONGEST_TEXT, Person, Place, Request

PLACE = Place(platform="console", id="terminal")


def numbers() -> Iterator[int]:
    """Count requests of one terminal."""
    return itertools.count(1)


def to_request(line: str, number: int, buttons: Sequence[Button], at: datetime) -> Request:
    """Turn a line into a request; a number presses the button with that number in the last reply."""
    text, owner = line.strip(), None
    if text.isdecimal() and 1 <= int(text) <= len(buttons):
        pressed = buttons[int(text) - 1]
        text, owner = pressed.send, pressed.owner
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
