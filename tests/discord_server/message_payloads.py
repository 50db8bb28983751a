"""Messages as Discord writes them in JSON: in REST, in the gateway, and without what an app may not read."""

from __future__ import annotations

from tests.discord_server.errors import Json
from tests.discord_server.payloads import channel_json, member_json, user_json
from tests.discord_server.world import Message, User


def message_json(message: Message, *, deep: bool = True) -> Json:
    """Write a message; `deep` with the message it replies to."""
    written: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.type,
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": message.timestamp,
        "edited_timestamp": message.edited_at,
        "tts": False,
        "mention_everyone": message.everyone,
        "mentions": [_mentioned(message, each) for each in message.mentions],
        "mention_roles": message.roles,
        "attachments": message.attachments,
        "embeds": message.embeds,
        "components": message.components,
        "pinned": False,
        "flags": message.flags,
    }
    if message.nonce is not None:
        written["nonce"] = message.nonce
    if message.by_interaction is not None:
        application = str(message.author.id)
        written |= {"webhook_id": application, "application_id": application}
        written["interaction_metadata"] = message.by_interaction
    if message.reference is not None:
        written["message_reference"] = message.reference
        if deep:
            replied = message.replied_to
            written["referenced_message"] = replied and message_json(replied, deep=False)
    if message.thread:
        written["thread"] = channel_json(message.thread)
    return written


def _mentioned(message: Message, mentioned: User) -> Json:
    guild = message.channel.guild
    inside = guild and guild.members.get(mentioned.id)
    return user_json(mentioned) | ({"member": member_json(inside, with_user=False)} if inside else {})


def message_event(message: Message) -> Json:
    """Write a message as the gateway does: with the guild and its author's place in it."""
    guild = message.channel.guild
    if guild is None:
        return message_json(message)
    author = guild.members.get(message.author.id)
    place: Json = {"guild_id": str(guild.id)}
    if author and message.by_interaction is None:
        place["member"] = member_json(author, with_user=False)
    return message_json(message) | place


def without_content(written: Json) -> Json:
    """Take out what an app without the message content intent is not shown."""
    empty: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
    inner = written.get("referenced_message")
    return written | empty | ({"referenced_message": inner | empty} if inner else {})
