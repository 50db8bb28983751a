"""The control door, with the server as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Act = Callable[..., Any]


@pytest.fixture(scope="module")
def act() -> Iterator[Act]:
    """Act at the control door of a server that runs by itself."""
    command = [sys.executable, "-m", "tests.discord_server"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout
    addresses = json.loads(process.stdout.readline())

    def act(name: str, /, **arguments: Any) -> Any:
        request = urllib.request.Request(f"{addresses['control']}/{name}", json.dumps(arguments).encode())
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return json.load(refused)

    yield act
    process.communicate(timeout=10)
    assert process.returncode == 0


def test_people_talk_and_see(act: Act) -> None:
    ada = act("person", name="Ada")["id"]
    guild = act("guild", name="Learners", owner=ada)
    bob = act("person", name="Bob", guild=guild["id"], accepts_dms=False)["id"]
    act("invite", guild=guild["id"])

    said = act("say", person=ada, channel=guild["channel"], text="hello")
    act("say", person=bob, channel=guild["channel"], text="hi", reply_to=said["id"])

    assert [message["content"] for message in act("sees", person=ada, channel=guild["channel"])] == ["hello", "hi"]


def test_what_cannot_be_done_says_why(act: Act) -> None:
    ada = act("person", name="Ada")["id"]

    assert "there is no command 'ask'" in act("run", person=ada, command="ask")["error"]
    assert "say" in act("sing")["error"]
    assert act("requests") == []
    assert act("identifies") == []
