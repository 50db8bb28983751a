"""The source roadmaps: each as its own ordered list of items, every item mapped to a note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.notes.front_matter import Parse, parse_yaml
from knowledge.notes.reader import NoteError

_CHAPTER = re.compile(r"(\d+(?:\.\d+)*) ")


class _Read(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoadmapItem(_Read):
    """One item of a source, in the source's wording, and the note it leads to."""

    id: str
    title: str
    note: str
    link: str = ""


class RoadmapSection(_Read):
    """A part of a source, such as a chapter or some weeks; a chapter that only has parts of its own has no items."""

    id: str
    title: str
    items: tuple[RoadmapItem, ...]

    @property
    def chapter(self) -> str:
        """Return the number that its title begins with, such as `6.4`, or an empty string."""
        found = _CHAPTER.match(self.title)
        return found[1] if found else ""


class Roadmap(_Read):
    """One source roadmap."""

    id: str
    number: int
    title: str
    name: str
    """What the notes call it, such as 'the video roadmap'."""
    url: str = ""
    about: str
    sections: tuple[RoadmapSection, ...]

    def document_id(self, section: RoadmapSection) -> str:
        """Return the id of the document that a section is to search, such as `plan-24-weeks/w13`."""
        return f"{self.id}/{section.id.partition(':')[2]}"

    def inside(self, section: RoadmapSection) -> tuple[RoadmapSection, ...]:
        """Return the parts of a chapter."""
        within = f"{section.chapter}."
        return tuple(one for one in self.sections if section.chapter and one.chapter.startswith(within))

    def parts(self, section: RoadmapSection | None = None) -> tuple[RoadmapSection, ...]:
        """Return the parts of a chapter, or of the whole, without the parts of those."""
        among = self.inside(section) if section else self.sections
        nested = {inner.id for one in among for inner in self.inside(one)}
        return tuple(one for one in among if one.id not in nested)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an item stands: 'chapter 7, place 4 of 9'."""

    roadmap: Roadmap
    section: RoadmapSection
    item: RoadmapItem


@dataclass(frozen=True, slots=True)
class Part:
    """A section and the roadmap that it is of."""

    roadmap: Roadmap
    section: RoadmapSection


def read_roadmap(path: Path, parse: Parse = parse_yaml) -> Roadmap:
    """Read one roadmap file. Raises NoteError naming the line or the field."""
    try:
        return Roadmap.model_validate(parse(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise NoteError(path, mark.line + 1 if mark else 1, "is not YAML") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise NoteError(path, 1, f"field '{field}': {first['msg']}") from error
