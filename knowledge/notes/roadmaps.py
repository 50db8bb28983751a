"""The source roadmaps: each as its own ordered list of items, every item mapped to a note."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.notes.front_matter import Parse, parse_yaml
from knowledge.notes.reader import NoteError


class _Read(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoadmapItem(_Read):
    """One item of a source, in the source's wording, and the note it leads to."""

    id: str
    title: str
    note: str
    link: str = ""


class RoadmapSection(_Read):
    """A part of a source, such as a chapter or some weeks."""

    id: str
    title: str
    items: tuple[RoadmapItem, ...]


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
