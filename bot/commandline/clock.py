"""The time: what runs a command reads it here, and hands it down as an argument."""

from __future__ import annotations

from datetime import UTC, datetime


def clock() -> datetime:
    """Return the time; the one place below which time is an argument."""
    return datetime.now(UTC)  # noqa: TID251 # the loops' clock
