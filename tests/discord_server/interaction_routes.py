"""REST routes that answer interactions: the first answer within three seconds, then edits and follow-ups."""

from __future__ import annotations

from tests.discord_server import posting
from tests.discord_server.command_limits import choice_problems
from tests.discord_server.component_limits import modal_problems
from tests.discord_server.errors import Json, Problem, Refusal, malformed, require
from tests.discord_server.interactions import (
    FIRST_SECONDS,
    FOLLOW_UPS_WHEN_INSTALLED,
    TOKEN_SECONDS,
    Answer,
    Interaction,
    Kind,
)
from tests.discord_server.message_payloads import message_json
from tests.discord_server.rest import Call, Route
from tests.discord_server.telling import told
from tests.discord_server.world import EPHEMERAL, LOADING, Message, World

ALLOWED = {
    Kind.COMMAND: {Answer.MESSAGE, Answer.DEFER, Answer.MODAL},
    Kind.COMPONENT: {Answer.MESSAGE, Answer.DEFER, Answer.DEFER_UPDATE, Answer.UPDATE, Answer.MODAL},
    Kind.AUTOCOMPLETE: {Answer.CHOICES},
    Kind.MODAL: {Answer.MESSAGE, Answer.DEFER, Answer.DEFER_UPDATE, Answer.UPDATE},
}


def respond(call: Call) -> Json | None:
    """Take the first answer."""
    world = call.world
    interaction = world.interactions.get(call.path["token"])
    require(interaction and interaction.id == call.id("interaction"), 10062)
    assert interaction
    require(interaction.first is None, 40060)
    require(world.clock.now() - interaction.at <= FIRST_SECONDS, 10062)
    kind = call.fields.get("type")
    needs_message = kind in (Answer.DEFER_UPDATE, Answer.UPDATE) and interaction.message is None
    if kind not in ALLOWED[interaction.kind] or needs_message:
        allowed = tuple(int(each) for each in sorted(ALLOWED[interaction.kind]))
        raise malformed(Problem(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {allowed}."))
    _take(world, interaction, Answer(kind), call.fields.get("data") or {}, call.files)
    interaction.first, interaction.first_at = Answer(kind), world.clock.now()
    interaction.answered.set()
    if interaction.first not in (Answer.DEFER, Answer.DEFER_UPDATE):
        interaction.finished.set()
    return _receipt(interaction) if call.query.get("with_response", "").lower() in ("true", "1") else None


def _take(world: World, interaction: Interaction, answer: Answer, data: Json, files: tuple[posting.File, ...]) -> None:
    if answer is Answer.MESSAGE:
        interaction.original = _post(world, interaction, data, files)
    elif answer is Answer.DEFER:
        interaction.original = _thinking(world, interaction, int(data.get("flags") or 0))
    elif answer is Answer.DEFER_UPDATE:
        interaction.original = interaction.message
    elif answer is Answer.UPDATE and interaction.message:
        interaction.original = posting.edit(world, interaction.message, data, files)
    elif answer is Answer.CHOICES:
        problems = list(choice_problems(data.get("choices") or []))
        if problems:
            raise malformed(*[problem.under("data") for problem in problems])
        interaction.choices = data.get("choices") or []
    elif answer is Answer.MODAL:
        problems = list(modal_problems(data))
        if problems:
            raise malformed(*[problem.under("data") for problem in problems])
        interaction.modal = data


def _post(world: World, interaction: Interaction, body: Json, files: tuple[posting.File, ...]) -> Message:
    """Store a message of the interaction; a private one where its flags say so."""
    private = int(body.get("flags") or 0) & EPHEMERAL
    seen_by = interaction.user.id if private else None
    told = interaction.metadata(world)
    return posting.post(world, interaction.channel, world.bot, body, files, by_interaction=told, seen_by=seen_by)


def _thinking(world: World, interaction: Interaction, flags: int) -> Message:
    """Store the message that says the bot is thinking."""
    message = Message(
        world.clock.snowflake(),
        interaction.channel,
        world.bot,
        world.clock.iso(),
        type=20,
        flags=LOADING | flags & EPHEMERAL,
        by_interaction=interaction.metadata(world),
        seen_by=interaction.user.id if flags & EPHEMERAL else None,
    )
    interaction.channel.messages[message.id] = message
    told(world, "MESSAGE_CREATE", message)
    return message


def _receipt(interaction: Interaction) -> Json:
    receipt: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    original = interaction.original
    if original:
        loading = bool(original.flags & LOADING)
        receipt |= {"response_message_id": str(original.id), "response_message_loading": loading}
        receipt |= {"response_message_ephemeral": original.seen_by is not None}
    if original and interaction.first in (Answer.MESSAGE, Answer.UPDATE):
        resource = {"type": int(interaction.first), "message": message_json(original)}
        return {"interaction": receipt, "resource": resource}
    return {"interaction": receipt}


def _answered(call: Call) -> Interaction:
    """Find the interaction of a token that may still be used."""
    interaction = call.world.interactions.get(call.path["token"])
    require(interaction and call.id("application") == call.world.application, 10015)
    assert interaction
    require(call.world.clock.now() - interaction.at <= TOKEN_SECONDS, 50027)
    require(interaction.first and interaction.kind is not Kind.AUTOCOMPLETE, 10015)
    return interaction


def _message(call: Call, interaction: Interaction) -> Message:
    """Find the message a path means: the original, or one of the follow-ups."""
    if "message" not in call.path:
        original = interaction.original
        require(original and original.id in interaction.channel.messages, 10008)
        assert original
        return original
    for message in (*interaction.follow_ups, interaction.original):
        if message and message.id == call.id("message") and message.id in interaction.channel.messages:
            return message
    raise Refusal(10008)


def get(call: Call) -> Json:
    return message_json(_message(call, _answered(call)))


def edit(call: Call) -> Json:
    interaction = _answered(call)
    message = _message(call, interaction)
    return message_json(_edit(call, interaction, message))


def _edit(call: Call, interaction: Interaction, message: Message) -> Message:
    modern = int(call.fields.get("flags") or 0) & 1 << 15
    posting.edit(call.world, message, {**call.fields, "flags": message.flags | modern}, call.files)
    message.flags = (message.flags | modern) & ~LOADING
    if message is interaction.original:
        interaction.finished.set()
    return message


def delete(call: Call) -> None:
    interaction = _answered(call)
    message = _message(call, interaction)
    posting.delete(call.world, message)
    if message is interaction.original:
        interaction.finished.set()


def follow_up(call: Call) -> Json:
    """Take a follow-up; the first one after a deferral becomes the answer that was awaited."""
    interaction, world = _answered(call), call.world
    original = interaction.original
    if original and original.flags & LOADING and original.id in interaction.channel.messages:
        return message_json(_edit(call, interaction, original))
    most = FOLLOW_UPS_WHEN_INSTALLED if interaction.only_installed(world) else len(interaction.follow_ups) + 1
    require(len(interaction.follow_ups) < most, 40094)
    interaction.follow_ups.append(_post(world, interaction, call.fields, call.files))
    interaction.finished.set()
    return message_json(interaction.follow_ups[-1])


_WEBHOOK = "/webhooks/{application}/{token}"

ROUTES = (
    Route("POST", "/interactions/{interaction}/{token}/callback", respond, open=True),
    Route("POST", _WEBHOOK, follow_up, open=True),
    Route("GET", _WEBHOOK + "/messages/@original", get, open=True),
    Route("PATCH", _WEBHOOK + "/messages/@original", edit, open=True),
    Route("DELETE", _WEBHOOK + "/messages/@original", delete, open=True),
    Route("GET", _WEBHOOK + "/messages/{message}", get, open=True),
    Route("PATCH", _WEBHOOK + "/messages/{message}", edit, open=True),
    Route("DELETE", _WEBHOOK + "/messages/{message}", delete, open=True),
)
