"""Partners who can be in one place in Discord get a private thread there: one thread, one introduction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import Literal

import pytest

from adapters.discord.gateway import Discord
from bot.app import App
from bot.core.channel import Delivered, Outcome, Refused
from bot.core.gate import Gate
from bot.core.message import marked_as_repeat
from bot.core.parcel import State
from bot.core.partners import Cadence
from bot.core.reply import Basis, Button, Reply, Room
from bot.core.request import Person, Place, Request
from bot.delivery import Delivery, Timing
from tests.adapters.discord.peer import mine, now, shown
from tests.discord_server.client import until
from tests.discord_server.faults import Fault
from tests.discord_server.permissions import Permission
from tests.discord_server.server import Server
from tests.discord_server.world import PRIVATE_THREAD, Channel, Guild, Message, User

MAY = Permission.CREATE_PRIVATE_THREADS


def let(server: Server, room: Channel, guild: Guild) -> None:
    server.people.restrict(room, server.world.bot.id, allow=MAY)


def threads(guild: Guild) -> list[Channel]:
    return [one for one in guild.channels.values() if one.is_thread]


def said(server: Server, thread: Channel) -> list[Message]:
    return [one for one in mine(server, thread) if one.type == 0]


def card(*people: User, gone: tuple[User, ...] = (), name: str = "Ada & Bob · 3fa9c1") -> Reply:
    room = Room(
        name=name,
        people=tuple(f"discord:{one.id}" for one in people),
        gone=tuple(f"discord:{one.id}" for one in gone),
    )
    button = Button(label="Report", send="/partner report #1")
    return Reply(title="This week", text="you two", buttons=(button,), room=room, basis=Basis(intent="partner"))


Send = Callable[..., "asyncio.Future[Outcome]"]


@pytest.fixture
def send(trailmate: Discord, server: Server, guild: Guild, room: Channel) -> Send:
    """Send to a room of the channel."""
    let(server, room, guild)

    def sent(reply: Reply, key: str = "introduction:1:room") -> asyncio.Future[Outcome]:
        return asyncio.ensure_future(trailmate.channel.send(f"discord:#{room.id}/3fa9c1", reply, key))

    return sent


async def test_two_members_get_a_thread_of_their_own_that_others_do_not_see(
    send: Send, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    other = server.world.add_user("Cem")
    server.world.add_member(guild, other)
    assert isinstance(await send(card(ada, bob)), Delivered)
    [thread] = threads(guild)
    assert (thread.type, thread.parent, thread.name) == (PRIVATE_THREAD, room.id, "Ada & Bob · 3fa9c1")
    assert thread.members == {ada.id, bob.id, server.world.bot.id}
    assert ["you two" in shown(one) for one in server.people.sees(bob, thread) if one.type == 0] == [True]
    assert not server.world.permissions(other, thread) & Permission.VIEW_CHANNEL
    assert server.journal.refused == []


STEPS = (
    "GET .*/members/.*",
    "GET .*/threads/active",
    "POST .*/threads",
    "PUT .*/thread-members/.*",
    "POST .*/messages",
)


async def test_cut_off_at_any_step_and_begun_anew_there_is_one_thread_and_one_introduction(
    send: Send, server: Server, guild: Guild, ada: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.faults._TRIES", 1)  # as where the process ends at this step
    phases: tuple[Literal["before", "after"], ...] = ("before", "after")
    for number, (step, phase) in enumerate(product(STEPS, phases), 1):
        key = f"introduction:{number}"
        introduction = card(ada, bob, name=f"Ada & Bob · {number}")
        server.faults.add(Fault(step, phase=phase, status=503))
        assert not isinstance(await send(introduction, key), Delivered | Refused), (step, phase)
        assert isinstance(await send(marked_as_repeat(introduction), key), Delivered), (step, phase)
        assert [one.name for one in threads(guild)] == [f"Ada & Bob · {each + 1}" for each in range(number)]
        assert len(said(server, threads(guild)[-1])) == 1, (step, phase)
        assert threads(guild)[-1].members >= {ada.id, bob.id}


async def test_who_left_or_cannot_see_the_channel_leaves_nothing_behind(
    send: Send, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    server.people.restrict(room, bob.id, deny=Permission.VIEW_CHANNEL)
    assert isinstance(await send(card(ada, bob)), Refused)
    server.people.restrict(room, bob.id)
    del guild.members[bob.id]
    assert isinstance(await send(card(ada, bob)), Refused)
    assert threads(guild) == []


async def test_without_the_permission_there_is_no_room_and_no_try(
    send: Send, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    server.people.restrict(room, server.world.bot.id, deny=MAY)
    assert isinstance(await send(card(ada, bob)), Refused)
    assert not [entry for entry in server.journal.entries if entry.method == "POST" and "threads" in entry.path]


async def test_a_thread_that_was_put_away_comes_back_with_a_word_and_a_locked_one_does_not(
    send: Send, server: Server, guild: Guild, ada: User, bob: User
) -> None:
    await send(card(ada, bob))
    [thread] = threads(guild)
    thread.archived = True
    assert isinstance(await send(card(), "agreed:1:room"), Delivered)
    assert (thread.archived, len(said(server, thread))) == (False, 2)
    thread.archived = thread.locked = True
    assert isinstance(await send(card(), "later:1:room"), Refused)
    assert len(threads(guild)) == 1


async def test_who_goes_is_taken_out_and_a_room_that_was_removed_is_not_opened_for_a_word(
    send: Send, server: Server, guild: Guild, ada: User, bob: User
) -> None:
    await send(card(ada, bob))
    [thread] = threads(guild)
    assert isinstance(await send(card(gone=(ada,)), "cant:1:room"), Delivered)
    assert thread.members == {bob.id, server.world.bot.id}
    assert isinstance(await send(card(gone=(ada,)), "again"), Delivered)
    server.people.delete_channel(thread)
    assert isinstance(await send(card(), "later"), Refused)
    assert threads(guild) == []


async def deliver(app: App, trailmate: Discord, at: datetime | None = None) -> None:
    """Carry what is due, and a moment later what waited for that."""
    for later in (0, 10, 20, 60):
        moment = (at or now()) + timedelta(seconds=later)
        await app.delivery(lambda at=moment: at, [(trailmate.channel, Gate(None, lambda: 0.0))]).drain()  # type: ignore[misc]


async def opened(app: App, trailmate: Discord, server: Server, guild: Guild, room: Channel) -> Channel:
    """Hold the round, and return the one thread that it opens."""
    let(server, room, guild)
    app.tick(now())
    await deliver(app, trailmate)
    [thread] = threads(guild)
    return thread


@pytest.fixture
async def partners(
    app: App, trailmate: Discord, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    """Ada and Bob, who look for partners, in a server with a channel for their rooms."""
    home = f"discord:{guild.id}"
    for user in (ada, bob):
        assert "You're in" in shown(await server.people.run(user, room, "partner join").answer())
    app.storage.rounds.save(Cadence(home, next_at=now(), announced=True, channel=f"discord:#{room.id}"))


def introduced(server: Server, user: User) -> list[Message]:
    return [one for one in mine(server, server.world.dm(user)) if "This week: you and" in shown(one)]


@pytest.mark.usefixtures("partners")
async def test_a_round_introduces_two_in_a_thread_where_they_agree_and_one_can_go(
    app: App, trailmate: Discord, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    thread = await opened(app, trailmate, server, guild, room)
    [card] = said(server, thread)
    assert "This week: Ada and Bob" in shown(card) or "This week: Bob and Ada" in shown(card)
    assert "Only you can read it, and whoever may manage threads here." in shown(card)
    assert (introduced(server, ada), introduced(server, bob)) == ([], [])
    for user in (ada, bob):
        vote = await server.people.press(user, card, "1 works for me").answer()
        assert vote.seen_by == user.id
    await deliver(app, trailmate)
    assert "You meet on <t:" in shown(said(server, thread)[-1])
    assert (introduced(server, ada), introduced(server, bob)) == ([], [])
    await server.people.run(ada, room, "partner block").answer()
    await deliver(app, trailmate)
    assert thread.members == {bob.id, server.world.bot.id}
    assert "Ada can't make it this week" in shown(said(server, thread)[-1])
    assert "Ada can't make it" not in "".join(map(shown, mine(server, server.world.dm(bob))))


@pytest.mark.parametrize("word", ["partner block", "partner leave"])
@pytest.mark.usefixtures("partners")
async def test_who_said_that_they_cannot_come_and_then_goes_is_taken_out_all_the_same(
    app: App, trailmate: Discord, server: Server, guild: Guild, room: Channel, ada: User, bob: User, word: str
) -> None:
    thread = await opened(app, trailmate, server, guild, room)
    await server.people.press(ada, said(server, thread)[0], "I can't make it").answer()
    await deliver(app, trailmate)
    assert ada.id in thread.members
    await server.people.run(ada, room, word).answer()
    await deliver(app, trailmate)
    assert ada.id not in thread.members


@pytest.mark.usefixtures("partners")
async def test_who_blocks_from_another_platform_is_taken_out_of_the_thread_here(
    app: App, trailmate: Discord, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    thread = await opened(app, trailmate, server, guild, room)
    learner = app.storage.learners.find(f"discord:{ada.id}")
    assert learner
    app.storage.links.keep("mark", learner.id, now())
    app.storage.links.join("mark", "telegram:7", now())  # where they spoke last, and are reached from now on
    person, place = Person(id="telegram:7", name="Ada"), Place(platform="telegram", id="7")
    blocks = Request(id="1", person=person, place=place, text="/partner block", at=now())
    assert "You will not be matched with Bob again." in app.conversation.reply(blocks).text
    await deliver(app, trailmate)
    assert thread.members == {bob.id, server.world.bot.id}
    assert "Ada can't make it this week" in shown(said(server, thread)[-1])


@pytest.mark.usefixtures("partners")
async def test_a_study_group_keeps_its_thread_and_who_joins_comes_in_and_who_left_goes(
    app: App, trailmate: Discord, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    let(server, room, guild)
    cem, dia = (server.world.add_user(name) for name in ("Cem", "Dia"))
    for user in (cem, dia):
        server.world.add_member(guild, user)
    for user in (ada, bob, cem):
        await server.people.run(user, room, "partner join").answer()
        await server.people.run(user, room, "partner group", {"choice": "on"}).answer()
    app.tick(now())
    await deliver(app, trailmate)
    [thread] = threads(guild)
    assert thread.members == {ada.id, bob.id, cem.id, server.world.bot.id}
    await server.people.run(cem, room, "partner pause").answer()
    await server.people.run(dia, room, "partner join").answer()
    await server.people.run(dia, room, "partner group", {"choice": "on"}).answer()
    later = now() + timedelta(days=7)
    cadence = app.storage.rounds.of(f"discord:{guild.id}")
    assert cadence
    app.storage.rounds.save(replace(cadence, next_at=later, announced=True))
    app.tick(later)
    await deliver(app, trailmate, later)
    assert threads(guild) == [thread]
    assert thread.members == {ada.id, bob.id, dia.id, server.world.bot.id}
    assert "Dia" in shown(said(server, thread)[-1])


@pytest.mark.usefixtures("partners")
async def test_where_no_thread_can_be_each_is_introduced_directly_once(
    app: App, trailmate: Discord, server: Server, guild: Guild, ada: User, bob: User
) -> None:
    app.tick(now())
    await deliver(app, trailmate)
    assert (len(introduced(server, ada)), len(introduced(server, bob))) == (1, 1)
    assert threads(guild) == []
    [card] = introduced(server, ada)
    await server.people.press(ada, card, "Can't make it").answer()
    await deliver(app, trailmate)
    assert "Ada can't make it" in shown(mine(server, server.world.dm(bob))[-1])


@pytest.mark.usefixtures("partners")
async def test_a_card_in_a_thread_is_of_those_in_it_alone(
    app: App, trailmate: Discord, server: Server, guild: Guild, room: Channel, bob: User
) -> None:
    thread = await opened(app, trailmate, server, guild, room)
    moderator = server.world.add_user("Mod")
    server.world.add_member(guild, moderator, Permission.MANAGE_THREADS)
    await server.people.run(moderator, room, "partner join").answer()
    answer = await server.people.press(moderator, said(server, thread)[0], "I can't make it").answer()
    assert "belongs to other people" in shown(answer)
    assert "can't make it this week" not in "".join(map(shown, mine(server, server.world.dm(bob))))


@pytest.mark.usefixtures("partners")
async def test_killed_between_opening_the_thread_and_posting_there_is_one_thread_and_one_introduction(
    app: App, trailmate: Discord, server: Server, guild: Guild, room: Channel, ada: User, bob: User
) -> None:
    let(server, room, guild)
    app.tick(now())
    posting = Fault("POST .*/messages", delay=0.3)  # it arrives all the same, when nobody is left who asked for it
    server.faults.add(posting)
    killed = asyncio.create_task(carrying(app, trailmate).run())
    await until(lambda: posting.times == 0)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    again = carrying(app, trailmate)
    running = asyncio.create_task(again.run())
    async with asyncio.timeout(20):
        while app.storage.outbox.counts()[State.EXPIRED] < 2:  # noqa: ASYNC110 # what each would have got
            await asyncio.sleep(0.05)
    again.stop()
    await running
    [thread] = threads(guild)
    assert len(said(server, thread)) == 1
    assert thread.members == {ada.id, bob.id, server.world.bot.id}
    assert (introduced(server, ada), introduced(server, bob)) == ([], [])


def carrying(app: App, trailmate: Discord) -> Delivery:
    """Return what delivers as in the running bot, with less patience."""
    second = timedelta(seconds=1)
    timing = Timing(lease=second, send=0.6 * second, poll=0.05 * second, reap=0.1 * second)
    return Delivery(app.storage.outbox, [(trailmate.channel, Gate(None, lambda: 0.0))], app._wanted, now, timing)
