"""Reads recall questions from the list they are written as in a note."""

from __future__ import annotations

import re

from knowledge.notes.schema import TOPIC_SECTIONS, Option, Question

_START = re.compile(r"^(\d+)\.\s+(.*)$")
_OPTION = re.compile(r"^\s*-\s+\[([ xX])\]\s+(.*)$")
_ANSWER = re.compile(r"^\s*=\s+(.*)$")
_NUMBER = re.compile(r"^(-?[\d.]+(?:[eE]-?\d+)?)\s*(?:±\s*([\d.]+))?$")
_WHY = re.compile(r"^\s*Why:\s+(.*)$")
_PROOF = re.compile(r"\(([^()]+)\)\s*$")

# Telegram's quiz polls; a question must fit everywhere.
MAX_QUESTION, MAX_OPTION, MAX_WHY = 300, 100, 200


def parse_questions(topic: str, markdown: str) -> tuple[Question, ...]:
    """Read numbered questions, each with options or accepted answers, and a `Why:` line.

    Raises ValueError naming the question and the fault.
    """
    return tuple(parse_question(topic, number, lines) for number, (_, lines) in enumerate(question_blocks(markdown), 1))


def question_blocks(markdown: str) -> list[tuple[int, list[str]]]:
    """Return the lines of each question that aren't blank, and the line, from 1, on which it starts.

    Raises ValueError for text before the first question.
    """
    blocks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(markdown.splitlines(), 1):
        if _START.match(line):
            blocks.append((number, [line]))
        elif blocks and line.strip():
            blocks[-1][1].append(line)
        elif line.strip():
            raise ValueError(f"'{line.strip()[:40]}': a question starts with '1. '")
    return blocks


def parse_question(topic: str, number: int, lines: list[str]) -> Question:
    """Read one question from its lines. Raises ValueError naming the question and the fault."""
    where = f"question {number}"
    text = [_START.sub(r"\2", lines[0])]
    options: list[Option] = []
    answers: list[str] = []
    why: list[str] = []
    for line in lines[1:]:
        if found := _OPTION.match(line):
            options.append(Option(found[2].strip(), found[1] != " "))
        elif found := _ANSWER.match(line):
            answers += [part.strip() for part in found[1].split("|")]
        elif found := _WHY.match(line):
            why.append(found[1])
        elif why:
            why.append(line.strip())
        elif not options and not answers:
            text.append(line.strip())
        else:
            raise ValueError(f"{where}: cannot read '{line.strip()[:40]}'")
    reason, proof = _reason(where, " ".join(why))
    question = " ".join(text)
    _check_lengths(where, question, options, reason)
    if options and answers:
        raise ValueError(f"{where}: has both options and a typed answer")
    if options:
        _check_options(where, options)
    elif not answers:
        raise ValueError(f"{where}: has no options '- [ ] …' and no answer '= …'")
    value, tolerance = _number(answers)
    return Question(
        id=f"{topic}.{number}",
        topic=topic,
        text=question,
        why=reason,
        proof=proof,
        options=tuple(options),
        accepted=tuple(answers) if value is None else (),
        number=value,
        tolerance=tolerance,
    )


def _reason(where: str, why: str) -> tuple[str, str]:
    proof = _PROOF.search(why)
    if not proof or proof[1] not in TOPIC_SECTIONS:
        raise ValueError(f"{where}: the 'Why:' line ends with the section that proves it, e.g. '(Key ideas)'")
    return why[: proof.start()].strip(), proof[1]


def _check_lengths(where: str, question: str, options: list[Option], why: str) -> None:
    for name, text, most in (("question", question, MAX_QUESTION), ("'Why:'", why, MAX_WHY)):
        if len(text) > most:
            raise ValueError(f"{where}: the {name} has {len(text)} characters, at most {most}")
    for option in options:
        if len(option.text) > MAX_OPTION:
            raise ValueError(f"{where}: an option has {len(option.text)} characters, at most {MAX_OPTION}")


def _check_options(where: str, options: list[Option]) -> None:
    if not 3 <= len(options) <= 5:
        raise ValueError(f"{where}: single choice has 3 to 5 options, not {len(options)}")
    if sum(option.right for option in options) != 1:
        raise ValueError(f"{where}: exactly one option is right '- [x]'")
    if len({option.text.lower() for option in options}) != len(options):
        raise ValueError(f"{where}: two options are the same")


def _number(answers: list[str]) -> tuple[float | None, float]:
    if len(answers) == 1 and (match := _NUMBER.match(answers[0])):
        return float(match[1]), float(match[2] or 0)
    return None, 0.0
