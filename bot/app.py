"""The composition root: the one module that knows every part."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot.core.aside import Aside
from bot.core.attendance import Attendance
from bot.core.channel import Channel, TryLater
from bot.core.communities import LOCAL, Community
from bot.core.conversation import Conversation
from bot.core.gate import Gate
from bot.core.mailbox import BOARD
from bot.core.memory import Memory
from bot.core.message import waits_for
from bot.core.noticing import Noticing, noticed
from bot.core.parcel import SETTLED, Parcel, State
from bot.core.reception import Reception
from bot.core.reply import Reply
from bot.core.request import Request
from bot.core.rhythm import next_prompt
from bot.core.study import Study
from bot.core.titles import Titles
from bot.core.turn import Turn
from bot.core.zones import Found, find_zone, use_pinned_zones, zones_version
from bot.delivery import Delivery
from bot.features.callcards import CallCards
from bot.features.calling import Calling
from bot.features.company import PartnerCards
from bot.features.hosting import Hosting
from bot.features.scheduled import Scheduled
from bot.features.stuck_prompt import StuckPrompt
from bot.features.table import Ports, commands
from bot.features.unanswered import Unanswered
from bot.pairing.apart import match_and_wait
from bot.settings import Settings
from bot.storage.calls import SqlCalls
from bot.storage.cards import SqlCards
from bot.storage.communities import SqlCommunities
from bot.storage.companies import SqlCompanies
from bot.storage.database import open_database
from bot.storage.diary import SqlDiary
from bot.storage.facts import SqlFacts
from bot.storage.handled import SqlHandled
from bot.storage.inbox import SqlInbox
from bot.storage.learners import SqlLearners
from bot.storage.links import SqlLinks
from bot.storage.mailbox import MailboxChannel, SqlMailbox
from bot.storage.outbox import SqlOutbox
from bot.storage.places import SqlPlaces
from bot.storage.rounds import SqlRounds
from bot.storage.seekers import SqlSeekers
from bot.storage.timetable import SqlTimetable
from bot.storage.traces import SqlTraces
from bot.storage.volunteers import SqlVolunteers
from knowledge.library import Library
from knowledge.vectors import Progress, no_progress
from scheduler.lookout import Lookout
from scheduler.planner import Planner
from scheduler.rounds import Match, Rounds, next_round

Say = Callable[[str], None]
Clock = Callable[[], datetime]


LOOKED_AGAIN_AFTER = 2.0
"""Seconds after which a message is looked at again that waits for what becomes of another one."""
LOCAL_PLATFORMS = ("web", "console", "local")

log = logging.getLogger(__name__)


class SetupError(RuntimeError):
    """Something outside the program is not as it must be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Storage:
    """The database, and every port on it."""

    engine: Engine
    inbox: SqlInbox
    learners: SqlLearners
    diary: SqlDiary
    communities: SqlCommunities
    places: SqlPlaces
    handled: SqlHandled
    timetable: SqlTimetable
    outbox: SqlOutbox
    mailbox: SqlMailbox
    facts: SqlFacts
    seekers: SqlSeekers
    companies: SqlCompanies
    rounds: SqlRounds
    traces: SqlTraces
    cards: SqlCards
    links: SqlLinks
    calls: SqlCalls
    volunteers: SqlVolunteers


@dataclass(frozen=True, slots=True)
class App:
    """Trailmate, put together."""

    library: Library
    storage: Storage
    conversation: Conversation
    planner: Planner
    rounds: Rounds
    scheduled: Scheduled
    reception: Reception
    unanswered: Unanswered
    asides: Sequence[Aside[Any]]

    def close(self) -> None:
        """Do what was left for a moment later, and close the database, which is one file then."""
        for aside in self.asides:
            aside.finish()
        self.storage.engine.dispose()

    def delivery(self, clock: Clock, channels: Sequence[tuple[Channel, Gate]]) -> Delivery:
        """Return what delivers to some channels, on a clock; it belongs to one event loop."""
        return Delivery(self.storage.outbox, channels, self._wanted, clock)

    def local_channels(self, clock: Clock) -> list[tuple[Channel, Gate]]:
        """Return the channels of the page and the terminal, which keep messages until somebody looks."""
        mailbox = self.storage.mailbox
        return [(MailboxChannel(name, mailbox, clock), Gate(None, time.monotonic)) for name in LOCAL_PLATFORMS]

    async def deliver_here(self, clock: Clock) -> int:
        """Deliver to the page and the terminal what is due now; return how many messages that were."""
        return await self.delivery(clock, self.local_channels(clock)).drain()

    def _wanted(self, parcel: Parcel, now: datetime) -> Reply | TryLater | bool:
        if first := waits_for(parcel.payload):
            state = self.storage.outbox.state(first)
            if state is State.SENT:
                return False
            if state and state not in SETTLED:
                return TryLater(LOOKED_AGAIN_AFTER)
        if "compose" not in parcel.payload:
            return True
        return self.scheduled.compose(parcel.payload, parcel.destination, now) or False

    def tick(self, now: datetime) -> int:
        """Plan what is due and hold the partner rounds; return how many messages the plan added."""
        planned = self.planner.tick(now)
        self.rounds.tick(now)
        self.unanswered(now)
        return planned


def open_library(settings: Settings, say: Say = lambda _: None, progress: Progress = no_progress) -> Library:
    """Open the notes, preparing model and index where that was not done before."""
    writable(settings.cache, "TRAILMATE_CACHE")
    return Library.open(
        cache=settings.cache, added=settings.home / "notes", model=settings.model, say=say, progress=progress
    )


def open_storage(settings: Settings) -> Storage:
    """Open the database. Raises StorageError or SetupError, each with what to do."""
    writable(settings.home, "TRAILMATE_HOME")
    use_pinned_zones()
    return storage_on(open_database(settings.database_url))


def storage_on(engine: Engine) -> Storage:
    """Return every port on an open database."""
    return Storage(
        engine,
        SqlInbox(engine),
        SqlLearners(engine),
        SqlDiary(engine),
        SqlCommunities(engine),
        SqlPlaces(engine),
        SqlHandled(engine),
        SqlTimetable(engine),
        SqlOutbox(engine),
        SqlMailbox(engine),
        SqlFacts(engine),
        SqlSeekers(engine),
        SqlCompanies(engine),
        SqlRounds(engine),
        SqlTraces(engine),
        SqlCards(engine),
        SqlLinks(engine),
        SqlCalls(engine),
        SqlVolunteers(engine),
    )


def build(settings: Settings, say: Say = lambda _: None, progress: Progress = no_progress) -> App:
    """Put every part together. Raises SetupError or one of the library's errors, each with what to do."""
    storage = open_storage(settings)
    return put_together(open_library(settings, say, progress), storage, aside=True)


def put_together(library: Library, storage: Storage, *, aside: bool = False, match: Match = match_and_wait) -> App:
    """Connect the parts. Who spoke and what about is noted beside the replies, or without `aside` within them."""
    notes, learners, traces, communities = library.curriculum, storage.learners, storage.traces, storage.communities
    attendance, noticing = Attendance(learners), Noticing(learners, traces, notes.topics)
    heard = Aside(attendance, key=person_of, person=person_of, known=learners.known)
    seen = Aside(noticing, key=id, person=lambda noticed: noticed.person, known=learners.known)
    attend, keep = (heard, seen) if aside else (attendance, noticing)

    def notice(command: str, turn: Turn, reply: Reply) -> None:
        if found := noticed(command, turn, reply):
            keep(found)

    study = Study(notes, storage.diary)
    partners = PartnerCards(notes, learners, storage.seekers, storage.companies, storage.rounds, storage.seekers)
    rounds = Rounds(storage.rounds, communities, learners, storage.companies, storage.seekers, study, match)
    ports = Ports(
        inbox=storage.inbox,
        learners=learners,
        diary=storage.diary,
        proved=storage.outbox.proved,
        traces=traces,
        communities=communities,
        places=storage.places,
        links=storage.links,
        seekers=storage.seekers,
        addresses=storage.seekers,
        companies=storage.companies,
        cadences=storage.rounds,
        next_round=lambda cadence, now: next_round(cadence, communities.get(cadence.community), now),
        try_out=rounds.plan,
        calls=storage.calls,
        volunteers=storage.volunteers,
    )
    conversation = Conversation(commands(library, ports), library, Memory(), attend, notice)
    calls = CallCards(notes, learners, communities, storage.calls, traces)
    scheduled = Scheduled(notes, learners, communities, study, partners, StuckPrompt(notes, learners, traces), calls)
    calling = Calling(storage.calls, storage.volunteers, learners, storage.seekers)
    unanswered = Unanswered(storage.calls, calling, learners, storage.seekers)
    planner = Planner(storage.timetable, Lookout(traces, notes.prerequisites))
    reception = Reception(conversation, storage.handled, storage.places, Hosting(communities), Titles.of(notes))
    return App(library, storage, conversation, planner, rounds, scheduled, reception, unanswered, (heard, seen))


def person_of(request: Request) -> str:
    """Return who said something."""
    return request.person.id


def prepare(app: App, zone: str | None, now: datetime) -> None:
    """Do what a start has to do once: the local community, and instants that new time zone data moved."""
    storage = app.storage
    if storage.communities.get(LOCAL) is None:
        found = find_zone(zone or "UTC")
        here = Community(LOCAL, "This machine", found.zone if isinstance(found, Found) else "UTC", BOARD)
        storage.communities.save(here, now, next_prompt(here, now, None))
    if storage.facts.get("zones") not in (None, zones_version()):
        moved = app.planner.recompute(now)
        log.info("Time zone data is now %s; %d messages moved to other instants.", zones_version(), moved)
    storage.facts.set("zones", zones_version())


def writable(folder: Path, setting: str) -> None:
    """Make sure that a folder exists and can be written. Raises SetupError naming the setting."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or "no access"
        raise SetupError(f"Cannot write to {folder} ({reason}). Point {setting} at a folder that you own.") from error
