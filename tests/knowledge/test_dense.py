"""Nearest passages, exactly and through cells."""

import numpy as np
import pytest

from knowledge import dense
from knowledge.dense import Dense, Floats


def clustered(count: int, dims: int = 16) -> Floats:
    random = np.random.default_rng(1)
    centres = random.standard_normal((count // 50, dims))
    vectors = np.repeat(centres, 50, axis=0) + 0.3 * random.standard_normal((count, dims))
    unit: Floats = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_a_few_vectors_are_searched_exactly() -> None:
    vectors = clustered(1000)
    found = Dense.build(vectors).search(vectors[7], 10)
    assert found.tolist() == np.argsort(-(vectors @ vectors[7]), kind="stable")[:10].tolist()


def test_asking_for_more_than_there_are_gives_all() -> None:
    assert sorted(Dense.build(clustered(50)).search(clustered(50)[0], 100).tolist()) == list(range(50))


def test_many_vectors_are_searched_through_cells_with_little_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "EXACT_UP_TO", 1000)
    vectors = clustered(10_000)
    index = Dense.build(vectors)
    asked = vectors[::100]
    recall = [
        len(set(index.search(one, 10).tolist()) & set(np.argsort(-(vectors @ one))[:10].tolist())) / 10 for one in asked
    ]
    assert "learned" in index.to_arrays()
    assert np.mean(recall) >= 0.98
    again = Dense.from_arrays(index.to_arrays())
    assert again.search(asked[0], 10).tolist() == index.search(asked[0], 10).tolist()


def test_looking_in_bytes_finds_the_nearest_whatever_the_size_of_the_components() -> None:
    random = np.random.default_rng(2)
    for dims in (8, 384):
        vectors = random.standard_normal((2000, dims)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        index = Dense.build(vectors)
        for question in vectors[:20] + 0.2 * vectors[20:40]:
            nearest = np.argsort(-(vectors @ question))[:10]
            assert set(nearest.tolist()) <= set(index.look(question, 30).tolist())


def test_sketches_of_many_vectors_lose_none_of_the_nearest_and_come_back_from_a_file() -> None:
    vectors = clustered(6_000, dims=64)
    index = Dense.build(vectors)
    again = Dense.from_arrays(index.to_arrays())
    lost = 0
    for question in vectors[::60]:
        nearest = np.argsort(-(vectors @ question), kind="stable")[:20]
        looked = index.look(question, 100)
        assert looked[0] == nearest[0]
        assert again.look(question, 100).tolist() == looked.tolist()
        lost += len(set(nearest.tolist()) - set(looked.tolist()))
    assert "learned" in index.to_arrays()
    assert lost <= 10  # of 2,000
