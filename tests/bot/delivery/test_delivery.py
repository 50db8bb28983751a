"""Delivery on a real database: what people receive, and what the rows say afterwards."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from bot.app import Storage
from bot.core.channel import Delivered, InDoubt, NotDelivered, Outcome, Refused, TryLater
from bot.core.gate import Gate
from bot.core.message import REPEAT_NOTICE, Kind, Message, payload_of
from bot.core.pace import Limits, Rate
from bot.core.parcel import Parcel
from bot.core.reply import Basis, Reply
from bot.delivery import Delivery, StillWanted, Timing
from bot.storage.outbox import SqlOutbox, insert_messages
from bot.storage.tables import outbox

QUICK = Timing(
    lease=timedelta(seconds=3),
    send=timedelta(seconds=1),
    poll=timedelta(seconds=0.02),
    reap=timedelta(seconds=0.05),
)
numbers = itertools.count(1)


START = datetime.now(UTC)  # noqa: TID251 # delivery is a loop
SPEED = 20


def clock() -> datetime:
    """A clock that runs fast, so that waiting to try again is short. Leases are measured by the database's own."""
    return START + SPEED * (datetime.now(UTC) - START)  # noqa: TID251 # the same


class Phone:
    """A channel that notes what arrives and answers what it is told to: first these, then that all is well."""

    platform = "phone"

    def __init__(self, *answers: Outcome | Exception | float, idempotent_for: timedelta | None = None) -> None:
        self.answers = list(answers)
        self.idempotent_for = idempotent_for
        self.arrived: list[tuple[str, str, str]] = []
        self.busy: set[str] = set()

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:
        assert destination not in self.busy, "two at once to one destination"
        self.busy.add(destination)
        try:
            answer = self.answers.pop(0) if self.answers else Delivered(key)
            await asyncio.sleep(answer if isinstance(answer, float) else 0)
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, float | Delivered | InDoubt):
                self.arrived.append((destination, reply.text, key))
            return Delivered(key) if isinstance(answer, float) else answer
        finally:
            self.busy.discard(destination)

    def texts(self) -> list[str]:
        return [text for _, text, _ in self.arrived]


@pytest.fixture
def engine(storage: Storage) -> Engine:
    return storage.engine


def put(engine: Engine, *texts: str, kind: Kind = Kind.DAILY, destination: str = "phone:1") -> list[str]:
    now = clock()
    messages = [
        Message(
            key=f"{kind}/{next(numbers)}",
            kind=kind,
            destination=destination,
            learner="ada",
            payload=payload_of(Reply(text=text, basis=Basis(intent="today"))),
            not_before=now,
            expires_at=now + timedelta(hours=1),
        )
        for text in texts
    ]
    with engine.begin() as connection:
        insert_messages(connection, messages, now)
    return [message.key for message in messages]


def rows(engine: Engine) -> dict[str, Any]:
    with engine.connect() as connection:
        return {row.key: row for row in connection.execute(select(outbox))}


def states(engine: Engine) -> list[str]:
    return [row.state for row in rows(engine).values()]


def wanted(_parcel: Parcel, _now: datetime) -> bool:
    return True


@asynccontextmanager
async def delivering(
    engine: Engine, phone: Phone, still_wanted: StillWanted = wanted, gate: Gate | None = None
) -> AsyncIterator[Delivery]:
    gate = gate or Gate(None, time.monotonic)
    delivery = Delivery(SqlOutbox(engine), [(phone, gate)], still_wanted, clock, QUICK)
    running = asyncio.create_task(delivery.run())
    try:
        yield delivery
    finally:
        delivery.stop()
        await asyncio.wait_for(running, 10)


async def until(true: Callable[[], bool], seconds: float = 8) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 # the row is what we wait for
            await asyncio.sleep(0.01)


async def test_what_is_due_arrives_in_order_and_is_recorded(engine: Engine) -> None:
    phone = Phone()
    keys = put(engine, "one", "two", "three")
    async with delivering(engine, phone):
        await until(lambda: states(engine) == ["sent"] * 3)
    assert phone.texts() == ["one", "two", "three"]
    assert [row.receipt for row in rows(engine).values()] == keys


async def test_a_daily_task_in_doubt_comes_again_and_says_so(engine: Engine) -> None:
    phone = Phone(InDoubt("connection reset"))
    put(engine, "one", "two")
    async with delivering(engine, phone):
        await until(lambda: states(engine) == ["sent"] * 2)
    assert phone.texts() == ["one", f"{REPEAT_NOTICE}\n\none", "two"]


async def test_a_stuck_prompt_in_doubt_does_not_come_again(engine: Engine) -> None:
    phone = Phone(InDoubt("connection reset"))
    (key,) = put(engine, "stuck?", kind=Kind.STUCK)
    async with delivering(engine, phone):
        await until(lambda: states(engine) == ["dead"])
    assert phone.texts() == ["stuck?"]
    assert rows(engine)[key].reason == "may have arrived: connection reset"


@pytest.mark.parametrize(
    ("window", "state"),
    [(timedelta(minutes=1), "sent"), (timedelta(seconds=0.05), "dead"), (None, "dead")],
    ids=["inside the window", "after it", "no window"],
)
async def test_a_community_prompt_is_repeated_only_where_that_is_harmless(
    engine: Engine, window: timedelta | None, state: str
) -> None:
    phone = Phone(InDoubt("connection reset"), idempotent_for=window)
    put(engine, "What did you learn?", kind=Kind.PROMPT)
    async with delivering(engine, phone):  # the repeat comes after a tenth of a second
        await until(lambda: states(engine) == [state])
    assert len(phone.arrived) == (2 if state == "sent" else 1)


async def test_an_error_in_a_channel_is_in_doubt_and_stops_nobody_else(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone(ValueError("a bug"))
    put(engine, "stuck?", kind=Kind.STUCK)
    put(engine, "fine", destination="phone:2")
    async with delivering(engine, phone):
        await until(lambda: states(engine) == ["dead", "sent"])
    assert "a bug" in caplog.text


async def test_no_answer_in_time_is_in_doubt(engine: Engine) -> None:
    phone = Phone(1.5)
    (key,) = put(engine, "stuck?", kind=Kind.STUCK)
    async with delivering(engine, phone):
        await until(lambda: states(engine) == ["dead"])
    assert rows(engine)[key].reason == "may have arrived: no answer in time"


async def test_what_certainly_did_not_arrive_is_tried_again_unmarked(engine: Engine) -> None:
    phone = Phone(NotDelivered("no route to host"))
    put(engine, "stuck?", kind=Kind.STUCK)
    async with delivering(engine, phone):
        await until(lambda: states(engine) == ["sent"])
    assert phone.texts() == ["stuck?"]


async def test_a_platform_that_asks_for_time_gets_it(engine: Engine) -> None:
    phone = Phone(TryLater(0.5, everywhere=True))
    limits = Limits(everywhere=Rate(1000, burst=5), each=Rate(1000))
    put(engine, "one")
    started = time.monotonic()
    async with delivering(engine, phone, gate=Gate(limits, time.monotonic)) as _:
        await until(lambda: not phone.answers)
        put(engine, "two", destination="phone:2")
        await asyncio.sleep(0.2)
        assert states(engine) == ["pending"] * 2  # not even claimed
        await until(lambda: states(engine) == ["sent"] * 2)
    assert time.monotonic() - started > 0.5
    assert sorted(phone.texts()) == ["one", "two"]
    assert [row.attempts for row in rows(engine).values()] == [1, 1]


async def test_a_destination_that_refuses_is_asked_once(engine: Engine) -> None:
    phone = Phone(Refused("bot was blocked"))
    put(engine, "one", "two", "three")
    async with delivering(engine, phone):
        await until(lambda: states(engine) == ["dead"] * 3)
    assert phone.arrived == []


async def test_what_nobody_wants_any_more_is_dropped_just_before_sending(engine: Engine) -> None:
    phone = Phone()
    put(engine, "one")
    async with delivering(engine, phone, lambda _parcel, _now: False):
        await until(lambda: states(engine) == ["expired"])
    assert phone.arrived == []


async def test_what_is_sent_can_be_worked_out_afresh_just_before_sending(engine: Engine) -> None:
    phone = Phone()
    put(engine, "old words")
    fresh = Reply(text="new words", basis=Basis(intent="today"))
    async with delivering(engine, phone, lambda _parcel, _now: fresh):
        await until(lambda: states(engine) == ["sent"])
    assert phone.texts() == ["new words"]


async def test_a_check_that_fails_sends_nothing_and_dooms_nothing(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    phone, errors = Phone(), [RuntimeError("the database is away")]

    def check(_parcel: Parcel, _now: datetime) -> bool:
        if errors:
            raise errors.pop()
        return True

    put(engine, "stuck?", kind=Kind.STUCK)
    async with delivering(engine, phone, check):
        await until(lambda: states(engine) == ["sent"])
    assert phone.texts() == ["stuck?"]
    assert "the database is away" in caplog.text


async def test_a_payload_of_an_unknown_version_is_dead_with_its_reason(engine: Engine) -> None:
    phone = Phone()
    (key,) = put(engine, "one")
    with engine.begin() as connection:
        connection.execute(update(outbox).values(payload={"v": 99}))
    async with delivering(engine, phone):
        await until(lambda: states(engine) == ["dead"])
    assert "payload version 99" in rows(engine)[key].reason


async def test_stopping_waits_for_what_is_being_sent_and_begins_nothing_new(engine: Engine) -> None:
    phone = Phone(0.3)
    put(engine, "one", "two")
    async with delivering(engine, phone) as delivery:
        await until(lambda: phone.busy == {"phone:1"})
        delivery.stop()
    assert states(engine) == ["sent", "pending"]


async def test_stopping_gives_back_what_waits_for_its_turn(engine: Engine) -> None:
    phone, slow = Phone(), Gate(Limits(everywhere=Rate(100), each=Rate(0.01)), time.monotonic)
    put(engine, "one", "two")
    async with delivering(engine, phone, gate=slow):
        await until(lambda: states(engine) == ["sent", "sending"])
    assert states(engine) == ["sent", "pending"]
    assert [row.attempts for row in rows(engine).values()] == [1, 0]


async def test_a_lease_that_gets_too_short_while_waiting_is_given_back_not_doubted(engine: Engine) -> None:
    phone, slow = Phone(), Gate(Limits(everywhere=Rate(100), each=Rate(0.3)), time.monotonic)
    put(engine, "one", "two", kind=Kind.STUCK)
    async with delivering(engine, phone, gate=slow):  # a turn takes 3.3 seconds, a lease 3
        await until(lambda: states(engine) == ["sent", "sent"])
    assert phone.texts() == ["one", "two"]


async def test_a_check_that_takes_longer_than_the_lease_allows_is_followed_by_no_send(engine: Engine) -> None:
    phone, naps = Phone(), [2.1]  # of three seconds, one belongs to sending
    sent_after: list[int] = []

    def check(parcel: Parcel, _now: datetime) -> bool:
        if naps:
            time.sleep(naps.pop())
        else:
            sent_after.append(parcel.fence)
        return True

    put(engine, "stuck?", kind=Kind.STUCK)
    async with delivering(engine, phone, check):
        await until(lambda: states(engine) == ["sent"])
    assert phone.texts() == ["stuck?"]
    assert sent_after == [2]


async def test_a_delivery_that_comes_back_after_its_lease_was_settled_still_counts(engine: Engine) -> None:
    phone = Phone(0.3)
    (key,) = put(engine, "stuck?", kind=Kind.STUCK)
    async with delivering(engine, phone):
        await until(lambda: bool(phone.busy))
        with engine.begin() as connection:
            connection.execute(update(outbox).values(lease_until=START - timedelta(seconds=1)))
        await until(lambda: states(engine) == ["dead"])
        await until(lambda: states(engine) == ["sent"])
    assert rows(engine)[key].receipt == key


async def test_a_database_that_fails_for_a_while_stops_nothing(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    phone = Phone()

    class Shaky(SqlOutbox):
        failures = 2

        def claim(self, platform: str, now: datetime, limit: int, lease: timedelta) -> Any:
            if self.failures:
                self.failures -= 1
                raise OSError("disk I/O error")
            return super().claim(platform, now, limit, lease)

    put(engine, "one")
    delivery = Delivery(Shaky(engine), [(phone, Gate(None, time.monotonic))], wanted, clock, QUICK)
    running = asyncio.create_task(delivery.run())
    await until(lambda: states(engine) == ["sent"])
    delivery.stop()
    await running
    assert caplog.text.count("could not be read") == 2


async def test_replies_pass_scheduled_messages_at_the_gate() -> None:
    gate = Gate(Limits(everywhere=Rate(20, burst=4), each=Rate(100)), time.monotonic)
    order: list[str] = []

    async def scheduled(number: int) -> None:
        await gate.scheduled(f"x:{number}")
        order.append("scheduled")

    waiting = [asyncio.create_task(scheduled(number)) for number in range(10)]
    await asyncio.sleep(0.01)
    for _ in range(3):
        await gate.reply("x:person")
        order.append("reply")
    assert order[:5].count("reply") == 3
    for task in waiting:
        task.cancel()


async def test_what_is_too_late_does_not_hold_up_who_delivers_only_now_and_then(engine: Engine) -> None:
    phone = Phone()
    put(engine, "too late")
    with engine.begin() as connection:
        connection.execute(update(outbox).values(expires_at=clock() - timedelta(hours=1)))
    put(engine, "in time")
    delivery = Delivery(SqlOutbox(engine), [(phone, Gate(None, time.monotonic))], wanted, clock)
    assert await delivery.drain() == 1
    assert phone.texts() == ["in time"]
    assert states(engine) == ["expired", "sent"]
