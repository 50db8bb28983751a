"""A message is like a symptom if it is like any way of saying it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from knowledge.embedder import Encoding, Vectors
from knowledge.notes.curriculum import Curriculum
from knowledge.symptoms import Symptoms
from knowledge.words import terms


def meaning_nothing(texts: Sequence[str]) -> Vectors:
    """Stand for a model to which every text is unlike every other: only words count then."""
    return np.zeros((len(texts), 4), np.float32)


def meaning_much_the_same(texts: Sequence[str]) -> Vectors:
    """Stand for a model to which every text is half like what `SOMETHING` says."""
    return np.tile(np.array([0.5, 0.75**0.5, 0, 0], np.float32), (len(texts), 1))


NOTHING = Encoding(np.zeros(4, np.float32), np.zeros((0, 4), np.float32))
SOMETHING = Encoding(np.array([1, 0, 0, 0], np.float32), np.zeros((0, 4), np.float32))


@pytest.fixture
def one_note(curriculum: Curriculum) -> Curriculum:
    """Return a curriculum of one note with two symptoms, one of which learners say in another way."""
    note = curriculum.topics["recall"]
    first, second = note.stuck[:2]
    stuck = (replace(first, said=("which share did it overlook",)), replace(second, said=()))
    alone = note.front.model_copy(update={"prerequisites": ()})
    return Curriculum({note.id: replace(note, front=alone, stuck=stuck)}, {}, {})


def test_what_learners_say_counts_as_much_as_the_heading(one_note: Curriculum) -> None:
    note = one_note.topics["recall"]
    symptoms = Symptoms(one_note, Symptoms.build(one_note, meaning_nothing))
    likeness = symptoms.likeness(symptoms.shares(terms("it did overlook a share")), NOTHING)
    assert likeness.of("recall", note.stuck[0].symptom) == pytest.approx(1)
    assert likeness.of("recall", note.stuck[1].symptom) == pytest.approx(0)


def test_a_symptom_is_described_by_words_and_meaning_together(one_note: Curriculum) -> None:
    note = one_note.topics["recall"]
    symptoms = Symptoms(one_note, Symptoms.build(one_note, meaning_much_the_same))
    said = terms("it did overlook a share")
    assert symptoms.likeness(symptoms.shares(said), SOMETHING).described(note) == note.stuck[0].symptom
    heading = symptoms.likeness(symptoms.shares(terms(note.stuck[1].symptom)), SOMETHING)
    assert heading.described(note) == note.stuck[1].symptom
    assert symptoms.likeness(symptoms.shares(terms("share")), SOMETHING).described(note) is None
    assert symptoms.likeness(symptoms.shares(said), NOTHING).described(note) is None


def test_a_topics_own_name_tells_nothing_of_what_is_wrong(one_note: Curriculum) -> None:
    note = one_note.topics["recall"]
    called = replace(note, stuck=(replace(note.stuck[0], said=("my recall",)), *note.stuck[1:]))
    curriculum = replace(one_note, topics={"recall": called})
    symptoms = Symptoms(curriculum, Symptoms.build(curriculum, meaning_much_the_same))
    assert symptoms.likeness(symptoms.shares(terms("what is recall")), SOMETHING).described(called) is None


def test_what_is_no_symptom_has_no_likeness(one_note: Curriculum) -> None:
    symptoms = Symptoms(one_note, Symptoms.build(one_note, meaning_nothing))
    assert symptoms.likeness(symptoms.shares(terms("overlook")), NOTHING).of("recall", "Key ideas") is None


def test_symptoms_of_other_notes_are_not_taken_for_these(one_note: Curriculum, curriculum: Curriculum) -> None:
    built = Symptoms.build(one_note, meaning_nothing)
    with pytest.raises(ValueError, match="other notes"):
        Symptoms(curriculum, built)
