"""A simulated month of learners who move, change, pause and fall silent, while the process comes and goes.

Learners, clocks and outages are made up from a seed; planner, timetable and database are the real ones. What should
have come is said by `tests.torture.almanac`, which shares no date rule with the planner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select, update

from benchmarks.crowd import ZONES, crowd, move_in
from bot.core.attendance import Attendance
from bot.core.learners import Learner, LearnerSettings
from bot.core.request import Person, Place, Request
from bot.core.rhythm import next_daily
from bot.core.times import EVERY_DAY
from bot.storage.learners import SqlLearners
from bot.storage.tables import addresses, learners, outbox, schedules
from bot.storage.timetable import SqlTimetable
from scheduler.planner import Planner
from tests.torture.almanac import Life, Phase, owed

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Plan:
    """How much of a month to live through."""

    people: int
    began: datetime
    days: int
    outages: int
    changes: float
    """For each learner, on average."""
    steps: tuple[int, ...]
    """Seconds between two ticks, one or the other."""
    seed: int = 1


@dataclass
class Report:
    """What came and what should have come, in pairs of a learner and a local date."""

    owed: int = 0
    ticks: int = 0
    down: timedelta = timedelta()
    changes: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, date]] = field(default_factory=list)
    doubled: list[tuple[str, date]] = field(default_factory=list)
    """A second message for a date, within ten hours of another, or for a date that was not owed."""

    def __str__(self) -> str:
        changes = ", ".join(f"{number:,} {kind}" for kind, number in sorted(self.changes.items()))
        return (
            f"{self.owed:,} owed, {len(self.missed)} missed, {len(self.doubled)} doubled; {self.ticks:,} ticks, "
            f"down for {self.down / HOUR:.0f} hours; {changes}"
        )


class Month:
    """Lives through a plan."""

    def __init__(self, engine: Engine, plan: Plan) -> None:
        self._engine, self._plan = engine, plan
        self._random = Random(plan.seed)
        self._planner, self._people = Planner(SqlTimetable(engine)), SqlLearners(engine)
        self.report = Report()
        everybody = list(crowd(plan.people, plan.began, self._random))
        move_in(engine, everybody, plan.began)
        self._everybody = [
            Life(one.id, [Phase(plan.began, one.settings)], is_silent=self._random.random() < 0.05) for one in everybody
        ]
        self._lives = {life.id: life for life in self._everybody}

    def live(self) -> Report:
        """Tick through the month, and compare."""
        ticks, restarts = self._ticks()
        self.report.ticks = len(ticks)
        changing = self._plan.people * self._plan.changes / len(ticks)
        for number, now in enumerate(ticks):
            for _ in range(int(changing) + (self._random.random() < changing % 1)):
                self._something_happens(now)
            if now in restarts:
                self._time_zone_data_changes(now)
            self._planner.tick(now)
            if number % 24 == 0:
                self._active_ones_answer()
        self._compare(ticks)
        return self.report

    def _ticks(self) -> tuple[list[datetime], set[datetime]]:
        """Return when the planner ticks, and which ticks are the first after an outage of hours or up to two days."""
        end = self._plan.began + timedelta(days=self._plan.days)
        ticks, restarts = [], set()
        step = timedelta(days=self._plan.days) / (self._plan.outages + 1)
        outages = [
            (
                self._plan.began + step * (number + self._random.uniform(0.6, 1.1)),
                self._random.choice((2, 7, 20, 33, 48)),
            )
            for number in range(self._plan.outages)
        ]
        now = self._plan.began
        while now < end:
            if outages and now >= outages[0][0]:
                _, hours = outages.pop(0)
                now += hours * HOUR
                self.report.down += hours * HOUR
                restarts.add(now)
            ticks.append(now)
            now += timedelta(seconds=self._random.choice(self._plan.steps))
        return ticks, restarts

    def _something_happens(self, now: datetime) -> None:
        life = self._random.choice(self._everybody)
        settings = life.phases[-1].settings
        if settings is None:
            return
        if life.is_silent:
            if self._random.random() < 0.5:
                self._speaks(life, now)
        elif self._random.random() < 0.02:
            self._leaves(life, now)
        else:
            self._changes(life, settings, now)

    def _changes(self, life: Life, settings: LearnerSettings, now: datetime) -> None:
        kind, changes = self._change(settings, now)
        changed = settings.model_copy(update=changes)
        learner = Learner(life.id, settings, self._plan.began, now)
        self._people.change(learner, changed, next_daily(changed, life.id, now, self._people.last_slot(life.id)))
        life.phases.append(Phase(now, changed))
        self.report.changes[kind] += 1

    def _change(self, settings: LearnerSettings, now: datetime) -> tuple[str, dict[str, object]]:
        today = now.astimezone(ZoneInfo(settings.zone)).date()
        pick = self._random
        if not settings.daily:
            return "starts again", {"daily": True}
        if settings.paused_until and settings.paused_until > today:
            return "ends of pauses", {"paused_until": None}
        kinds: tuple[tuple[str, dict[str, object]], ...] = (
            ("moves", {"zone": pick.choice(ZONES)}),
            ("moves", {"zone": pick.choice(ZONES)}),
            ("other hours", {"at": time(pick.randrange(24), pick.choice((0, 30))), "time_chosen": True}),
            ("other weekdays", {"days": pick.choice((EVERY_DAY, frozenset({0, 1, 2, 3, 4}), frozenset({1, 5})))}),
            ("pauses", {"paused_until": today + timedelta(days=pick.randrange(1, 7))}),
            ("stops", {"daily": False}),
        )
        return pick.choice(kinds)

    def _speaks(self, life: Life, now: datetime) -> None:
        person = Person(id=f"telegram:{life.id}")
        said = Request(id="1", person=person, place=Place(platform="telegram", id="1"), text="hi", at=now)
        before = self._people.find(person.id)
        Attendance(self._people)(said)
        if before and before.ignored:
            life.phases.append(Phase(now, life.phases[-1].settings))
            self.report.changes["words after silence"] += 1

    def _leaves(self, life: Life, now: datetime) -> None:
        if self._random.random() < 0.5:
            self._people.forget(life.id, now)
            life.is_forgotten = True
        else:
            with self._engine.begin() as connection:
                blocked = update(addresses).where(addresses.c.learner == life.id)
                connection.execute(blocked.values(refused="blocked"))
        life.phases.append(Phase(now, None))
        self.report.changes["goodbyes"] += 1

    def _active_ones_answer(self) -> None:
        silent = [life.id for life in self._everybody if life.is_silent]
        with self._engine.begin() as connection:
            answered = update(learners).where(learners.c.ignored > 0, learners.c.id.not_in(silent))
            connection.execute(answered.values(ignored=0))

    def _time_zone_data_changes(self, now: datetime) -> None:
        """Put instants of some zones where older data had them, an hour off, and start with today's data."""
        old = dict(zip(self._random.sample(ZONES, 12), [HOUR, -HOUR] * 6, strict=True))
        with self._engine.begin() as connection:
            query = select(schedules.c.id, schedules.c.owner, schedules.c.next_at).where(
                schedules.c.next_at.is_not(None)
            )
            for row in connection.execute(query).all():
                settings = self._lives[row.owner].phases[-1].settings
                by = old.get(settings.zone) if settings else None
                if by and row.next_at + by > now:  # what older data says is due would have come already
                    moved = update(schedules).where(schedules.c.id == row.id)
                    connection.execute(moved.values(next_at=row.next_at + by))
        self.report.changes["instants moved by new time zone data"] += self._planner.recompute(now)

    def _compare(self, ticks: Sequence[datetime]) -> None:
        came = Counter(self._came())
        should = {(life.id, day) for life in self._everybody for day in owed(life, ticks)}
        self.report.owed = len(should)
        self.report.missed = sorted(should - came.keys())
        self.report.doubled = sorted((came - Counter(should)).keys()) + list(self._too_close())

    def _came(self) -> Iterator[tuple[str, date]]:
        with self._engine.connect() as connection:
            for key in connection.execute(select(outbox.c.key)).scalars():
                _, learner, day = key.split(":")
                yield learner, date.fromisoformat(day)

    def _too_close(self) -> Iterator[tuple[str, date]]:
        before: tuple[str, datetime] = ("", datetime.min.replace(tzinfo=UTC))
        order = (outbox.c.learner, outbox.c.not_before)
        with self._engine.connect() as connection:
            for learner, at in connection.execute(select(*order).order_by(*order)):
                # an hour less than ten: new time zone data may bring a task that much earlier
                if learner == before[0] and at - before[1] < 9 * HOUR:
                    yield learner, at.date()
                before = learner, at
