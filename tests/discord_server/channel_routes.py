"""REST routes of channels, messages and threads."""

from __future__ import annotations

from tests.discord_server import posting
from tests.discord_server.errors import Json, Problem, malformed, require
from tests.discord_server.message_payloads import message_json, without_content
from tests.discord_server.payloads import channel_json, thread_member
from tests.discord_server.permissions import Permission
from tests.discord_server.rest import Call, Route
from tests.discord_server.telling import tell_thread
from tests.discord_server.threads import open_thread, tell_added
from tests.discord_server.world import MESSAGE_CONTENT_FLAGS, PRIVATE_THREAD, Channel, Message

NONCE_SECONDS = 300.0
"""How long a nonce is remembered; Discord says "the past few minutes"."""


def get_channel(call: Call) -> Json:
    return channel_json(call.world.channel(call.id("channel")), call.world.bot)


def edit_channel(call: Call) -> Json:
    """Rename, archive or lock a thread."""
    thread = call.world.channel(call.id("channel"))
    manages = call.world.permissions(call.world.bot, thread) & Permission.MANAGE_THREADS
    require(manages or thread.owner == call.world.bot.id, 50013)
    require(not thread.archived or manages or not thread.locked, 50083)
    thread.name = call.fields.get("name", thread.name)
    thread.archived = call.fields.get("archived", thread.archived)
    thread.locked = call.fields.get("locked", thread.locked)
    tell_thread(call.world, "THREAD_UPDATE", thread)
    return channel_json(thread, call.world.bot)


def typing(call: Call) -> None:
    call.world.channel(call.id("channel"), Permission.SEND_MESSAGES)


def create_message(call: Call) -> Json:
    channel = call.world.channel(call.id("channel"))
    nonce = call.fields.get("nonce")
    if nonce is not None and call.fields.get("enforce_nonce"):
        before = _already_sent(call, channel, nonce)
        if before:
            return message_json(before)
    return message_json(posting.post_as_bot(call.world, channel, call.fields, call.files))


def _already_sent(call: Call, channel: Channel, nonce: str | int) -> Message | None:
    """Find the bot's message with a nonce: it was sent before, so it is not sent again."""
    recent = call.world.clock.now() - NONCE_SECONDS
    for message in reversed(channel.messages.values()):
        if message.author is call.world.bot and str(message.nonce) == str(nonce) and message.sent_at >= recent:
            return message
    return None


def _shown(call: Call, message: Message) -> Json:
    """Write a message as this application may read it."""
    bot = call.world.bot
    own = message.author is bot or message.channel.guild is None or bot in message.mentions
    written = message_json(message)
    return written if own or call.world.flags & MESSAGE_CONTENT_FLAGS else without_content(written)


def get_message(call: Call) -> Json:
    channel = call.world.channel(call.id("channel"), Permission.READ_MESSAGE_HISTORY)
    return _shown(call, call.world.message(channel, call.id("message")))


def list_messages(call: Call) -> list[Json]:
    """List messages, newest first: the newest, those before an id, or the oldest after one."""
    channel = call.world.channel(call.id("channel"))
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise malformed(Problem(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100."))
    if not call.world.permissions(call.world.bot, channel) & Permission.READ_MESSAGE_HISTORY:
        return []
    found = [message for message in channel.messages.values() if message.seen_by is None]
    if "after" in call.query:
        found = [message for message in found if message.id > int(call.query["after"])][:limit]
    elif "before" in call.query:
        found = [message for message in found if message.id < int(call.query["before"])]
    return [_shown(call, message) for message in reversed(found[-limit:])]


def edit_message(call: Call) -> Json:
    message = call.world.message(call.world.channel(call.id("channel")), call.id("message"))
    require(message.author is call.world.bot, 50005)
    return message_json(posting.edit(call.world, message, call.fields, call.files))


def delete_message(call: Call) -> None:
    channel = call.world.channel(call.id("channel"))
    message = call.world.message(channel, call.id("message"))
    manages = call.world.permissions(call.world.bot, channel) & Permission.MANAGE_MESSAGES
    require(message.author is call.world.bot or manages, 50013)
    posting.delete(call.world, message)


def thread_from_message(call: Call) -> Json:
    channel = call.world.channel(call.id("channel"), Permission.CREATE_PUBLIC_THREADS)
    starter = call.world.message(channel, call.id("message"))
    thread = open_thread(call.world, channel, call.fields, starter, call.world.bot)
    return channel_json(thread, call.world.bot)


def thread_alone(call: Call) -> Json:
    private = int(call.fields.get("type") or 12) == 12
    needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    channel = call.world.channel(call.id("channel"), needed)
    thread = open_thread(call.world, channel, call.fields, None, call.world.bot)
    return channel_json(thread, call.world.bot)


def join_thread(call: Call) -> None:
    _thread(call).members.add(call.world.bot.id)


def leave_thread(call: Call) -> None:
    _thread(call).members.discard(call.world.bot.id)


def add_to_thread(call: Call) -> None:
    """Take a member of the guild who sees the channel into a thread."""
    thread, world = _thread(call), call.world
    assert thread.guild
    assert thread.parent
    allowed = world.permissions(world.bot, thread)
    require(allowed & Permission.SEND_MESSAGES_IN_THREADS, 50013)
    require(call.id("user") in thread.guild.members, 10007)
    person = world.users[call.id("user")]
    require(world.permissions(person, thread.guild.channels[thread.parent]) & Permission.VIEW_CHANNEL, 50001)
    if person.id not in thread.members:
        thread.members.add(person.id)
        tell_added(world, thread, person)


def take_out_of_thread(call: Call) -> None:
    """Take somebody out: whoever manages threads may, and who began a private one."""
    thread, world = _thread(call), call.world
    manages = world.permissions(world.bot, thread) & Permission.MANAGE_THREADS
    require(manages or (thread.type == PRIVATE_THREAD and thread.owner == world.bot.id), 50013)
    require(call.id("user") in thread.members, 10007)
    thread.members.discard(call.id("user"))


def put_away_threads(call: Call) -> Json:
    """List the private threads of a channel that are archived and that the bot is in, newest first."""
    world, channel = call.world, call.world.channel(call.id("channel"), Permission.READ_MESSAGE_HISTORY)
    assert channel.guild
    found = [one for one in channel.guild.channels.values() if one.parent == channel.id and one.archived]
    mine = [one for one in found if one.type == PRIVATE_THREAD and world.bot.id in one.members]
    threads = [channel_json(one, world.bot) for one in reversed(mine)]
    return {"threads": threads, "members": [thread_member(one, world.bot.id) for one in mine], "has_more": False}


def thread_members(call: Call) -> list[Json]:
    thread = _thread(call)
    return [thread_member(thread, id) for id in sorted(thread.members)]


def _thread(call: Call) -> Channel:
    thread = call.world.channel(call.id("channel"))
    require(thread.is_thread, 10003)
    require(not thread.archived, 50083)
    return thread


_CHANNEL = "/channels/{channel}"
_MESSAGE = _CHANNEL + "/messages/{message}"

ROUTES = (
    Route("GET", _CHANNEL, get_channel),
    Route("PATCH", _CHANNEL, edit_channel),
    Route("POST", _CHANNEL + "/typing", typing),
    Route("POST", _CHANNEL + "/messages", create_message),
    Route("GET", _CHANNEL + "/messages", list_messages),
    Route("GET", _MESSAGE, get_message),
    Route("PATCH", _MESSAGE, edit_message),
    Route("DELETE", _MESSAGE, delete_message),
    Route("POST", _MESSAGE + "/threads", thread_from_message, status=201),
    Route("POST", _CHANNEL + "/threads", thread_alone, status=201),
    Route("GET", _CHANNEL + "/thread-members", thread_members),
    Route("PUT", _CHANNEL + "/thread-members/@me", join_thread),
    Route("DELETE", _CHANNEL + "/thread-members/@me", leave_thread),
    Route("PUT", _CHANNEL + "/thread-members/{user}", add_to_thread),
    Route("DELETE", _CHANNEL + "/thread-members/{user}", take_out_of_thread),
    Route("GET", _CHANNEL + "/users/@me/threads/archived/private", put_away_threads),
)
