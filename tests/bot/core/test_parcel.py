"""The steps of a parcel, where the rows of `tests/bot/storage/test_outbox.py` do not show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.channel import Delivered, InDoubt, NotDelivered, TryLater
from bot.core.message import Kind
from bot.core.parcel import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    SETTLED,
    STEPS,
    Parcel,
    State,
    StepError,
    claimed,
    ended,
    proved,
    resolved,
    wait_after,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
PARCEL = Parcel(
    key="daily/ada/2026-11-21",
    kind=Kind.DAILY,
    destination="telegram:1",
    learner="ada",
    payload={},
    not_before=NOW,
    expires_at=NOW + timedelta(hours=6),
)


def test_what_is_settled_stays_so() -> None:
    assert {state for state, after in STEPS.items() if not after} == SETTLED
    sent = ended(claimed(PARCEL, NOW, LEASE), Delivered("1"), NOW)
    with pytest.raises(StepError, match="is sent and cannot become sending"):
        claimed(sent, NOW, LEASE)


def test_a_parcel_that_nobody_sent_cannot_be_proved() -> None:
    with pytest.raises(StepError, match="was never sent"):
        proved(PARCEL, NOW, "pressed")


def test_the_age_of_a_doubt_counts_from_the_first_try_that_may_have_arrived() -> None:
    refused = ended(claimed(PARCEL, NOW, LEASE), NotDelivered("no route"), NOW)
    doubted = ended(claimed(refused, NOW + timedelta(minutes=1), LEASE), InDoubt("reset"), NOW)
    waiting = ended(claimed(resolved(doubted, NOW), NOW + timedelta(minutes=2), LEASE), TryLater(1), NOW)
    assert claimed(waiting, NOW + timedelta(minutes=3), LEASE).age == timedelta(minutes=2)


def test_doubt_about_what_is_of_no_use_any_more_is_not_repeated() -> None:
    doubted = ended(claimed(PARCEL, NOW, LEASE), InDoubt("reset"), NOW)
    assert resolved(doubted, NOW).state is State.PENDING
    late = resolved(doubted, PARCEL.expires_at)
    assert (late.state, late.reason) == (State.EXPIRED, "may have arrived: reset")


def test_doubt_is_repeated_a_few_times_only() -> None:
    parcel, tries = PARCEL, 0
    while parcel.state is State.PENDING:
        parcel = resolved(ended(claimed(parcel, NOW, LEASE), InDoubt("reset"), NOW), NOW)
        tries += 1
    assert (tries, parcel.state) == (MOST_ATTEMPTS, State.DEAD)


def test_the_wait_doubles_up_to_five_minutes() -> None:
    assert [wait_after(attempts).total_seconds() for attempts in (1, 2, 3, 7, 8)] == [2, 4, 8, 128, 256]
    assert wait_after(30) == LONGEST_WAIT == timedelta(minutes=5)
