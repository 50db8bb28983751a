"""How words end: a sentence that quotes once, whatever a title or somebody's words end in; what is cut, at a word."""

from __future__ import annotations


def ended(words: str) -> str:
    """Return words as the end of a sentence: with a full stop, unless they end in a mark of their own (“Why?”)."""
    return words if words.rstrip('*_”"').endswith(("?", "!", ".", "…")) else f"{words}."


def cut_at_word(words: str, longest: int) -> str:
    """Return words of at most so many characters: the whole ones that fit, and “…” for the rest."""
    if len(words) <= longest:
        return words
    whole, _, begun = words[:longest].rpartition(" ")
    return (whole.rstrip(" ,;:") or begun[:-1]) + "…"
