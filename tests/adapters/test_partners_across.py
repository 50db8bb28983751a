"""A Discord member and a Telegram user as partners: one `trailmate run`, real sockets, a week on its clock."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.adapters.discord.peer import mine, shown, wrong_bodies
from tests.adapters.discord.process import ROOT, settings
from tests.adapters.telegram.api import BotApi, bot_api, emulator, joins
from tests.discord_server.server import Server, serve
from tests.discord_server.world import Channel, Message, User

pytestmark = pytest.mark.slow
WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 18, 0, 1, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 18, tzinfo=UTC)
MONDAY_EVENING = MONDAY + timedelta(hours=2, seconds=1)
GROUP, TEA = -1005, 7
PATIENCE = 30.0
"""Seconds for what takes two at the most, on a machine that does other things too."""
HOSTILE = "hi @everyone <@&1> <b>Ada</b>, half past?"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serve() as server:
        server.gateway.identify_seconds = 0
        yield server
        assert wrong_bodies(server) == []


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[str]:
    with emulator(tmp_path) as address:
        yield address


@pytest.fixture
async def api(behind: str) -> AsyncIterator[BotApi]:
    async with bot_api(behind) as served:
        yield served


@dataclass
class Calendar:
    """Says to the other process what day it is."""

    file: Path

    def set(self, now: datetime) -> None:
        ahead = now - datetime.now(UTC)  # noqa: TID251 # what the other process adds to its clock
        new = self.file.with_suffix(".new")
        new.write_text(f"{ahead.total_seconds()}")
        new.replace(self.file)


@asynccontextmanager
async def trailmate(server: Server, api: BotApi, cache: Path, home: Path, file: Path) -> AsyncIterator[None]:
    """Run Trailmate on both platforms until the block ends."""
    telegram = {"TRAILMATE_TELEGRAM_TOKEN": api.token, "TRAILMATE_TELEGRAM_API": api.address}
    log = file.with_name("log.txt")
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.adapters.ahead", str(file), cwd=ROOT, stdout=said, stderr=said,
            env={**os.environ, **settings(server, cache, home), **telegram},
        )  # fmt: skip
    try:
        async with asyncio.timeout(60):
            while not (server.world.commands and api.of("getUpdates")):
                assert process.returncode is None, log.read_text()
                await asyncio.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        ended = await asyncio.wait_for(process.wait(), 20)
    assert ended == 0, log.read_text()[-3000:]
    assert "Traceback" not in log.read_text(), log.read_text()


@dataclass
class Ada:
    """Somebody in Discord; what she gets lies in her conversation with the bot."""

    server: Server
    user: User
    room: Channel

    @property
    def got(self) -> list[Message]:
        return mine(self.server, self.server.world.dm(self.user))

    async def runs(self, part: str, **options: str) -> str:
        asked = self.server.people.run(self.user, self.room, f"partner {part}", options)
        return shown(await asked.answer(PATIENCE))

    async def presses(self, label: str, answered: str) -> str:
        buttons = [(card, button["label"]) for card in reversed(self.got) for row in card.components
                   for button in row["components"]]  # fmt: skip
        card, whole = next((card, found) for card, found in buttons if found.startswith(label))
        self.server.people.press(self.user, card, whole)
        return shown(await self.gets(answered))

    async def gets(self, words: str) -> Message:
        async with asyncio.timeout(PATIENCE):
            while not any(words in shown(one) for one in self.got):  # noqa: ASYNC110 # of another process
                await asyncio.sleep(0.02)
        return next(one for one in reversed(self.got) if words in shown(one))


@dataclass
class Tea:
    """Somebody in Telegram."""

    api: BotApi

    async def says(self, text: str, answered: str) -> str:
        before = len(self.api.sent(TEA))
        await self.api.say(text, chat=TEA)
        return await self.gets(answered, before)

    async def presses(self, label: str, answered: str) -> str:
        before = len(self.api.sent(TEA))
        buttons = [b for one in reversed(self.api.sent(TEA)) for row in one.buttons for b in row]
        await self.api.press(next(b["callback_data"] for b in buttons if b["text"].startswith(label)), chat=TEA)
        return await self.gets(answered, before)

    async def gets(self, words: str, before: int = 0) -> str:
        await self.api.until(lambda: any(words in one.text for one in self.api.sent(TEA)[before:]), PATIENCE)
        return next(one.text for one in reversed(self.api.sent(TEA)) if words in one.text)


async def test_a_discord_member_and_a_telegram_user_study_together_for_a_week(
    server: Server, api: BotApi, cache: Path, tmp_path: Path
) -> None:
    user = server.world.add_user("Ada")
    guild = server.world.add_guild("Learners", user)
    server.people.invite(guild)
    assert guild.system_channel
    ada, tea = Ada(server, user, guild.channels[guild.system_channel]), Tea(api)
    calendar, home = Calendar(tmp_path / "ahead"), tmp_path / "home"
    calendar.set(WEDNESDAY)
    home.mkdir()
    async with trailmate(server, api, cache, home, calendar.file):
        await both_join(ada, tea)
        calendar.set(SATURDAY)
        await ada.gets("A study partner for the week")
        await tea.gets("A study partner for the week")
        calendar.set(SUNDAY)
        await they_are_introduced(ada, tea)
        await they_agree_on_a_time(ada, tea)
        calendar.set(SUNDAY + timedelta(minutes=5))
        await they_write_to_each_other(ada, tea)
        await they_share_how_to_reach_them(ada, tea)
        calendar.set(MONDAY_EVENING)
        await they_are_asked_whether_they_met(ada, tea)
    everything = "".join(map(shown, ada.got)) + "".join(one.text for one in api.sent(TEA))
    assert "Nobody this week" not in everything  # though each was alone in their own community
    assert server.journal.refused == []
    assert api.refused == []


async def both_join(ada: Ada, tea: Tea) -> None:
    await tea.api.enqueue(joins(GROUP))
    await tea.api.until(lambda: tea.api.sent(GROUP))
    await tea.api.say("/partner@trailmate_bot join", chat=GROUP, user=TEA)
    await tea.gets("You're in")
    await tea.says("/partner city London", "Changed")
    await tea.says("/partner wider on", "<b>wider</b>): on")
    assert "You're in" in await ada.runs("join")
    assert "London" in await ada.runs("city", city="London")
    assert "(**wider**): on" in await ada.runs("wider", choice="on")


async def they_are_introduced(ada: Ada, tea: Tea) -> None:
    card, words = shown(await ada.gets("This week: you and")), await tea.gets("This week: you and")
    assert "you and Person\n" in card
    assert "you and Ada" in words


async def they_agree_on_a_time(ada: Ada, tea: Tea) -> None:
    await ada.presses("Works for me: Mon", "works for you")
    assert "You meet on Monday, 23 November at 18:00 (London)" in await tea.presses("Works for me: Mon", "You meet on")
    assert f"<t:{int(MONDAY.timestamp())}" in shown(await ada.gets("You meet on"))


async def they_write_to_each_other(ada: Ada, tea: Tea) -> None:
    assert "Sent" in await ada.runs("say", text=HOSTILE)
    arrived = await tea.gets("half past?")
    assert arrived == "<b>Ada</b> writes:\n\nhi @everyone &lt;@&amp;1&gt; &lt;b&gt;Ada&lt;/b&gt;, half past?"
    await tea.says(f"/partner say {HOSTILE}", "Sent")
    message = await ada.gets("half past?")
    assert (message.mentions, message.roles, message.everyone, message.content) == ([], [], False, "")
    assert "One message a minute" in await ada.runs("say", text="and one more")
    await tea.says("/partner say and one more", "One message a minute")


async def they_share_how_to_reach_them(ada: Ada, tea: Tea) -> None:
    await tea.presses("Share contact", "How may they reach you")
    await tea.says("tea-at-home", "as soon as they share theirs")
    assert "tea-at-home" not in "".join(map(shown, ada.got))
    assert "on their way" in await ada.runs("contact", text="ada-at-home")
    await tea.gets("ada-at-home")
    await ada.gets("tea-at-home")


async def they_are_asked_whether_they_met(ada: Ada, tea: Tea) -> None:
    await ada.gets("Did you meet?")
    await tea.gets("Did you meet?")
    await ada.presses("We met", "Noted")
    await tea.presses("We met", "Noted")
