"""Whatever a learner does and chooses, no question comes at night, in a pause, too often, or to who wants none."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import Storage, storage_on
from bot.core.calls import Call, Volunteer
from bot.core.channel import Delivered
from bot.core.communities import Community
from bot.core.draft import Draft
from bot.core.learners import Learner, LearnerSettings, Task
from bot.core.mastery import Evidence
from bot.core.message import Kind
from bot.core.parcel import Unwanted
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.core.rhythm import next_daily
from bot.core.traces import trace
from bot.features.callcards import CallCards
from bot.features.calling import Calling
from bot.features.stuck_prompt import StuckPrompt
from knowledge.notes.curriculum import Curriculum
from scheduler.lookout import Lookout
from scheduler.planner import Planner
from tests.databases import open_quickly

START = datetime(2027, 3, 8, tzinfo=UTC)
"""Three weeks in which many clocks change."""
HALF_A_DAY, WEEK = timedelta(hours=12), timedelta(days=7)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati")
TOPICS = ("backpropagation", "chain-rule", "sql")
DEEDS = ("later", "later", "later", "later", "asks", "opens", "errs", "nothing", "no", "is called", "is called")
WELCOMING = {"daily": True, "stuck_prompts": True, "nudges_a_week": 7, "paused_until": None}
LIVES, LENGTH = 8, 36
"""How many lives are lived, and how many half days long."""


@dataclass
class Life:
    """One learner with a real database and a real planner, and what came to them."""

    storage: Storage
    curriculum: Curriculum
    random: Random
    now: datetime = START
    learner: Learner = field(init=False)
    came: list[tuple[datetime, Kind]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        chosen = LearnerSettings(time_chosen=True, **WELCOMING)
        self.learner = self.storage.learners.begin(self._request(), chosen)
        self.choose()
        look = Lookout(self.storage.traces, self.curriculum.prerequisites)
        self.planner = Planner(self.storage.timetable, look)
        self.prompts = StuckPrompt(self.curriculum, self.storage.learners, self.storage.traces)
        self._volunteer()

    def _volunteer(self) -> None:
        """Agree to be asked about something finished, where somebody else may ask."""
        storage = self.storage
        storage.communities.save(Community("here", "Here", "UTC", None), START, None)
        for person in ("web:a", "web:b"):
            storage.learners.begin(self._request(person), LearnerSettings(stuck_prompts=False))
        storage.diary.add(self.learner.id, "t", Evidence("recall", "theory", START))
        storage.diary.add(self.learner.id, "b", Evidence("recall", "build", START))
        storage.volunteers.save(Volunteer(self.learner.id, "Ada", START))
        self.cards = CallCards(self.curriculum, storage.learners, storage.communities, storage.calls, storage.traces)
        self.calling = Calling(storage.calls, storage.volunteers, storage.learners, storage.seekers)

    def pass_until(self, end: datetime) -> None:
        """Plan and deliver whenever something is due, at times somewhat late."""
        storage = self.storage
        while dues := [due for due in (storage.timetable.next_due(), storage.outbox.next_due(self.now)) if due]:
            self.now = max(self.now, min(dues)) + self.random.choice([0, 1, 30, 100]) * timedelta(minutes=1)
            if self.now >= end:
                break
            self.planner.tick(self.now)
            for parcel in storage.outbox.claim("web", self.now, 10, timedelta(minutes=1)):
                reply = self._reply(parcel.kind, parcel.payload)
                storage.outbox.record(parcel, Delivered("1") if reply else Unwanted("not wanted"), self.now)
        self.now = end

    def deed(self) -> str:
        """Think of something to do. Settings that change while a question is on its way are the hard case."""
        is_coming = self.storage.outbox.next_due(self.now) is not None
        if self.random.random() < 0.6:
            return "chooses" if is_coming else "wants all again"
        return self.random.choice(DEEDS)

    def does(self, deed: str) -> None:
        """Do or choose something."""
        storage, id = self.storage, self.learner.id
        topic = self.random.choice(TOPICS)
        if deed == "chooses":
            name = self.random.choice(list(_CHOICES))
            self.choose(**{name: _CHOICES[name](self)})
        elif deed == "wants all again":
            self.choose(**WELCOMING)
        elif deed != "nothing":
            storage.learners.heard(self._request())
        match deed:
            case "later" | "done":
                tasks = storage.diary.tasks(id, START.date())
                if tasks:
                    storage.diary.settle(id, tasks[-1].id, deed, self.now)
            case "asks" | "opens":
                storage.traces.keep(id, trace(topic, "sounded stuck" if deed == "asks" else "opened", self.now))
            case "errs":
                storage.diary.add(id, f"{self.now}", Evidence(topic, "recall", self.now, right=False))
            case "no" if self.came:
                storage.traces.turn_down(id, self.came[-1][0].date(), ["waits"], self.now)
            case "is called":
                asker = storage.learners.find("web:b")
                assert asker
                call = storage.calls.write(Call(0, asker.id, "here", "recall", "Bob", Draft(goal="x"), self.now))
                self.calling.put(replace(call, until=self.now + timedelta(days=1)), self.now)

    def choose(self, **choices: object) -> None:
        """Change settings, as the settings feature does it."""
        learners = self.storage.learners
        changed = self.learner.settings.model_copy(update=choices)
        due = next_daily(changed, self.learner.id, self.now, learners.last_slot(self.learner.id))
        self.learner = learners.change(self.learner, changed, due)

    def _reply(self, kind: Kind, payload: dict[str, Any]) -> Reply | bool:
        if kind is Kind.DAILY:
            on = datetime.fromisoformat(payload["date"]).date()
            task = Task(payload["date"], on, "backpropagation.read", TOPICS[0], "theory", 30, "open", self.now)
            self.storage.diary.give(payload["owner"], task)
            return True
        if kind is Kind.PAIRING:
            return False  # to who asked
        if kind is Kind.NUDGE:
            reply = self.cards.compose(payload, "web:a", self.now)
        else:
            on = datetime.fromisoformat(payload["date"]).date()
            reply = self.prompts.compose(payload["owner"], on, "web:a", self.now)
        if reply:
            self._check(kind)
            self.came.append((self.now, kind))
        return reply or False

    def _check(self, kind: Kind) -> None:
        """Write down why a question that goes out now should not; by the calendar alone."""
        chosen = self.learner.settings
        local = self.now.astimezone(ZoneInfo(chosen.zone))
        minute, start, end = (at.hour * 60 + at.minute for at in (local, chosen.quiet_from, chosen.quiet_to))
        lately = [one for at, one in self.came if at > self.now - WEEK]
        today = [at for at, one in self.came if one is Kind.NUDGE and at > self.now - HALF_A_DAY]
        self.faults += [
            fault
            for fault, holds in {
                "at night": (minute - start) % 1440 < (end - start) % 1440,
                "in a pause": chosen.paused_until is not None and local.date() < chosen.paused_until,
                "too often": len(lately) >= chosen.nudges_a_week,
                "a third time whether they are stuck": kind is Kind.STUCK and lately.count(Kind.STUCK) >= 2,
                "a second call on one day": kind is Kind.NUDGE and bool(today),
                "to who wants none": kind is Kind.STUCK and not chosen.stuck_prompts,
                "to who was forgotten": self.storage.learners.find("web:a") is None,
            }.items()
            if holds
        ]

    def _request(self, person: str = "web:a") -> Request:
        place = Place(platform="web", id="p")
        return Request(id="1", person=Person(id=person), place=place, text="hi", at=self.now, community="here")


def _hour(life: Life) -> time:
    return time(life.random.randrange(24), life.random.choice([0, 30]))


def _pause(life: Life) -> date:
    return life.now.astimezone(ZoneInfo(life.learner.settings.zone)).date() + timedelta(days=life.random.randint(0, 5))


_CHOICES: dict[str, Callable[[Life], object]] = {
    "zone": lambda life: life.random.choice(ZONES),
    "quiet_from": _hour,
    "quiet_to": _hour,
    "nudges_a_week": lambda life: life.random.choice([0, 1, 2, 7]),
    "stuck_prompts": lambda _: False,
    "daily": lambda _: False,
    "paused_until": _pause,
}


def test_every_question_keeps_to_budget_quiet_hours_pause_and_being_forgotten(
    curriculum: Curriculum, sqlite_schema: Path, tmp_path: Path
) -> None:
    came = Counter[Kind]()
    for number in range(LIVES):
        engine = open_quickly(f"sqlite:///{shutil.copyfile(sqlite_schema, tmp_path / f'{number}.db')}")
        life = Life(storage_on(engine), curriculum, Random(number))
        for half_days in range(1, LENGTH):
            life.pass_until(START + half_days * HALF_A_DAY)
            life.does(life.deed())
        before = len(life.came)
        life.storage.learners.forget(life.learner.id, life.now)
        life.pass_until(life.now + WEEK)
        engine.dispose()
        assert life.faults == [], f"life {number}"
        assert len(life.came) == before, "nothing comes to who was forgotten"
        came.update(kind for _, kind in life.came)
    assert min(came[Kind.STUCK], came[Kind.NUDGE]) >= LIVES, "questions of both kinds came at all"
