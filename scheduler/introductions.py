"""What people get who are brought together: times to choose from, something to explain, and an introduction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.message import Kind, Message, to_compose
from bot.core.rounds import Together
from bot.pairing.round import Seeker

MOST_TIMES = 3
SOONEST = timedelta(hours=12)
"""Nobody should have to be there at once."""
ASKED_BEFORE_END = timedelta(days=1)
ROOM_OPENS_WITHIN = timedelta(hours=1)
"""For so long a room is tried to be opened; then each is introduced by themselves."""


def agenda(people: Sequence[Seeker]) -> tuple[str, ...]:
    """Return a topic that each of them explains: one that both come to next where there is one, else their own next."""
    shared = [topic for topic in people[0].next_topics if all(topic in one.next_topics for one in people)]
    mine = [next((topic for topic in one.next_topics if topic not in shared), "") for one in people]
    first = shared[0] if shared else ""
    topics = [first or own for own in mine]
    if shared[1:]:
        topics[-1] = shared[1]
    return tuple(topics)


def spread_out(starts: Sequence[datetime]) -> tuple[datetime, ...]:
    """Return up to three times, on different days where there are, full hours first."""
    by_day: dict[date, list[datetime]] = {}
    for at in sorted(starts, key=lambda at: (at.minute != 0, at)):
        by_day.setdefault(at.date(), []).append(at)
    days = [times[len(times) // 2 if times[0].minute else 0] for _, times in sorted(by_day.items())]
    if len(days) >= MOST_TIMES:
        return (days[0], days[len(days) // 2], days[-1])
    more = [at for at in sorted(starts) if at not in days and all(abs(at - one) >= timedelta(hours=1) for one in days)]
    return tuple(sorted([*days, *more[: MOST_TIMES - len(days)]]))


def introductions(together: Together, mark: str, where: Mapping[str, str], now: datetime) -> list[Message]:
    """Return the introduction of each, and the question after the week whether they met.

    Those who share a room are introduced there, and each by themselves only where that could not be.
    """
    found, begun = [], together.begins.isoformat()
    more = {"begun": begun}
    if together.room:
        first = together.members[0][0]
        in_room = message(
            "room introduction", mark, first, together.room, now, now + ROOM_OPENS_WITHIN, begun=begun, opens="yes"
        )
        found.append(replace(in_room, learner=None))
        more["unless"] = in_room.key
    for learner, _ in together.members:
        if place := where.get(learner):
            found.append(message("introduction", mark, learner, place, now, together.ends, **more))
            ask = max(together.ends - ASKED_BEFORE_END, together.begins + SOONEST)
            until = together.ends + ASKED_BEFORE_END
            found.append(message("did you meet", mark, learner, place, ask, until, begun=begun))
    return found


def message(
    what: str, number: int | str, learner: str, destination: str, not_before: datetime, until: datetime, **more: str
) -> Message:
    return Message(
        key=f"{what.replace(' ', '-')}:{number}:{learner}",
        kind=Kind.PAIRING,
        destination=destination,
        learner=learner,
        payload=to_compose(what, learner, not_before.date(), **more),
        not_before=not_before,
        expires_at=until,
    )
