"""Checks one or many notes as a contributor would before sending them: schema, words, code, questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from knowledge.notes.examples import run_examples
from knowledge.notes.mixed import QUIZ, read_mixed
from knowledge.notes.reader import NoteError, read_note
from knowledge.notes.schema import Note, Question, TopicNote

# Filler, praise and guilt: our voice does without them.
_UNWANTED = re.compile(
    r"\b(delves?|delving|simply|obviously|of course|needless to say|in order to|leverag(?:e|es|ing)|"
    r"utili[sz]e[sd]?|great question|well done|congratulations|powerful tool|game.?changer|seamless(?:ly)?|"
    r"crucial|it is important to note|it's worth noting|in today's world|dive into|unlock)\b",
    re.IGNORECASE,
)
_ALL_OF_THE_ABOVE = re.compile(r"\b(all|none|both) of the (above|these)\b", re.IGNORECASE)


def check_notes(paths: Sequence[Path], *, run_code: bool = True) -> list[str]:
    """Return every fault in files of notes or mixed questions, each as one sentence that starts with the file."""
    faults: list[str] = []
    for path in paths:
        try:
            if path.parent.name == QUIZ:
                faults += _check_mixed(path)
                continue
            note = read_note(path)
        except NoteError as error:
            faults.append(str(error))
            continue
        faults += _check_words(note)
        if path.stem != note.id:
            faults.append(f"{path}: the file must be named {note.id}.md after its id")
        if isinstance(note, TopicNote):
            faults += [f"{path}: {fault}" for question in note.questions for fault in check_question(question)]
        if run_code:
            faults += run_examples(note)
    return faults


def _check_mixed(path: Path) -> list[str]:
    return [f"{path}:{mixed.line}: {fault}" for mixed in read_mixed(path) for fault in check_question(mixed.question)]


def _check_words(note: Note) -> list[str]:
    found = []
    for name, body in note.sections.items():
        prose = re.sub(r"```.*?```", "", body, flags=re.DOTALL)
        found += [f"{note.path}: section '{name}' says '{hit[0]}'" for hit in _UNWANTED.finditer(prose)]
    return found


def check_question(question: Question) -> list[str]:
    """Return the faults of one recall question that make it guessable."""
    right = [option.text for option in question.options if option.right] or list(question.accepted)
    given_away = [answer for answer in right if len(answer) > 3 and _stands_in(question.text, answer)]
    catch_all = [option for option in question.options if _ALL_OF_THE_ABOVE.search(option.text)]
    return [f"{question.id}: no 'all of the above'" for _ in catch_all] + [
        f"{question.id}: the answer '{answer}' stands in the question" for answer in given_away
    ]


def _stands_in(text: str, answer: str) -> bool:
    return re.search(rf"\b{re.escape(answer)}\b", text, re.IGNORECASE) is not None
