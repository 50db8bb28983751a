"""The Markdown subset of replies, parsed once to a small tree that adapters walk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Bold:
    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Italic:
    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    url: str
    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, in seconds since 1970, with words for it; some platforms show it by each reader's own clock."""

    seconds: int
    parts: tuple[Inline, ...]


Inline = Text | Code | Break | Bold | Italic | Anchor | Moment


@dataclass(frozen=True, slots=True)
class Paragraph:
    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list: bullets where `start` is None, else numbers from `start` on."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


Block = Paragraph | CodeBlock | Items | Quote

_TIME = "time:"
_LONGEST_TIME = len(_TIME) + 11
_SAFE_SCHEMES = ("https://", "http://", "mailto:")


@lru_cache(maxsize=256)
def parse(markdown: str) -> tuple[Block, ...]:
    """Parse Markdown to blocks. What is outside the subset stays readable as its own text."""
    parser = MarkdownIt("zero").enable(
        ["emphasis", "backticks", "fence", "list", "link", "blockquote", "newline", "escape", "heading"]
    )
    return tuple(_blocks(SyntaxTreeNode(parser.parse(markdown)).children))


def plain(parts: Sequence[Inline]) -> str:
    """Return the words of some inline parts, without marks; a link keeps its address."""
    return "".join(_words(parts))


def _words(parts: Sequence[Inline]) -> Iterator[str]:
    for part in parts:
        match part:
            case Text(text) | Code(text):
                yield text
            case Break():
                yield "\n"
            case Bold(inner) | Italic(inner) | Moment(_, inner):
                yield plain(inner)
            case Anchor(url, inner):
                words = plain(inner)
                yield words if words == url else f"{words} ({url})"


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "paragraph":
                yield Paragraph(_inline_of(node))
            case "heading":
                yield Paragraph((Bold(_inline_of(node)),))
            case "fence":
                yield CodeBlock(node.content.rstrip("\n"), node.info.split(" ")[0])
            case "bullet_list" | "ordered_list":
                start = int(node.attrGet("start") or 1) if node.type == "ordered_list" else None
                yield Items(tuple(tuple(_blocks(item.children)) for item in node.children), start)
            case "blockquote":
                yield Quote(tuple(_blocks(node.children)))


def _inline_of(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    return tuple(part for child in node.children for part in _inlines(child.children))


def _inlines(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Inline]:
    for node in nodes:
        match node.type:
            case "text" if node.content:
                yield Text(node.content)
            case "code_inline":
                yield Code(node.content)
            case "softbreak":
                yield Text(" ")
            case "hardbreak":
                yield Break()
            case "strong":
                yield Bold(tuple(_inlines(node.children)))
            case "em":
                yield Italic(tuple(_inlines(node.children)))
            case "link":
                yield from _anchor(str(node.attrGet("href") or ""), tuple(_inlines(node.children)))


def literal(text: str) -> str:
    """Return Markdown that shows somebody's words exactly as they wrote them, without a single mark taking effect."""
    escaped = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
    return re.sub(r"\s*\n\s*", "\\\\\n", escaped.strip())


def moment(at: datetime, words: str) -> str:
    """Return Markdown for an instant, with words for platforms that show no clock of the reader's own."""
    return f"[{words}]({_TIME}{int(at.timestamp())})"


def _anchor(url: str, parts: tuple[Inline, ...]) -> tuple[Inline, ...]:
    if url.startswith(_TIME) and url.removeprefix(_TIME).isdecimal() and len(url) <= _LONGEST_TIME:
        return (Moment(int(url.removeprefix(_TIME)), parts),)
    return (Anchor(url, parts),) if url.startswith(_SAFE_SCHEMES) else parts
