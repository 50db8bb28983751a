"""Matching of many: near the best that can be, and the same for ever."""

from __future__ import annotations

import numpy as np

from bot.pairing.candidates import Edges
from bot.pairing.matching import COHORT, matching
from bot.pairing.relaxed import NOBODY, relaxed

PEOPLE = COHORT + 501


def drawn(seed: int) -> Edges:
    """Return edges between people who are near each other on a line, ten each, some of them repeats."""
    random = np.random.default_rng(seed)
    left = np.repeat(np.arange(PEOPLE - 40), 5)
    right = left + random.integers(1, 40, len(left))
    left, right = np.unique(np.stack([left, right], axis=1), axis=0).T
    points = random.integers(1, 120, len(left))
    return Edges(left, right, points, np.zeros_like(points))


def total(edges: Edges, partner: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    return int(edges.points[partner[edges.left] == edges.right].sum())


def test_a_matching_of_many_is_within_two_percent_of_the_bound_and_leaves_few_alone() -> None:
    edges, order = drawn(1), np.arange(PEOPLE)
    partner = matching(PEOPLE, edges, (order, order))
    matched = np.flatnonzero(partner >= 0)
    assert np.array_equal(partner[partner[matched]], matched)
    _, bound = relaxed(PEOPLE, edges.left, edges.right, edges.points.astype(float))
    assert 0.98 * bound <= total(edges, partner) <= bound
    assert len(matched) >= 0.99 * PEOPLE


def test_another_pass_only_improves() -> None:
    edges, order = drawn(2), np.arange(PEOPLE)
    first, later = (total(edges, matching(PEOPLE, edges, (order,) * passes)) for passes in (0, 2))
    assert first < later


def test_nothing_to_choose_from_is_no_matching() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert matching(3, Edges(none, none, none, none), ()).tolist() == [NOBODY] * 3
