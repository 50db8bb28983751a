"""A first answer for a large pool: the best half matching, which an assignment problem gives at once.

Let everybody choose somebody and be chosen by somebody, with the most points in all (an assignment; Jonker and
Volgenant, 1987, for sparse graphs). Half of that sum is the best that pairing in halves can reach, so no matching has
more. Who choose each other are a pair; a longer circle falls apart into pairs, and one is left over where its length
is odd (Balinski, 1965). Few circles are odd, so little is left to do.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from bot.pairing.pool import Floats, Ints

NOBODY = -1


def relaxed(people: int, left: Ints, right: Ints, worth: Floats) -> tuple[Ints, float]:
    """Return partners, and the bound: what no matching's worth exceeds. Each pair is given once, worth more than 0."""
    self = np.arange(people)
    ends = (np.concatenate([left, right, self]), np.concatenate([right, left, self]))
    value = np.concatenate([worth, worth, np.zeros(people)])
    most = value.max() + 1
    costs = csr_array((most - value, ends), shape=(people, people))
    _, chosen = min_weight_full_bipartite_matching(costs)
    bound = (most * people - costs[self, chosen].sum()) / 2
    return _pairs(chosen.tolist()), float(bound)


def _pairs(chosen: list[int]) -> Ints:
    partner = np.full(len(chosen), NOBODY, dtype=np.int64)
    seen = [False] * len(chosen)
    for person in range(len(chosen)):
        circle, next = [], person
        while not seen[next]:
            seen[next] = True
            circle.append(next)
            next = chosen[next]
        for one, other in zip(circle[::2], circle[1::2], strict=False):
            partner[one], partner[other] = other, one
    return partner
