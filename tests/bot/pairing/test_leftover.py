"""Company for those whom a matching left over, at the expense of nobody."""

from __future__ import annotations

import numpy as np
import pytest

from bot.pairing.candidates import candidates
from bot.pairing.leftover import Leftover
from bot.pairing.pool import pool_of
from bot.pairing.relaxed import NOBODY
from bot.pairing.round import History, Pair, Round
from tests.bot.pairing.people import BEGINS, somebody


def settled(pairs: str, *, friends: str, met: str = "", again: str = "") -> list[str]:
    """Return companies, given the pairs and friends of some people, such as `bc cd`."""
    ids = sorted(set(friends) - {" "})
    known = {tuple(sorted(two)) for two in friends.split()}
    blocks: set[Pair] = {(one, other) for one in ids for other in ids if one < other and (one, other) not in known}
    people = [somebody(id, last="trio" if id in again else "paired") for id in ids]
    history = History({(two[0], two[1]): 1 for two in met.split()}, frozenset(blocks))
    pool = pool_of(people, history, Round(2, BEGINS))
    partner = np.full(len(ids), NOBODY)
    for two in pairs.split():
        one, other = ids.index(two[0]), ids.index(two[1])
        partner[one], partner[other] = other, one
    edges = candidates(pool)
    found = Leftover(pool, edges.where(edges.missing == 0), partner).settle()
    return sorted("".join(ids[person] for person in company) for company in found)


def test_two_who_are_left_over_and_fit_become_a_pair() -> None:
    assert settled("cd", friends="ab cd") == ["ab", "cd"]


def test_partners_are_passed_on_until_both_who_were_left_over_have_one() -> None:
    assert settled("bc de", friends="ab bc cd de ef") == ["ab", "cd", "ef"]


def test_somebody_takes_a_partner_whose_partner_becomes_the_third_of_others() -> None:
    assert settled("bc de", friends="ab bc cd ce de") == ["ab", "cde"]


@pytest.mark.parametrize(("again", "trio"), [("b", "ade"), ("c", "ade"), ("d", "abc"), ("bcd", "ade")])
def test_a_trio_is_of_those_who_were_in_none_where_there_is_a_choice(again: str, trio: str) -> None:
    assert trio in settled("bc de", friends="ab ac bc ad ae de", again=again)


def test_partners_are_passed_on_rather_than_that_somebody_is_in_a_trio_again() -> None:
    friends = "ab ac bc ad de ef eg fg"
    assert settled("bc de fg", friends=friends) == ["abc", "de", "fg"]
    assert settled("bc de fg", friends=friends, again="b") == ["ad", "bc", "efg"]


def test_nobody_joins_two_of_whom_one_was_met_not_long_ago() -> None:
    assert settled("bc de", friends="ab ac bc ad ae de", met="ab") == ["ade", "bc"]
    assert settled("bc", friends="ab ac bc", met="ab") == ["bc"]


def test_somebody_whom_nobody_fits_stays_alone() -> None:
    assert settled("bc", friends="ab bc") == ["bc"]
