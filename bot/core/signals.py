"""Notices that somebody may be stuck: a sum of six named signals, each of which can be said in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from statistics import median
from typing import Literal

from bot.core.learners import SETTLED, Learner, Task
from bot.core.traces import Watched
from bot.core.zones import clock

Name = Literal["waits", "later", "wrong", "words", "again", "silent"]

WEIGHTS: Mapping[Name, float] = {
    "waits": 1.8,
    "later": 0.6,
    "wrong": 0.6,
    "words": 0.6,
    "again": 0.2,
    "silent": 0.2,
}
"""How much each signal says, as `benchmarks/stuck_detector/fit.py` finds it; the optimum is flat.

A task that waits is enough by itself, until somebody said three times that it means nothing in their case.
"""
THRESHOLD = 1.0
"""The sum from which somebody is asked."""
LOWERED = 0.8
"""What is left of a signal's weight for a learner each time that they say "I'm not stuck" to it."""

LATELY = timedelta(days=7)
TWICE = 2
ASKINGS = 3
ONE_TALK = timedelta(hours=2)
"""Questions less than this apart are one asking; traces know only the hour."""
_DAY = timedelta(days=1)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign that somebody may be stuck on a topic, said to them."""

    name: Name
    topic: str
    words: str


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What somebody may be stuck on, the signals that say so, and their sum."""

    topic: str
    signals: tuple[Signal, ...]
    sum: float


RestsOn = Callable[[str], Collection[str]]
"""The topics that a topic rests on directly."""


def suspicion(learner: Learner, watched: Watched, now: datetime, rests_on: RestsOn) -> Suspicion | None:
    """Return what a learner may be stuck on; None while the signals are too few."""
    found = weighed(signals(learner, watched, now), watched.turned_down or {}, rests_on)
    return found if found and found.sum >= THRESHOLD else None


def weighed(
    fired: Iterable[Signal],
    turned_down: Mapping[str, int],
    rests_on: RestsOn,
    weights: Mapping[Name, float] = WEIGHTS,
) -> Suspicion | None:
    """Return the topic with the greatest sum; what is about a topic that it rests on counts for it as well.

    Each kind of signal counts once. Of equal sums the one named first wins: a task comes before questions.
    """
    fired = tuple(fired)
    best: Suspicion | None = None
    for topic in dict.fromkeys(signal.topic for signal in fired):
        about = {topic, *rests_on(topic)}
        ours = tuple({one.name: one for one in reversed(fired) if one.topic in about}.values())[::-1]
        total = sum(weights[one.name] * LOWERED ** turned_down.get(one.name, 0) for one in ours)
        if best is None or total > best.sum:
            best = Suspicion(topic, ours, total)
    return best


def signals(learner: Learner, watched: Watched, now: datetime) -> Iterator[Signal]:
    """Yield the signals of the last days, those about the open task first."""
    since = max(watched.since or learner.since, _end_of_pause(learner))
    recently = max(since, now - LATELY)
    waiting = open_run(watched.tasks)
    if waiting:
        yield from _waits(learner, watched.tasks, waiting, since, now)
        yield from _silent(learner, watched, waiting[0].topic, since, now)
    yield from _later(watched.tasks, recently)
    yield from _wrong(watched, recently)
    yield from _asked(watched, recently)


def open_run(tasks: Sequence[Task]) -> list[Task]:
    """Return the cards of the task that is open, oldest first: a task that waits comes again under a new date."""
    run = takewhile(lambda task: task.state not in SETTLED and task.session == tasks[-1].session, reversed(tasks))
    return list(run)[::-1]


def usual_days(learner: Learner, tasks: Sequence[Task]) -> float:
    """Return how many of their days this learner usually needs for a task: the median, and one at least."""
    begun: dict[str, datetime] = {}
    took = []
    for task in tasks:
        begun.setdefault(task.session, task.given_at)
        if task.state in SETTLED:
            start = begun.pop(task.session)
            took += [study_days(learner, start, task.settled_at)] if task.state == "done" and task.settled_at else []
    return max(1, median(took)) if took else 1


def study_days(learner: Learner, start: datetime, end: datetime) -> int:
    """Return how many days on which a learner gets tasks began after one instant and until another."""
    zone = clock(learner.settings.zone)
    first, last = start.astimezone(zone).toordinal(), end.astimezone(zone).toordinal()
    return sum((day - 1) % 7 in learner.settings.days for day in range(first + 1, last + 1))


def _waits(
    learner: Learner, tasks: Sequence[Task], waiting: Sequence[Task], since: datetime, now: datetime
) -> Iterator[Signal]:
    given = waiting[0].given_at
    # a task that waits for somebody who is away says nothing
    if learner.heard_at > given and study_days(learner, max(given, since), now) >= TWICE * usual_days(learner, tasks):
        yield Signal("waits", waiting[0].topic, f"your task has been open for {_days(now - given)}")


def _silent(learner: Learner, watched: Watched, topic: str, since: datetime, now: datetime) -> Iterator[Signal]:
    opened = [one.at for one in watched.traces if one.kind == "opened" and one.topic == topic and one.at >= since]
    is_last = opened and learner.heard_at - opened[-1] <= ONE_TALK
    if is_last and study_days(learner, learner.heard_at, now) >= TWICE:
        yield Signal("silent", topic, f"you opened it, and then it was quiet for {_days(now - learner.heard_at)}")


def _later(tasks: Sequence[Task], since: datetime) -> Iterator[Signal]:
    answered = tasks[:-1] if tasks and tasks[-1].state == "open" else tasks
    last = [task for task in answered if task.given_at >= since][-TWICE:]
    if len(last) == TWICE and all(task.state == "later" for task in last):
        yield Signal("later", last[-1].topic, "you put it off twice in a row")


def _wrong(watched: Watched, since: datetime) -> Iterator[Signal]:
    recent = [answer for answer in watched.answers if answer.at >= since]
    for topic in dict.fromkeys(answer.topic for answer in recent):
        last = [answer.right for answer in recent if answer.topic == topic][-TWICE:]
        if len(last) == TWICE and not any(last):
            yield Signal("wrong", topic, "the last two questions on it did not work out")


def _asked(watched: Watched, since: datetime) -> Iterator[Signal]:
    questions = [one for one in watched.traces if one.kind in ("asked", "sounded stuck") and one.at >= since]
    for topic in dict.fromkeys(one.topic for one in questions):
        about = [one for one in questions if one.topic == topic]
        if any(one.kind == "sounded stuck" for one in about):
            yield Signal("words", topic, "a question of yours sounded as if something is in the way")
        times = _askings(one.at for one in about)
        if times >= ASKINGS:
            yield Signal("again", topic, f"you asked about it {_number(times)} times within a week")


def _askings(hours: Iterable[datetime]) -> int:
    """Return how many talks some hours were: those that lie together are one."""
    count, last = 0, None
    for hour in sorted(hours):
        if last is None or hour - last >= ONE_TALK:
            count, last = count + 1, hour
    return count


def _end_of_pause(learner: Learner) -> datetime:
    """Return when a pause ended, to the day: a task is not open while it rests."""
    until = learner.settings.paused_until
    return datetime.combine(until, time(), UTC) if until else learner.since


def _days(span: timedelta) -> str:
    number = max(1, span // _DAY)
    return f"{_number(number)} day{'' if number == 1 else 's'}"


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number}"
