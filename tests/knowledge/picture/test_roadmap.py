"""The roadmap's pictures hold every topic once, with room for its words, and lead from earlier to later."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest

from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import STAGE_TITLES, Stage
from knowledge.picture.faults import PictureError
from knowledge.picture.font import width_of
from knowledge.picture.layout import Box, Layout
from knowledge.picture.lines import Line
from knowledge.picture.marks import Marks
from knowledge.picture.roadmap import draw_roadmap, roadmap_layout, stage_of
from knowledge.picture.shapes import Drawing, Panel, Point, Words

PICTURES: list[Stage | None] = [None, *STAGE_TITLES]
MARKS: Marks = {"what-is-ml": "done", "classification": "learning", "decision-trees": "learning", "clustering": "next"}


@pytest.fixture(scope="module", params=PICTURES, ids=str)
def stage(request: pytest.FixtureRequest) -> Stage | None:
    chosen: Stage | None = request.param
    return chosen


@pytest.fixture(scope="module")
def layout(curriculum: Curriculum, stage: Stage | None) -> Layout:
    return roadmap_layout(curriculum, stage)


def test_every_topic_has_one_box(curriculum: Curriculum, stage: Stage | None, layout: Layout) -> None:
    expected = curriculum.stage(stage) if stage else curriculum.trail
    assert sorted(box.id for box in layout.boxes) == sorted(note.id for note in expected)


def test_no_two_boxes_overlap_and_none_leaves_the_picture(layout: Layout) -> None:
    for one, two in combinations(layout.boxes, 2):
        apart = one.x + one.width < two.x or two.x + two.width < one.x
        assert apart or one.y + one.height < two.y or two.y + two.height < one.y, (one.id, two.id)
    for box in layout.boxes:
        assert 0 < box.x < box.x + box.width < layout.form.width
        assert any(band.y < box.y and box.y + box.height < band.y + band.height for band in layout.bands)


def test_words_stay_in_their_box(curriculum: Curriculum, stage: Stage | None, layout: Layout) -> None:
    boxes = {" ".join(box.title): box for box in layout.boxes}
    groups = [group for group in draw_roadmap(curriculum, stage).groups if group.name in boxes]
    assert len(groups) == len(boxes)
    for group in groups:
        box = boxes[group.name]
        for shape in group.shapes:
            if isinstance(shape, Words):
                assert box.x < shape.x < shape.x + width_of(shape.text, shape.size) < box.x + box.width, group.name
                assert box.y < shape.y - shape.size * 0.8 < shape.y + shape.size * 0.25 < box.y + box.height, group.name


def test_the_stages_are_named_with_whole_words(curriculum: Curriculum) -> None:
    groups = {group.name: group for group in draw_roadmap(curriculum).groups}
    for number, title in enumerate(STAGE_TITLES.values(), 1):
        words = [shape.text for shape in groups[f"Stage: {title}"].shapes if isinstance(shape, Words)]
        assert " ".join(words) == f"{number} {title}"


def test_a_line_leads_down_from_what_comes_first(layout: Layout) -> None:
    boxes = {box.id: box for box in layout.boxes}
    for line in layout.lines:
        first, then = boxes[line.first], boxes[line.then]
        assert line.points[0] == pytest.approx((first.x + first.width / 2, first.y + first.height))
        assert line.points[-1] == pytest.approx((then.x + then.width / 2, then.y))
        heights = [y for _, y in line.points]
        assert heights == sorted(heights), (line.first, line.then)


def test_no_line_runs_through_a_box(layout: Layout) -> None:
    for line in layout.lines:
        for box in layout.boxes:
            assert not any(_inside(x, y, box) for x, y in _along(line)), (line.first, line.then, box.id)


def test_every_prerequisite_shows_as_a_line_or_in_words_or_is_implied(
    curriculum: Curriculum, stage: Stage | None, layout: Layout
) -> None:
    lines = {(line.first, line.then) for line in layout.lines}
    shown = {box.id: {first for first, then in lines if then == box.id} for box in layout.boxes}
    for box in layout.boxes:
        written = " ".join(box.after)
        missing = [
            first
            for first in curriculum.prerequisites(box.id)
            if first not in shown[box.id]
            and curriculum.title(first) not in written
            and not any(first in _before(curriculum, other) for other in curriculum.prerequisites(box.id))
        ]
        assert missing == [], box.id


def test_lines_cross_far_less_than_in_the_order_of_the_list(curriculum: Curriculum) -> None:
    layout = roadmap_layout(curriculum)
    rows: dict[float, list[Box]] = {}
    for box in layout.boxes:
        rows.setdefault(box.y, []).append(box)
    as_listed = {box.id: place for row in rows.values() for place, box in enumerate(row)}
    as_placed = {box.id: place for row in rows.values() for place, box in enumerate(sorted(row, key=lambda b: b.x))}
    assert _crossings(layout, as_placed) < 0.6 * _crossings(layout, as_listed)


def test_marks_are_seen_by_symbol_and_colour_and_explained(curriculum: Curriculum) -> None:
    plain, marked = draw_roadmap(curriculum), draw_roadmap(curriculum, marks=MARKS)
    names = [group.name for group in marked.groups]
    assert "What is machine learning? (done)" in names
    assert "Classification (learning now)" in names
    assert "Clustering (next)" in names
    assert names[-1] == "Key"
    assert "Key" not in [group.name for group in plain.groups]
    looks = {_look(marked, name) for name in ("What is machine learning? (done)", "Classification (learning now)",
                                              "Clustering (next)", "Calculus")}  # fmt: skip
    assert len({fill for fill, _ in looks}) == len({symbol for _, symbol in looks}) == 4


def test_the_learner_finds_where_they_are(curriculum: Curriculum) -> None:
    drawing = draw_roadmap(curriculum, "core-ml", MARKS)
    here = [
        group.name
        for group in drawing.groups
        if any(isinstance(shape, Words) and shape.text == "You are here" for shape in group.shapes)
    ]
    assert here == ["11. Classification (learning now)"]
    assert drawing.alt == (
        "A map of 35 topics, with a line from each to what builds on it: 2 learning now, 1 next. "
        "You are at “Classification”."
    )


def test_the_alternative_says_how_far_each_stage_is(curriculum: Curriculum) -> None:
    alt = draw_roadmap(curriculum, marks=MARKS).alt
    assert "Getting your bearings 1 of 4" in alt
    assert "Into production 0 of 18" in alt
    assert draw_roadmap(curriculum).alt.startswith("A map of 174 topics")


def test_marks_of_another_stage_leave_a_picture_as_it_is(curriculum: Curriculum) -> None:
    assert draw_roadmap(curriculum, "maths", MARKS) == draw_roadmap(curriculum, "maths")


def test_a_stage_is_known_by_its_id_and_its_title() -> None:
    assert stage_of("core-ml") == stage_of("Core Machine Learning ") == "core-ml"
    with pytest.raises(PictureError, match=r"no stage 'cooking'\. The stages are: start, programming"):
        stage_of("cooking")


def test_words_can_be_read_on_what_they_stand_on(curriculum: Curriculum) -> None:
    for group in draw_roadmap(curriculum, marks=MARKS).groups:
        panels = [shape for shape in group.shapes if isinstance(shape, Panel)]
        for shape in group.shapes:
            if isinstance(shape, Words) and panels and shape.text != "You are here" and not shape.text.isdecimal():
                assert _contrast(shape.colour, panels[0].fill) >= 7, (group.name, shape.text)


def _along(line: Line) -> Iterator[Point]:
    """Yield points of a line, some 10 pixels apart."""
    for (x0, y0), (x1, y1) in pairwise(line.points):
        steps = 1 + int(abs(y1 - y0) + abs(x1 - x0)) // 10
        yield from ((x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps) for step in range(1, steps))


def _inside(x: float, y: float, box: Box) -> bool:
    return box.x < x < box.x + box.width and box.y < y < box.y + box.height


def _before(curriculum: Curriculum, id: str) -> set[str]:
    firsts = curriculum.prerequisites(id)
    return set(firsts).union(*(_before(curriculum, first) for first in firsts))


def _crossings(layout: Layout, place: dict[str, int]) -> int:
    """Count the pairs of lines between the same two rows that change sides."""
    row = {box.id: box.y for box in layout.boxes}
    return sum(
        row[one.first] == row[two.first]
        and row[one.then] == row[two.then]
        and (place[one.first] - place[two.first]) * (place[one.then] - place[two.then]) < 0
        for one, two in combinations(layout.lines, 2)
    )


def _look(drawing: Drawing, name: str) -> tuple[str, str]:
    """Return the colour of a topic's box and the kinds of shapes of its symbol."""
    shapes = next(group.shapes for group in drawing.groups if group.name == name)
    panel = shapes[0]
    assert isinstance(panel, Panel)
    symbol = [f"{type(shape).__name__}{len(getattr(shape, 'points', ()))}" for shape in shapes[1:]]
    return panel.fill, " ".join(kind for kind in symbol if not kind.startswith(("Words", "Panel")))


def _contrast(one: str, two: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, 1.4.6 asks for 7 in small text)."""
    lights = sorted(_light(colour) for colour in (one, two))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
