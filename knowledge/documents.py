"""What the library is given and what it gives back: documents, passages, hits, findings."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Document:
    """One text that can answer a question."""

    id: str
    title: str
    text: str
    aliases: tuple[str, ...] = ()
    """Other names for its title, and ways of asking for it: each is searched as a passage."""
    said: tuple[str, ...] = ()
    """What people say who need it, without asking for it: search learns from it."""


class Passage(NamedTuple):
    """A piece of one document, small enough to read in a chat; `document` is that document's id.

    A tuple, since thousands are made at every start, and a frozen dataclass takes five times as long.
    """

    id: str
    document: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found, its best passage, and a score on the absolute scale of `rank`."""

    document: Document
    passage: Passage
    score: float
    alike: float
    """The score without what was learned from ways of asking, which must choose a document even where none is right."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Hits, best first and never none, and how sure it is (0 to 1) that they answer the question."""

    hits: tuple[Hit, ...]
    confidence: float
    answered: bool
