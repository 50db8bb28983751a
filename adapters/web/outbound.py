"""A reply becomes JSON that the page builds its elements from; the page never parses HTML of ours."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

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
)
from bot.core.reply import Reply

Json = dict[str, Any]

_TAGS: dict[type[Inline], str] = {Bold: "strong", Italic: "em", Moment: "span"}


def to_json(reply: Reply) -> Json:
    """Return every part of a reply; text as a tree of nodes `{"tag": …, "parts": […]}`, words as plain strings."""
    image = reply.image
    return {
        "title": reply.title,
        "text": _blocks(parse(reply.text)),
        "sections": [{"title": section.title, "text": _blocks(parse(section.text))} for section in reply.sections],
        "links": [link.model_dump() for link in reply.links],
        "buttons": [button.model_dump() for button in reply.buttons],
        "files": [file.model_dump() for file in reply.files],
        "image": {"png": base64.b64encode(image.png).decode(), "alt": image.alt} if image else None,
    }


def _blocks(blocks: Sequence[Block]) -> list[Json]:
    return [_block(block) for block in blocks]


def _block(block: Block) -> Json:
    match block:
        case Paragraph(parts):
            return {"tag": "p", "parts": _inlines(parts)}
        case CodeBlock(text, language):
            return {"tag": "pre", "language": language, "parts": [text]}
        case Quote(inner):
            return {"tag": "blockquote", "parts": _blocks(inner)}
        case Items(items, start):
            rows = [{"tag": "li", "parts": _blocks(item)} for item in items]
            return {"tag": "ul", "parts": rows} if start is None else {"tag": "ol", "start": start, "parts": rows}


def _inlines(parts: Sequence[Inline]) -> list[Json | str]:
    return [_inline(part) for part in parts]


def _inline(part: Inline) -> Json | str:
    match part:
        case Text(text):
            return text
        case Code(text):
            return {"tag": "code", "parts": [text]}
        case Break():
            return {"tag": "br", "parts": []}
        case Bold(inner) | Italic(inner) | Moment(_, inner):
            return {"tag": _TAGS[type(part)], "parts": _inlines(inner)}
        case Anchor(url, inner):
            return {"tag": "a", "url": url, "parts": _inlines(inner)}
