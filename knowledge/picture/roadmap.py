"""The roadmap as a drawing: all stages on one picture, or one stage for a phone, with a learner's marks."""

from __future__ import annotations

from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import STAGE_TITLES, Stage
from knowledge.picture.alt import alt_text
from knowledge.picture.faults import PictureError
from knowledge.picture.font import Measure, width_of
from knowledge.picture.grid import without_detours
from knowledge.picture.layout import Form, Layout, Stretch, laid_out
from knowledge.picture.marks import NO_MARKS, Marks, here
from knowledge.picture.paint import PAPER, Painter
from knowledge.picture.shapes import Drawing

WHOLE = Form(
    width=1600, columns=7, aside=190, text=16, gutter=30, row_gap=26, band_gap=12, head=110, foot=60, margin=20
)
ONE = Form(width=1000, columns=3, aside=0, text=27, gutter=44, row_gap=48, band_gap=0, head=130, foot=70, margin=10)
"""On a phone 1,000 pixels are some 390 points: a title of 27 is then read like one of 10 to 11."""


def stage_of(name: str) -> Stage:
    """Return the stage of an id or a title. Raises PictureError that lists the ids."""
    for stage, title in STAGE_TITLES.items():
        if name.strip().lower() in (stage, title.lower()):
            return stage
    raise PictureError(f"There is no stage '{name}'. The stages are: {', '.join(STAGE_TITLES)}.")


def roadmap_layout(curriculum: Curriculum, stage: Stage | None = None, measure: Measure = width_of) -> Layout:
    """Lay out one stage, its topics numbered as they are listed, or all of them."""
    order = [note.id for note in curriculum.trail]
    needs = without_detours(order, {id: curriculum.prerequisites(id) for id in order})
    titles = {note.id: note.title for note in curriculum.trail}
    if stage is None:
        stretches = [Stretch(title, _ids(curriculum, each)) for each, title in STAGE_TITLES.items()]
        return laid_out([stretch for stretch in stretches if stretch.topics], titles, needs, WHOLE, measure)
    ids = _ids(curriculum, stage)
    titles |= {id: f"{number}. {titles[id]}" for number, id in enumerate(ids, 1)}
    return laid_out([Stretch(STAGE_TITLES[stage], ids)], titles, needs, ONE, measure)


def draw_roadmap(
    curriculum: Curriculum, stage: Stage | None = None, marks: Marks = NO_MARKS, measure: Measure = width_of
) -> Drawing:
    """Draw all stages, or one, with a learner's marks."""
    layout = roadmap_layout(curriculum, stage, measure)
    shown = [box.id for box in layout.boxes]
    marked = {id: mark for id, mark in marks.items() if id in shown}
    title = STAGE_TITLES[stage] if stage else "The machine learning trail"
    where = here(marked, [note.id for note in curriculum.trail])
    groups = Painter(layout, measure).groups(title, _subtitle(curriculum, stage), marked, where)
    alt = alt_text(curriculum, stage, marked, where)
    return Drawing(layout.form.width, layout.height, title, alt, PAPER, tuple(groups))


def _ids(curriculum: Curriculum, stage: Stage) -> list[str]:
    return [note.id for note in curriculum.stage(stage)]


def _subtitle(curriculum: Curriculum, stage: Stage | None) -> str:
    leads = "A line leads from what comes first."
    if stage is None:
        return f"{len(curriculum.trail)} topics in {len(STAGE_TITLES)} stages. {leads}"
    return f"Stage {list(STAGE_TITLES).index(stage) + 1}, {len(curriculum.stage(stage))} topics. {leads}"
