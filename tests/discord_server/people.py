"""What people can do in their client: talk, run commands, press buttons, fill in forms; and what they see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.discord_server import administration, posting
from tests.discord_server.command_limits import MESSAGE_MENU
from tests.discord_server.commands import Impossible, chosen, filled_in, found
from tests.discord_server.component_limits import BUTTON, LABEL, LINK, MENUS, ROW, TEXT_INPUT, every
from tests.discord_server.errors import Json
from tests.discord_server.interactions import Interaction, Kind
from tests.discord_server.message_payloads import message_json
from tests.discord_server.permissions import Permission
from tests.discord_server.posting import File
from tests.discord_server.threads import open_thread
from tests.discord_server.world import Channel, Guild, Message, User, World

BOT_PERMISSIONS = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
)


@dataclass(frozen=True, slots=True)
class People:
    """Acts as anybody in a world; each method fails with `Impossible` where a real client would not let one."""

    world: World

    def invite(self, guild: Guild, permissions: int = BOT_PERMISSIONS) -> None:
        """Add the bot to a guild."""
        administration.join(self.world, guild, permissions)

    def kick(self, guild: Guild) -> None:
        """Take the bot out of a guild."""
        administration.leave(self.world, guild)

    def add_channel(self, guild: Guild, name: str) -> Channel:
        """Add a channel to a guild."""
        return administration.open_channel(self.world, guild, name)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel."""
        administration.delete_channel(self.world, channel)

    def restrict(self, channel: Channel, target: int, *, allow: int = 0, deny: int = 0) -> None:
        """Set what a role or a member may and may not do in a channel."""
        administration.restrict(self.world, channel, target, allow=allow, deny=deny)

    def say(
        self,
        user: User,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        files: tuple[File, ...] = (),
    ) -> Message:
        """Say something in a channel, a thread or the conversation with the bot; mention with `<@id>`."""
        self._see(user, channel)
        body: Json = {"content": text}
        if reply_to:
            body["message_reference"] = {"message_id": str(reply_to.id)}
        if files:
            body["attachments"] = [{"id": index, "filename": file.name} for index, file in enumerate(files)]
        return posting.post(self.world, channel, user, body, files)

    def say_to_bot(self, user: User, text: str, **more: Any) -> Message:
        """Write to the bot directly."""
        return self.say(user, self.world.dm(user), text, **more)

    def edit(self, message: Message, text: str) -> Message:
        """Change what one said."""
        return posting.edit(self.world, message, {"content": text})

    def delete(self, message: Message) -> None:
        """Take back what one said."""
        posting.delete(self.world, message)

    def open_thread(self, user: User, starter: Message, name: str) -> Channel:
        """Open a thread from a message."""
        self._see(user, starter.channel)
        return open_thread(self.world, starter.channel, {"name": name}, starter, user)

    def run(
        self,
        user: User,
        channel: Channel,
        command: str,
        options: Mapping[str, Any] | None = None,
        *,
        force: bool = False,
    ) -> Interaction:
        """Run a slash command, such as `plan` or `partner find`; `force` past who is allowed to see it."""
        self._see(user, channel)
        whole, leaf, path = found(self.world, user, channel, command, force=force)
        values, resolved = filled_in(self.world, user, channel, leaf, options or {})
        data: Json = {"id": whole["id"], "name": whole["name"], "type": 1, "options": chosen(path, values)}
        return self._do(Kind.COMMAND, user, channel, data | ({"resolved": resolved} if resolved else {}))

    def complete(
        self,
        user: User,
        channel: Channel,
        command: str,
        option: str,
        typed: str,
        others: Mapping[str, Any] | None = None,
    ) -> Interaction:
        """Type into an option of a command that completes it."""
        self._see(user, channel)
        whole, leaf, path = found(self.world, user, channel, command)
        if not any(each["name"] == option and each.get("autocomplete") for each in leaf.get("options") or []):
            raise Impossible(f"/{command} has no option {option} that completes")
        values, _ = filled_in(self.world, user, channel, leaf, {**(others or {}), option: typed}, whole=False)
        for value in values:
            if value["name"] == option:
                value["focused"] = True
        data: Json = {"id": whole["id"], "name": whole["name"], "type": 1, "options": chosen(path, values)}
        return self._do(Kind.AUTOCOMPLETE, user, channel, data)

    def use_menu(self, user: User, message: Message, command: str) -> Interaction:
        """Use a command of a message's menu."""
        self._read(user, message)
        whole, _, _ = found(self.world, user, message.channel, command, kind=MESSAGE_MENU)
        resolved = {"messages": {str(message.id): message_json(message)}}
        data = {"id": whole["id"], "name": command, "type": MESSAGE_MENU, "target_id": str(message.id)}
        return self._do(Kind.COMMAND, user, message.channel, data | {"resolved": resolved})

    def press(self, user: User, message: Message, button: str) -> Interaction:
        """Press a button, by its label or its custom id."""
        self._read(user, message)
        for component in every(message.components):
            if component["type"] == BUTTON and button in (component.get("label"), component.get("custom_id")):
                if component.get("disabled") or component.get("style") == LINK:
                    raise Impossible(f"the button {button} cannot be pressed")
                data = {"custom_id": component["custom_id"], "component_type": BUTTON, "id": component["id"]}
                return self._do(Kind.COMPONENT, user, message.channel, data, message)
        raise Impossible(f"there is no button {button} on {message_json(message)['components']}")

    def choose(self, user: User, message: Message, menu: str, values: list[str]) -> Interaction:
        """Choose from a menu, by its custom id."""
        self._read(user, message)
        for component in every(message.components):
            if component["type"] in MENUS and component["custom_id"] == menu and not component.get("disabled"):
                offered = {option["value"] for option in component.get("options") or []}
                if offered and not set(values) <= offered:
                    raise Impossible(f"{values} are not all among {sorted(offered)}")
                kind = component["type"]
                data = {"custom_id": menu, "component_type": kind, "id": component["id"], "values": values}
                return self._do(Kind.COMPONENT, user, message.channel, data, message)
        raise Impossible(f"there is no menu {menu}")

    def submit(self, asked: Interaction, values: Mapping[str, str]) -> Interaction:
        """Fill in the form that an interaction was answered with, by the custom ids of its fields."""
        if asked.modal is None:
            raise Impossible("there is no form to fill in")
        fields = [_filled(component, values) for component in asked.modal["components"]]
        data = {"custom_id": asked.modal["custom_id"], "components": fields}
        return self._do(Kind.MODAL, asked.user, asked.channel, data, asked.message, before=asked)

    def sees(self, user: User, channel: Channel) -> list[Message]:
        """Return what a person sees in a channel, their private messages too."""
        return [message for message in channel.messages.values() if message.seen_by in (None, user.id)]

    def _do(
        self,
        kind: Kind,
        user: User,
        channel: Channel,
        data: Json,
        message: Message | None = None,
        before: Interaction | None = None,
    ) -> Interaction:
        clock = self.world.clock
        interaction = Interaction(
            clock.snowflake(), kind, user, channel, data, clock.now(), message=message, before=before
        )
        self.world.interactions[interaction.token] = interaction
        interaction.tell(self.world)
        return interaction

    def _see(self, user: User, channel: Channel) -> None:
        if not self.world.permissions(user, channel) & Permission.VIEW_CHANNEL:
            raise Impossible(f"{user.name} does not see {channel.name}")

    def _read(self, user: User, message: Message) -> None:
        self._see(user, message.channel)
        if message.id not in message.channel.messages or message.seen_by not in (None, user.id):
            raise Impossible(f"{user.name} does not see that message")


def _filled(component: Json, values: Mapping[str, str]) -> Json:
    """Return one part of a form as it is sent, filled in."""
    if component["type"] == ROW:
        return {"type": ROW, "id": 1, "components": [_field(each, values) for each in component["components"]]}
    if component["type"] == LABEL:
        return {"type": LABEL, "id": 1, "component": _field(component["component"], values)}
    return {"type": component["type"], "id": 1}


def _field(field: Json, values: Mapping[str, str]) -> Json:
    id = field["custom_id"]
    value = values.get(id, field.get("value") or "")
    if field["type"] in MENUS:
        return {"type": field["type"], "id": 1, "custom_id": id, "values": value.split(",") if value else []}
    if field["type"] == TEXT_INPUT:
        least = field.get("min_length") or (1 if field.get("required", True) else 0)
        if not least <= len(value) <= (field.get("max_length") or 4000):
            raise Impossible(f"{value!r} does not fit into {id}")
    return {"type": field["type"], "id": 1, "custom_id": id, "value": value}
