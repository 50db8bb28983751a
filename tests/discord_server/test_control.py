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

import aiohttp
import pytest

from tests.discord_server.client import Bot
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild, User

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


async def test_everything_that_people_do_can_be_asked_for(
    server: Server, bot: Bot, guild: Guild, room: Channel, ada: User, session: aiohttp.ClientSession
) -> None:
    async def act(name: str, /, **arguments: Any) -> Any:
        async with session.post(f"{server.control}/{name}", json=arguments) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    who = {"person": str(ada.id)}
    here = {**who, "channel": str(room.id)}
    await bot.tree.sync()

    asked = await act("run", **here, command="ask", options={"question": "why?"})
    assert (asked["first"], asked["private"], asked["original"]["content"]) == (5, True, "About why?")
    pressed = await act("press", **who, message=asked["original"]["id"], button="More")
    assert pressed["original"]["content"] == "More of it"
    typed = await act("complete", **here, command="ask", option="question", typed="gra")
    assert typed["choices"] == [{"name": "gradients", "value": "gradients"}]
    form = await act("run", **here, command="form")
    handed_in = await act("submit", interaction=form["id"], values={"words": "how?"})
    assert (await act("interaction", interaction=handed_in["id"]))["original"]["content"] == "You asked how?"

    said = await act("say", **here, text="a loss", files={"notes.txt": "words"})
    about = await act("menu", **who, message=said["id"], command="Ask about this")
    assert about["original"]["content"] == "About: a loss"
    thread = await act("thread", **who, message=said["id"], name="Loss")
    assert thread["id"] == said["id"]
    assert len(await act("identifies")) == 1

    await act("change_person", **who, accepts_dms=False)
    await act("fault", route="GET /users/@me", status=502)
    await act("door", name="gateway", state="refuse")
    await act("door", name="gateway", state="open")
    await act("gateway", act="cut")
    new = await act("channel", guild=str(guild.id), name="new")
    await act("restrict", channel=new["id"], target=str(server.world.bot.id), deny=1 << 10)
    await act("delete_channel", channel=new["id"])
    await act("skip", seconds=1)
    await act("event", name="NOTHING_KNOWN", data={})
    assert [command["name"] for command in (await act("commands"))["0"]] == ["ask", "form", "Ask about this"]
    assert (await act("requests"))[0]["path"] == "/users/@me"
    await act("kick", guild=str(guild.id))
    await act("forget")
    assert await act("sees", **here) == []
