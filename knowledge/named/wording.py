"""How names are compared: one key for all spellings of a name, and the things that a name puts together."""

from __future__ import annotations

import re

_ARTICLES = ("a", "an", "the")
_BETWEEN = re.compile(r"[,():]|\band\b|\bor\b")
_RUN = re.compile(r"[\w+#]+")


def key_of(name: str) -> str:
    """Return a name in small letters, without marks, plurals and an article before it, in American spelling."""
    words = _RUN.findall(name.lower().replace("isation", "ization"))
    if len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)


def says(text: str, key: str) -> bool:
    """Tell whether the name of a key stands in a text."""
    return bool(key) and f" {key} " in f" {key_of(text)} "


def parts_of(name: str) -> list[str]:
    """Return the things that a name puts together: of “Overfitting, underfitting and the trade-off” all three."""
    return [part for part in _BETWEEN.split(name) if part.strip()]
