"""The outbox in SQL: what is claimed, in which order, by whom it may be written, and what becomes of doubt."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ClauseElement, Engine, Executable, Select, insert, select, text, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from bot.core.channel import Delivered, InDoubt, NotDelivered, Refused, TryLater
from bot.core.learners import mark_of
from bot.core.message import Kind, Message, payload_of
from bot.core.parcel import MOST_ATTEMPTS, Parcel, State, Unwanted
from bot.core.reply import Basis, Reply
from bot.storage.outbox import SqlOutbox, due, ending, in_doubt, insert_messages, lapsing
from bot.storage.tables import addresses, forgotten, learners, outbox

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
LONG_AGO = timedelta(seconds=-1)
"""A lease that has run out when it begins."""
numbers = itertools.count(1)


def message(destination: str = "telegram:1", kind: Kind = Kind.DAILY, **changes: Any) -> Message:
    reply = Reply(text="Read about overfitting.", basis=Basis(intent="today"))
    usual: dict[str, Any] = {
        "key": f"{kind}/{next(numbers)}",
        "learner": None,
        "payload": payload_of(reply),
        "not_before": NOW,
        "expires_at": NOW + timedelta(hours=6),
    }
    return Message(destination=destination, kind=kind, **usual | changes)


@pytest.fixture
def box(engine: Engine) -> SqlOutbox:
    return SqlOutbox(engine)


def put(engine: Engine, *messages: Message) -> int:
    with engine.begin() as connection:
        return insert_messages(connection, messages, NOW)


def claim(box: SqlOutbox, now: datetime = NOW, lease: timedelta = LEASE, limit: int = 50) -> list[Parcel]:
    return list(box.claim("telegram", now, limit, lease))


def row(engine: Engine, key: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(outbox).where(outbox.c.key == key)).one()


# -- writing -------------------------------------------------------------------------------------------------------


def test_planning_an_occasion_twice_is_planning_it_once(engine: Engine, box: SqlOutbox) -> None:
    first, second = message(), message("telegram:2")
    assert put(engine, first) == 1
    assert put(engine, first, second) == 1
    assert box.counts()[State.PENDING] == 2


def test_a_message_is_not_there_unless_its_transaction_is(engine: Engine, box: SqlOutbox) -> None:
    with engine.connect() as connection, connection.begin() as planning:
        insert_messages(connection, [message()], NOW)
        planning.rollback()
    assert box.counts()[State.PENDING] == 0


def test_nothing_is_written_for_a_learner_who_was_forgotten(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(forgotten).values(mark=mark_of("ada"), at=NOW))
    assert put(engine, message(learner="ada"), message(learner="bob"), message()) == 2


# -- claiming ------------------------------------------------------------------------------------------------------


def test_only_what_is_due_and_of_use_is_claimed_and_of_one_platform(engine: Engine, box: SqlOutbox) -> None:
    now = message("telegram:1")
    put(
        engine,
        now,
        message("telegram:2", not_before=NOW + timedelta(seconds=1)),
        message("telegram:3", expires_at=NOW),
        message("discord:1"),
    )
    assert [parcel.key for parcel in claim(box)] == [now.key]
    assert claim(box) == []


def test_a_claim_is_on_record_before_anybody_can_send(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message())
    (parcel,) = claim(box)
    stored = row(engine, parcel.key)
    assert (stored.state, stored.fence, stored.attempts) == ("sending", 1, 1)
    assert stored.lease_until - stored.claimed_at == LEASE


def test_leases_are_measured_by_the_databases_clock_not_the_workers(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message())
    (parcel,) = claim(box, now=NOW + timedelta(hours=1))  # a worker whose clock is far from the database's
    assert parcel.claimed_at is not None
    assert abs(parcel.claimed_at - datetime.now(UTC)) < timedelta(seconds=20)  # noqa: TID251 # what it is compared with
    assert box.reap(NOW + timedelta(hours=2)).lapsed == 0


def test_a_destination_gets_its_messages_in_order_and_one_at_a_time(engine: Engine, box: SqlOutbox) -> None:
    first, second, other = message(), message(), message("telegram:2")
    put(engine, first, second, other)
    claimed = claim(box)
    assert [parcel.key for parcel in claimed] == [first.key, other.key]
    box.record(claimed[0], InDoubt("reset"), NOW)
    assert claim(box) == []  # the second waits for the first, which may have arrived
    box.reap(NOW)
    assert claim(box) == []  # and while the first waits to be sent again
    later = NOW + timedelta(seconds=2)
    (again,) = claim(box, later)
    assert (again.key, again.repeat) == (first.key, True)
    box.record(again, Delivered("1"), later)
    assert [parcel.key for parcel in claim(box, later)] == [second.key]


def test_what_is_not_due_yet_does_not_hold_back_what_is(engine: Engine, box: SqlOutbox) -> None:
    tonight, now = message(not_before=NOW + timedelta(hours=5)), message()
    put(engine, tonight, now)
    assert [parcel.key for parcel in claim(box)] == [now.key]


def test_two_workers_never_claim_the_same_message(engine: Engine, box: SqlOutbox) -> None:
    put(engine, *(message(f"telegram:{number}") for number in range(200)))
    taken: list[str] = []

    def work() -> None:
        while claimed := claim(box, limit=7):
            taken.extend(parcel.key for parcel in claimed)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(taken) == len(set(taken)) == 200


# -- recording -----------------------------------------------------------------------------------------------------


def test_whoever_comes_after_a_newer_claim_changes_nothing(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message())
    (zombie,) = claim(box, lease=LONG_AGO)
    box.reap(NOW)
    (newer,) = claim(box, NOW + timedelta(seconds=2))
    for late in (Delivered("1"), NotDelivered("no route"), InDoubt("reset"), Refused("blocked"), Unwanted("paused")):
        assert not box.record(zombie, late, NOW)
    assert row(engine, newer.key).state == "sending"
    assert box.record(newer, Delivered("2"), NOW)
    assert not box.record(newer, NotDelivered("no route"), NOW)
    assert row(engine, newer.key).receipt == "2"


def test_a_wait_that_the_platform_asks_for_is_no_attempt(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message())
    now = NOW
    for _ in range(MOST_ATTEMPTS + 2):
        (parcel,) = claim(box, now)
        box.record(parcel, TryLater(60), now)
        assert claim(box, now + timedelta(seconds=59)) == []
        now += timedelta(seconds=60)
    assert row(engine, parcel.key).attempts == 0


def test_a_message_that_never_arrives_is_given_up_after_some_attempts(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message())
    now, tries = NOW, 0
    while claimed := claim(box, now):
        tries += 1
        box.record(claimed[0], NotDelivered("no route to host"), now)
        now += timedelta(minutes=5)
    assert tries == MOST_ATTEMPTS
    (dead,) = [row(engine, claimed_key) for claimed_key in _keys(engine)]
    assert (dead.state, dead.reason) == ("dead", "no route to host")


def test_an_address_that_refuses_is_marked_and_not_knocked_at_again(engine: Engine, box: SqlOutbox) -> None:
    with engine.begin() as connection:
        connection.execute(insert(learners).values(id="ada", since=NOW, heard_at=NOW, settings={}))
        for person in ("telegram:1", "discord:9"):
            connection.execute(insert(addresses).values(person=person, learner="ada", heard_at=NOW))
    put(engine, message(learner="ada"), message(learner="ada"), message("telegram:2", learner="ada"))
    box.record(claim(box)[0], Refused("bot was blocked"), NOW)
    with engine.connect() as connection:
        marks = dict(connection.execute(select(addresses.c.person, addresses.c.refused)).all())
    assert marks == {"telegram:1": "bot was blocked", "discord:9": None}
    assert box.counts()[State.DEAD] == 2
    assert box.counts()[State.SENDING] == 1


def test_a_message_of_an_erased_learner_is_gone_and_its_sender_comes_too_late(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message(learner="ada"))
    (parcel,) = claim(box)
    with engine.begin() as connection:
        connection.execute(outbox.delete().where(outbox.c.learner == "ada"))
    assert not box.record(parcel, Delivered("1"), NOW)
    assert not box.proved(parcel.key, NOW, "pressed")


def test_a_kind_that_a_newer_version_wrote_is_sent_all_the_same(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message())
    with engine.begin() as connection:
        connection.execute(update(outbox).values(kind="haiku"))
    (parcel,) = claim(box)
    assert parcel.kind is Kind.OTHER
    box.record(parcel, Delivered("1"), NOW)
    assert row(engine, parcel.key).kind == "haiku"


# -- doubt ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (Kind.DAILY, "pending"),
        (Kind.PAIRING, "pending"),
        (Kind.PROMPT, "pending"),
        (Kind.STUCK, "dead"),
        (Kind.NUDGE, "dead"),
    ],
)
def test_doubt_is_settled_by_kind(engine: Engine, box: SqlOutbox, kind: Kind, state: str) -> None:
    lapsed, reset = message(kind=kind), message("telegram:2", kind)
    put(engine, lapsed)
    claim(box, lease=LONG_AGO)
    put(engine, reset)
    box.record(claim(box)[0], InDoubt("reset"), NOW)
    assert box.counts()[State.UNKNOWN] == 1
    box.reap(NOW)
    for key in (lapsed.key, reset.key):
        assert row(engine, key).state == state
        assert row(engine, key).repeat == (state == "pending")
    if state == "dead":
        assert row(engine, lapsed.key).reason == "may have arrived: the sender did not report back"


def test_a_lease_that_holds_is_left_alone(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message())
    claim(box)
    assert box.reap(NOW).lapsed == 0
    assert box.counts()[State.SENDING] == 1


def test_a_press_proves_delivery_and_stops_the_repeat(engine: Engine, box: SqlOutbox) -> None:
    sent, dead, fresh = message(), message("telegram:2", Kind.STUCK), message("telegram:3")
    put(engine, sent, dead)
    for parcel in claim(box):
        box.record(parcel, InDoubt("reset"), NOW)
    box.reap(NOW)
    put(engine, fresh)
    assert box.proved(sent.key, NOW, "pressed")
    assert box.proved(dead.key, NOW, "pressed")
    assert not box.proved(sent.key, NOW, "pressed again")
    assert not box.proved(fresh.key, NOW, "forged")
    assert [parcel.key for parcel in claim(box, NOW + timedelta(minutes=1))] == [fresh.key]
    assert row(engine, sent.key).receipt == "pressed"


def test_what_waited_too_long_expires_and_lets_the_next_one_through(engine: Engine, box: SqlOutbox) -> None:
    old, fresh = message(expires_at=NOW + timedelta(minutes=1)), message()
    put(engine, old, fresh)
    later = NOW + timedelta(minutes=1)
    assert claim(box, later) == []
    assert box.reap(later).expired == 1
    assert [parcel.key for parcel in claim(box, later)] == [fresh.key]


def test_a_long_outage_is_swept_in_rounds(engine: Engine, box: SqlOutbox) -> None:
    put(engine, *(message(f"telegram:{number}", expires_at=NOW) for number in range(1001)))
    assert box.reap(NOW).expired == 1001


# -- speed ---------------------------------------------------------------------------------------------------------


def test_every_question_has_its_index(engine: Engine) -> None:
    minutes = [timedelta(minutes=number) for number in range(3_000)]
    put(engine, *(message(f"telegram:{later}", not_before=NOW - later, expires_at=NOW + later) for later in minutes))
    with engine.begin() as connection:
        connection.execute(update(outbox).where(outbox.c.id % 100 == 0).values(state="sending"))
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE outbox"))
    for query, index in (
        (due("telegram", NOW), "ix_outbox_due"),
        (due("telegram", NOW), "ix_outbox_line"),
        (lapsing(), "ix_outbox_in_flight"),
        (in_doubt(), "ix_outbox_in_flight"),
        (ending(NOW), "ix_outbox_ending"),
    ):
        with engine.connect() as connection:
            plan = connection.execute(_Explain(query.limit(50))).all()
        assert index in "\n".join(str(line[-1]) for line in plan)


class _Explain(Executable, ClauseElement):
    """`EXPLAIN` of a query with its parameters bound, as it runs."""

    inherit_cache = False

    def __init__(self, query: Select[Any]) -> None:
        self.query = query


@compiles(_Explain)
def _explain(element: _Explain, compiler: SQLCompiler, **options: Any) -> str:
    word = "EXPLAIN QUERY PLAN" if compiler.dialect.name == "sqlite" else "EXPLAIN"
    return f"{word} {compiler.process(element.query, **options)}"


def _keys(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(outbox.c.key)).scalars())


def test_old_settled_messages_are_removed_and_waiting_ones_stay(engine: Engine, box: SqlOutbox) -> None:
    put(engine, message("telegram:1"), message("telegram:2"))
    box.record(claim(box)[0], Delivered("1"), NOW)
    assert box.clear(NOW) == 0
    assert box.clear(NOW + timedelta(seconds=1)) == 1
    assert box.counts()[State.SENDING] == 1
