"""Token by token comparison."""

import numpy as np
import pytest

from knowledge.late import KEPT_DIMS, Floats, Late, compress


def tokens(count: int, seed: int, dims: int = 384) -> Floats:
    vectors = np.random.default_rng(seed).standard_normal((count, dims)).astype(np.float32)
    unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def test_compressed_tokens_keep_their_cosines_nearly() -> None:
    near = tokens(200, 1) + 0.8 * tokens(200, 2)
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    codes = compress(near).astype(np.float32)
    assert codes.shape == (200, KEPT_DIMS)
    error = (codes / np.linalg.norm(codes, axis=1, keepdims=True)) @ (
        codes[0] / np.linalg.norm(codes[0])
    ) - near @ near[0]
    assert np.abs(error).mean() < 0.1


def test_the_passage_that_holds_the_questions_tokens_scores_best() -> None:
    passages = [tokens(20, seed) for seed in range(5)]
    late = Late.build([compress(passage) for passage in passages])
    scores = late.scores(passages[3][4:9], np.arange(5))
    assert scores.argmax() == 3
    assert scores[3] == pytest.approx(1, abs=0.02)


def test_only_the_rows_asked_for_are_scored_in_their_order() -> None:
    passages = [tokens(size, size) for size in (3, 8, 1, 5)]
    late = Late.build([compress(passage) for passage in passages])
    assert late.scores(passages[2], np.array([2, 0])).argmax() == 0


def test_an_index_is_rebuilt_from_its_arrays() -> None:
    late = Late.build([compress(tokens(4, 1)), compress(tokens(6, 2))])
    again = Late.from_arrays(late.to_arrays())
    rows = np.arange(2)
    assert again.scores(tokens(3, 3), rows).tolist() == late.scores(tokens(3, 3), rows).tolist()


def test_a_passage_without_tokens_scores_nothing_and_harms_no_other() -> None:
    late = Late.build([compress(tokens(3, 1)), compress(tokens(0, 2)), compress(tokens(0, 3))])
    first, empty, last = late.scores(tokens(3, 1), np.arange(3))
    assert first == pytest.approx(1, abs=0.02)
    assert empty == last == 0
