"""The composition root: the one module that knows every part."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.core.aside import Aside
from bot.core.attendance import Attendance
from bot.core.channel import Channel
from bot.core.communities import LOCAL, Community
from bot.core.conversation import Conversation
from bot.core.gate import Gate
from bot.core.mailbox import BOARD
from bot.core.memory import Memory
from bot.core.parcel import Parcel
from bot.core.reception import Reception
from bot.core.reply import Reply
from bot.core.rhythm import next_prompt
from bot.core.study import Study
from bot.core.titles import Titles
from bot.core.zones import Found, find_zone, use_pinned_zones, zones_version
from bot.delivery import Delivery
from bot.features.hosting import Hosting
from bot.features.scheduled import Scheduled
from bot.features.table import Ports, commands
from bot.settings import Settings
from bot.storage.cards import SqlCards
from bot.storage.communities import SqlCommunities
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
from bot.storage.timetable import SqlTimetable
from knowledge.library import Library
from knowledge.vectors import Progress, no_progress
from scheduler.planner import Planner

Say = Callable[[str], None]
Clock = Callable[[], datetime]


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
    cards: SqlCards
    links: SqlLinks


@dataclass(frozen=True, slots=True)
class App:
    """Trailmate, put together."""

    library: Library
    storage: Storage
    conversation: Conversation
    planner: Planner
    scheduled: Scheduled
    reception: Reception
    aside: Aside | None = None

    def close(self) -> None:
        """Do what was left for a moment later, and close the database, which is one file then."""
        if self.aside:
            self.aside.finish()
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

    def _wanted(self, parcel: Parcel, now: datetime) -> Reply | bool:
        if "compose" not in parcel.payload:
            return True
        return self.scheduled.compose(parcel.payload, parcel.destination, now) or False

    def tick(self, now: datetime) -> int:
        """Plan what is due."""
        return self.planner.tick(now)


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
        SqlCards(engine),
        SqlLinks(engine),
    )


def build(settings: Settings, say: Say = lambda _: None, progress: Progress = no_progress) -> App:
    """Put every part together. Raises SetupError or one of the library's errors, each with what to do."""
    storage = open_storage(settings)
    return put_together(open_library(settings, say, progress), storage, Aside(Attendance(storage.learners)))


def put_together(library: Library, storage: Storage, aside: Aside | None = None) -> App:
    """Connect the parts. Attendance is taken aside, or where there is none, before the reply."""
    notes = library.curriculum
    ports = Ports(
        storage.inbox,
        storage.learners,
        storage.diary,
        storage.outbox.proved,
        storage.communities,
        storage.places,
        storage.links,
    )
    scheduled = Scheduled(notes, storage.learners, storage.communities, Study(notes, storage.diary))
    conversation = Conversation(commands(library, ports), library, Memory(), aside or Attendance(storage.learners))
    hosting = Hosting(storage.communities)
    reception = Reception(conversation, storage.handled, storage.places, hosting, Titles.of(notes))
    return App(library, storage, conversation, Planner(storage.timetable), scheduled, reception, aside)


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
