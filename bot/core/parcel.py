"""A parcel: a message on its way, and the steps that it can take.

    pending → sending → sent
                      → pending              not delivered, surely: again later
                      → unknown → pending    in doubt: again, marked as a repeat
                                → dead       in doubt: given up and recorded
                      → dead                 refused for good, unreadable, or tried too often
    pending → dead                           its destination refused another message for good
    pending, sending, unknown → expired      no longer of use

The steps are pure functions from a parcel to a parcel. Storage writes the second only where it still finds the first
(the same state under the same fence), so that whoever comes too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.core.channel import Delivered, InDoubt, NotDelivered, Outcome, Refused, TryLater
from bot.core.message import POLICIES, Doubt, Message

MOST_ATTEMPTS = 8
MAY_HAVE_ARRIVED = "may have arrived"
"""How the reason begins where a message ended in doubt."""
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)


class State(StrEnum):
    """Where a message is on its way."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DEAD = "dead"
    EXPIRED = "expired"


STEPS: Mapping[State, frozenset[State]] = {
    State.PENDING: frozenset({State.SENDING, State.DEAD, State.EXPIRED}),
    State.SENDING: frozenset({State.SENT, State.PENDING, State.UNKNOWN, State.DEAD, State.EXPIRED}),
    State.UNKNOWN: frozenset({State.PENDING, State.DEAD, State.EXPIRED}),
    State.SENT: frozenset(),
    State.DEAD: frozenset(),
    State.EXPIRED: frozenset(),
}
"""Every step there is, but for one: proof that a message arrived makes it `sent` from wherever it is."""
SETTLED = frozenset({State.SENT, State.DEAD, State.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel(Message):
    """A message with how far it has come. `fence` numbers the claims; only the newest claim may write.

    `attempts` counts tries that could have succeeded; `repeat` says that an earlier one may have; `tried_at` is when
    the first such try began, by the database's clock, as are `claimed_at` and `lease_until`.
    """

    state: State = State.PENDING
    fence: int = 0
    attempts: int = 0
    repeat: bool = False
    tried_at: datetime | None = None
    claimed_at: datetime | None = None
    lease_until: datetime | None = None
    settled_at: datetime | None = None
    receipt: str | None = None
    reason: str | None = None

    @property
    def age(self) -> timedelta:
        """How long before the present claim the first try began that may have arrived."""
        return self.claimed_at - self.tried_at if self.claimed_at and self.tried_at else timedelta()


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Nobody wants the message any more: it was not sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hopeless:
    """The message cannot be sent, now or later: unreadable, or a repeat that is not harmless any more."""

    reason: str


Ending = Outcome | Unwanted | Hopeless
"""How one attempt at a message ended."""


class StepError(ValueError):
    """A step that a message cannot take from where it is."""


def _step(parcel: Parcel, state: State, **changes: Any) -> Parcel:
    if state not in STEPS[parcel.state]:
        raise StepError(f"{parcel.key} is {parcel.state} and cannot become {state}")
    return replace(parcel, state=state, **changes)


def claimed(parcel: Parcel, at: datetime, lease: timedelta) -> Parcel:
    """Return a parcel that somebody is about to send; its attempt counts from here, whatever becomes of the sender."""
    return _step(
        parcel,
        State.SENDING,
        fence=parcel.fence + 1,
        attempts=parcel.attempts + 1,
        tried_at=parcel.tried_at or at,
        claimed_at=at,
        lease_until=at + lease,
    )


def ended(parcel: Parcel, ending: Ending, now: datetime) -> Parcel:
    """Return a claimed parcel after its attempt ended."""
    match ending:
        case Delivered(receipt):
            return _step(parcel, State.SENT, settled_at=now, receipt=receipt)
        case TryLater(seconds):
            return _untried(parcel, now + timedelta(seconds=seconds), attempts=parcel.attempts - 1)
        case NotDelivered(reason) if parcel.attempts < MOST_ATTEMPTS:
            return _untried(parcel, now + wait_after(parcel.attempts), reason=reason)
        case InDoubt(reason):
            return _step(parcel, State.UNKNOWN, reason=reason)
        case Unwanted(reason):
            return _step(parcel, State.EXPIRED, settled_at=now, reason=reason)
        case NotDelivered(reason) | Refused(reason) | Hopeless(reason):
            return _step(parcel, State.DEAD, settled_at=now, reason=reason)


def lapsed(parcel: Parcel) -> Parcel:
    """Return a claimed parcel whose lease ran out: its sender is gone, and may have sent it."""
    return _step(parcel, State.UNKNOWN, reason="the sender did not report back")


def resolved(parcel: Parcel, now: datetime) -> Parcel:
    """Return a parcel in doubt after the policy of its kind was applied."""
    doubt = parcel.reason or "in doubt"
    if parcel.expires_at <= now:
        return _step(parcel, State.EXPIRED, settled_at=now, reason=f"{MAY_HAVE_ARRIVED}: {doubt}")
    if POLICIES[parcel.kind].in_doubt is Doubt.GIVE_UP or parcel.attempts >= MOST_ATTEMPTS:
        return _step(parcel, State.DEAD, settled_at=now, reason=f"{MAY_HAVE_ARRIVED}: {doubt}")
    return _step(parcel, State.PENDING, repeat=True, not_before=now + wait_after(parcel.attempts))


def outdated(parcel: Parcel, now: datetime) -> Parcel:
    """Return a waiting parcel whose time is over."""
    return _step(parcel, State.EXPIRED, settled_at=now, reason=parcel.reason or "too late to be of use")


def unreachable(parcel: Parcel, reason: str, now: datetime) -> Parcel:
    """Return a waiting parcel whose destination refuses for good."""
    return _step(parcel, State.DEAD, settled_at=now, reason=reason)


def proved(parcel: Parcel, now: datetime, receipt: str) -> Parcel:
    """Return a parcel that surely arrived, such as one whose button was pressed. A fact, whatever the state says."""
    if parcel.fence == 0:
        raise StepError(f"{parcel.key} was never sent")
    return replace(parcel, state=State.SENT, settled_at=now, receipt=parcel.receipt or receipt)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 2, 4, 8 … seconds, at most five minutes."""
    return min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)


def _untried(parcel: Parcel, not_before: datetime, **changes: Any) -> Parcel:
    tried_at = parcel.tried_at if parcel.repeat else None
    return _step(parcel, State.PENDING, not_before=not_before, tried_at=tried_at, **changes)
