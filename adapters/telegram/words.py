"""Markdown becomes Telegram's HTML, in pages that each fit one message and parse alone.

A text is a row of runs: words, and the marks that hold over all of them. It is cut as runs, never as HTML, so that no
tag can span two pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

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
    parse,
    plain,
)

MOST_UNITS = 4096
"""Of a message, after parsing. Telegram counts code points, some servers UTF-16 units: the stricter one is kept."""
MOST_UNITS_OF_CAPTION = 1024
MOST_ENTITIES = 100
"""Of a message; Telegram ignores the rest, and with it the addresses of links."""
MOST_BYTES = 30_000
"""Of a message's HTML; servers refuse what is longer than 32 KiB before they look at it."""
LONGEST_ADDRESS = 1_000
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc")
"""Characters that Unicode counts as visible, and Telegram as nothing."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What holds over some words: the tags around them."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words, with their marks from the outermost to the innermost."""

    text: str
    marks: tuple[Mark, ...] = ()


BOLD, ITALIC = Mark("<b>", "</b>"), Mark("<i>", "</i>")
CODE = Mark("<code>", "</code>")
QUOTE = Mark("<blockquote>", "</blockquote>")


def markdown(text: str) -> Iterator[Run]:
    """Yield Markdown of the subset as runs."""
    yield from _blocks(parse(text), ())


def anchor(url: str, words: Iterable[Run]) -> Iterator[Run]:
    """Yield words that lead to an address; one that Telegram would not take as a link is written out."""
    shown = list(words)
    if _links(url):
        yield from (Run(run.text, (_to(url), *run.marks)) for run in shown)
        return
    yield from shown
    if "".join(run.text for run in shown) != url:
        yield Run(f" ({url})")


def pages(runs: Iterable[Run], limit: int = MOST_UNITS) -> Iterator[tuple[Run, ...]]:
    """Cut runs to pages of at most so many UTF-16 units, where a reader would turn them; blank ones are left out."""
    rest = _resumed(tuple(run for run in runs if run.text))
    while rest:
        page, rest = _cut(rest, _fitting(rest, limit))
        if any(map(_is_visible, text_of(page))):
            yield page
        rest = _resumed(rest)


def html_of(runs: Iterable[Run]) -> str:
    """Return runs as HTML: tags only where marks begin and end, everything else escaped."""
    parts: list[str] = []
    for before, run in pairwise((Run(""), *runs, Run(""))):
        shared = next((n for n, both in enumerate(zip(before.marks, run.marks, strict=False)) if both[0] != both[1]),
                      min(len(before.marks), len(run.marks)))  # fmt: skip
        parts += [mark.after for mark in reversed(before.marks[shared:])]
        parts += [mark.before for mark in run.marks[shared:]]
        parts.append(escape(run.text))
    return "".join(parts)


def text_of(runs: Iterable[Run]) -> str:
    """Return the words alone."""
    return "".join(run.text for run in runs)


def units(text: str) -> int:
    """Return the length in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def escape(text: str) -> str:
    """Return text in which Telegram finds no tag and no entity."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _blocks(blocks: Sequence[Block], marks: tuple[Mark, ...]) -> Iterator[Run]:
    for number, block in enumerate(blocks):
        if number:
            yield Run("\n\n", marks)
        yield from _block(block, marks)


def _block(block: Block, marks: tuple[Mark, ...]) -> Iterator[Run]:
    match block:
        case Paragraph(parts):
            yield from _inlines(parts, marks)
        case CodeBlock(text, language):
            yield Run(text, (*marks, _code_block(language)))
        case Quote(inner):
            # a quote inside a quote is one quote: Telegram nests none
            yield from _blocks(inner, marks if QUOTE in marks else (*marks, QUOTE))
        case Items(items, start):
            for number, item in enumerate(items):
                mark = "• " if start is None else f"{start + number}. "
                yield Run(f"\n{mark}" if number else mark, marks)
                yield from _item(item, marks)


def _item(item: Sequence[Block], marks: tuple[Mark, ...]) -> Iterator[Run]:
    for number, block in enumerate(item):
        if number:
            yield Run("\n", marks)
        if not isinstance(block, Items):
            yield from _block(block, marks)
            continue
        yield Run("   ", marks)
        yield from (Run(run.text.replace("\n", "\n   "), run.marks) for run in _block(block, marks))


def _inlines(parts: Sequence[Inline], marks: tuple[Mark, ...]) -> Iterator[Run]:
    for part in parts:
        match part:
            case Text(text):
                yield Run(text, marks)
            case Code(text):
                yield Run(text, (*(mark for mark in marks if mark == QUOTE), CODE))  # code has no mark but its own
            case Break():
                yield Run("\n", marks)
            case Bold(inner):
                yield from _inlines(inner, marks if BOLD in marks else (*marks, BOLD))
            case Italic(inner):
                yield from _inlines(inner, marks if ITALIC in marks else (*marks, ITALIC))
            case Moment(_, inner):
                yield from _inlines(inner, marks)
            case Anchor(url, inner):
                yield from anchor(url, [Run(plain(inner), marks)])


def _links(url: str) -> bool:
    """Tell whether Telegram keeps an address behind words; it drops, without a word, what looks odd to it."""
    if len(url) > LONGEST_ADDRESS or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    name, _, ending = host.rpartition(".")
    return url.startswith(("https://", "http://")) and bool(name) and (ending.isalpha() or ending.isdecimal())


def _to(url: str) -> Mark:
    return Mark(f'<a href="{escape(url)}">', "</a>")


def _code_block(language: str) -> Mark:
    if language.isascii() and language.replace("+", "").replace("-", "").isalnum():
        return Mark(f'<pre><code class="language-{language}">', "</code></pre>")
    return Mark("<pre>", "</pre>")


def _is_block_of_code(mark: Mark) -> bool:
    return mark.before.startswith("<pre>")


def _fitting(runs: Sequence[Run], limit: int) -> int:
    """Return how many characters fit one message, cut where it reads best."""
    text, fits, length, entities, size = text_of(runs), 0, 0, 0, 0
    marks: tuple[Mark, ...] = ()
    for run in runs:
        opened = [mark for place, mark in enumerate(run.marks) if marks[place : place + 1] != (mark,)]
        entities, marks = entities + len(opened), run.marks
        size += sum(len(mark.before) + len(mark.after) for mark in opened)
        for character in run.text:
            length += units(character)
            size += len(escape(character).encode())
            if length > limit or entities > MOST_ENTITIES or size > MOST_BYTES:
                return _turn(text, fits)
            fits += 1
    return fits


def _turn(text: str, longest: int) -> int:
    """Return where to turn the page: after a paragraph, a line or a word in its second half, or inside a word."""
    for end in ("\n\n", "\n", " "):
        place = text.rfind(end, longest // 2, longest + 1)
        if place > 0:
            return place
    while longest > 1 and _clings(text[longest]):
        longest -= 1
    return max(longest, 1)


def _clings(character: str) -> bool:
    """Tell whether a character belongs to the one before it: an accent, a variant, a joined emoji."""
    return unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf", "Sk")


def _cut(runs: tuple[Run, ...], length: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    page: list[Run] = []
    for place, run in enumerate(runs):
        if len(run.text) > length:
            cut = [Run(run.text[:length], run.marks)] if length else []
            return (*page, *cut), (Run(run.text[length:], run.marks), *runs[place + 1 :])
        page.append(run)
        length -= len(run.text)
    return tuple(page), ()


def _resumed(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return runs as the beginning of a page: without blanks, which Telegram cuts off; indented code stays so."""
    if not runs:
        return ()
    first, *more = runs
    if any(map(_is_block_of_code, first.marks)):
        code = first.text.removeprefix("\n")
        kept = (Run("…\n"),) if code[:1].isspace() else ()
        return (*kept, Run(code, first.marks), *more)
    text = first.text.lstrip()
    return (Run(text, first.marks), *more) if text else _resumed(tuple(more))


def _is_visible(character: str) -> bool:
    return character not in _BLANK and unicodedata.category(character)[0] not in "CZM"
