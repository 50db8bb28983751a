"""The plain-text form of a reply, shared by all platforms that can show nothing better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.markdown import Block, CodeBlock, Items, Paragraph, Quote, parse, plain
from bot.core.reply import Reply


def to_text(reply: Reply) -> str:
    """Return every part of a reply as plain text; buttons are named with what they send."""
    return "\n\n".join(_parts(reply))


def words_of(markdown: str) -> str:
    """Return Markdown of the subset as plain text."""
    return "\n\n".join(_lines(parse(markdown)))


def _parts(reply: Reply) -> Iterator[str]:
    if reply.title:
        yield reply.title
    if reply.text:
        yield words_of(reply.text)
    for section in reply.sections:
        yield f"{section.title}\n{words_of(section.text)}"
    if reply.image:
        yield f"[Picture: {reply.image.alt}]"
    for file in reply.files:
        yield f"[File: {file.name}]\n{file.text}"
    if reply.links:
        yield "\n".join(f"- {link.title}{f' ({link.note})' if link.note else ''}: {link.url}" for link in reply.links)
    if reply.buttons:
        yield "\n".join(f"[{button.label}] {button.send}" for button in reply.buttons)


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(parts):
                yield plain(parts)
            case CodeBlock(text):
                yield text
            case Quote(inner):
                yield "\n".join(f"> {line}" for part in _lines(inner) for line in part.splitlines())
            case Items(items, start):
                yield "\n".join(_item(start, number, item) for number, item in enumerate(items))


def _item(start: int | None, number: int, item: Sequence[Block]) -> str:
    mark = "- " if start is None else f"{start + number}. "
    first, *more = "\n".join(_lines(item)).splitlines() or [""]
    return "\n".join([mark + first, *(" " * len(mark) + line for line in more)])
