"""Tells a terminal beside it where the Trailmate that runs on this machine listens."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FILE = "running"
_SECONDS = 2.0
_HIGHEST_PORT = 65_535
_IS_TRAILMATE = (200, 503)
"""What its health check answers, well or not; any other program may have the port by now."""


@contextmanager
def told_port(home: Path, port: int) -> Iterator[None]:
    """Keep the port in the home folder for as long as the server runs."""
    path = home / _FILE
    path.write_text(str(port))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def running_port(home: Path) -> int | None:
    """Return the port of the Trailmate that runs on this home folder; None where none answers."""
    path = home / _FILE
    written = path.read_text(errors="replace") if path.is_file() else ""
    if not written.isdecimal() or int(written) > _HIGHEST_PORT:
        return None
    connection = http.client.HTTPConnection("127.0.0.1", int(written), timeout=_SECONDS)
    try:
        connection.request("GET", "/health")
        return int(written) if connection.getresponse().status in _IS_TRAILMATE else None
    except (OSError, http.client.HTTPException):
        return None  # left behind by a server that was killed
    finally:
        connection.close()
