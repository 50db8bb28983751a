"""What a question's own terms weigh in each text."""

import numpy as np

from knowledge.postings import Postings

TERMS = [np.array([2, 0], np.int32), np.array([], np.int32), np.array([2], np.int32)]
WEIGHTS = [np.array([0.5, 0.25], np.float32), np.array([], np.float32), np.array([1.0], np.float32)]


def test_a_text_scores_the_weights_of_the_terms_it_shares() -> None:
    postings = Postings.build(TERMS, WEIGHTS, size=4)
    assert postings.scores(np.array([0, 2])).tolist() == [0.75, 0, 1]
    assert postings.scores(np.array([0, 2]), np.array([2, 10], np.float32)).tolist() == [5.5, 0, 10]
    assert postings.scores(np.array([1, 3])).tolist() == [0, 0, 0]
    assert postings.scores(np.array([], np.int64)).tolist() == [0, 0, 0]


def test_it_tells_how_many_texts_have_a_term() -> None:
    assert Postings.build(TERMS, WEIGHTS, size=4).seen.tolist() == [1, 0, 2, 0]


def test_it_is_the_same_after_being_stored() -> None:
    postings = Postings.build(TERMS, WEIGHTS, size=4)
    again = Postings(postings.to_arrays())
    assert again.scores(np.array([0, 2])).tolist() == postings.scores(np.array([0, 2])).tolist()


def test_no_text_at_all_is_no_fault() -> None:
    assert Postings.build([], [], size=4).scores(np.array([1])).tolist() == []
