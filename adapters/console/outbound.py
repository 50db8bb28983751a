"""A reply becomes lines of a terminal: coloured and wrapped on a screen, plain when piped."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.text import Text

from adapters.console.inbound import marked
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
    parse,
)
from bot.core.markdown import Text as Words
from bot.core.plaintext import words_of
from bot.core.reply import Reply

WIDEST = 88
"""Columns that a line of prose uses at most: longer ones are hard to read."""


def show(reply: Reply, console: Console) -> None:
    """Print every part of a reply."""
    for part in _parts(reply, styled=console.is_terminal, width=_width(console)):
        console.print(part, soft_wrap=not console.is_terminal, width=_width(console), highlight=False)
        console.print()


def _width(console: Console) -> int | None:
    return min(console.width, WIDEST) if console.is_terminal else None


def _parts(reply: Reply, *, styled: bool, width: int | None) -> list[RenderableType]:
    parts: list[RenderableType] = []
    if reply.title:
        parts.append(Text(reply.title, style="bold cyan"))
    if reply.text:
        parts.append(_words(reply.text, styled=styled))
    parts += [
        Group(Text(section.title, style="bold"), _words(section.text, styled=styled)) for section in reply.sections
    ]
    if reply.image:
        parts.append(Text(f"[Picture: {reply.image.alt}]", style="italic"))
    parts += [Group(Text(f"[File: {file.name}]", style="italic"), Text(file.text)) for file in reply.files]
    if reply.links:
        parts.append(Group(*(_link(link.title, link.note, link.url) for link in reply.links)))
    if reply.buttons:
        parts.append(_menu(reply, width))
    return parts


def _link(title: str, note: str, url: str) -> Text:
    words = f"{title} ({note})" if note else title
    return Text.assemble("→ ", words, ": ", (url, "underline"))


def _menu(reply: Reply, width: int | None) -> Group:
    """Return the buttons in lines, where there is a width: a label is never torn apart."""
    lines = [Text()]
    for mark, button in marked(reply).items():
        words = Text.assemble((f"[{mark}] ", "green"), button.label)
        if lines[-1] and width and cell_len(lines[-1].plain) + 2 + cell_len(words.plain) > width:
            lines.append(Text())
        lines[-1].append_text(Text.assemble("  " if lines[-1] else "", words))
    return Group(*lines)


def _words(markdown: str, *, styled: bool) -> RenderableType:
    """Return Markdown for a screen; for a pipe its plain words, which nothing wraps or cuts."""
    return _blocks(parse(markdown)) if styled else Text(words_of(markdown))


def _blocks(blocks: Sequence[Block]) -> Group:
    shown: list[RenderableType] = []
    for number, block in enumerate(blocks):
        if number:
            shown.append(Text(""))
        shown.append(_block(block))
    return Group(*shown)


def _block(block: Block) -> RenderableType:
    match block:
        case Paragraph(parts):
            return _inline(parts)
        case CodeBlock(text, language):
            return Padding(Syntax(text, language or "text", background_color="default", word_wrap=True), (0, 0, 0, 4))
        case Quote(inner):
            return Padding(_blocks(inner), (0, 0, 0, 2))
        case Items(items, start):
            rows: list[RenderableType] = []
            for number, item in enumerate(items):
                rows += _item("•" if start is None else f"{start + number}.", item)
            return Group(*rows)


def _item(mark: str, item: Sequence[Block]) -> list[RenderableType]:
    first, *rest = item or (Paragraph(()),)
    head = Text(f"{mark} ") + _inline(first.parts) if isinstance(first, Paragraph) else Text(mark)
    if not isinstance(first, Paragraph):
        rest = [first, *rest]
    return [head, *(Padding(_block(block), (0, 0, 0, len(mark) + 1)) for block in rest)]


def _inline(parts: Sequence[Inline], style: str = "") -> Text:
    text = Text(style=style)
    for part in parts:
        match part:
            case Words(words):
                text.append(words)
            case Code(words):
                text.append(words, style="cyan")
            case Break():
                text.append("\n")
            case Bold(inner):
                text.append_text(_inline(inner, "bold"))
            case Italic(inner):
                text.append_text(_inline(inner, "italic"))
            case Moment(_, inner):
                text.append_text(_inline(inner))
            case Anchor(url, inner):
                label = _inline(inner)
                text.append_text(label)
                if label.plain != url:
                    text.append(f" ({url})", style="underline")
    return text
