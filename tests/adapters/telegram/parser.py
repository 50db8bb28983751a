"""Reads HTML as strictly as Telegram does, or refuses it with Telegram's words; written from its documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass

TAGS = frozenset({"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "span"})
_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG = re.compile(r'<(/?)([a-z]+)((?: [a-z]+="[^"<>]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')


class UnparsableError(ValueError):
    """Telegram would answer 400."""


@dataclass(frozen=True)
class Entity:
    """A tag, the words it holds, and its attributes."""

    tag: str
    text: str
    attributes: dict[str, str]


def parse(html: str) -> tuple[str, list[Entity]]:
    """Return the words of a message and its entities. Raises UnparsableError."""
    text, entities, place = "", [], 0
    open_tags: list[tuple[str, int, dict[str, str]]] = []
    while place < len(html):
        if html[place] == "<":
            tag = _TAG.match(html, place)
            if not tag or tag[2] not in TAGS:
                raise UnparsableError(f"can't parse entities: unsupported start tag at {place}: {html[place:][:20]}")
            if tag[1]:
                if not open_tags or open_tags[-1][0] != tag[2]:
                    raise UnparsableError(f"can't parse entities: unmatched end tag at {place}")
                name, start, attributes = open_tags.pop()
                entities.append(Entity(name, text[start:], attributes))
            else:
                attributes = {name: _decoded(value) for name, value in _ATTRIBUTE.findall(tag[3])}
                open_tags.append((tag[2], len(text), attributes))
            place = tag.end()
        else:
            end = html.find("<", place)
            end = len(html) if end < 0 else end
            text, place = text + _decoded(html[place:end]), end
    if open_tags:
        raise UnparsableError(f"can't parse entities: can't find end tag for {open_tags[-1][0]}")
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise UnparsableError("message text is empty")
    if max(len(text.encode("utf-16-le")) // 2, len(text)) > 4096 or len(html.encode()) > 32_768:
        raise UnparsableError("message is too long")
    return text, entities


def _decoded(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("#"):
            return chr(int(f"0{name[1:]}", 16 if name[1] in "xX" else 10))
        return _REFERENCES.get(name, found[0])

    return re.sub(r"&(#x[0-9a-fA-F]+|#[0-9]+|[a-z]+);?", one, text)
