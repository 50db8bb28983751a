"""Study groups: three to five people of one stage who all fit each other."""

from __future__ import annotations

from itertools import combinations
from random import Random
from typing import Any

import pytest

from bot.pairing.companies import bring_together
from bot.pairing.round import History, Outcome, Round, Seeker, pair
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


def lasting(ids: str, group: str = "g", **known: Any) -> list[Seeker]:
    return crowd(ids, wants_group=True, study_group=group, **known)


def test_a_group_that_lasts_stays_together_whatever_has_changed_since() -> None:
    people = [*lasting("ab", stage=2), *lasting("c", stage=7, free=frozenset({5}), languages=frozenset({"hi"}))]
    history = History({("a", "b"): 1, ("a", "c"): 1, ("b", "c"): 1})
    assert bring_together([*people, *crowd("de")], history, Round(2, BEGINS)).groups == (("a", "b", "c"),)


def test_two_of_a_group_that_are_left_go_on_and_are_joined_by_who_asks_and_fits() -> None:
    one_more, met = crowd("d", wants_group=True), History({("a", "b"): 1})
    round = Round(2, BEGINS, seats={"g": 3})
    assert bring_together([*lasting("ab"), *one_more], met, round).groups == (("a", "b", "d"),)
    assert bring_together([*lasting("ab"), *crowd("d")], met, round).groups == (("a", "b"),)
    elsewhere = crowd("d", wants_group=True, languages=frozenset({"hi"}))
    assert bring_together([*lasting("ab"), *elsewhere], met, round).groups == (("a", "b"),)


def test_a_group_that_is_large_enough_takes_who_finds_no_other_seat_and_no_more_than_it_has() -> None:
    three, seats = lasting("abc"), {"g": 2}
    new_group = bring_together([*three, *crowd("def", wants_group=True)], History(), Round(2, BEGINS, seats=seats))
    assert new_group.groups == (("a", "b", "c"), ("d", "e", "f"))
    joined = bring_together([*three, *crowd("d", wants_group=True)], History(), Round(2, BEGINS, seats=seats))
    assert joined.groups == (("a", "b", "c", "d"),)
    full = bring_together([*three, *crowd("d", wants_group=True)], History(), Round(2, BEGINS))
    assert (full.groups, full.alone) == ((("a", "b", "c"),), (("d", "taken"),))


def test_nobody_joins_a_group_at_the_price_of_the_company_of_another() -> None:
    people = [*lasting("ab"), *crowd("cde", wants_group=True)]
    history = History({("a", "e"): 1, ("b", "e"): 1})
    outcome = bring_together(people, history, Round(2, BEGINS, seats={"g": 3}))
    assert (len(outcome.groups[0]), len(outcome.pairs), outcome.alone) == (3, 1, ())
    assert "e" in outcome.pairs[0]


def test_who_blocked_somebody_in_their_group_does_not_sit_with_them() -> None:
    history = History(blocks=frozenset({("a", "c")}))
    outcome = bring_together([*lasting("abc"), *crowd("d")], history, Round(2, BEGINS))
    assert (outcome.groups, outcome.pairs) == ((("a", "b"),), (("c", "d"),))


def test_many_groups_last_side_by_side_also_where_a_stage_is_looked_at_in_parts() -> None:
    people = [
        somebody(f"{group:03}{place}", wants_group=True, study_group=f"{group}", position=group % 40)
        for group in range(120)
        for place in range(3)
    ]
    groups = bring_together(people, History(), Round(2, BEGINS)).groups
    assert {frozenset(one[:3] for one in group) for group in groups} == {frozenset({f"{n:03}"}) for n in range(120)}
    assert len(groups) == 120
