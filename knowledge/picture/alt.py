"""Says in words what a roadmap picture shows."""

from __future__ import annotations

from collections import Counter

from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import STAGE_TITLES, Stage
from knowledge.picture.marks import MARK_WORDS, Marks


def alt_text(curriculum: Curriculum, stage: Stage | None, marks: Marks, here: str | None) -> str:
    """Return one sentence on what there is and how far the learner is, and one on where."""
    said = [_stage(curriculum, stage, marks) if stage else _stages(curriculum, marks)]
    if here:
        said.append(f"You are at “{curriculum.title(here)}”.")
    return " ".join(said)


def _stages(curriculum: Curriculum, marks: Marks) -> str:
    if not marks:
        titles = list(STAGE_TITLES.values())
        ends = f"from “{titles[0]}” at the top to “{titles[-1]}” at the bottom"
        return f"A map of {len(curriculum.trail)} topics, stage by stage, {ends}."
    counts = (f"{title} {_done(curriculum, stage, marks)}" for stage, title in STAGE_TITLES.items())
    return f"A map of the trail, with what is done: {', '.join(counts)}."


def _done(curriculum: Curriculum, stage: Stage, marks: Marks) -> str:
    topics = curriculum.stage(stage)
    return f"{sum(marks.get(note.id) == 'done' for note in topics)} of {len(topics)}"


def _stage(curriculum: Curriculum, stage: Stage, marks: Marks) -> str:
    topics = curriculum.stage(stage)
    counts = Counter(marks.get(note.id) for note in topics)
    marked = ", ".join(f"{counts[mark]} {words}" for mark, words in MARK_WORDS.items() if counts[mark])
    shown = f"A map of {len(topics)} topics, with a line from each to what builds on it"
    return f"{shown}: {marked}." if marked else f"{shown}."
