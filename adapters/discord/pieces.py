"""Cuts a Markdown tree into pieces that fit into a message: between blocks first, then lines, then words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

from bot.core.markdown import (
    Anchor,
    Block,
    Bold,
    Break,
    Code,
    CodeBlock,
    Inline,
    Italic,
    Items,
    Moment,
    Paragraph,
    Quote,
    Text,
    plain,
)

Fits = Callable[[Sequence[Block]], bool]


def pieces(blocks: Sequence[Block], fits: Fits) -> Iterator[tuple[Block, ...]]:
    """Yield blocks in groups that fit, each filled before the next; a block too long alone is halved until it fits.

    Every piece is a tree of its own, so nothing that opens in one closes in another. What cannot be halved any more,
    such as a single letter, comes as it is.
    """
    waiting, group = list(blocks), list[Block]()
    while waiting:
        block = waiting.pop(0)
        if fits([*group, block]):
            group.append(block)
        elif group:
            yield tuple(group)
            group, waiting = [], [block, *waiting]
        elif halves := _halved(block):
            waiting = [*halves, *waiting]
        else:
            yield (block,)
    if group:
        yield tuple(group)


def _halved(block: Block) -> tuple[Block, ...]:
    """Return the halves of a block; nothing where it has none."""
    match block:
        case Paragraph(parts):
            return tuple(Paragraph(half) for half in _halved_parts(parts))
        case CodeBlock(text, language):
            return tuple(CodeBlock(half, language) for half in _cut(text, "\n"))
        case Quote(inner):
            return tuple(Quote(half) for half in _halved_blocks(inner))
        case Items(items, start) if len(items) > 1:
            middle = len(items) // 2
            return Items(items[:middle], start), Items(items[middle:], start + middle if start is not None else None)
        case Items((item,), start):
            first, *rest = _halved_blocks(item) or ((),)
            return (Items((first,), start), *(block for half in rest for block in half)) if rest else ()
    return ()


def _halved_blocks(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], ...]:
    if len(blocks) > 1:
        return blocks[: len(blocks) // 2], blocks[len(blocks) // 2 :]
    return tuple((half,) for half in _halved(blocks[0])) if blocks else ()


def _halved_parts(parts: tuple[Inline, ...]) -> tuple[tuple[Inline, ...], ...]:
    if len(parts) == 1:
        return tuple((half,) for half in _halved_part(parts[0]))
    breaks = [at for at, part in enumerate(parts) if isinstance(part, Break) and 0 < at < len(parts) - 1]
    if breaks:
        at = min(breaks, key=lambda at: abs(at - len(parts) // 2))
        return parts[:at], parts[at + 1 :]
    return (parts[: len(parts) // 2], parts[len(parts) // 2 :]) if parts else ()


def _halved_part(part: Inline) -> tuple[Inline, ...]:
    match part:
        case Text(text) | Code(text):
            return tuple(type(part)(half) for half in _cut(text, " "))
        case Bold(inner) | Italic(inner):
            return tuple(type(part)(half) for half in _halved_parts(inner))
        case Anchor(url, inner) if len(plain(inner)) <= len(url):
            return Text(plain(inner)), Text(f" ({url})")  # no link can be that long; its address stays readable
        case Anchor(url, inner):
            return tuple(Anchor(url, half) for half in _halved_parts(inner))
        case Moment(_, inner):
            return tuple(one for half in _halved_parts(inner) for one in half)
    return ()


def _cut(text: str, border: str) -> tuple[str, ...]:
    """Cut a text at the border nearest to its middle, which is dropped; where there is none, between two letters."""
    middle = len(text) // 2
    if middle == 0:
        return ()
    before, after = text.rfind(border, 0, middle), text.find(border, middle)
    at = min((at for at in (before, after) if 0 < at < len(text) - 1), key=lambda at: abs(at - middle), default=0)
    if at:
        return text[:at], text[at + 1 :]
    while middle < len(text) - 1 and _joins(text[middle - 1], text[middle]):
        middle += 1
    return text[:middle], text[middle:]


def _joins(before: str, after: str) -> bool:
    """Tell whether two characters make one sign, such as a letter and its accent."""
    return unicodedata.category(after) in ("Mn", "Me", "Cf") or before == "\N{ZERO WIDTH JOINER}"
