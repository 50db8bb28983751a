"""A made-up community on a virtual clock: every due slot is met once, and the check would notice if not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.app import App
from bot.simulation.ledger import Ledger, slots
from bot.simulation.people import somebody
from bot.simulation.world import START, World, outages

DAYS = 9


@pytest.mark.slow
def test_every_due_slot_is_met_once_through_outages_moves_and_clock_changes(app: App) -> None:
    random = Random(7)
    people = [somebody(number, START, random) for number in range(9)]
    down = outages(DAYS, random)
    world = World(app, people, DAYS, down, random, lambda *_: None)
    asyncio.run(world.pass_time())

    due = [slot for who in people for slot in slots(who, world.end, down)]
    assert len(due) > 40
    assert world.ledger.missed(due) == []
    assert world.ledger.doubled() == 0
    assert sum(one.destination == "sim:channel" for one in world.ledger.sent) >= DAYS - 1

    asked = [one for one in world.ledger.sent if one.asks]
    assert asked
    assert world.ledger.unwelcome(people) == []

    # the check itself: a message taken away is missed, one that came again is doubled
    gone = next(one for one in world.ledger.sent if one.destination == due[-1].person and one.at >= due[-1].due)
    world.ledger.sent.remove(gone)
    assert len(world.ledger.missed(due)) == 1
    world.ledger.sent.append(replace(gone))
    world.ledger.sent.append(gone)
    assert world.ledger.doubled() == 1
    third = Ledger([replace(asked[0], at=asked[0].at + timedelta(days=day)) for day in range(3)])
    assert third.unwelcome(people) == third.sent[-1:]
    at_night = Ledger([replace(asked[0], at=asked[0].at - timedelta(hours=12))])
    assert at_night.unwelcome(people) == at_night.sent
