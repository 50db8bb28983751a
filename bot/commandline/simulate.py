"""`trailmate simulate` and `schedule explain`."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import tempfile
from datetime import datetime
from pathlib import Path
from random import Random

from bot.app import SetupError, open_library, open_storage, put_together, storage_on
from bot.commandline.progress import counter, say
from bot.core.due import Daily, Slot, instant, next_slot
from bot.core.rhythm import daily_of
from bot.core.zones import clock as clock_of
from bot.core.zones import use_pinned_zones
from bot.settings import Settings
from bot.simulation.ledger import slots
from bot.simulation.partners import HOME, faults, met_again, run
from bot.simulation.people import somebody
from bot.simulation.world import START, World, outages
from bot.storage.database import open_database

SHOWN = 2
"""Learners whose month is printed in full."""
EXPLAINED = 5


def simulate(chosen: argparse.Namespace) -> int:
    """Run a whole community on a virtual clock, print what people saw, and whether every slot was met once."""
    if chosen.partners:
        return partners(chosen)
    settings = Settings()
    use_pinned_zones()
    logging.disable(logging.WARNING)
    random = Random(chosen.seed)
    people = [somebody(number, START, random) for number in range(chosen.learners)]
    shown = {who.person for who in people[:SHOWN]} | {"sim:channel"}

    def tell(at: datetime, who: str, what: str) -> None:
        if who in shown:
            row = {"at": f"{at:%Y-%m-%dT%H:%M:%SZ}", "who": who, "what": what}
            print(json.dumps(row, ensure_ascii=False) if chosen.json else f"{at:%a %d %b %H:%M}  {who:<12} {what}")

    library = open_library(settings, say, counter("Reading the notes"))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'simulation.db'}")
        down = outages(chosen.days, random)
        world = World(put_together(library, storage_on(engine)), people, chosen.days, down, random, tell)
        asyncio.run(world.pass_time())
        engine.dispose()
    due = [slot for who in people for slot in slots(who, world.end, down)]
    missed, ledger = world.ledger.missed(due), world.ledger
    unwelcome = ledger.unwelcome(people)
    result = {
        "slots": len(due),
        "missed": len(missed),
        "doubled": ledger.doubled(),
        "messages": len(ledger.sent),
        "asked if stuck": sum(one.asks for one in ledger.sent),
        "unwelcome": len(unwelcome),
        "prompts": sum(one.destination == "sim:channel" for one in ledger.sent),
        "learners": chosen.learners,
        "days": chosen.days,
        "outages": [f"{begin:%d %b %H:%M} to {finish:%d %b %H:%M}" for begin, finish in down],
    }
    if chosen.json:
        print(json.dumps(result))
    else:
        for slot in missed[:10]:
            print(f"missed: {slot.person} on {slot.date}, due {slot.due:%d %b %H:%M} UTC")
        for one in unwelcome[:10]:
            print(f"unwelcome: {one.destination} was asked at {one.at:%d %b %H:%M} UTC")
        print(", ".join(f"{name} {value}" for name, value in result.items()))
    return 1 if missed or unwelcome or ledger.doubled() else 0


def partners(chosen: argparse.Namespace) -> int:
    """Let a made-up community look for study partners, print each person's side, and whether it all reads right."""
    if chosen.learners < 2 or chosen.weeks < 4:
        raise SetupError("Study partners are simulated with at least two learners and four weeks.")
    use_pinned_zones()
    logging.disable(logging.WARNING)
    library = open_library(Settings(), say, counter("Reading the notes"))
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'simulation.db'}")
        app = put_together(library, storage_on(engine))
        village, everybody = run(app, chosen.learners, chosen.weeks, Random(chosen.seed))
        past = app.storage.rounds.past(HOME, chosen.weeks)
        engine.dispose()
    for someone in everybody:
        print(f"{someone.name}, {someone.city}, {'/'.join(sorted(someone.languages))}, free {someone.free}")
        print("\n".join(f"  {line}" for line in someone.diary))
    found, again = faults(village, everybody), list(met_again(village))
    print("\n".join(f"WRONG: {line}" for line in found))
    for one in reversed(past):
        alone = f", alone {dict(one.alone)}" if one.alone else ""
        print(f"{one.at:%d %b}: {one.seekers} took part, {one.paired} together, {one.met} met{alone}")
    print(f"{len(everybody)} people, {chosen.weeks} weeks")
    print(f"{len(again)} early repeats for want of others, {len(found)} wrong")
    return 1 if found else 0


def explain(chosen: argparse.Namespace) -> int:
    """Print the next five daily tasks of a learner, in their time and in UTC, and why then."""
    storage = open_storage(Settings())
    learner = storage.learners.find(chosen.learner) or storage.learners.get(chosen.learner)
    if learner is None:
        raise SetupError(f"There is no learner {chosen.learner}. Name one by address, such as console:ada, or by id.")
    settings, due = learner.settings, storage.timetable.of(f"daily:{learner.id}")
    print(f"{chosen.learner}: {settings.at:%H:%M} in {settings.zone} (they call it {settings.zone_shown})")
    if not settings.daily or due is None:
        print(f"Nothing is sent: {'messages rest until they speak' if settings.daily else 'the daily task is off'}.")
        return 0
    if settings.paused_until:
        print(f"Paused until {settings.paused_until}.")
    if learner.ignored:
        print(f"{learner.ignored} messages in a row without an answer; from the third on they become fewer.")
    rhythm, slot = daily_of(settings, learner.id), due
    for _ in range(EXPLAINED):
        local = slot.at.astimezone(clock_of(settings.zone))
        print(f"{local:%a %Y-%m-%d %H:%M:%S %Z}   {slot.at:%Y-%m-%d %H:%M:%S} UTC   {_why(slot, local, rhythm)}")
        slot = next_slot(slot.at, rhythm, slot)
    return 0


def _why(slot: Slot, local: datetime, rhythm: Daily) -> str:
    """Say why a task comes at this minute and not at another."""
    asked = instant(slot.date, rhythm.at, rhythm.zone)
    if slot.at == asked + rhythm.spread and rhythm.spread:
        return f"the default hour, spread by {rhythm.spread.seconds // 60} min {rhythm.spread.seconds % 60} s"
    if slot.at == asked and local.time().replace(tzinfo=None) == rhythm.at:
        return "the hour they chose"
    if slot.at == asked:
        return "clocks leave that hour out; the offset before the gap holds"
    return "moved: ten hours after the task before"
