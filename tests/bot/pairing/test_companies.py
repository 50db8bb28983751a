"""Who is with whom: single cases that read like a story, and what must hold for any people whatever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.pairing.people import seekers as many
from bot.pairing.candidates import SMALL
from bot.pairing.companies import bring_together
from bot.pairing.hours import common_starts
from bot.pairing.round import History, Outcome, Pair, Round, Seeker, pair
from tests.bot.pairing.people import BEGINS, FIRST, assert_fair, crowd, may_meet, missing, somebody

Companies = tuple[tuple[str, ...], ...]
NEW = History()


def together(seekers: list[Seeker], history: History = NEW, round: Round = FIRST) -> list[str]:
    """Return companies as words, such as `ab`."""
    return ["".join(company) for company in bring_together(seekers, history, round).companies()]


def reasons(seekers: list[Seeker], history: History = NEW) -> dict[str, str]:
    return dict(bring_together(seekers, history, FIRST).alone)


def met(*pairs: str, round: int = 1) -> dict[Pair, int]:
    return {pair(*two): round for two in pairs}


def blocked(*pairs: str) -> History:
    return History(blocks=frozenset(pair(*two) for two in pairs))


# -- who fits whom ---------------------------------------------------------------------------------------------------


def test_people_who_are_near_on_the_roadmap_study_together() -> None:
    people = [somebody(id, position=at) for id, at in (("a", 10), ("b", 40), ("c", 42), ("d", 12))]
    assert together(people) == ["ad", "bc"]


def test_people_with_the_same_next_topics_study_together() -> None:
    people = [
        somebody(id, next_topics=(topic,)) for id, topic in zip("abcd", ("sql", "loss", "sql", "loss"), strict=True)
    ]
    assert together(people) == ["ac", "bd"]


def test_reliable_people_get_reliable_partners() -> None:
    people = [somebody(id, reliability=chance) for id, chance in zip("abcd", (1, 0.2, 0.1, 0.9), strict=True)]
    assert together(people) == ["ad", "bc"]


def test_people_study_at_a_similar_pace() -> None:
    people = [somebody(id, hours_a_week=hours) for id, hours in zip("abcd", (3, 12, 4, 10), strict=True)]
    assert together(people) == ["ac", "bd"]


def test_a_mentor_gets_a_mentee_who_is_well_behind() -> None:
    people = [somebody("ada", wish="mentor", position=60), somebody("bob", wish="mentee", position=50)]
    assert reasons(people) == {"ada": "level", "bob": "level"}
    people.append(somebody("cy", wish="mentee", position=40))
    assert bring_together(people, NEW, FIRST).pairs == (("ada", "cy"),)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"community": "other", "wider": True}, "community"),
        ({"platform": "telegram", "crosses_platforms": False}, "platform"),
        ({"languages": frozenset({"hi", "ta"})}, "language"),
        ({"wish": "mentor", "position": 90}, "level"),
        ({"free": frozenset({3})}, "hours"),
    ],
)
def test_nobody_is_paired_against_a_wish_and_the_reason_is_told(known: dict[str, object], reason: str) -> None:
    assert reasons([*crowd("ab"), somebody("z", **known)]) == {"z": reason}


def test_who_goes_wider_and_crosses_platforms_meets_a_member_of_another_server() -> None:
    people = [somebody("a", wider=True), somebody("b", wider=True, community="other", platform="telegram")]
    assert together(people) == ["ab"]


def test_who_is_alone_because_all_are_taken_is_told_so_and_comes_first_next_time() -> None:
    people = [somebody("a", wish="mentor", position=60), *crowd("bc", wish="mentee")]
    (left,) = reasons(people)
    assert reasons(people)[left] == "taken"
    again = [replace(one, last="alone") if one.id == left else one for one in people]
    assert left not in reasons(again)


def test_a_round_that_nobody_joined_brings_nobody_together() -> None:
    assert bring_together([], NEW, FIRST) == Outcome()
    assert bring_together(crowd("a"), NEW, FIRST) == Outcome(alone=(("a", "community"),))


def test_hours_chances_and_settings_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match=r"ada: free hours go from 0 to 167, not \[168\]"):
        somebody("ada", free={168})
    with pytest.raises(ValueError, match="ada: reliability goes from 0 to 1, not 2"):
        somebody("ada", reliability=2)
    with pytest.raises(ValueError, match="aware instant"):
        Round(1, BEGINS.replace(tzinfo=None))
    with pytest.raises(ValueError, match="group_size=6"):
        Round(1, BEGINS, group_size=6)


# -- trios -----------------------------------------------------------------------------------------------------------


def test_the_odd_one_joins_a_pair_with_whom_both_fit() -> None:
    assert together(crowd("abc")) == ["abc"]
    assert bring_together(crowd("abcde"), NEW, FIRST).alone == ()


def test_no_trio_holds_two_who_blocked_each_other() -> None:
    assert reasons(crowd("abc"), blocked("ab")).keys() <= {"a", "b"}
    crowded = bring_together(crowd("abcde"), blocked("ab", "ac", "bc"), FIRST)
    assert (len(crowded.pairs), len(crowded.trios)) == (2, 0)


def test_who_was_in_a_trio_last_time_is_in_none_now() -> None:
    people, last = crowd("abcdefg"), set[str]()
    for number in range(1, 20):
        outcome = bring_together(
            [replace(one, last="trio" if one.id in last else "paired") for one in people],
            History(),
            Round(number, BEGINS),
        )
        (trio,) = outcome.trios
        assert last.isdisjoint(trio)
        last = set(trio)


def test_a_trio_shares_an_hour_and_a_language_where_there_is_another_way() -> None:
    # each two of a, b and c share one, and are near each other; d and e fit all of them, and are far from them
    hours = {"a": {1, 5}, "b": {5, 9}, "c": {9, 1}, "d": {1, 5, 9}, "e": {1, 5, 9}}
    spoken = {"a": {"en", "de"}, "b": {"de", "hi"}, "c": {"hi", "en"}, "d": {"en", "de", "hi"}, "e": {"en", "de", "hi"}}
    for known in ("free", hours), ("languages", spoken):
        near = dict.fromkeys("abc", 20) | dict.fromkeys("de", 60)
        people = [somebody(id, position=near[id], **{known[0]: frozenset(has)}) for id, has in known[1].items()]
        (trio,) = bring_together(people, NEW, FIRST).trios
        assert trio != ("a", "b", "c")
        assert share({one.id: one for one in people}, trio)
        assert together(people[:3]) == ["abc"]  # better than nobody


def test_a_swap_lets_the_odd_one_find_company() -> None:
    # a fits only b, whose other friends c and d and e all fit each other
    history = blocked("ac", "ad", "ae", "bd", "be")
    assert bring_together(crowd("abcde"), history, FIRST) == Outcome(pairs=(("a", "b"),), trios=(("c", "d", "e"),))


# -- repeats ---------------------------------------------------------------------------------------------------------


def test_six_people_meet_nobody_again_while_there_is_somebody_new() -> None:
    known: dict[Pair, int] = {}
    for number in range(1, 4):
        outcome = bring_together(crowd("abcdef"), History(known), Round(number, BEGINS))
        assert outcome.alone == ()
        assert known.keys().isdisjoint(outcome.met())
        known |= dict.fromkeys(outcome.met(), number)


def test_two_trios_are_better_than_meeting_again() -> None:
    # all have met but for two triangles
    across = met(*(f"{one}{other}" for one in "abc" for other in "def"))
    assert together(crowd("abcdef"), History(across), Round(2, BEGINS)) == ["abc", "def"]


def test_two_who_have_only_each_other_meet_again() -> None:
    assert together(crowd("ab"), History(met("ab")), Round(2, BEGINS)) == ["ab"]


def test_where_a_repeat_cannot_be_avoided_it_is_the_one_longest_ago() -> None:
    known = met("ab", "cd", round=3) | met("ac", "bd", round=5) | met("ad", "bc", round=4)
    assert together(crowd("abcd"), History(known), Round(6, BEGINS)) == ["ab", "cd"]


def test_after_the_rounds_apart_two_may_meet_as_if_for_the_first_time() -> None:
    people = [somebody(id, position=at) for id, at in zip("abcd", (10, 10, 30, 30), strict=True)]
    assert together(people, History(met("ab", "cd")), Round(7, BEGINS, apart=6)) != ["ab", "cd"]
    assert together(people, History(met("ab", "cd")), Round(8, BEGINS, apart=6)) == ["ab", "cd"]


# -- whatever the people ---------------------------------------------------------------------------------------------

NIGHTS = [frozenset(range(first, first + 3)) for first in (18, 20, 42)]


@st.composite
def few(draw: st.DrawFn) -> tuple[list[Seeker], History]:
    """Up to seven people between whom a lot is in the way."""
    ids = "abcdefg"[: draw(st.integers(1, 7))]
    people = [
        somebody(
            id,
            community=draw(st.sampled_from(["club", "club", "other"])),
            wider=draw(st.booleans()),
            platform=draw(st.sampled_from(["discord", "telegram"])),
            crosses_platforms=draw(st.sampled_from([True, True, False])),
            languages=frozenset(draw(st.sampled_from([("en",), ("en", "de"), ("de",), ("de", "hi"), ("hi", "en")]))),
            free=draw(st.sampled_from(NIGHTS)) | draw(st.sampled_from(NIGHTS)),
            zone=draw(st.sampled_from(["UTC", "Europe/Berlin"])),
            wish=draw(st.sampled_from(["same", "same", "same", "mentor", "mentee"])),
            position=draw(st.integers(0, 40)),
            last=draw(st.sampled_from(["paired", "trio", "alone"])),
        )
        for id in ids
    ]
    pairs = list(combinations(ids, 2))
    some = st.sets(st.sampled_from(pairs)) if pairs else st.just(set[Pair]())
    rounds = {two: draw(st.integers(1, 9)) for two in sorted(draw(some))}
    return people, History(rounds, frozenset(draw(some)) if draw(st.booleans()) else frozenset())


def partitions(ids: str) -> Iterator[Companies]:
    """Yield all ways to put people in pairs and trios, some alone."""
    if not ids:
        yield ()
        return
    first, rest = ids[0], ids[1:]
    for others in (*[()], *combinations(rest, 1), *combinations(rest, 2)):
        left = "".join(id for id in rest if id not in others)
        yield from (((first, *others), *more) if others else more for more in partitions(left))


def share(people: dict[str, Seeker], trio: tuple[str, ...]) -> bool:
    """Tell whether all three share an hour and a language."""
    three = [people[id] for id in trio]
    spoken = frozenset.intersection(*(one.languages for one in three))
    return bool(spoken) and bool(common_starts(three, BEGINS))


def cost(people: dict[str, Seeker], companies: Companies, history: History, round: Round) -> tuple[int, ...]:
    """Return people without company, early repeats, trios with nothing in common, people in a trio again, trios."""
    two = [(people[one], people[other]) for company in companies for one, other in combinations(company, 2)]
    trios = [company for company in companies if len(company) == 3]
    return (
        len(people) - sum(map(len, companies)),
        sum(missing(one, other, history, round) for one, other in two),
        sum(not share(people, trio) for trio in trios),
        sum(people[id].last == "trio" for trio in trios for id in trio),
        len(trios),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(few())
def test_of_all_ways_to_put_few_people_together_one_of_the_best_is_taken(drawn: tuple[list[Seeker], History]) -> None:
    seekers, history = drawn
    round = Round(10, BEGINS, apart=6)
    people = {seeker.id: seeker for seeker in seekers}
    friends = {two for two in combinations(people, 2) if may_meet(people[two[0]], people[two[1]], history.blocks)}
    outcome = bring_together(seekers, history, round)
    assert_fair(seekers, history, outcome)
    possible = (
        companies
        for companies in partitions("".join(people))
        if all(two in friends for company in companies for two in combinations(company, 2))
    )
    best = min(cost(people, companies, history, round) for companies in possible)
    assert cost(people, tuple(outcome.companies()), history, round) == best


@settings(max_examples=5, deadline=None)
@given(st.integers(2, 80), st.integers(0, 10**6))
def test_the_order_of_the_input_changes_nothing(number: int, seed: int) -> None:
    random = Random(seed)
    people = [replace(one, wants_group=random.random() < 0.2) for one in many(number, random, communities=2)]
    ids = [one.id for one in people]
    two = [pair(*random.sample(ids, 2)) for _ in range(number)]
    history = History({each: random.randrange(1, 9) for each in two[::2]}, frozenset(two[1::2]))
    outcome = bring_together(people, history, Round(9, BEGINS))
    assert_fair(people, history, outcome)
    random.shuffle(people)
    shuffled = History(dict(reversed(list(history.met.items()))), history.blocks)
    assert bring_together(people, shuffled, Round(9, BEGINS)) == outcome


def test_a_large_pool_keeps_the_rules_and_repeats_only_to_save_somebody_from_being_alone() -> None:
    people = many(SMALL + 50, Random(7), communities=3)
    first = bring_together(people, NEW, FIRST)
    history = History(dict.fromkeys(first.met(), 1), frozenset(first.pairs[::40]))
    second = bring_together(people[::-1], history, Round(2, BEGINS))
    assert_fair(people, history, second)
    without = bring_together(people, History(blocks=frozenset(first.met())), Round(2, BEGINS))
    saved = len(without.alone) - len(second.alone)
    assert 0 < len(history.met.keys() & set(second.met())) <= saved
