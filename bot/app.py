"""The composition root: the one module that knows every part."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.core.conversation import Conversation
from bot.core.memory import Memory
from bot.features.table import commands
from bot.settings import Settings
from bot.storage.database import open_database
from bot.storage.inbox import SqlInbox
from knowledge.library import Library
from knowledge.vectors import Progress, no_progress

Say = Callable[[str], None]


class SetupError(RuntimeError):
    """Something outside the program is not as it must be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class App:
    """Trailmate, put together."""

    library: Library
    inbox: SqlInbox
    conversation: Conversation


def open_library(settings: Settings, say: Say = lambda _: None, progress: Progress = no_progress) -> Library:
    """Open the notes, preparing model and index where that was not done before."""
    writable(settings.cache, "TRAILMATE_CACHE")
    return Library.open(
        cache=settings.cache, added=settings.home / "notes", model=settings.model, say=say, progress=progress
    )


def build(settings: Settings, say: Say = lambda _: None, progress: Progress = no_progress) -> App:
    """Put every part together. Raises SetupError or one of the library's errors, each with what to do."""
    writable(settings.home, "TRAILMATE_HOME")
    library = open_library(settings, say, progress)
    inbox = SqlInbox(open_database(settings.database_url))
    return App(library, inbox, Conversation(commands(library, inbox), library, Memory()))


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
