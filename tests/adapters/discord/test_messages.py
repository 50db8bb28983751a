"""Mentions, direct messages, threads and channels that are read, on the real discord.py and over sockets."""

from __future__ import annotations

import asyncio

import pytest

from bot.app import App
from tests.adapters.discord.peer import connected, done, mine, shown
from tests.discord_server.client import until
from tests.discord_server.faults import Fault
from tests.discord_server.permissions import Permission
from tests.discord_server.posting import File
from tests.discord_server.server import Server
from tests.discord_server.world import PUBLIC_THREAD, Channel, Guild, Message, User


async def answers(server: Server, channel: Channel, many: int = 1) -> list[Message]:
    """Wait until the bot has said so many things in a channel, its greeting not counted."""

    def said() -> list[Message]:
        return [message for message in mine(server, channel) if "Trailmate is here" not in shown(message)]

    await until(lambda: len(said()) >= many)
    return said()


def dm(server: Server, user: User) -> Channel:
    return server.world.dm(user)


@pytest.mark.usefixtures("trailmate")
class TestWithoutReadingChannels:
    """What every bot may hear."""

    async def test_a_mention_is_answered_below_the_question_and_pings_nobody(
        self, server: Server, room: Channel, bob: User, me: str
    ) -> None:
        asked = server.people.say(bob, room, f"{me} what is overfitting?")
        (answer,) = await answers(server, room)
        assert "A model overfits when" in shown(answer)
        assert answer.replied_to is asked
        assert not answer.mentions
        assert not answer.everyone

    async def test_what_is_not_said_to_the_bot_is_left_alone(
        self, server: Server, room: Channel, bob: User, me: str
    ) -> None:
        server.people.say(bob, room, "what is overfitting?")
        server.people.say(bob, room, f"{me} what is recall?")
        (answer,) = await answers(server, room)
        assert "recall" in shown(answer).lower()

    async def test_everyone_and_roles_stay_text(self, server: Server, room: Channel, ada: User, me: str) -> None:
        server.people.say(ada, room, f"{me} @everyone what is overfitting <@&{room.guild.id if room.guild else 0}>?")
        (answer,) = await answers(server, room)
        assert not answer.everyone
        assert not answer.roles

    async def test_a_direct_message_is_answered(self, server: Server, bob: User) -> None:
        server.people.say_to_bot(bob, "what is overfitting?")
        (answer,) = await answers(server, dm(server, bob))
        assert "A model overfits when" in shown(answer)
        assert server.journal.refused == []

    async def test_a_talk_goes_on_in_direct_messages(self, server: Server, bob: User) -> None:
        server.people.say_to_bot(bob, "what is overfitting?")
        await answers(server, dm(server, bob))
        server.people.say_to_bot(bob, "show me an example")
        _, second = await answers(server, dm(server, bob), 2)
        assert "Overfitting" in shown(second)

    async def test_what_is_for_one_person_goes_to_them_and_says_so(
        self, server: Server, room: Channel, bob: User, me: str
    ) -> None:
        server.people.say(bob, room, f"{me} what should i do today?")
        (pointer,) = await answers(server, room)
        assert "sent it to you directly" in shown(pointer)
        assert len(await answers(server, dm(server, bob))) == 1

    async def test_where_direct_messages_are_closed_it_says_what_shows_it(
        self, server: Server, room: Channel, bob: User, me: str
    ) -> None:
        bob.accepts_dms = False
        server.people.say(bob, room, f"{me} what should i do today?")
        (pointer,) = await answers(server, room)
        assert "I can't write to you directly. /" in shown(pointer)

    async def test_a_long_paste_is_read_from_the_file_that_discord_makes_of_it(self, server: Server, bob: User) -> None:
        file = File("message.txt", b"what is overfitting?", "text/plain")
        server.people.say_to_bot(bob, "", files=(file,))
        (answer,) = await answers(server, dm(server, bob))
        assert "A model overfits when" in shown(answer)

    async def test_nothing_to_read_gets_a_hint(self, server: Server, bob: User) -> None:
        server.people.say_to_bot(bob, "👍")
        (answer,) = await answers(server, dm(server, bob))
        assert "I can read questions in words" in shown(answer)

    async def test_in_a_channel_of_threads_the_answer_is_in_one(
        self, server: Server, room: Channel, ada: User, bob: User, me: str
    ) -> None:
        await done(server.people.run(ada, room, "trailmate channel", {"choice": "threads"}))
        asked = server.people.say(bob, room, f"{me} what is overfitting?")
        await until(lambda: asked.thread)
        assert asked.thread
        assert asked.thread.type == PUBLIC_THREAD
        assert asked.thread.name == "what is overfitting?"
        thread = asked.thread
        await until(lambda: any("A model overfits when" in shown(message) for message in mine(server, thread)))
        before = len(mine(server, asked.thread))
        server.people.say(bob, asked.thread, f"{me} show me an example")
        await until(lambda: asked.thread and len(mine(server, asked.thread)) > before)

    async def test_in_a_busy_channel_too(self, server: Server, room: Channel, ada: User, bob: User, me: str) -> None:
        for number in range(8):
            server.people.say(ada, room, f"word {number}")
        asked = server.people.say(bob, room, f"{me} what is overfitting?")
        await until(lambda: asked.thread)

    async def test_without_the_right_to_open_threads_the_answer_is_in_the_channel(
        self, server: Server, room: Channel, ada: User, bob: User, me: str
    ) -> None:
        room.overwrites[server.world.bot.id] = (0, int(Permission.CREATE_PUBLIC_THREADS))
        await done(server.people.run(ada, room, "trailmate channel", {"choice": "threads"}))
        server.people.say(bob, room, f"{me} what is overfitting?")
        assert await answers(server, room)

    async def test_without_the_right_to_read_history_it_answers_all_the_same(
        self, server: Server, room: Channel, bob: User, me: str
    ) -> None:
        room.overwrites[server.world.bot.id] = (0, int(Permission.READ_MESSAGE_HISTORY))
        server.people.say(bob, room, f"{me} what is overfitting?")
        (answer,) = await answers(server, room)
        assert answer.replied_to is None

    async def test_where_it_may_not_speak_it_answers_the_person(
        self, server: Server, room: Channel, bob: User, me: str
    ) -> None:
        room.overwrites[server.world.bot.id] = (0, int(Permission.SEND_MESSAGES))
        server.people.say(bob, room, f"{me} what is overfitting?")
        assert await answers(server, dm(server, bob))

    async def test_where_cards_are_not_allowed_the_person_gets_the_answer(
        self, server: Server, room: Channel, bob: User, me: str
    ) -> None:
        server.faults.add(Fault(rf"POST /channels/{room.id}/messages", status=400, code=50006))
        server.people.say(bob, room, f"{me} what is overfitting?")
        assert await answers(server, dm(server, bob))

    async def test_in_a_silent_channel_the_answer_goes_to_the_person_without_a_word(
        self, server: Server, room: Channel, ada: User, bob: User, me: str
    ) -> None:
        await done(server.people.run(ada, room, "trailmate channel", {"choice": "silent"}))
        before = len([message for message in mine(server, room) if message.seen_by is None])
        server.people.say(bob, room, f"{me} what is overfitting?")
        assert await answers(server, dm(server, bob))
        await asyncio.sleep(0.3)  # a word in the channel would come after it
        assert len([message for message in mine(server, room) if message.seen_by is None]) == before

    @pytest.mark.parametrize(
        "fault",
        [
            Fault(r"POST .*/messages", status=503),
            Fault(r"POST .*/messages", reset=True),
            Fault(r"POST .*/messages", phase="after", reset=True),
            Fault(r"POST .*/messages", phase="after", status=500),
            Fault(r"POST .*/messages", status=429, retry_after=0.1),
        ],
        ids=["503", "reset before", "reset after", "500 after", "429"],
    )
    async def test_an_answer_that_failed_for_a_moment_comes_once(self, server: Server, bob: User, fault: Fault) -> None:
        server.faults.add(fault)
        server.people.say_to_bot(bob, "what is overfitting?")
        await until(lambda: fault.times == 0)
        assert len(await answers(server, dm(server, bob))) == 1

    async def test_an_answer_in_the_making_is_shown_as_such(
        self, server: Server, bob: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("adapters.discord.messages.PATIENCE", 0.0)
        server.people.say_to_bot(bob, "what is overfitting?")
        await answers(server, dm(server, bob))
        assert list(server.journal.of("POST", "/typing"))


async def test_where_somebody_chose_so_it_answers_questions_that_nobody_put_to_it(
    app: App, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    server.world.flags = 1 << 19
    async with connected(app, server, reads_channels=True):
        await until(lambda: server.world.commands)
        await done(server.people.run(ada, room, "trailmate channel", {"choice": "questions"}))
        server.people.say(bob, room, "nice weather today, isn't it?")
        server.people.say(bob, room, "what is overfitting?")
        (answer,) = [one for one in await answers(server, room, 2) if one.seen_by is None]
        assert "A model overfits when" in shown(answer)
