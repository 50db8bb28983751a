"""Trailmate as its users start it: `trailmate run` as a process of its own, on 127.0.0.1."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import update

from bot.storage.database import open_database
from bot.storage.tables import schedules

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Server:
    """A running Trailmate, and what it was started with."""

    process: subprocess.Popen[str]
    address: str
    environment: dict[str, str]

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0


def environment(cache: Path, home: Path) -> dict[str, str]:
    """Return the environment of a Trailmate of its own; visitors may talk fast."""
    settings = {"TRAILMATE_CACHE": str(cache), "TRAILMATE_HOME": str(home), "TRAILMATE_WEB_PER_MINUTE": "200"}
    return {**os.environ, **settings}


@contextmanager
def server(settings: dict[str, str], port: int = 0) -> Iterator[Server]:
    """Start Trailmate on a port, 0 for any free one, and stop it with Ctrl-C, which has to end it in order."""
    command = [sys.executable, "-m", "bot", "run", "--port", str(port)]
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=settings, cwd=ROOT
    )
    try:
        assert started.stdout is not None
        first = started.stdout.readline()
        assert first.startswith("Web chat   on"), started.communicate(timeout=15)
        yield Server(started, first.split()[-1], settings)
    finally:
        stopped = started.poll() is None
        if stopped:
            started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=15)
        assert not stopped or (started.returncode, out.splitlines()[-1:]) == (0, ["Stopped."]), err


def make_due(home: Path, now: datetime) -> None:
    """Let every schedule of a home folder's database be due since a minute ago."""
    engine = open_database(f"sqlite:///{home / 'trailmate.db'}")
    due = now - timedelta(minutes=1)
    with engine.begin() as connection:
        connection.execute(update(schedules).values(next_at=due, next_date=due.date()))
    engine.dispose()
