"""What the tests of a round share: people who fit each other, and the rules once more, written for two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from typing import Any

from bot.pairing.hours import common_starts
from bot.pairing.round import History, Outcome, Pair, Round, Seeker, pair

BEGINS = datetime(2026, 11, 23, tzinfo=UTC)
EVENINGS = frozenset(day * 24 + hour for day in range(7) for hour in (18, 19, 20))
FIRST = Round(1, BEGINS)


def somebody(id: str, **known: Any) -> Seeker:
    """Return somebody who fits everybody else, but for what is said."""
    usual: dict[str, Any] = {
        "community": "club", "platform": "discord", "zone": "UTC", "free": EVENINGS,
        "languages": frozenset({"en"}), "stage": 1, "position": 20,
    }  # fmt: skip
    return Seeker(id, **(usual | known))


def crowd(ids: str, **known: Any) -> list[Seeker]:
    """Return one such person for each letter."""
    return [somebody(id, **known) for id in ids]


@cache
def _meeting_times(one: Seeker, other: Seeker) -> int:
    return len(common_starts([one, other], BEGINS))


def may_meet(one: Seeker, other: Seeker, blocks: frozenset[Pair]) -> bool:
    """Return what the rules say."""
    ahead = {"same": 0, "mentor": one.position - other.position, "mentee": other.position - one.position}[one.wish]
    return (
        (one.community == other.community or (one.wider and other.wider))
        and (one.platform == other.platform or (one.crosses_platforms and other.crosses_platforms))
        and not one.languages.isdisjoint(other.languages)
        and {one.wish, other.wish} in ({"same"}, {"mentor", "mentee"})
        and (one.wish == "same" or ahead >= 12)
        and _meeting_times(one, other) > 0
        and pair(one.id, other.id) not in blocks
    )


def missing(one: Seeker, other: Seeker, history: History, round: Round) -> int:
    """Return how many rounds too early two would meet again."""
    met = history.met.get(pair(one.id, other.id))
    return 0 if met is None else max(0, round.apart + 1 - (round.number - met))


def assert_fair(seekers: list[Seeker], history: History, outcome: Outcome) -> None:
    """Check that everybody is somewhere once, with people they may meet; a group has one stage instead of levels."""
    by_id = {seeker.id: seeker for seeker in seekers}
    for id in {id for group in outcome.groups for id in group}:
        assert by_id[id].wants_group
        by_id[id] = replace(by_id[id], wish="same")
    assert all(len({by_id[id].stage for id in group}) == 1 for group in outcome.groups)
    everybody = [id for company in outcome.companies() for id in company] + [id for id, _ in outcome.alone]
    assert sorted(everybody) == sorted(by_id)
    for company in outcome.companies():
        assert list(company) == sorted(company)
        for one, other in combinations(company, 2):
            assert may_meet(by_id[one], by_id[other], history.blocks), (one, other)
