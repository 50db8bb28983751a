"""Reads note files; every fault names the file, the line and what to put right."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from knowledge.notes.front_matter import Parse, parse_yaml
from knowledge.notes.questions import parse_questions
from knowledge.notes.schema import (
    ADVICE_SECTIONS,
    TOPIC_SECTIONS,
    AdviceFront,
    AdviceNote,
    Note,
    Question,
    StuckEntry,
    TopicFront,
    TopicNote,
)

FIRST_SCREEN = 600
"""Characters of a note that fit a phone's first screen: the opening section must."""

STUCK = "Where people get stuck"

_FENCES = ("```", "~~~")
Front = TypeVar("Front", TopicFront, AdviceFront)


class NoteError(ValueError):
    """A note file that cannot be used as it stands."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}:{line}: {fault}")
        self.path, self.line, self.fault = path, line, fault


@dataclass(frozen=True, slots=True)
class Heading:
    """A piece of Markdown below one heading; `line` and `body_line` are where both begin in the file."""

    title: str
    body: str
    line: int
    body_line: int


def split_at(level: int, text: str, first_line: int = 1) -> tuple[str, list[Heading]]:
    """Split Markdown at headings of one level, leaving fenced code alone.

    Returns what stands before the first heading, and the headings with their text.
    """
    mark = "#" * level + " "
    fenced = False
    pieces: list[tuple[str, int, list[str]]] = [("", first_line, [])]
    for number, line in enumerate(text.splitlines(), first_line):
        if line.lstrip().startswith(_FENCES):
            fenced = not fenced
        if not fenced and line.startswith(mark):
            pieces.append((line[len(mark) :].strip(), number, []))
        else:
            pieces[-1][2].append(line)
    before = "\n".join(pieces[0][2]).strip()
    return before, [
        Heading(title, "\n".join(body).strip(), at, at + 1 + _blank_lines(body)) for title, at, body in pieces[1:]
    ]


def _blank_lines(lines: list[str]) -> int:
    """Return how many blank lines come first."""
    return next((number for number, line in enumerate(lines) if line.strip()), len(lines))


def read_note(path: Path, parse: Parse = parse_yaml) -> Note:
    """Read one note; front matter with `kind: advice` makes it an advice note.

    Raises NoteError naming the line and the field.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NoteError(path, 1, f"is not UTF-8 text ({error.reason}); save it as UTF-8") from error
    front, body, body_line = _split_front_matter(path, text, parse)
    if front.get("kind") == "advice":
        return _advice(path, front, body, body_line)
    return _topic(path, front, body, body_line)


def _split_front_matter(path: Path, text: str, parse: Parse) -> tuple[dict[str, object], str, int]:
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise NoteError(path, 1, "has no front matter; the first line must be '---'")
    try:
        end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    except StopIteration:
        raise NoteError(path, 1, "the front matter is never closed; add a line '---'") from None
    try:
        front = parse("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a day that is none is a ValueError
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        raise NoteError(path, line, f"the front matter is not YAML: {error.__class__.__name__}") from error
    if not isinstance(front, dict):
        raise NoteError(path, 2, "the front matter must be 'name: value' lines")
    return front, "\n".join(lines[end + 1 :]), end + 2


def _validated(model: type[Front], path: Path, front: dict[str, object]) -> Front:
    try:
        return model.model_validate(front)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        line = _line_of_field(path, str(first["loc"][0]) if first["loc"] else "")
        raise NoteError(path, line, f"field '{field}': {first['msg']}") from error


def _line_of_field(path: Path, field: str) -> int:
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if field and line.startswith(f"{field}:"):
            return number
    return 1


def _sections(path: Path, body: str, line: int, expected: tuple[str, ...]) -> list[Heading]:
    before, headings = split_at(2, body, line)
    if before:
        raise NoteError(path, line, f"text before the first section; start with '## {expected[0]}'")
    found = tuple(heading.title for heading in headings)
    if found != expected:
        missing = [name for name in expected if name not in found]
        at = headings[0].line if headings else line
        fault = f"section '## {missing[0]}' is missing" if missing else f"sections must be, in order: {expected}"
        raise NoteError(path, at, fault)
    for heading in headings:
        if not heading.body:
            raise NoteError(path, heading.line, f"section '## {heading.title}' is empty")
    if len(headings[0].body) > FIRST_SCREEN:
        raise NoteError(
            path,
            headings[0].line,
            f"'{headings[0].title}' has {len(headings[0].body)} characters; {FIRST_SCREEN} fit a first screen",
        )
    return headings


def _topic(path: Path, raw: dict[str, object], body: str, line: int) -> TopicNote:
    front = _validated(TopicFront, path, raw)
    headings = _sections(path, body, line, TOPIC_SECTIONS)
    by_title = {heading.title: heading for heading in headings}
    stuck = _stuck(path, by_title[STUCK])
    return TopicNote(
        front=front,
        sections={heading.title: heading.body for heading in headings} | {STUCK: "\n\n".join(map(_shown, stuck))},
        stuck=stuck,
        questions=_questions(path, front.id, by_title["Check yourself"]),
        path=path,
    )


def _advice(path: Path, raw: dict[str, object], body: str, line: int) -> AdviceNote:
    front = _validated(AdviceFront, path, raw)
    headings = _sections(path, body, line, ADVICE_SECTIONS)
    return AdviceNote(front, {heading.title: heading.body for heading in headings}, path)


def _stuck(path: Path, section: Heading) -> tuple[StuckEntry, ...]:
    _, entries = split_at(3, section.body, section.body_line)
    if len(entries) < 3:
        raise NoteError(path, section.line, "needs at least three '### symptom' entries")
    found = []
    for entry in entries:
        *lines, last = entry.body.splitlines() or [""]
        if not last.startswith("Study:"):
            raise NoteError(path, entry.line, "an entry ends with a line 'Study: topic-id, topic-id'")
        study = tuple(slug.strip() for slug in last.removeprefix("Study:").split(",") if slug.strip())
        said = list(takewhile(lambda line: line.startswith(">"), lines))
        explanation = "\n".join(lines[len(said) :]).strip()
        found.append(
            StuckEntry(entry.title, explanation, study, tuple(line.removeprefix(">").strip() for line in said))
        )
    return tuple(found)


def _shown(entry: StuckEntry) -> str:
    return f"### {entry.symptom}\n\n{entry.explanation}\n\nStudy: {', '.join(entry.study)}"


def _questions(path: Path, topic: str, section: Heading) -> tuple[Question, ...]:
    try:
        questions = parse_questions(topic, section.body)
    except ValueError as error:
        raise NoteError(path, section.line, str(error)) from error
    if len(questions) < 2:
        raise NoteError(path, section.line, "needs at least two questions")
    return questions
