"""Two workers, two messages, and everything that can happen to them, in every order in which it can happen."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.channel import Delivered, InDoubt, NotDelivered, Refused, TryLater
from bot.core.message import POLICIES, Doubt, Kind
from bot.core.parcel import (
    SETTLED,
    STEPS,
    Ending,
    Parcel,
    State,
    Unwanted,
    claimed,
    ended,
    lapsed,
    outdated,
    proved,
    resolved,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOO_LATE = NOW + timedelta(days=1)
FAULTS = 2
"""How often in one story something goes wrong."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What one sender holds, and how its attempt ended; `late` once its lease has run out."""

    parcel: Parcel | None = None
    ending: Ending | None = None
    late: bool = False


IDLE = Worker()


@dataclass(frozen=True, slots=True)
class World:
    """The rows, the senders, and what has arrived so far: which message, and whether it was marked as a repeat."""

    rows: tuple[Parcel, Parcel]
    workers: tuple[Worker, Worker] = (IDLE, IDLE)
    arrived: tuple[tuple[str, bool], ...] = ()
    faults: int = FAULTS

    def identity(self) -> object:
        """What tells two worlds apart; times do not, for any of them may have come, nor does which sender is which."""
        rows = tuple((row.state, row.fence, row.attempts, row.repeat) for row in self.rows)
        workers = frozenset(
            (worker.parcel and (worker.parcel.key, worker.parcel.fence), type(worker.ending), worker.late)
            for worker in self.workers
        )
        return rows, workers, self.arrived, self.faults

    def copies(self, key: str) -> list[bool]:
        return [marked for name, marked in self.arrived if name == key]


class Outbox:
    """What `SqlOutbox` does, in a few lines: writes happen only where the row is still as it was."""

    def claimable(self, world: World) -> Iterator[Parcel]:
        for place, row in enumerate(world.rows):
            older = [other for other in world.rows[:place] if other.destination == row.destination]
            if row.state is State.PENDING and all(other.state in SETTLED for other in older):
                yield row

    def claim(self, rows: tuple[Parcel, Parcel], parcel: Parcel) -> tuple[tuple[Parcel, Parcel], Parcel]:
        after = claimed(parcel, NOW, timedelta(seconds=30))
        return put(rows, after), after

    def record(self, rows: tuple[Parcel, Parcel], parcel: Parcel, ending: Ending) -> tuple[Parcel, Parcel]:
        (row,) = [row for row in rows if row.key == parcel.key]
        if (row.state, row.fence) == (parcel.state, parcel.fence):
            return put(rows, ended(parcel, ending, NOW))
        return put(rows, proved(row, NOW, "late")) if isinstance(ending, Delivered) else rows


class WithoutFence(Outbox):
    def record(self, rows: tuple[Parcel, Parcel], parcel: Parcel, ending: Ending) -> tuple[Parcel, Parcel]:
        return put(rows, ended(parcel, ending, NOW))


class WithoutMark(Outbox):
    """Writes down nothing before sending."""

    def claim(self, rows: tuple[Parcel, Parcel], parcel: Parcel) -> tuple[tuple[Parcel, Parcel], Parcel]:
        return rows, super().claim(rows, parcel)[1]

    def record(self, rows: tuple[Parcel, Parcel], parcel: Parcel, ending: Ending) -> tuple[Parcel, Parcel]:
        return put(rows, ended(parcel, ending, NOW))


class WithoutLine(Outbox):
    """Claims whatever waits, wherever it goes."""

    def claimable(self, world: World) -> Iterator[Parcel]:
        return (row for row in world.rows if row.state is State.PENDING)


def put(rows: tuple[Parcel, Parcel], parcel: Parcel) -> tuple[Parcel, Parcel]:
    first, second = rows
    return (parcel, second) if first.key == parcel.key else (first, parcel)


def next_worlds(world: World, outbox: Outbox, *, oversleeping: bool) -> Iterator[World]:
    """Yield every world that may come next. With `oversleeping`, a sender may stop for long between check and send."""
    for number in (0, 1):
        yield from _next_of(world, number, outbox, oversleeping=oversleeping)
    for row in world.rows:
        held = any(worker.parcel and worker.parcel.key == row.key and not worker.late for worker in world.workers)
        if row.state is State.SENDING and (world.faults or not held):  # nothing but slowness lets a held lease run out
            one, other = (
                replace(worker, late=True) if worker.parcel and worker.parcel.key == row.key else worker
                for worker in world.workers
            )
            yield replace(world, rows=put(world.rows, lapsed(row)), workers=(one, other), faults=world.faults - held)
        if row.state is State.UNKNOWN:
            for now in (NOW, TOO_LATE):
                yield replace(world, rows=put(world.rows, resolved(row, now)))
        if row.state is State.PENDING:
            yield replace(world, rows=put(world.rows, outdated(row, TOO_LATE)))
        if world.copies(row.key) and row.state is not State.SENT and row.fence:
            yield replace(world, rows=put(world.rows, proved(row, NOW, "pressed")))


def _next_of(world: World, number: int, outbox: Outbox, *, oversleeping: bool) -> Iterator[World]:
    worker = world.workers[number]

    def then(worker: Worker, world: World = world) -> World:
        first, second = world.workers
        return replace(world, workers=(worker, second) if number == 0 else (first, worker))

    if worker.parcel is None:
        for parcel in outbox.claimable(world):
            rows, held = outbox.claim(world.rows, parcel)
            yield then(Worker(held), replace(world, rows=rows))
        return
    if world.faults:  # kill -9
        yield then(IDLE, replace(world, faults=world.faults - 1))
    if worker.ending is not None:
        yield then(IDLE, replace(world, rows=outbox.record(world.rows, worker.parcel, worker.ending)))
        return
    if worker.late:
        yield then(replace(worker, ending=TryLater(0)))
    if worker.late and not oversleeping:
        return
    received = replace(world, arrived=(*world.arrived, (worker.parcel.key, worker.parcel.repeat)))
    yield then(replace(worker, ending=Delivered("1")), received)
    if world.faults:
        yield then(replace(worker, ending=InDoubt("closed after")), replace(received, faults=world.faults - 1))
        unlucky = replace(world, faults=world.faults - 1)
        for ending in (
            InDoubt("closed before"),
            NotDelivered("no route"),
            TryLater(1),
            Refused("blocked"),
            Unwanted(""),
        ):
            yield then(replace(worker, ending=ending), unlucky)


def wrong(before: World, after: World, *, oversleeping: bool) -> Iterator[str]:
    """Yield what must never be."""
    yield from wrong_in_rows(before, after, oversleeping=oversleeping)
    for parcel in (worker.parcel for worker in after.workers if worker.parcel and not worker.late):
        (row,) = [row for row in after.rows if row.key == parcel.key]
        if row.fence != parcel.fence or row.state not in {State.SENDING, State.SENT}:
            yield "taken out of the hands of its sender"
    first, second = after.rows
    if not oversleeping and first.destination == second.destination and after.copies(first.key):
        names = [name for name, _ in after.arrived]
        if second.key in names and names.index(second.key) < names.index(first.key):
            yield "came in the wrong order"


def wrong_in_rows(before: World, after: World, *, oversleeping: bool) -> Iterator[str]:
    """Yield what must never be in one row."""
    for old, new in zip(before.rows, after.rows, strict=True):
        if new.state is State.SENT and not after.copies(new.key):
            yield "recorded as sent, and never sent"
        if old.state is not new.state and new.state not in STEPS[old.state] | {State.SENT}:
            yield f"a step from {old.state} to {new.state}"
        copies = after.copies(new.key)
        if len(copies) > 1 and POLICIES[new.kind].in_doubt is Doubt.GIVE_UP:
            yield "came twice, and must come once at most"
        if not oversleeping and not all(copies[1:]):
            yield "came twice, and does not say so"


def explore(
    kinds: tuple[Kind, Kind], where: str, outbox: Outbox, *, oversleeping: bool = False, seek: str = ""
) -> tuple[int, set[str]]:
    """Visit every world; return how many there are, and what is wrong in any of them. Stop early at what we seek."""
    first, second = (
        Parcel(
            key=key,
            kind=kind,
            destination=destination,
            learner=None,
            payload={},
            not_before=NOW,
            expires_at=NOW + timedelta(hours=1),
        )
        for key, kind, destination in zip("ab", kinds, ("telegram:1", where), strict=True)
    )
    start = World((first, second))
    found: set[str] = set()
    leads_from: dict[object, list[object]] = {start.identity(): []}
    ends: list[object] = []
    waiting = deque([start])
    while waiting:
        world = waiting.popleft()
        before = world.identity()
        if all(row.state in SETTLED for row in world.rows):
            ends.append(before)
        for after in next_worlds(world, outbox, oversleeping=oversleeping):
            found.update(wrong(world, after, oversleeping=oversleeping))
            if seek in found:
                return len(leads_from), found
            name = after.identity()
            if name not in leads_from:
                leads_from[name] = []
                waiting.append(after)
            leads_from[name].append(before)
    hopeful = set(ends)
    while ends:
        for name in leads_from[ends.pop()]:
            if name not in hopeful:
                hopeful.add(name)
                ends.append(name)
    if len(hopeful) < len(leads_from):
        found.add("stuck for ever")
    return len(leads_from), found


SAME, OTHER = "telegram:1", "telegram:2"
PAIRS = [(Kind.DAILY, Kind.STUCK), (Kind.STUCK, Kind.DAILY), (Kind.STUCK, Kind.STUCK), (Kind.DAILY, Kind.DAILY)]


@pytest.mark.parametrize("where", [SAME, OTHER], ids=["one destination", "two destinations"])
@pytest.mark.parametrize("kinds", PAIRS, ids=" then ".join)
def test_nothing_goes_wrong_in_any_order_of_events(kinds: tuple[Kind, Kind], where: str) -> None:
    worlds, found = explore(kinds, where, Outbox())
    assert not found
    assert worlds > 1_000


@pytest.mark.parametrize("kinds", PAIRS[:2], ids=" then ".join)
def test_a_sender_that_oversleeps_its_lease_spoils_no_record_and_doubles_nothing_that_must_come_once(
    kinds: tuple[Kind, Kind],
) -> None:
    assert not explore(kinds, SAME, Outbox(), oversleeping=True)[1]


@pytest.mark.parametrize(
    ("broken", "symptom"),
    [
        (WithoutFence(), "a step from sent to pending"),
        (WithoutFence(), "taken out of the hands of its sender"),
        (WithoutMark(), "came twice, and must come once at most"),
        (WithoutLine(), "came in the wrong order"),
    ],
    ids=["no fence", "no fence, two senders", "no mark before sending", "no line"],
)
def test_the_search_finds_what_a_broken_outbox_does(broken: Outbox, symptom: str) -> None:
    assert symptom in explore((Kind.STUCK, Kind.DAILY), SAME, broken, seek=symptom)[1]
