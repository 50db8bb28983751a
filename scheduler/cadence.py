"""How often somebody hears from us who doesn't answer: less and less, then one question, then nothing."""

from __future__ import annotations

ANSWERED_ENOUGH = 3
"""Scheduled messages in a row that may stay without a word before they become fewer."""
EVERY_OTHER_DAY = 6
WEEKLY = 9
"""After so many, one message asks: keep, change or stop? Then silence until the learner speaks."""


def days_between(ignored: int) -> int | None:
    """Return the least days between two daily tasks after so many without an answer; None means silence."""
    if ignored < ANSWERED_ENOUGH:
        return 1
    if ignored < EVERY_OTHER_DAY:
        return 2
    if ignored <= WEEKLY:
        return 7
    return None


def is_last_question(ignored: int) -> bool:
    """Tell whether the message after so many without an answer is the question whether to go on."""
    return ignored == WEEKLY
