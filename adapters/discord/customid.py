"""What a button carries on Discord: what it says, whose it is, and which delivery it came with."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from bot.core.reply import Button

_ASKS = "?"
_NOBODY = "-"
"""Stands for an owner who is not on Discord: none of its people can press such a button."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a pressed button says. `owner` as in `Button.owner`; one that `asks` wants words to go with it."""

    send: str
    owner: str | None
    asks: bool = False


def written(button: Button, number: int, mark: str, *, asks: bool = False) -> str:
    """Return a custom id of at most 98 characters; the number makes it unique in a message."""
    owner = button.owner or ""
    platform, _, id = owner.partition(":")
    name = id if platform == "discord" and id.isascii() and id.isdecimal() and len(id) <= 20 else _NOBODY
    return f"{number}{_ASKS * asks}.{name if owner else ''}.{mark}.{button.send}"


def read(custom_id: str) -> Press | None:
    """Return what a custom id says; None where it was never one of ours."""
    number, *rest = custom_id.split(".", 3)
    if not number.removesuffix(_ASKS).isdecimal() or len(rest) != 3:
        return None
    owner, _, send = rest
    return Press(send, f"discord:{owner}" if owner else None, number.endswith(_ASKS))


def mark_of(key: str) -> str:
    """Return the eight letters by which a delivery's buttons are found again."""
    return blake2b(key.encode(), digest_size=4).hexdigest()


def has_mark(custom_id: str, mark: str) -> bool:
    """Tell whether a button came with a delivery."""
    return custom_id.split(".", 3)[2:3] == [mark]


def nonce_of(key: str, number: int) -> str:
    """Return the key under which Discord drops a second copy of a delivery's nth message: 24 letters of 25."""
    return blake2b(f"{key}/{number}".encode(), digest_size=12).hexdigest()
