"""`trailmate roadmap`: the stages in words, or as a picture; needs no model."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from bot.features.cards import titles
from bot.settings import Settings
from knowledge.notes.curriculum import CONTENT, Curriculum
from knowledge.notes.schema import STAGE_TITLES, Stage


def roadmap(chosen: argparse.Namespace) -> int:
    """Print all stages or the topics of one, or save their picture."""
    from knowledge.picture.file import check_name, save
    from knowledge.picture.roadmap import draw_roadmap, stage_of

    stage = stage_of(chosen.stage) if chosen.stage else None
    if chosen.image:
        check_name(chosen.image)
    added = Settings().home / "notes"
    curriculum = Curriculum.load(CONTENT, *([added] if added.is_dir() else []))
    if chosen.image:
        save(draw_roadmap(curriculum, stage), chosen.image)
        print(f"The picture is in {chosen.image}.")
        return 0
    for line in _topics(curriculum, stage) if stage else _stages(curriculum):
        print(line)
    return 0


def _stages(curriculum: Curriculum) -> Iterator[str]:
    for number, (stage, title) in enumerate(STAGE_TITLES.items(), 1):
        yield f"{number}. {title:<36} {stage:<14} {len(curriculum.stage(stage)):>3} topics"


def _topics(curriculum: Curriculum, stage: Stage) -> Iterator[str]:
    yield STAGE_TITLES[stage]
    for number, note in enumerate(curriculum.stage(stage), 1):
        first = titles(curriculum, curriculum.prerequisites(note.id))
        yield f"{number:>3}. {note.title}" + (f" (after: {first})" if first else "")
