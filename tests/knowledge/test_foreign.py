"""The packaged foreign questions, and the look at the nearest of them."""

from collections.abc import Sequence

import numpy as np

from knowledge.foreign import Foreign, foreign_questions, foreign_to, likeness_to_others, near_questions


def unit(*rows: Sequence[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return rows of 16 components, each of length 1."""
    vectors = np.zeros((len(rows), 16), np.float32)
    vectors[:, : len(rows[0])] = rows
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def test_the_packaged_questions_are_many_and_distinct() -> None:
    assert len(foreign_questions()) >= 1000
    assert len(near_questions()) >= 500
    questions = [*foreign_questions(), *near_questions()]
    assert len({question.lower() for question in questions}) == len(questions)


def test_likeness_is_the_cosine_with_the_nearest_question() -> None:
    vectors = np.random.default_rng(1).normal(size=(300, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    asked, foreign = vectors[0], vectors[1:]
    for kept in (Foreign.build(foreign), Foreign(Foreign.build(foreign).codes, Foreign.build(foreign).scale)):
        assert abs(kept.likeness(asked) - float((foreign @ asked).max())) < 0.01
        assert abs(kept.likeness(foreign[7]) - 1) < 0.01


def test_a_question_is_not_like_itself_but_like_the_nearest_other_one() -> None:
    vectors = unit([1, 0], [3, 4], [0, 1])
    assert np.allclose(likeness_to_others(vectors, 2), [0.6, 0.8])


def test_a_question_that_a_passage_answers_is_not_foreign() -> None:
    own = unit([1, 0])
    assert foreign_to(unit([1, 0], [0, 1]), unit([1, 1], [1, 2]), own, np.array([True])).tolist() == [False, True] * 2


def test_a_question_near_our_notes_is_not_foreign_where_an_added_document_is_about_as_close() -> None:
    ours, added = [1, 0, 0, 0], [0, 1, 0, 0]
    own, asked = unit(ours, added), np.array([True, False])
    on_ours, between, on_added = [3, 1, 4, 0], [2.1, 2, 4, 0], [1, 3, 4, 0]
    assert foreign_to(unit(on_ours, between, on_added), unit(on_ours, between, on_added), own, asked).tolist() == [
        *[True, True, True],
        *[True, False, False],
    ]


def test_without_added_documents_or_without_asked_ones_nothing_is_left_out() -> None:
    question, own = unit([1, 2]), unit([1, 0])
    none = question[:0]
    assert foreign_to(none, question, own, np.array([True])).tolist() == [True]
    assert foreign_to(question, none, own, np.array([False])).tolist() == [True]
