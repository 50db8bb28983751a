"""A note is looked through part by part: what comes nearest to a question is found by meaning and by words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.embedder import Vectors
from knowledge.library import Library
from knowledge.notes.curriculum import Curriculum
from knowledge.parts import Parts
from knowledge.words import terms


def alike(texts: Sequence[str]) -> Vectors:
    """Stand for a model to which all texts are alike: only words count then."""
    return np.tile(np.array([1, 0], np.float32), (len(texts), 1))


def test_every_key_idea_is_a_part_of_its_own(curriculum: Curriculum) -> None:
    note = curriculum.topics["cross-validation"]
    parts = Parts(curriculum, Parts.build(curriculum, alike))
    near = parts.nearest(note, parts.by_words(terms("how many folds")), np.array([1, 0], np.float32))
    assert [one.part.text for one in near if "How many folds?" in one.part.text] == [near[0].part.text]
    assert {one.part.heading for one in near} == {"What it is", "Why it matters", "Key ideas"}


def test_the_parts_of_advice_are_its_short_answer_and_each_paragraph_or_item_of_the_rest(
    curriculum: Curriculum,
) -> None:
    note = curriculum.advice["time-estimates"]
    parts = Parts(curriculum, Parts.build(curriculum, alike))
    near = parts.nearest(note, parts.by_words([]), np.array([1, 0], np.float32))
    assert near[0].part.text == note.sections["Short answer"]
    assert sum(one.part.text.startswith("**The ") for one in near) > 1
    assert {one.part.heading for one in near} == {"Short answer", "What the sources say", "What we suggest"}


def test_parts_of_other_notes_are_not_taken_for_these(curriculum: Curriculum) -> None:
    built = Parts.build(curriculum, alike)
    with pytest.raises(ValueError, match="argument 2"):
        Parts(Curriculum({}, {}, {}), built)


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("half of the ages are empty, throw the rows away or fill with something?", "**Drop or fill?**"),
        ("Dataset and DataLoader, why both", "a `DataLoader` makes shuffled batches"),
    ],
)
def test_the_part_that_a_question_is_about_is_shown_beside_the_opening(
    library: Library, question: str, beside: str
) -> None:
    found = library.answer(library.read(question))
    opening = library.curriculum.topics[found.note].sections["What it is"]
    assert found.text.startswith(opening)
    assert beside in found.text


def test_an_opening_that_is_near_enough_stands_alone(library: Library) -> None:
    found = library.answer(library.read("sharing my code with others and going back to yesterday's version"))
    assert found.text == library.curriculum.topics["git"].sections["What it is"]
