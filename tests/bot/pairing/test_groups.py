"""Study groups: three to five people of one stage who all fit each other."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from bot.pairing.companies import bring_together
from bot.pairing.round import History, Outcome, Round, pair
from tests.bot.pairing.people import BEGINS, EVENINGS, FIRST, assert_fair, crowd, somebody

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def sizes(outcome: Outcome) -> list[int]:
    return sorted(len(group) for group in outcome.groups)


@pytest.mark.parametrize(
    ("people", "size", "expected"),
    [
        (3, 4, [3]),
        (5, 4, [5]),
        (6, 4, [3, 3]),
        (7, 4, [3, 4]),
        (8, 4, [4, 4]),
        (11, 5, [3, 4, 4]),
        (26, 3, [3] * 7 + [5]),
    ],
)
def test_everybody_gets_a_seat_where_all_fit(people: int, size: int, expected: list[int]) -> None:
    outcome = bring_together(crowd(LETTERS[:people], wants_group=True), History(), Round(1, BEGINS, group_size=size))
    assert sum(sizes(outcome)) == people
    assert max(sizes(outcome)) - min(sizes(outcome)) <= 1


def test_groups_are_for_those_who_asked_and_of_one_stage() -> None:
    people = [*crowd("abc", wants_group=True), *crowd("de"), *crowd("xyz", wants_group=True, stage=5)]
    outcome = bring_together(people, History(), FIRST)
    assert (outcome.pairs, outcome.groups) == ((("d", "e"),), (("a", "b", "c"), ("x", "y", "z")))


def test_a_group_shares_one_language_and_one_hour() -> None:
    # each two have a language in common, but the three have none
    people = [
        somebody(id, wants_group=True, languages=frozenset(languages))
        for id, languages in (("a", ("en", "de")), ("b", ("de", "hi")), ("c", ("hi", "en")))
    ]
    assert bring_together(people, History(), FIRST).groups == ()
    hours = [
        somebody(id, wants_group=True, free=frozenset(free))
        for id, free in (("a", (1, 5)), ("b", (5, 9)), ("c", (9, 1)))
    ]
    assert bring_together(hours, History(), FIRST).groups == ()


def test_nobody_sits_in_a_group_with_somebody_they_blocked_or_just_met() -> None:
    people, random = crowd(LETTERS[:20], wants_group=True), Random(4)
    two = [pair(*random.sample(LETTERS[:20], 2)) for _ in range(40)]
    history = History(dict.fromkeys(two[:20], 1), frozenset(two[20:]))
    outcome = bring_together(people, history, Round(2, BEGINS))
    assert_fair(people, history, outcome)
    assert sum(sizes(outcome)) >= 12
    assert not {pair(*both) for group in outcome.groups for both in combinations(group, 2)} & set(two)


def test_who_gets_no_seat_gets_a_partner() -> None:
    people = [*crowd("ab", wants_group=True), somebody("c", stage=2, free=EVENINGS)]
    assert bring_together(people, History(), FIRST) == Outcome(trios=(("a", "b", "c"),))
