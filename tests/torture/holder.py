"""A process that holds the partner rounds that are due, as the bot does at a tick; it may be killed at any moment."""

from __future__ import annotations

from datetime import datetime
from multiprocessing.connection import Connection

from sqlalchemy import Engine, event

from bot.app import storage_on
from bot.core.study import Study
from bot.pairing.companies import bring_together
from bot.storage.database import open_database
from knowledge.notes.curriculum import Curriculum
from scheduler.rounds import Rounds


def rounds_on(engine: Engine, curriculum: Curriculum) -> Rounds:
    """Return what holds rounds, matching in its own process."""
    storage = storage_on(engine)
    ports = (storage.rounds, storage.communities, storage.learners, storage.companies, storage.seekers)
    return Rounds(*ports, Study(curriculum, storage.diary), bring_together)


def hold(url: str, curriculum: Curriculum, now: datetime, writes: Connection) -> None:
    """Tick once, and say when the first row is about to be written."""
    engine = open_database(url)

    def about_to(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            writes.send_bytes(b"1")

    event.listen(engine, "before_cursor_execute", about_to)
    rounds_on(engine, curriculum).tick(now)
