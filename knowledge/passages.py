"""Cuts documents into passages: at Markdown headings, then by size, and never through a fenced block if it fits."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.documents import Document, Passage

ASKED_AS = "Asked as"
"""The heading of a passage that is an alias."""
WORDS = 120
"""The most words that a passage has."""

_HEADING = re.compile(r"#{1,6}\s+(?P<name>.*?)\s*#*\s*$")
_FENCE = re.compile(r"\s*(?P<mark>`{3,}|~{3,})")
_LINK = re.compile(r"!?\[(?P<words>[^\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
_ADDRESS = re.compile(r"<?https?://[^\s>)\]]+>?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n")


@dataclass(slots=True)
class _Section:
    heading: str
    blocks: list[str] = field(default_factory=list)


def cut(document: Document, words: int = WORDS) -> list[Passage]:
    """Cut one document into passages of at most about `words` words, in reading order, and its aliases behind them.

    A heading starts a new passage. A section that is longer is divided between its paragraphs, a long paragraph between
    its sentences, a long fenced block between its lines (each piece is fenced again). Each alias is a passage of its
    own: a question is nearest to another way of asking it. There is always at least one passage.
    """
    pieces = [(section.heading, text) for section in _sections(document.text) for text in _pack(section.blocks, words)]
    pieces = pieces or [("", document.text.strip())]
    pieces += [(ASKED_AS, alias) for alias in document.aliases]
    return [
        Passage(f"{document.id}#{number}", document.id, heading, text) for number, (heading, text) in enumerate(pieces)
    ]


def plain(text: str) -> str:
    """Return a text as it is compared with questions: letters in one form, links as their words, no addresses.

    Compatibility forms (NFKC) matter in chats: “𝐇𝐨𝐰” in styled letters means nothing to model or word search.
    """
    return _ADDRESS.sub("", _LINK.sub(r"\g<words>", unicodedata.normalize("NFKC", text)))


def in_context(document: Document, passage: Passage) -> str:
    """Return the text that stands for a passage: document title and heading in front, then its own words."""
    heading = passage.heading if passage.heading not in (document.title, ASKED_AS) else ""
    return plain("\n".join(part for part in (document.title, heading, passage.text) if part))


def whole(document: Document) -> str:
    """Return the text that stands for a whole document: its title, other names and words."""
    return plain("\n".join(part for part in (document.title, *document.aliases, document.text) if part))


def _sections(text: str) -> Iterator[_Section]:
    """Yield the sections of a Markdown text, each as its heading and its blocks (paragraphs and whole fences)."""
    section, block, fence = _Section(""), list[str](), ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        heading = None if fence else _HEADING.match(line)
        if heading or (not fence and (mark or not line.strip())):
            _close(section, block)
        if heading:
            yield section
            section = _Section(heading["name"])
            continue
        if line.strip() or fence:
            block.append(line)
        if mark and not fence:
            fence = mark["mark"]
        elif mark and mark["mark"].startswith(fence) and line.strip() == mark["mark"]:
            fence = ""
            _close(section, block)
    _close(section, block)
    yield section


def _close(section: _Section, block: list[str]) -> None:
    if block:
        section.blocks.append("\n".join(block))
        block.clear()


def _pack(blocks: list[str], words: int) -> Iterator[str]:
    """Yield passages' texts: as many whole blocks in each as `words` allows."""
    packed, size = list[str](), 0
    for piece in (piece for block in blocks for piece in _divide(block, words)):
        length = len(piece.split())
        if packed and size + length > words:
            yield "\n\n".join(packed)
            packed, size = [], 0
        packed.append(piece)
        size += length
    if packed:
        yield "\n\n".join(packed)


def _divide(block: str, words: int) -> Iterator[str]:
    """Yield a block whole if it fits, else in pieces of at most about `words` words."""
    if len(block.split()) <= words:
        yield block
    elif fence := _FENCE.match(block):
        first, *lines = block.splitlines()
        inside = lines[:-1] if lines and lines[-1].strip() == fence["mark"] else lines
        for piece in _runs(inside, words, "\n"):
            yield f"{first}\n{piece}\n{fence['mark']}"
    else:
        yield from _runs(_SENTENCE_END.split(block), words, " ")


def _runs(parts: list[str], words: int, joint: str) -> Iterator[str]:
    """Yield `parts` joined in runs of at most `words` words; a part longer than that is cut between its words."""
    run, size = list[str](), 0
    for part in parts:
        length = len(part.split())
        if run and size + length > words:
            yield joint.join(run)
            run, size = [], 0
        if length > words:
            pieces = part.split()
            yield from (" ".join(pieces[at : at + words]) for at in range(0, length, words))
            continue
        run.append(part)
        size += length
    if run:
        yield joint.join(run)
