"""Learners, as the bot knows them."""

from __future__ import annotations

from hashlib import sha256


def mark_of(learner: str) -> str:
    """Return what is kept of a learner who was forgotten: a hash of the id, enough to know it again, not to find it."""
    return sha256(f"trailmate-forgotten:{learner}".encode()).hexdigest()
