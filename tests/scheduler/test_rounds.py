"""A partner round is held once and whole, wherever it is broken off and whoever says something meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select

from bot.app import Storage, storage_on
from bot.core.communities import Community
from bot.core.learners import LearnerSettings
from bot.core.partners import Cadence, Company, Seeking, Wish
from bot.core.request import Person, Place, Request
from bot.core.study import Study
from bot.pairing.apart import MatchingFailedError
from bot.pairing.companies import bring_together
from bot.pairing.round import History, Outcome, Round, Seeker
from bot.storage.tables import outbox, rounds, waiting
from knowledge.notes.curriculum import Curriculum
from scheduler.rounds import Rounds, next_round

SUNDAY = datetime(2026, 11, 22, 18, tzinfo=UTC)
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
HOME = "test:home"


class BrokenOffError(Exception):
    """What a connection that breaks looks like."""


@dataclass
class Town:
    """People of one community who look for company, each on a clock of their own."""

    storage: Storage
    rounds: Rounds
    people: dict[str, str]
    meanwhile: Callable[[], object] = lambda: None
    """Happens while a round is being matched."""

    def match(self, seekers: Sequence[Seeker], history: History, round: Round) -> Outcome:
        self.meanwhile()
        return bring_together(seekers, history, round)

    def company(self, name: str, now: datetime) -> Company:
        found = self.storage.companies.current(self.people[name], now)
        assert found
        return found

    def back_out(self, name: str, now: datetime) -> None:
        company = self.company(name, now)
        out = tuple(replace(one, out=one.out or one.learner == self.people[name]) for one in company.members)
        self.storage.companies.change(company.id, lambda found: (replace(found, members=out), ()), now)

    def rows(self, table: Any) -> list[Any]:
        with self.storage.engine.connect() as connection:
            return list(connection.execute(select(table)).all())

    def introduced(self) -> list[tuple[str, str]]:
        """Return who is told of which company, once for each message."""
        introductions = [row for row in self.rows(outbox) if row.payload["compose"] == "introduction"]
        return sorted((row.learner, row.payload["begun"]) for row in introductions)

    def together(self, now: datetime) -> list[tuple[str, str]]:
        """Return who is in which company, once for each."""
        found = [(id, self.storage.companies.current(id, now)) for id in self.people.values()]
        return sorted((id, one.begins.isoformat()) for id, one in found if one)


def town_on(
    storage: Storage, curriculum: Curriculum, names: Sequence[str], cadence: Cadence, zone: str = "UTC"
) -> Town:
    storage.communities.save(Community(HOME, "Home", zone, None), SUNDAY, None)
    storage.rounds.save(cadence)
    people = {}
    for name in names:
        said = Request(
            id="1", person=Person(id=f"test:{name}"), place=Place(platform="test", id=name), text="hi",
            at=SUNDAY - WEEK, community=HOME,
        )  # fmt: skip
        people[name] = storage.learners.begin(said, LearnerSettings(zone="Europe/London")).id
        spoken = frozenset({"fa"}) if name == "zoe" else frozenset({"en"})
        wish = Wish(name=name, languages=spoken)
        storage.seekers.save(Seeking(people[name], HOME, wish, since=SUNDAY - WEEK, suits_at=SUNDAY - WEEK))
    ports = (storage.rounds, storage.communities, storage.learners, storage.companies, storage.seekers)
    study = Study(curriculum, storage.diary)
    town = Town(storage, Rounds(*ports, study, bring_together), people)
    town.rounds = replace(town.rounds, match=town.match)
    return town


NAMES = ("ada", "ben", "cem", "dia", "eva", "zoe")
"""Five who fit each other, and one with whom nobody shares a language."""


DUE = Cadence(HOME, next_at=SUNDAY, announced=True)


@pytest.fixture
def town(storage: Storage, curriculum: Curriculum) -> Town:
    return town_on(storage, curriculum, NAMES, DUE)


@pytest.fixture
def either(engine: Engine, curriculum: Curriculum) -> Town:
    """The same in SQLite and in PostgreSQL."""
    return town_on(storage_on(engine), curriculum, NAMES, DUE)


@contextmanager
def breaking_at(engine: Engine, number: int) -> Iterator[None]:
    """Break the connection at one of the statements to come that write, a commit being one."""
    left = iter(range(number))

    def statement(connection: Connection, *_: object) -> None:
        if not connection.get_execution_options().get("reading") and next(left, None) is None:
            raise BrokenOffError

    for moment in ("before_cursor_execute", "commit"):
        event.listen(engine, moment, statement)
    try:
        yield
    finally:
        for moment in ("before_cursor_execute", "commit"):
            event.remove(engine, moment, statement)


def broken_at_each_statement(town: Town, now: datetime, whole: Callable[[], bool]) -> int:
    """Break a tick at each of its statements in turn until one comes through; return how often it broke."""
    for number in count():
        try:
            with breaking_at(town.storage.engine, number):
                town.rounds.tick(now)
        except BrokenOffError:
            assert whole()
        else:
            return number
    raise AssertionError


def test_a_round_broken_off_at_any_statement_is_held_once_and_everybody_is_told_once(either: Town) -> None:
    town = either
    times = broken_at_each_statement(town, SUNDAY, lambda: len(town.introduced()) == 5 * len(town.rows(rounds)))
    assert times > 10
    assert len(town.rows(rounds)) == 1
    assert town.introduced() == town.together(SUNDAY)
    assert len(town.introduced()) == 5
    assert [row.learner for row in town.rows(waiting)] == [town.people["zoe"]]
    assert town.rounds.tick(SUNDAY + HOUR) == 0
    assert len(town.introduced()) == 5


def test_a_second_chance_broken_off_at_any_statement_is_given_once(town: Town) -> None:
    town.storage.seekers.leave(town.people["eva"], SUNDAY)
    town.rounds.tick(SUNDAY)
    others = {town.company(name, SUNDAY).id: name for name in ("ada", "ben", "cem", "dia")}
    now = SUNDAY + HOUR
    for name in others.values():
        town.back_out(name, now)
    told = town.introduced()
    assert broken_at_each_statement(town, now, lambda: town.introduced() == told) > 5
    assert len(town.introduced()) == len(told) + 2
    assert set(town.introduced()) - set(told) == {one for one in town.together(now) if one[1] == now.isoformat()}


def test_a_study_group_has_its_seats_wherever_its_round_was_broken_off(
    storage: Storage, curriculum: Curriculum
) -> None:
    three = ("ada", "ben", "cem")
    town = town_on(storage, curriculum, three, DUE)
    for name in three:
        seeking = town.storage.seekers.get(town.people[name])
        assert seeking
        town.storage.seekers.save(replace(seeking, wish=seeking.wish.model_copy(update={"group": True})))
    for now in (SUNDAY, SUNDAY + WEEK):
        assert broken_at_each_statement(town, now, lambda: True) > 10
        companies = {town.company(name, now).study_group for name in three}
        seats = {one.study_group for name in three if (one := town.storage.seekers.get(town.people[name]))}
        assert companies == seats
        assert len(seats) == 1
        assert "" not in seats
    assert sorted(one.name for one in town.company("ada", SUNDAY + WEEK).members) == list(three)


def test_the_same_people_and_past_give_the_same_round_in_whatever_order_they_are_stored(town: Town) -> None:
    cadence = town.storage.rounds.of(HOME)
    assert cadence
    first = town.rounds.plan(cadence, SUNDAY)
    assert town.rounds.plan(cadence, SUNDAY) == first
    seekers = [town.storage.seekers.get(id) for id in town.people.values()]
    for one in reversed(seekers):
        assert one
        town.storage.seekers.leave(one.learner, SUNDAY)
        town.storage.seekers.save(one)
    assert town.rounds.plan(cadence, SUNDAY) == first


def test_who_leaves_while_the_round_is_matched_is_neither_paired_nor_brought_back(either: Town) -> None:
    town = either
    town.meanwhile = lambda: town.storage.seekers.leave(town.people["ada"], SUNDAY)
    assert town.rounds.tick(SUNDAY) == 0
    assert town.rounds.tick(SUNDAY + timedelta(seconds=30)) == 1
    assert town.storage.seekers.get(town.people["ada"]) is None
    assert town.people["ada"] not in dict(town.introduced())
    assert len(town.introduced()) == 4


def test_who_is_forgotten_or_pauses_while_the_round_is_matched_is_not_paired(town: Town) -> None:
    def both() -> None:
        town.storage.learners.forget(town.people["ada"], SUNDAY)
        ben = town.storage.seekers.get(town.people["ben"])
        assert ben
        town.storage.seekers.save(replace(ben, paused_until=SUNDAY.date() + WEEK))

    town.meanwhile = both
    town.rounds.tick(SUNDAY)
    town.meanwhile = lambda: None
    town.rounds.tick(SUNDAY + timedelta(seconds=30))
    assert set(dict(town.introduced())) == {town.people[name] for name in ("cem", "dia", "eva")}


def test_who_blocks_somebody_while_the_round_is_matched_is_not_with_them(
    storage: Storage, curriculum: Curriculum
) -> None:
    town = town_on(storage, curriculum, ("ada", "ben"), DUE)
    town.meanwhile = lambda: town.storage.seekers.block(town.people["ada"], town.people["ben"], SUNDAY)
    town.rounds.tick(SUNDAY)
    town.rounds.tick(SUNDAY + HOUR)
    assert town.introduced() == []


def test_who_blocks_somebody_while_a_second_chance_is_matched_is_not_with_them(
    storage: Storage, curriculum: Curriculum
) -> None:
    town = town_on(storage, curriculum, ("ada", "ben"), replace(DUE, next_at=SUNDAY + WEEK))
    for name in ("ada", "ben"):
        with storage.engine.begin() as connection:
            row = {"learner": town.people[name], "community": HOME, "round": 1, "ends": SUNDAY + WEEK, "tried": False}
            connection.execute(waiting.insert().values(row))
    town.meanwhile = lambda: storage.seekers.block(town.people["ada"], town.people["ben"], SUNDAY)
    town.rounds.tick(SUNDAY)
    assert town.introduced() == []


def test_who_is_left_alone_while_others_are_looked_after_gets_a_turn_of_their_own(town: Town) -> None:
    town.rounds.tick(SUNDAY)
    two = next(one for name in NAMES if name != "zoe" and len((one := town.company(name, SUNDAY)).members) == 2)
    backing, left = (next(name for name in NAMES if town.people[name] == one.learner) for one in two.members)
    town.storage.seekers.block(town.people["zoe"], town.people["ada"], SUNDAY)
    town.meanwhile = lambda: town.back_out(backing, SUNDAY + HOUR)
    with town.storage.engine.begin() as connection:
        connection.execute(waiting.update().values(tried=False))
    town.rounds.tick(SUNDAY + HOUR)
    assert town.people[left] in {one.learner for one in town.storage.rounds.waiting(SUNDAY + HOUR)}


def test_who_pauses_while_waiting_gets_no_second_chance(town: Town) -> None:
    town.storage.seekers.leave(town.people["eva"], SUNDAY)
    town.rounds.tick(SUNDAY)
    for name in {town.company(name, SUNDAY).id: name for name in ("ada", "ben", "cem", "dia")}.values():
        town.back_out(name, SUNDAY + HOUR)
    [one, *_] = [row.learner for row in town.rows(waiting) if row.learner != town.people["zoe"]]
    seeking = town.storage.seekers.get(one)
    assert seeking
    town.storage.seekers.save(replace(seeking, paused_until=SUNDAY.date() + WEEK))
    told = town.introduced()
    town.rounds.tick(SUNDAY + HOUR)
    assert town.introduced() == told


def test_a_second_chance_ends_with_its_round(town: Town) -> None:
    town.storage.seekers.leave(town.people["eva"], SUNDAY)
    town.rounds.tick(SUNDAY)
    for name in {town.company(name, SUNDAY).id: name for name in ("ada", "ben", "cem", "dia")}.values():
        town.back_out(name, SUNDAY + HOUR)
    now = SUNDAY + timedelta(days=3)
    town.rounds.tick(now)
    [company] = {one.id: one for id in town.people.values()
                 if (one := town.storage.companies.current(id, now)) and one.begins == now}.values()  # fmt: skip
    assert company.ends == SUNDAY + WEEK
    assert company.times
    assert all(now < at < company.ends for at in company.times)


def test_a_round_that_nobody_could_hold_for_days_is_left_out_with_a_word(town: Town) -> None:
    late = SUNDAY + timedelta(days=3)
    assert town.rounds.tick(late) == 1
    assert {row.payload["compose"] for row in town.rows(outbox)} == {"round left out"}
    assert len(town.rows(outbox)) == len(NAMES)
    cadence = town.storage.rounds.of(HOME)
    assert cadence
    assert cadence.next_at == SUNDAY + WEEK


def test_a_matching_that_fails_leaves_its_round_due(town: Town) -> None:
    def fail() -> None:
        raise MatchingFailedError

    town.meanwhile = fail
    assert town.rounds.tick(SUNDAY) == 0
    town.meanwhile = lambda: None
    assert town.rounds.tick(SUNDAY + timedelta(seconds=30)) == 1


def test_every_two_weeks_is_every_two_weeks() -> None:
    cadence, found = Cadence(HOME, weeks=2, next_at=SUNDAY), []
    for _ in range(3):
        assert cadence.next_at
        cadence = replace(cadence, next_at=next_round(cadence, None, cadence.next_at + timedelta(seconds=5)))
        found.append(cadence.next_at)
    assert found == [SUNDAY + 2 * WEEK, SUNDAY + 4 * WEEK, SUNDAY + 6 * WEEK]


def test_no_round_is_lost_where_a_change_of_the_clocks_brings_two_into_one_week_of_utc(
    storage: Storage, curriculum: Curriculum
) -> None:
    first = datetime(2027, 3, 14, 0, 30, tzinfo=UTC)  # Saturday 16:30 in Los Angeles, the day before the clocks change
    cadence = Cadence(HOME, weekday=5, at=time(16, 30), next_at=first, announced=True)
    town = town_on(storage, curriculum, ("ada", "ben", "cem", "dia"), cadence, "America/Los_Angeles")
    assert town.rounds.tick(first) == 1
    assert town.rounds.tick(datetime(2027, 3, 20, 23, 30, tzinfo=UTC)) == 1
