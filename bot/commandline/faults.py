"""Which errors are told as a sentence; every other one is a defect of ours and keeps its traceback."""

from __future__ import annotations

import sqlite3

from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from adapters.console.faults import ServerGoneError
from bot.app import SetupError
from bot.settings import SettingsFileError
from bot.storage.database import StorageError
from knowledge.evaluation import CorpusError
from knowledge.ingest import IngestError
from knowledge.model import ModelError
from knowledge.notes.reader import NoteError
from knowledge.picture.faults import PictureError

_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)

KNOWN = (
    SetupError,
    SettingsFileError,
    ServerGoneError,
    StorageError,
    ModelError,
    NoteError,
    CorpusError,
    IngestError,
    PictureError,
    ValidationError,
    OperationalError,
    OSError,
)


def sentence(error: Exception) -> str:
    """Return what happened and what to do."""
    if isinstance(error, ValidationError):
        faults = [f"TRAILMATE_{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors()]
        return "A setting cannot be used. " + "; ".join(faults)
    if isinstance(error, OperationalError) and getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _NO_ROOM:
        return (
            f"The disk does not take what is written ({error.orig}); most likely it is full. "
            "Make room there. Everything that was confirmed before is kept."
        )
    if isinstance(error, OperationalError):
        return f"The database cannot be used ({error.orig}). Check TRAILMATE_DATABASE and TRAILMATE_HOME."
    if isinstance(error, OSError):
        place = f" {error.filename}" if error.filename else ""
        return (
            f"The system does not let us read or write{place or ' what we need to'} ({error.strerror or error}). "
            "Check the free space there, and whose files they are."
        )
    return str(error)
