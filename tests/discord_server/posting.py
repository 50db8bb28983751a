"""Putting messages into channels, changing them and taking them away."""

from __future__ import annotations

from dataclasses import dataclass

from tests.discord_server.component_limits import media
from tests.discord_server.errors import Json, Problem, malformed, require
from tests.discord_server.limits import FILE_BYTES, REQUEST_BYTES, check_message, is_empty
from tests.discord_server.mentions import mention
from tests.discord_server.permissions import Permission
from tests.discord_server.telling import told
from tests.discord_server.threads import join_in
from tests.discord_server.world import EPHEMERAL, V2, Channel, Message, User, World

SUPPRESS_EMBEDS, SILENT = 1 << 2, 1 << 12
FROM_BODY = ("content", "embeds", "components")


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file."""

    name: str
    content: bytes
    type: str = "application/octet-stream"


def post(
    world: World,
    channel: Channel,
    author: User,
    body: Json,
    files: tuple[File, ...] = (),
    *,
    by_interaction: Json | None = None,
    seen_by: int | None = None,
) -> Message:
    """Check and store a message; returns it after the gateway was told."""
    check_body(body, files)
    require(not is_empty(body, len(files)), 50006)
    message = Message(
        id=world.clock.snowflake(),
        channel=channel,
        author=author,
        timestamp=world.clock.iso(),
        nonce=body.get("nonce"),
        flags=int(body.get("flags") or 0) & (V2 | SUPPRESS_EMBEDS | SILENT | (EPHEMERAL if by_interaction else 0)),
        by_interaction=by_interaction,
        seen_by=seen_by,
    )
    _refer(world, message, body.get("message_reference"))
    fill(world, message, body, files)
    channel.messages[message.id] = message
    if channel.is_thread and seen_by is None:
        join_in(world, channel, author)
    told(world, "MESSAGE_CREATE", message)
    return message


def post_as_bot(world: World, channel: Channel, body: Json, files: tuple[File, ...] = ()) -> Message:
    """Store a message of the bot, where it may send one."""
    check_may_send(world, channel, body, files)
    return post(world, channel, world.bot, body, files)


def check_may_send(world: World, channel: Channel, body: Json, files: tuple[File, ...]) -> None:
    """Refuse what the bot may not send in a channel it can see."""
    if channel.recipient:
        person = channel.recipient
        require(world.share_a_guild(person) or person.installed, 50278)
        require(person.accepts_dms, 50007)
    needed = [Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES]
    needed += [Permission.EMBED_LINKS] if body.get("embeds") else []
    needed += [Permission.ATTACH_FILES] if files else []
    world.channel(channel.id, *needed)
    may_manage = world.permissions(world.bot, channel) & Permission.MANAGE_THREADS
    require(may_manage or not (channel.archived and channel.locked), 50083)
    if body.get("message_reference"):
        require(world.permissions(world.bot, channel) & Permission.READ_MESSAGE_HISTORY, 160002)


def check_body(body: Json, files: tuple[File, ...], kept: list[Json] | None = None) -> None:
    """Refuse a message that goes over a limit, or whose files are too large or missing; `kept` are those it has."""
    check_message(body)
    sizes = [len(file.content) for file in files]
    require(not sizes or (max(sizes) <= FILE_BYTES and sum(sizes) <= REQUEST_BYTES), 40005)
    described = body.get("attachments")
    sent = {str(each["id"]) for each in described or []} & {str(index) for index in range(len(files))}
    if described is not None and len(sent) < len(files):
        raise malformed(Problem(("attachments",), "ATTACHMENT_NOT_FOUND", "Each file needs its entry in attachments."))
    names = {file.name for file in files} | {str(each.get("filename")) for each in [*(described or []), *(kept or [])]}
    for url in media(body.get("components") or []):
        if url.startswith("attachment://") and url.removeprefix("attachment://") not in names:
            wrong = f"Referenced attachment not found: {url}"
            raise malformed(Problem(("components",), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", wrong))


def fill(world: World, message: Message, body: Json, files: tuple[File, ...] = ()) -> None:
    """Write what a body says into a message; what it does not name stays."""
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [{"type": "rich", **embed} for embed in body["embeds"] or []]
    if "components" in body:
        message.components = _numbered(body["components"] or [])
    if "attachments" in body or files:
        message.attachments = _attached(world, message, body, files)
    if "content" in body or message.replied_to:
        mention(world, message, body.get("allowed_mentions"))


def _numbered(components: list[Json]) -> list[Json]:
    """Give each component its number, as Discord does, depth first."""
    count = 0

    def number(component: Json) -> Json:
        nonlocal count
        count += 1
        written = {"id": count, **component}
        for key in ("components", "accessory"):
            if isinstance(component.get(key), list):
                written[key] = [number(each) for each in component[key]]
            elif component.get(key):
                written[key] = number(component[key])
        return written

    return [number(component) for component in components]


def _attached(world: World, message: Message, body: Json, files: tuple[File, ...]) -> list[Json]:
    described = {str(each.get("id")): each for each in body.get("attachments") or []}
    kept = [each for each in message.attachments if "attachments" not in body or each["id"] in described]
    return kept + [attachment(world, file, described.get(str(index), {})) for index, file in enumerate(files)]


def attachment(world: World, file: File, described: Json) -> Json:
    """Store an uploaded file."""
    id = str(world.clock.snowflake())
    path = f"/attachments/1/{id}/{file.name}"
    world.files[path] = file.content
    url = world.cdn + path
    written: Json = {
        "id": id,
        "filename": described.get("filename") or file.name,
        "size": len(file.content),
        "url": url,
        "proxy_url": url,
        "content_type": file.type,
        "flags": 0,
    }
    return written | ({"description": described["description"]} if described.get("description") else {})


def _refer(world: World, message: Message, reference: Json | None) -> None:
    if not reference:
        return
    replied = message.channel.messages.get(int(reference["message_id"]))
    if replied is None and reference.get("fail_if_not_exists", True):
        wrong = Problem(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        raise malformed(wrong)
    message.type = 19
    message.replied_to = replied
    message.reference = {"type": 0, "message_id": str(reference["message_id"]), "channel_id": str(message.channel.id)}
    if message.channel.guild:
        message.reference["guild_id"] = str(message.channel.guild.id)


def edit(world: World, message: Message, body: Json, files: tuple[File, ...] = ()) -> Message:
    """Change a message, where what results is still allowed."""
    check_body({"flags": message.flags, **body}, files, message.attachments)
    now = {key: body.get(key, getattr(message, key)) for key in FROM_BODY}
    kept = body.get("attachments", message.attachments) or []
    require(not is_empty(now, len(files) + len(kept)), 50006)
    fill(world, message, body, files)
    message.edited_at = world.clock.iso()
    told(world, "MESSAGE_UPDATE", message)
    return message


def delete(world: World, message: Message) -> None:
    """Take a message away."""
    del message.channel.messages[message.id]
    guild = message.channel.guild
    place = {"guild_id": str(guild.id)} if guild else {}
    told(world, "MESSAGE_DELETE", message, {"id": str(message.id), "channel_id": str(message.channel.id), **place})
