"""The font that comes with Pillow: how wide words are, and where a line of them breaks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache

from PIL import ImageFont

Measure = Callable[[str, int], float]
"""Width in pixels of a text at a size in pixels."""

_PLAINER = str.maketrans({"–": "-", "—": "-", "×": "x", "→": ">", "−": "-", "ß": "ss", "ø": "o", "ł": "l"})
LINE_HEIGHT = 1.25
"""Of the font's size, from one baseline to the next."""


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return the font at a size in pixels."""
    return ImageFont.load_default(size)


def drawable(text: str) -> str:
    """Return a text in the letters that the font has: R² becomes R2, é becomes e. Other scripts stay as they are."""
    parts = unicodedata.normalize("NFKD", text.translate(_PLAINER))
    return "".join(part for part in parts if not unicodedata.combining(part))


def width_of(text: str, size: int) -> float:
    """Return how many pixels a text is wide."""
    return float(font(size).getlength(drawable(text)))


def wrapped(text: str, size: int, widest: float, measure: Measure) -> tuple[str, ...]:
    """Break a text into lines of at most `widest` pixels; a word that is wider is broken too."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if measure(longer, size) <= widest:
            lines[-1] = longer
            continue
        lines += [""] * bool(lines[-1])
        for letter in word:
            if measure(lines[-1] + letter, size) > widest:
                lines.append("")
            lines[-1] += letter
    return tuple(lines)
