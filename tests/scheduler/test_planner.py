"""The planner: what a learner's and a community's schedule become, on real databases, at set times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from benchmarks.crowd import move_in
from bot.core.attendance import Attendance
from bot.core.communities import Community
from bot.core.learners import Learner, LearnerSettings
from bot.core.request import Person, Place, Request
from bot.core.rhythm import next_daily, next_prompt
from bot.core.timetable import Move
from bot.storage.communities import SqlCommunities
from bot.storage.learners import SqlLearners
from bot.storage.tables import addresses, outbox, schedules
from bot.storage.timetable import SqlTimetable
from scheduler.planner import BATCH, Planner

BERLIN = LearnerSettings(zone="Europe/Berlin", at=time(8, 30), time_chosen=True, daily=True)
CLUB = Community("discord:1", "Club", "Asia/Tokyo", "discord:55", time(9))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


BEGAN = utc("2026-11-20 12:00")
ADA = Learner("ada", BERLIN, since=BEGAN, heard_at=BEGAN)


@dataclass
class World:
    """A database with one learner in Berlin, who is due at 08:30 (07:30 UTC), and a planner."""

    engine: Engine
    planner: Planner

    def planned(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(outbox.c.key).order_by(outbox.c.id)).scalars())

    def messages(self) -> Sequence[Any]:
        with self.engine.connect() as connection:
            return connection.execute(select(outbox).order_by(outbox.c.id)).all()

    def schedule(self, id: str = "daily:ada") -> Any:
        with self.engine.connect() as connection:
            return connection.execute(select(schedules).where(schedules.c.id == id)).one()

    def ada(self) -> Learner:
        found = SqlLearners(self.engine).get("ada")
        assert found
        return found

    def change(self, now: datetime, **changes: Any) -> None:
        """Ada changes settings, as the settings feature does it."""
        people, ada = SqlLearners(self.engine), self.ada()
        settings = ada.settings.model_copy(update=changes)
        people.change(ada, settings, next_daily(settings, ada.id, now, people.last_slot(ada.id)))

    def says_something(self, now: datetime) -> None:
        place = Place(platform="telegram", id="1")
        said = Request(id="1", person=Person(id="telegram:ada"), place=place, text="hi", at=now)
        Attendance(SqlLearners(self.engine))(said)

    def days(self, first: str, count: int) -> list[date]:
        """Tick every two hours for so many days; return the dates that brought a message."""
        before = len(self.planned())
        for hour in range(0, count * 24, 2):
            self.planner.tick(utc(first) + timedelta(hours=hour))
        return [date.fromisoformat(key.rpartition(":")[2]) for key in self.planned()[before:]]


@pytest.fixture
def world(engine: Engine) -> World:
    move_in(engine, [ADA], BEGAN)
    return World(engine, Planner(SqlTimetable(engine)))


ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""For rules that no database can change."""

# -- one learner -----------------------------------------------------------------------------------------------------


def test_a_due_task_becomes_one_message_that_waits_until_the_day_is_over(world: World) -> None:
    assert world.planner.tick(utc("2026-11-21 07:29:59")) == 0
    assert world.planner.tick(utc("2026-11-21 07:30:05")) == 1
    (message,) = world.messages()
    assert (message.key, message.kind, message.destination, message.learner) == (
        "daily:ada:2026-11-21", "daily", "telegram:ada", "ada",
    )  # fmt: skip
    assert message.payload == {"v": 1, "compose": "daily", "owner": "ada", "date": "2026-11-21"}
    assert (message.not_before, message.expires_at) == (utc("2026-11-21 07:30"), utc("2026-11-21 23:00"))


def test_planning_twice_is_planning_once(world: World) -> None:
    now = utc("2026-11-21 07:30")
    assert [world.planner.tick(now) for _ in range(3)] == [1, 0, 0]
    assert world.schedule().next_date == date(2026, 11, 22)


def test_a_schedule_that_was_put_back_by_hand_repeats_no_date(world: World) -> None:
    world.planner.tick(utc("2026-11-21 07:30"))
    with world.engine.begin() as connection:
        back = {"next_at": utc("2026-11-21 07:30"), "next_date": date(2026, 11, 21)}
        connection.execute(update(schedules).values(back))
    assert world.planner.tick(utc("2026-11-21 07:31")) == 0
    assert world.planned() == ["daily:ada:2026-11-21"]
    assert world.schedule().next_date == date(2026, 11, 22)


def test_after_hours_off_todays_task_still_comes(world: World) -> None:
    assert world.planner.tick(utc("2026-11-21 15:00")) == 1
    assert world.planned() == ["daily:ada:2026-11-21"]


def test_after_days_off_only_the_newest_day_that_is_not_over_brings_a_task(world: World) -> None:
    assert world.planner.tick(utc("2026-11-24 09:00")) == 1
    assert world.planned() == ["daily:ada:2026-11-24"]
    assert world.schedule().next_date == date(2026, 11, 25)


@ON_SQLITE
def test_days_that_are_over_are_left_out_and_count_as_nobodys_silence(world: World) -> None:
    assert world.planner.tick(utc("2026-11-24 06:00")) == 0
    assert world.planned() == []
    assert world.schedule().next_date == date(2026, 11, 24)
    assert world.ada().ignored == 0
    assert world.planner.tick(utc("2026-11-24 07:30")) == 1


@ON_SQLITE
def test_a_clock_that_goes_back_repeats_nothing(world: World) -> None:
    world.planner.tick(utc("2026-11-21 07:30"))
    assert world.days("2026-11-21 00:00", 1) == []


def test_who_cannot_be_reached_gets_no_message_but_the_schedule_moves_on(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(update(addresses).values(refused="blocked"))
    assert world.planner.tick(utc("2026-11-21 07:30")) == 0
    assert world.planned() == []
    assert world.schedule().next_date == date(2026, 11, 22)
    world.says_something(utc("2026-11-21 18:00"))
    assert world.days("2026-11-21 18:00", 1) == [date(2026, 11, 22)]


@ON_SQLITE
def test_pauses_and_other_weekdays_bring_nothing(world: World) -> None:
    world.change(BEGAN, paused_until=date(2026, 11, 25), days=frozenset({0, 2, 4}))
    assert [day.day for day in world.days("2026-11-20 13:00", 12)] == [25, 27, 30, 2]


def test_a_forgotten_learner_gets_nothing_also_from_a_worker_that_is_late(world: World) -> None:
    now = utc("2026-11-21 07:30")

    class Late(SqlTimetable):
        """Reads what is due, and is overtaken."""

        def move(self, moves: Sequence[Move], now: datetime) -> int:
            SqlLearners(world.engine).forget("ada", now)
            return super().move(moves, now)

    assert Planner(Late(world.engine)).tick(now) == 0
    assert world.planned() == []


def test_more_than_one_transaction_full_is_planned_in_one_tick(world: World) -> None:
    people = [Learner(f"{number:04}", BERLIN, since=BEGAN, heard_at=BEGAN) for number in range(BATCH + 1)]
    move_in(world.engine, people, BEGAN)
    assert world.planner.tick(utc("2026-11-21 07:30")) == BATCH + 2


def test_a_tick_that_dies_half_way_is_finished_by_the_next_one(world: World) -> None:
    people = [Learner(f"{number:04}", BERLIN, since=BEGAN, heard_at=BEGAN) for number in range(BATCH)]
    move_in(world.engine, people, BEGAN)

    class Dying(SqlTimetable):
        """Is killed after its first transaction."""

        moved = False

        def move(self, moves: Sequence[Move], now: datetime) -> int:
            if self.moved:
                raise KeyboardInterrupt
            self.moved = True
            return super().move(moves, now)

    with pytest.raises(KeyboardInterrupt):
        Planner(Dying(world.engine)).tick(utc("2026-11-21 07:30"))
    assert len(world.planned()) == BATCH
    assert world.planner.tick(utc("2026-11-21 07:31")) == 1
    assert len(set(world.planned())) == BATCH + 1


# -- silence, and words ----------------------------------------------------------------------------------------------


def gaps(days: Sequence[date]) -> list[int]:
    return [(after - before).days for before, after in pairwise(days)]


@ON_SQLITE
def test_who_never_answers_hears_less_and_less_then_one_question_then_nothing(world: World) -> None:
    days = world.days("2026-11-21 00:00", 60)
    assert gaps(days) == [1, 1, 2, 2, 2, 7, 7, 7, 7]
    composed = [message.payload["compose"] for message in world.messages()]
    assert composed == ["daily"] * 9 + ["last question"]
    assert not world.schedule().enabled


@ON_SQLITE
@pytest.mark.parametrize("silent_days", [5, 30, 60])
def test_after_a_word_tasks_come_daily_again(world: World, silent_days: int) -> None:
    world.days("2026-11-21 00:00", silent_days)
    back = utc("2026-11-21 12:00") + timedelta(days=silent_days)
    world.says_something(back)
    assert world.ada().ignored == 0
    days = world.days(f"{back:%Y-%m-%d %H:%M}", 4)
    assert gaps(days)[:2] == [1, 1]
    assert days[0] - back.date() <= timedelta(days=1)


@ON_SQLITE
def test_fewer_messages_keep_to_the_learners_weekdays(world: World) -> None:
    world.change(BEGAN, days=frozenset({0, 3}))  # Mondays and Thursdays
    days = world.days("2026-11-21 00:00", 30)
    assert {day.weekday() for day in days} == {0, 3}
    assert gaps(days) == [3, 4, 3, 4, 3, 7]  # every other day says no more than that; from the sixth on weekly


@ON_SQLITE
def test_an_outage_does_not_count_as_silence(world: World) -> None:
    world.days("2026-11-21 00:00", 2)
    world.planner.tick(utc("2026-12-06 09:00"))
    assert world.ada().ignored == 3


# -- new time zone data ----------------------------------------------------------------------------------------------


def moved(world: World, by: timedelta) -> None:
    """Store the instant as data with other rules for the zone had worked it out."""
    with world.engine.begin() as connection:
        row = connection.execute(select(schedules.c.next_at)).one()
        connection.execute(update(schedules).values(next_at=row.next_at + by))


@ON_SQLITE
@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1)])
def test_new_rules_for_a_zone_move_the_instant_and_keep_the_date(world: World, by: timedelta) -> None:
    moved(world, by)
    assert world.planner.recompute(BEGAN) == 1
    assert (world.schedule().next_at, world.schedule().next_date) == (utc("2026-11-21 07:30"), date(2026, 11, 21))
    assert world.planner.recompute(BEGAN) == 0


@ON_SQLITE
def test_an_hour_that_is_over_by_the_new_rules_brings_the_task_at_once_and_not_tomorrow(world: World) -> None:
    moved(world, timedelta(hours=1))
    now = utc("2026-11-21 08:00")  # 08:30 was half an hour ago, by the new rules
    world.planner.recompute(now)
    assert world.planner.tick(now) == 1
    assert world.planned() == ["daily:ada:2026-11-21"]


@ON_SQLITE
def test_new_rules_do_not_bring_back_what_became_fewer(world: World) -> None:
    world.days("2026-11-21 00:00", 4)
    before = world.schedule().next_date
    moved(world, timedelta(hours=1))
    world.planner.recompute(utc("2026-11-25 00:00"))
    assert world.schedule().next_date == before
    assert world.schedule().next_at.hour == 7


def test_all_schedules_are_looked_at_however_many(world: World) -> None:
    people = [Learner(f"{number:04}", BERLIN, since=BEGAN, heard_at=BEGAN) for number in range(BATCH + 1)]
    move_in(world.engine, people, BEGAN)
    with world.engine.begin() as connection:
        connection.execute(update(schedules).values(next_at=utc("2026-11-21 08:30")))
    assert world.planner.recompute(BEGAN) == BATCH + 2


# -- communities -----------------------------------------------------------------------------------------------------


def settle(world: World, club: Community, now: datetime) -> None:
    """Save a community, as the admin's command does it."""
    communities = SqlCommunities(world.engine)
    communities.save(club, now, next_prompt(club, now, communities.last_slot(club.id)))


def prompts(world: World) -> list[str]:
    return [key for key in world.planned() if key.startswith("prompt:")]


@ON_SQLITE
def test_a_communitys_prompt_goes_to_its_channel_once_a_local_day(world: World) -> None:
    settle(world, CLUB, BEGAN)
    for minute in range(0, 3 * 24 * 60, 20):
        world.planner.tick(BEGAN + timedelta(minutes=minute))
    assert prompts(world) == [f"prompt:discord:1:2026-11-2{day}" for day in (1, 2, 3)]
    message = next(message for message in world.messages() if message.kind == "prompt")
    assert (message.destination, message.learner) == ("discord:55", None)
    assert message.not_before == utc("2026-11-21 00:00")  # 09:00 in Tokyo


@ON_SQLITE
def test_a_community_that_changes_its_hour_or_zone_gets_no_second_prompt_on_a_local_day(world: World) -> None:
    settle(world, CLUB, BEGAN)
    world.planner.tick(utc("2026-11-21 00:00"))
    for later in (
        Community("discord:1", "Club", "Asia/Tokyo", "discord:55", time(18)),
        Community("discord:1", "Club", "America/Los_Angeles", "discord:55", time(9)),
        CLUB,
    ):
        settle(world, later, utc("2026-11-21 01:00"))
        for hour in range(14):  # until it is midnight in Tokyo
            world.planner.tick(utc("2026-11-21 01:00") + timedelta(hours=hour))
        assert prompts(world) == ["prompt:discord:1:2026-11-21"]


@ON_SQLITE
def test_a_prompt_that_an_outage_missed_is_not_made_up_for_on_another_day(world: World) -> None:
    settle(world, CLUB, BEGAN)
    world.planner.tick(utc("2026-11-25 16:00"))  # the 26th in Tokyo, before nine
    assert prompts(world) == []
    world.planner.tick(utc("2026-11-26 05:00"))
    assert prompts(world) == ["prompt:discord:1:2026-11-26"]


@ON_SQLITE
def test_a_community_without_a_channel_gets_none(world: World) -> None:
    settle(world, CLUB, BEGAN)
    settle(world, Community("discord:1", "Club", "Asia/Tokyo", None, time(9)), BEGAN)
    world.planner.tick(utc("2026-11-21 00:00"))
    assert prompts(world) == []
