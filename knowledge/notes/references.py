"""Checks that the topics which notes and questions name are there, and that none needs itself first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from knowledge.notes.reader import NoteError
from knowledge.notes.schema import MixedQuestion, TopicNote


def check_references(topics: Mapping[str, TopicNote]) -> None:
    """Raise NoteError where a note names a topic that there is not, or topics wait for each other."""
    for note in topics.values():
        named = [("prerequisites", id) for id in note.front.prerequisites]
        named += [("Study:", id) for entry in note.stuck for id in entry.study]
        for field, id in named:
            if id not in topics:
                raise NoteError(note.path, 1, f"{field} names '{id}', and there is no such topic")
    try:
        TopologicalSorter({note.id: note.front.prerequisites for note in topics.values()}).prepare()
    except CycleError as error:
        path = topics[error.args[1][0]].path
        raise NoteError(path, 1, f"prerequisites run in a circle: {' → '.join(error.args[1])}") from error


def check_mixed(questions: Iterable[MixedQuestion], topics: Mapping[str, TopicNote]) -> None:
    """Raise NoteError where a mixed question names a topic that there is not."""
    for mixed in questions:
        for id in (*mixed.topics, mixed.proof_topic):
            if id not in topics:
                raise NoteError(mixed.path, mixed.line, f"names '{id}', and there is no such topic")
