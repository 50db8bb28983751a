"""A terminal finds the Trailmate that runs beside it, and takes no other program for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.commandline import serve
from bot.commandline.running import running_port
from bot.settings import Settings


@contextmanager
def answering(health: int) -> Iterator[int]:
    """Serve a program that is not ours, and yield its port."""

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(health)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("written", [b"", b"\xff", b"99999999999", b"-1", b"not a port"])
def test_a_damaged_note_of_the_port_is_no_trailmate(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "running").write_bytes(written)
    assert running_port(tmp_path) is None


@pytest.mark.parametrize("health", [404, 200])
def test_another_program_on_the_port_of_one_that_was_killed_is_not_talked_to(tmp_path: Path, health: int) -> None:
    with answering(health) as port:
        (tmp_path / "running").write_text(str(port))
        assert serve._running(tmp_path) is None


def test_a_key_that_a_full_disk_left_empty_signs_nothing(tmp_path: Path) -> None:
    (tmp_path / "web.key").touch()
    key = serve._session_key(tmp_path)
    assert len(key) == serve.KEY_BYTES
    assert serve._session_key(tmp_path) == key
    assert (tmp_path / "web.key").stat().st_mode & 0o077 == 0


def test_on_the_usual_port_the_page_is_served_under_the_name_that_browsers_send() -> None:
    settings = Settings(_env_file=None)
    assert "127.0.0.1" in serve._hosts(settings, 80)
    assert "127.0.0.1" not in serve._hosts(settings, 8765)
