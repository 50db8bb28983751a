"""Reads the questions that ask which of several topics fits a situation, one file a stage."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from knowledge.notes.questions import parse_question, question_blocks
from knowledge.notes.reader import NoteError
from knowledge.notes.schema import STAGE_TITLES, MixedQuestion, Stage

QUIZ = "quiz"
"""The folder these files lie in."""

_OPTION_TOPIC = re.compile(r"^(\s*-\s+\[[ xX]\]\s+.*?)\s+\[([a-z0-9-]+)\]\s*$")
_PROOF_TOPIC = re.compile(r"\(([a-z0-9-]+):\s+([^()]+)\)\s*$")


def read_mixed(path: Path) -> tuple[MixedQuestion, ...]:
    """Read `quiz/<stage>.md`: questions as in a note, but an option ends with `[topic]`, a why with `(topic: section)`.

    Raises NoteError naming the line of the question.
    """
    stage = next((stage for stage in STAGE_TITLES if stage == path.stem), None)
    if stage is None:
        raise NoteError(path, 1, f"must be named after a stage: {', '.join(STAGE_TITLES)}")
    try:
        blocks = question_blocks(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not UTF-8, or text before the first question
        raise NoteError(path, 1, str(error)) from error
    found = []
    for number, (line, lines) in enumerate(blocks, 1):
        try:
            found.append(_mixed_question(stage, number, lines, path, line))
        except ValueError as error:
            raise NoteError(path, line, str(error)) from error
    return tuple(found)


def _mixed_question(stage: Stage, number: int, lines: list[str], path: Path, line: int) -> MixedQuestion:
    """Take the topics out of the lines; what remains is a question as in a note."""
    topics = [match[2] for text in lines if (match := _OPTION_TOPIC.match(text))]
    proofs = [match[1] for text in lines if (match := _PROOF_TOPIC.search(text))]
    plain = [_PROOF_TOPIC.sub(r"(\2)", _OPTION_TOPIC.sub(r"\1", text)) for text in lines]
    question = parse_question(stage, number, plain)
    if len(topics) != len(question.options) or len(set(topics)) < 2:
        raise ValueError(f"question {number}: each option ends with its topic, '[recall]', and at least two differ")
    if len(proofs) != 1:
        raise ValueError(f"question {number}: the 'Why:' line ends with note and section, e.g. '(recall: Key ideas)'")
    fits = next(topic for topic, option in zip(topics, question.options, strict=True) if option.right)
    # a topic can be called like a stage
    question = replace(question, id=f"mixed.{question.id}", topic=fits)
    return MixedQuestion(question, stage, tuple(topics), proofs[0], path, line)
