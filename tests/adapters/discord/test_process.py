"""The whole of Trailmate in a process of its own: started, asked by many at once, killed and started again."""

from __future__ import annotations

import asyncio
import statistics
from pathlib import Path

import pytest

from tests.adapters.discord.peer import done, mine, shown
from tests.adapters.discord.process import memory_mb, running, settings, start
from tests.discord_server.client import until
from tests.discord_server.server import Server
from tests.discord_server.world import Channel, Guild, User

QUESTIONS = (
    "what is overfitting", "what is recall", "how does a random forest work", "what is gradient descent",
    "why do we need a test set", "what is a p value", "how do i merge two dataframes", "what is backpropagation",
)  # fmt: skip
PATIENCE = 3.0
"""Seconds after which Discord gives an interaction up."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def members(server: Server, guild: Guild, many: int) -> list[User]:
    people = [server.world.add_user(f"member{number}") for number in range(many)]
    for person in people:
        server.world.add_member(guild, person)
    return people


async def ask_at_once(server: Server, room: Channel, people: list[User]) -> list[float]:
    """Let everybody ask at the same moment; return how long each waited for an acknowledgement, in seconds."""
    asked = [
        server.people.run(person, room, "ask", {"question": QUESTIONS[number % len(QUESTIONS)]})
        for number, person in enumerate(people)
    ]
    _, unfinished = await asyncio.wait([asyncio.create_task(one.finished.wait()) for one in asked], timeout=120)
    assert not unfinished, [(one.waited, one.first, one.original) for one in asked if not one.finished.is_set()]
    return [one.waited or PATIENCE for one in asked]


@pytest.mark.slow
async def test_two_hundred_at_once_wait_for_no_acknowledgement_and_a_kill_loses_no_question(
    server: Server, guild: Guild, room: Channel, bob: User, cache: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = members(server, guild, 200)
    async with running(server, cache, home) as process:
        waited = sorted(await ask_at_once(server, room, people))
        server.people.say_to_bot(bob, "what is precision?")
        await until(lambda: mine(server, server.world.dm(bob)))
        card = (await done(server.people.run(bob, room, "ask", {"question": "what is recall"}))).original
        with capsys.disabled():
            print(f"\n200 at once: half within {statistics.median(waited):.2f} s, all within {waited[-1]:.2f} s")
        assert waited[-1] < PATIENCE
        assert server.journal.refused == []
        process.kill()
        await process.wait()
        server.people.say_to_bot(bob, "what is overfitting?")
        again = await start(settings(server, cache, home), home / "again.txt")
        try:
            assert card
            async with asyncio.timeout(30):
                while len(mine(server, server.world.dm(bob))) < 2:  # noqa: ASYNC110 - of another process
                    await asyncio.sleep(0.05)
            assert "A model overfits when" in shown(mine(server, server.world.dm(bob))[1])
            assert "Recall" in shown((await done(server.people.press(bob, card, "Example"))).original)
        finally:
            again.terminate()
            assert await again.wait() == 0, (home / "again.txt").read_text()[-2000:]


@pytest.mark.torture
async def test_memory_stays_flat_over_twenty_thousand_interactions(
    server: Server, guild: Guild, room: Channel, cache: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = members(server, guild, 20)
    measured: list[float] = []
    longest = 0.0
    async with running(server, cache, home) as process:
        for number in range(1_000):
            longest = max(longest, *await ask_at_once(server, room, people))
            if number % 100 == 99:
                measured.append(memory_mb(process))
                server.journal.entries.clear()
                server.world.interactions.clear()
                room.messages.clear()
    with capsys.disabled():
        print(
            f"\nMiB after each 2,000 interactions: {[round(one, 1) for one in measured]}; longest wait {longest:.2f} s"
        )
    assert measured[-1] - measured[1] < 8
    assert longest < PATIENCE
