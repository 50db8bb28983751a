"""How a sentence ends that quotes: once, whatever a title or somebody's words end in."""

from __future__ import annotations


def ended(words: str) -> str:
    """Return words as the end of a sentence: with a full stop, unless they end in a mark of their own (“Why?”)."""
    return words if words.rstrip('*_”"').endswith(("?", "!", ".", "…")) else f"{words}."
