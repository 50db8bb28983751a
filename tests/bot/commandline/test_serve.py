"""`trailmate run` and `chat` as processes: beside each other, alone, stopped and killed."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.server import ROOT, Server, environment, make_due, server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(environment(cache, tmp_path_factory.mktemp("home"))) as started:
        yield started


def trailmate(*arguments: str, env: dict[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, input=typed, capture_output=True, text=True, env=env, cwd=ROOT, check=False, timeout=60
    )


def test_a_chat_beside_a_running_trailmate_talks_to_it(running: Server) -> None:
    done = trailmate("chat", env=running.environment, typed="what is recall\n2\nexit\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Recall is the share of the real positives" in done.stdout
    assert "recall_score" in done.stdout


def test_a_second_one_on_the_same_home_is_refused_with_what_to_do(running: Server) -> None:
    done = trailmate("run", "--port", "0", env=running.environment)
    assert done.returncode == 1
    assert done.stderr.startswith("Another Trailmate uses ")
    assert "TRAILMATE_HOME" in done.stderr


def test_it_is_well_while_the_planner_ticks(running: Server) -> None:
    connection = HTTPConnection("127.0.0.1", running.port, timeout=5)
    connection.request("GET", "/health")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"ok")
    connection.close()


def test_it_ends_in_order_when_the_system_stops_it(cache: Path, tmp_path: Path) -> None:
    with server(environment(cache, tmp_path)) as started:
        wait_for_health(started)
        started.process.terminate()
        out, err = started.process.communicate(timeout=15)
    assert started.process.returncode == 0
    assert (out.splitlines()[-1], err) == ("Stopped.", "")
    assert not (tmp_path / "running").exists()
    assert not (tmp_path / "trailmate.db-wal").exists()  # closed, so the database is one file


def test_a_chat_whose_trailmate_is_killed_says_so_and_the_next_one_is_on_its_own(cache: Path, tmp_path: Path) -> None:
    settings = environment(cache, tmp_path)
    with server(settings) as started, open_chat(settings) as chat:
        assert "Recall" in talk(chat, "what is recall", until="Recall")
        started.process.kill()
        started.process.wait()
        _, err = chat.communicate("what is precision\n", timeout=15)
    assert chat.returncode == 1
    assert err == "The running Trailmate does not answer. Start `trailmate chat` again.\n"
    assert (tmp_path / "running").exists()
    assert "Precision" in trailmate("chat", env=settings, typed="what is precision\n").stdout


def test_a_chat_that_is_alone_brings_what_is_due_and_only_once(cache: Path, tmp_path: Path) -> None:
    with open_chat(environment(cache, tmp_path)) as chat:
        talk(chat, "/start time 7:00", until="[2] No")
        make_due(tmp_path, datetime.now(UTC))  # noqa: TID251 # what runs beside us reads the clock as well
        out, _ = chat.communicate("\n\n\n", timeout=15)
    assert out.count("Today: ") == 1
    assert out.count("Today's topic: ") == 1
    assert "[2] Done" in out


@contextmanager
def open_chat(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Start a chat whose words can be read as they come; it is ended should it ever stay silent."""
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=settings | {"PYTHONUNBUFFERED": "1"}, cwd=ROOT,
    )  # fmt: skip
    too_long = threading.Timer(30, chat.kill)
    too_long.start()
    with chat:
        yield chat
    too_long.cancel()


def talk(chat: subprocess.Popen[str], line: str, until: str) -> str:
    """Type a line, and return what is said up to a line with some words."""
    assert chat.stdin is not None
    assert chat.stdout is not None
    chat.stdin.write(f"{line}\n")
    chat.stdin.flush()
    said = ""
    for shown in chat.stdout:
        said += shown
        if until in shown:
            break
    return said


def wait_for_health(started: Server) -> None:
    connection = HTTPConnection("127.0.0.1", started.port, timeout=15)
    connection.request("GET", "/health")  # the listener is open, so this waits until somebody serves
    connection.getresponse().read()
    connection.close()
