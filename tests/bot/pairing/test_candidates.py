"""Which pairs of a large pool are looked at: the likely ones, and for the unlikely whoever there is."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from benchmarks.pairing.people import seekers as many
from bot.pairing.candidates import SMALL, Edges, candidates
from bot.pairing.pool import Pool, pool_of
from bot.pairing.round import History, Round
from tests.bot.pairing.people import BEGINS, somebody


def names(pool: Pool, edges: Edges) -> set[tuple[str, str]]:
    return {(pool.ids[one], pool.ids[other]) for one, other in zip(edges.left, edges.right, strict=True)}


def test_a_large_pool_looks_at_few_pairs_and_finds_somebody_for_all_who_can_have_somebody() -> None:
    people = many(SMALL + 1, Random(2))
    history, round = History(), Round(1, BEGINS)
    some, every = candidates(pool_of(people, history, round)), candidates(pool_of(people[:SMALL], history, round))
    assert len(some) < len(every) / 2
    linked = np.unique(np.concatenate([every.left, every.right]))
    assert not np.setdiff1d(linked, np.concatenate([some.left, some.right])).size


@pytest.mark.parametrize("met", [{}, {("y", "z"): 1}])
def test_whoever_fits_nobody_nearby_is_compared_with_everybody(met: dict[tuple[str, str], int]) -> None:
    # x is the only other one on the web, and at the other end of the roadmap; y was met last week
    crowd = [somebody(f"{row:04}", position=row % 170) for row in range(SMALL)]
    web = {"platform": "web", "crosses_platforms": False}
    odd = [somebody("x", position=170, **web), somebody("z", position=85, **web)]
    odd += [somebody("y", position=85, **web)] if met else []
    pool = pool_of([*crowd, *odd], History(met), Round(2, BEGINS))
    assert ("x", "z") in names(pool, candidates(pool))
