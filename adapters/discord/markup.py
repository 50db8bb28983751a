"""The Markdown tree becomes Discord's own Markdown, escaped at the leaves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

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

WEB = ("https://", "http://")
"""How addresses begin that Discord makes links of."""
_APART = "\N{ZERO WIDTH SPACE}"
_ADDRESS = re.compile(r"https?://[\w\-.~/?#%&=+:;,@!$']+", re.ASCII)
_SPECIAL = re.compile(r"[\\*_~`|<\[\]]")
_MARK_OPENS = re.compile(r"(?m)^([ \t]*)(?=#{1,3}\s|-#\s|>|[-+]\s)")
_NUMBER_OPENS = re.compile(r"(?m)^([ \t]*\d+)(?=[.)]\s)")


def markdown(blocks: Sequence[Block]) -> str:
    """Return blocks as Discord writes them."""
    return "\n\n".join(_block(block) for block in blocks)


def escaped(text: str) -> str:
    """Return text that Discord shows as it is: no mark, no mention, no list. Addresses stay links."""
    text = readable(text)
    pieces, end = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [_SPECIAL.sub(r"\\\g<0>", text[end : address.start()]), address[0]]
        end = address.end()
    return "".join([*pieces, _SPECIAL.sub(r"\\\g<0>", text[end:])])


def readable(text: str) -> str:
    """Return text without control characters, which Discord refuses or drops."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def _block(block: Block) -> str:
    match block:
        case Paragraph(parts):
            return _paragraph(parts)
        case CodeBlock(text, language):
            name = language if re.fullmatch(r"[A-Za-z0-9+#.-]{1,20}", language) else ""
            return f"```{name}\n{readable(text).replace('```', _APART.join('```'))}\n```"
        case Quote(inner):
            return "\n".join(f"> {line}".rstrip() for line in _unquoted(inner).split("\n"))
        case Items(items, start):
            return "\n".join(_item(start, number, item) for number, item in enumerate(items))


def _unquoted(blocks: Sequence[Block]) -> str:
    """Return the text of a quote; Discord knows no quote inside another, so an inner one joins it."""
    return "\n\n".join(_unquoted(block.blocks) if isinstance(block, Quote) else _block(block) for block in blocks)


def _item(start: int | None, number: int, item: Sequence[Block]) -> str:
    mark = "- " if start is None else f"{start + number}. "
    first, *more = "\n".join(_block(block) for block in item).split("\n")
    return "\n".join([mark + first, *(" " * min(len(mark), 3) + line if line else line for line in more)])


def _paragraph(parts: Sequence[Inline]) -> str:
    written = _inlines(parts, frozenset())
    return _NUMBER_OPENS.sub(r"\1\\", _MARK_OPENS.sub(r"\1\\", written))


def _inlines(parts: Iterable[Inline], inside: frozenset[type]) -> str:
    written = ""
    for piece in _written(parts, inside):
        # two runs of marks that touch would be read as one
        written += _APART + piece if written[-1:] in ("*", "`") and piece[:1] == written[-1] else piece
    return written


def _written(parts: Iterable[Inline], inside: frozenset[type]) -> Iterator[str]:
    for part in parts:
        match part:
            case Text(text):
                yield escaped(text)
            case Code(text):
                yield _code(readable(text))
            case Break():
                yield "\n"
            case Bold(inner) | Italic(inner):
                mark = ("**" if isinstance(part, Bold) else "*") if type(part) not in inside else ""
                words = _inlines(inner, inside | {type(part)})
                yield f"{mark}{words}{mark}" if words.strip() else words
            case Moment(seconds):
                yield f"<t:{seconds}:f>"
            case Anchor(url, inner):
                yield _link(url, inner)


def _code(text: str) -> str:
    if "`" not in text:
        return f"`{text}`" if text.strip() else ""
    return f"`` {text.replace('``', _APART.join('``'))} ``"


def _link(url: str, parts: Sequence[Inline]) -> str:
    """Return a named link; an address alone where the name is one too, which Discord would not turn into a link."""
    words = " ".join(plain(parts).split())
    address = re.sub(r"[\s()<>\\*`|\[\]]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)
    if not url.startswith(WEB):
        return escaped(f"{words} ({url})" if words else url)
    if not words or words == url:
        return address
    if "://" in words or "www." in words:
        return f"{escaped(words)} ({address})"
    name = escaped(words.replace("[", "(").replace("]", ")"))
    return f"[{name}]({address})"
