"""Brings as many people together as can be, and of all such ways the one with the most points.

Up to `COHORT` people this is exact: Edmonds' blossom algorithm for a matching of most weight among those of most
pairs. A larger pool begins with the best half matching and is then matched again in cohorts of neighbours, each
exact, with other borders each time (a large neighbourhood search: Shaw, 1998): what was matched stays a possible
answer, so each pass can only improve. Ties are broken by a hash of the two people, so that there is one best answer,
in whatever order a library walks through a set.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import rustworkx

from bot.pairing.candidates import Edges
from bot.pairing.pool import Ints
from bot.pairing.relaxed import NOBODY, relaxed
from bot.pairing.rules import MOST_POINTS

COHORT = 2_000
"""People up to whom a matching is exact."""
_PART = 1_000
"""People in one cohort of a larger pool."""
_TIE_BITS = 48


def matching(people: int, edges: Edges, orders: Sequence[Ints]) -> Ints:
    """Return each person's partner or `NOBODY`. People near in `orders` are likely partners."""
    partner = np.full(people, NOBODY, dtype=np.int64)
    if not len(edges):
        return partner
    if people <= COHORT:
        _solve(partner, edges)
        return partner
    worth = _worth(edges, people)
    company = 2.0 * (MOST_POINTS - worth.min())  # one more pair is better than any gain of points by one fewer
    partner, _ = relaxed(people, edges.left, edges.right, worth + company)
    for number, order in enumerate(orders):
        _improve(partner, edges, order, number % 2 * (_PART // 2))
    return partner


def _improve(partner: Ints, edges: Edges, order: Ints, shift: int) -> None:
    """Match anew within cohorts of neighbours in an order; who is together stays in one cohort."""
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    cohort = (rank + shift) // _PART
    cohort = np.where(partner == NOBODY, cohort, np.minimum(cohort, cohort[partner]))
    inside = np.flatnonzero(cohort[edges.left] == cohort[edges.right])
    inside = inside[np.argsort(cohort[edges.left[inside]], kind="stable")]
    borders = np.flatnonzero(np.diff(cohort[edges.left[inside]])) + 1
    for part in np.split(inside, borders):
        _solve(partner, edges.where(part))


def _solve(partner: Ints, edges: Edges) -> None:
    """Match the people of some edges exactly, and write down who is with whom."""
    people, ends = np.unique(np.concatenate([edges.left, edges.right]), return_inverse=True)
    left, right = np.split(ends, 2)
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(people)))
    graph.add_edges_from(list(zip(left.tolist(), right.tolist(), _weights(edges, len(people)), strict=True)))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    partner[people] = NOBODY
    for one, other in found:
        partner[people[one]], partner[people[other]] = people[other], people[one]


def _worth(edges: Edges, people: int) -> Ints:
    """Return points, by which one early repeat more is worse than any loss of points elsewhere."""
    return edges.points - MOST_POINTS * (people + 1) * edges.missing


def _weights(edges: Edges, people: int) -> list[int]:
    """Return the worth of each edge with a tie-break below its last digit. They exceed 64 bits."""
    ties = _mixed(edges.left * np.int64(1 << 32) + edges.right) >> np.uint64(64 - _TIE_BITS)
    room = _TIE_BITS + people.bit_length()
    return [(worth << room) + tie for worth, tie in zip(_worth(edges, people).tolist(), ties.tolist(), strict=True)]


def _mixed(keys: Ints) -> npt.NDArray[np.uint64]:
    """Return well mixed bits for each key: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    bits = keys.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
