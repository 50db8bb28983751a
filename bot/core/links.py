"""Joining what one person does on two platforms: a code from the one, typed on the other."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

GOOD_FOR = timedelta(minutes=15)
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are read for one another."""
LENGTH = 10
"""Of a code: 49 bits, far more than anybody can try in a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of joining: how many tasks and answers of the second account went over to the first."""

    tasks: int
    evidence: int


class Links(Protocol):
    """Keeps codes, as marks that name nobody, and joins two learners to one."""

    def keep(self, mark: str, learner: str, at: datetime) -> None:
        """Keep the mark of a learner's newest code; older ones of theirs are good no more."""

    def issuer(self, mark: str, at: datetime) -> str | None:
        """Return the learner whose code it is; None for a code that is wrong, used or too old."""

    def join(self, mark: str, person: str, at: datetime) -> Joined | None:
        """Use a code up: a person and all that is kept about them become its learner's. None where it is not good."""


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def mark_of(code: str) -> str:
    """Return the mark of a code, as it is kept; upper and lower case, spaces and dashes are the same."""
    letters = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(f"trailmate-link:{letters}".encode()).hexdigest()
