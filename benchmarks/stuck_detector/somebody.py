"""One made-up learner: lives day by day, and leaves what a real one leaves: tasks, answers, traces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from benchmarks.stuck_detector.world import Nature, World, nature, poisson
from bot.core.learners import Learner, LearnerSettings, Task, TaskState
from bot.core.mastery import Evidence
from bot.core.message import Kind
from bot.core.traces import Reminded, Trace, TraceKind, Watched, trace
from scheduler.cadence import days_between

BEGAN = datetime(2027, 1, 4, tzinfo=UTC)
"""A Monday."""
CARD = time(18)
SITTINGS = 4
"""Of each topic."""
DAY = timedelta(days=1)


def topic(number: int) -> str:
    """Return the id of a topic of a made-up trail."""
    return f"topic-{number}"


def rests_on(id: str) -> tuple[str, ...]:
    """Return what a topic rests on: the one before it, and one from earlier."""
    number = int(id.removeprefix("topic-"))
    return tuple(topic(before) for before in (number - 1, number - 3) if before >= 0)


@dataclass(slots=True)
class Somebody:
    """A learner and their state of mind. Times are midnights of days."""

    world: World
    random: Random
    nature: Nature = field(init=False)
    learner: Learner = field(init=False)
    sitting: int = 0
    tasks: list[Task] = field(default_factory=list)
    answers: list[Evidence] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    reminded: list[Reminded] = field(default_factory=list)
    turned_down: dict[str, int] = field(default_factory=dict)
    turned_down_at: datetime | None = None
    weak: set[str] = field(default_factory=set)
    stuck_from: datetime | None = None
    stuck_until: datetime = BEGAN
    away_until: datetime = BEGAN
    busy_until: datetime = BEGAN
    silent_until: datetime = BEGAN
    gone: bool = False
    taken_with: str = ""
    taken_for: int = 0
    next_card: date = field(default_factory=BEGAN.date)

    def __post_init__(self) -> None:
        self.nature = nature(self.world, self.random)
        settings = LearnerSettings(days=self.nature.days, at=CARD, daily=True, started=True)
        self.learner = Learner(f"{self.random.getrandbits(64):x}", settings, since=BEGAN, heard_at=BEGAN)

    @property
    def topic(self) -> str:
        """What they are working on."""
        return topic(self.sitting // SITTINGS)

    @property
    def is_stuck(self) -> bool:
        """The truth that the detector is to find."""
        return self.stuck_from is not None and not self.gone

    def watched(self) -> Watched:
        """Return what the bot sees."""
        return Watched(
            self.tasks[-28:],
            self.answers[-30:],
            self.traces[-60:],
            self.reminded,
            self.turned_down,
            self.turned_down_at,
        )

    # -- what happens to them ----------------------------------------------------------------------------------------

    def card(self, now: datetime) -> bool:
        """Take the daily card if one comes today; tell whether the bot has a look at that moment."""
        today, ignored = now.date(), self.learner.ignored
        rest = days_between(ignored + 1)
        paused = self.learner.settings.paused_until
        is_due = today >= self.next_card and today.weekday() in self.nature.days and not (paused and today < paused)
        if not is_due or days_between(ignored) is None:
            return False
        self.next_card = today + timedelta(days=rest or 7)
        self._give(now)
        self.learner = replace(self.learner, ignored=ignored + 1)
        return True

    def wake(self, today: datetime) -> None:
        """Let fate have its way with a new day: holidays, busy weeks, getting stuck, leaving."""
        world, random = self.world, self.random
        if self.stuck_from and today >= self.stuck_until:
            self.stuck_from = None
        if self._happens(world.leaves_every / (3 if self.is_stuck else 1)):
            self.gone = True
        if today < self.away_until:
            return
        if self._happens(world.holiday_every):
            self.away_until = today + random.randint(3, 14) * DAY
            if random.random() < world.pauses:
                settings = self.learner.settings.model_copy(update={"paused_until": self.away_until.date()})
                self.learner = replace(self.learner, settings=settings)
        elif self._happens(world.busy_every):
            self.busy_until = today + random.randint(3, 8) * DAY
        if not self.is_stuck and self._happens(world.stuck_every):
            self.stuck_from = today
            self.stuck_until = today + (1 + int(random.expovariate(1 / (world.stuck_for - 1)))) * DAY

    def live(self, today: datetime) -> None:
        """Do what they do on a day."""
        if self.gone or today < max(self.away_until, self.silent_until):
            return
        chance = self.nature.diligence
        chance *= 0.4 if today < self.busy_until else self.world.sits_down_stuck if self.is_stuck else 1
        if today.weekday() not in self.nature.days or self.random.random() >= chance:
            return
        now = today + timedelta(hours=self.nature.hour, minutes=self.random.randrange(60))
        if self.is_stuck:
            self._sit_stuck(now)
        elif today < self.busy_until:
            self._sit(now, finishes=0.35, later=0.5, asks=0.3 * self.nature.asks)
        else:
            self._sit(now, finishes=self.nature.finishes, later=0.25, asks=self.nature.asks)

    # -- what they do ------------------------------------------------------------------------------------------------

    def _sit(self, now: datetime, *, finishes: float, later: float, asks: float) -> None:
        random = self.random
        if random.random() < 0.8:
            self._leave(self.topic, "opened", now)
        for _ in range(poisson(asks, random)):
            about = self.topic if random.random() < 0.7 else topic(random.randrange(self.sitting // SITTINGS + 3))
            sounds = random.random() < self.world.sounds_stuck_anyway
            self._leave(about, "sounded stuck" if sounds else "asked", now)
        if random.random() < self.world.bursts * (2 if self.nature.is_quick else 1):
            self.taken_with, self.taken_for = topic(random.randrange(self.sitting // SITTINGS + 3)), 3
        if self.taken_for:
            self.taken_for -= 1
            self._leave(self.taken_with, "asked", now - timedelta(hours=3))
            self._leave(self.taken_with, "asked", now)
        if random.random() < 0.4:
            about = topic(random.randrange(self.sitting // SITTINGS + 1))
            self._answer(about, 0.5 if self._is_weak(about) else self.world.wrong, now)
        if random.random() < finishes:
            self._settle("done", now)
            for _ in range(random.randint(0, 2) if self.nature.is_quick else 0):
                self._give(now)
                self._settle("done", now)
        elif random.random() < later:
            self._settle("later", now)

    def _sit_stuck(self, now: datetime) -> None:
        random, manner = self.random, self.nature.manner
        about = self.topic if random.random() < 0.7 else random.choice(rests_on(self.topic) or (self.topic,))
        if random.random() < 0.8:
            self._leave(self.topic, "opened", now)
            if manner == "goes quiet" and random.random() < 0.5:
                self.silent_until = now + random.uniform(1, 4) * DAY
        for _ in range(poisson(self.world.asks_stuck * (1 if manner == "asks" else 0.2), random)):
            sounds = random.random() < self.world.sounds_stuck
            self._leave(about, "sounded stuck" if sounds else "asked", now)
        if random.random() < 0.3:
            self._answer(about, self.world.wrong_stuck, now)
        later = {"asks": 0.2, "avoids": 0.55, "goes quiet": 0.1}[manner]
        chance = random.random()
        if chance < 0.05:
            self._settle("done", now)  # got through without help
            self.stuck_from = None
        elif chance < 0.10:
            self._settle("too-hard", now)  # said so, and the plan changes
            self.stuck_from = None
        elif chance < 0.10 + later:
            self._settle("later", now)

    def asked(self, key: str, signals: Iterable[str], now: datetime) -> None:
        """Take the question whether they are stuck, and answer it, or not."""
        self.reminded.append(Reminded(key, Kind.STUCK, now))
        help, no = (0.50, 0.15) if self.is_stuck else (0.10, 0.45)
        chance, at = self.random.random(), now + timedelta(hours=self.random.randint(0, 10))
        if self.gone or at < self.away_until or chance >= help + no:
            return
        if chance < help:
            self._leave(self.topic, "helped", at)
            self.stuck_until = min(self.stuck_until, at + self.random.randint(0, 2) * DAY)
            return
        self._speak(at)
        self.turned_down_at = at
        for name in signals:
            self.turned_down[name] = self.turned_down.get(name, 0) + 1

    def _give(self, now: datetime) -> None:
        session, on = f"session-{self.sitting}", now.date()
        self.tasks.append(Task(f"{on}", on, session, self.topic, "theory", 30, "open", given_at=now))

    def _settle(self, state: TaskState, now: datetime) -> None:
        self._speak(now)
        if not self.tasks or self.tasks[-1].state not in ("open", "later"):
            return
        settled_at = now if state != "later" else None
        self.tasks[-1] = replace(self.tasks[-1], state=state, settled_at=settled_at)
        if state != "later":
            self.sitting += 1

    def _leave(self, about: str, kind: TraceKind, now: datetime) -> None:
        self._speak(now)
        left = trace(about, kind, now)
        if left not in self.traces[-8:]:
            self.traces.append(left)

    def _answer(self, about: str, wrong: float, now: datetime) -> None:
        self._speak(now)
        self.answers.append(Evidence(about, "recall", now, right=self.random.random() >= wrong))

    def _speak(self, now: datetime) -> None:
        if self.learner.ignored:  # messages that had become fewer come again
            self.next_card = min(self.next_card, now.date())
        self.learner = replace(self.learner, heard_at=max(now, self.learner.heard_at), ignored=0)

    def _is_weak(self, about: str) -> bool:
        return Random(f"{self.learner.id} {about}").random() < self.world.weak

    def _happens(self, every: float) -> bool:
        return self.random.random() < 1 / every
