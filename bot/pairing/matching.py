"""Brings as many people together as can be, and of all such ways the one with the most points.

A circle of up to `COHORT` people is exact: Edmonds' blossom algorithm for a matching of most weight among those of
most pairs. A larger pool begins with the best half matching and is then matched again in cohorts of neighbours, each
exact, with other borders each time (a large neighbourhood search: Shaw, 1998): what was matched stays a possible
answer, so each pass can only improve. Ties are broken by a hash of the two people, so that there is one best answer,
in whatever order a library walks through a set.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import rustworkx
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bot.pairing.candidates import Edges
from bot.pairing.pool import Ints
from bot.pairing.relaxed import NOBODY, relaxed
from bot.pairing.rules import MOST_POINTS

COHORT = 2_000
"""People in a circle up to whom it is matched exactly."""
_PART = 1_000
"""People in one cohort of a larger pool."""
_TIE_BITS = 48


def matching(people: int, edges: Edges, orders: Sequence[Ints]) -> Ints:
    """Return each person's partner or `NOBODY`. People near in `orders` are likely partners."""
    partner = np.full(people, NOBODY, dtype=np.int64)
    circle = circles(people, edges)
    is_large = (np.bincount(circle) > COHORT)[circle[edges.left]]
    if is_large.any():
        partner = _matched_in_parts(people, edges.where(is_large), orders)
    _solve_each(partner, edges.where(~is_large), circle)
    return partner


def circles(people: int, edges: Edges) -> Ints:
    """Return for each person the number of their circle: those with whom they are linked by people who may meet."""
    links = csr_array((np.ones(len(edges), dtype=bool), (edges.left, edges.right)), shape=(people, people))
    _, circle = connected_components(links, directed=False)
    found: Ints = circle.astype(np.int64)
    return found


def _matched_in_parts(people: int, edges: Edges, orders: Sequence[Ints]) -> Ints:
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
    _solve_each(partner, edges, cohort)


def _solve_each(partner: Ints, edges: Edges, cohort: Ints) -> None:
    """Match exactly within each cohort, given by number for each person."""
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
