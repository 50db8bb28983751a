"""The control door: the same acts, faults and views over HTTP, for a test in another process.

`POST /__control/<act>` with a JSON object; ids are numbers or strings. An interaction is answered with what became of
it after `wait` seconds at most (3 unless told).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.discord_server.commands import Impossible
from tests.discord_server.errors import Json
from tests.discord_server.faults import Fault
from tests.discord_server.interactions import Interaction
from tests.discord_server.message_payloads import message_json
from tests.discord_server.people import BOT_PERMISSIONS
from tests.discord_server.posting import File
from tests.discord_server.world import Channel, Message, User

if TYPE_CHECKING:
    from tests.discord_server.server import Server


class Control:
    """Carries out what is asked at the control door."""

    def __init__(self, server: Server) -> None:
        self._server, self._world, self._people = server, server.world, server.people

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/__control/{act}", self._serve)
        return app

    async def _serve(self, request: web.Request) -> web.Response:
        act = getattr(self, f"act_{request.match_info['act']}", None)
        if act is None:
            acts = sorted(name.removeprefix("act_") for name in dir(self) if name.startswith("act_"))
            return web.json_response({"error": f"there are only {', '.join(acts)}"}, status=404)
        text = await request.text()
        try:
            result = await act(**(json.loads(text) if text else {}))
        except (Impossible, KeyError, TypeError, ValueError) as wrong:
            return web.json_response({"error": f"{type(wrong).__name__}: {wrong}"}, status=400)
        return web.json_response(result)

    async def act_person(self, name: str, guild: str | int | None = None, permissions: int = 0, **more: Any) -> Json:
        """Make a person, in a guild; `more` are fields such as accepts_dms and installed."""
        user = self._world.add_user(name)
        for key, value in more.items():
            setattr(user, key, value)
        if guild is not None:
            self._world.add_member(self._world.guilds[int(guild)], user, permissions)
        return {"id": str(user.id)}

    async def act_change_person(self, person: str, **fields: Any) -> Json:
        """Change a person, such as accepts_dms=false."""
        for key, value in fields.items():
            setattr(self._person(person), key, value)
        return {}

    async def act_guild(self, name: str, owner: str, id: str | None = None) -> Json:
        guild = self._world.add_guild(name, self._person(owner), id=int(id) if id else None)
        return {"id": str(guild.id), "channel": str(guild.system_channel)}

    async def act_channel(self, guild: str, name: str) -> Json:
        return {"id": str(self._people.add_channel(self._world.guilds[int(guild)], name).id)}

    async def act_delete_channel(self, channel: str) -> Json:
        self._people.delete_channel(self._world.channels[int(channel)])
        return {}

    async def act_restrict(self, channel: str, target: str, allow: int = 0, deny: int = 0) -> Json:
        self._people.restrict(self._world.channels[int(channel)], int(target), allow=allow, deny=deny)
        return {}

    async def act_invite(self, guild: str, permissions: int = BOT_PERMISSIONS) -> Json:
        self._people.invite(self._world.guilds[int(guild)], permissions)
        return {}

    async def act_kick(self, guild: str) -> Json:
        self._people.kick(self._world.guilds[int(guild)])
        return {}

    async def act_say(
        self,
        person: str,
        text: str,
        channel: str | None = None,
        reply_to: str | None = None,
        files: dict[str, str] | None = None,
    ) -> Json:
        """Say something in a channel, or to the bot where none is given; `files` are names with texts."""
        user = self._person(person)
        where = self._channel(channel, user)
        replied = where.messages[int(reply_to)] if reply_to else None
        attached = tuple(File(name, text.encode(), "text/plain") for name, text in (files or {}).items())
        return message_json(self._people.say(user, where, text, reply_to=replied, files=attached))

    async def act_thread(self, person: str, message: str, name: str) -> Json:
        """Open a thread from a message."""
        return {"id": str(self._people.open_thread(self._person(person), self._message(message), name).id)}

    async def act_run(
        self,
        person: str,
        command: str,
        channel: str | None = None,
        options: Json | None = None,
        *,
        force: bool = False,
        wait: float = 3.0,
    ) -> Json:
        user = self._person(person)
        where = self._channel(channel, user)
        return await self._outcome(self._people.run(user, where, command, options, force=force), wait)

    async def act_complete(
        self, person: str, command: str, option: str, typed: str, channel: str | None = None, wait: float = 3.0
    ) -> Json:
        user = self._person(person)
        return await self._outcome(
            self._people.complete(user, self._channel(channel, user), command, option, typed), wait
        )

    async def act_menu(self, person: str, message: str, command: str, wait: float = 3.0) -> Json:
        return await self._outcome(self._people.use_menu(self._person(person), self._message(message), command), wait)

    async def act_press(self, person: str, message: str, button: str, wait: float = 3.0) -> Json:
        return await self._outcome(self._people.press(self._person(person), self._message(message), button), wait)

    async def act_choose(self, person: str, message: str, menu: str, values: list[str], wait: float = 3.0) -> Json:
        return await self._outcome(
            self._people.choose(self._person(person), self._message(message), menu, values), wait
        )

    async def act_submit(self, interaction: str, values: dict[str, str], wait: float = 3.0) -> Json:
        return await self._outcome(self._people.submit(self._interaction(interaction), values), wait)

    async def act_interaction(self, interaction: str, wait: float = 0.0) -> Json:
        """Tell what became of an interaction."""
        return await self._outcome(self._interaction(interaction), wait)

    async def act_sees(self, person: str, channel: str | None = None) -> list[Json]:
        """Return what a person sees in a channel, or in the conversation with the bot."""
        user = self._person(person)
        return [message_json(message) for message in self._people.sees(user, self._channel(channel, user))]

    async def act_requests(self, after: int = 0) -> list[Json]:
        """Return the journal, from an entry on."""
        return [asdict(entry) for entry in self._server.journal.entries[after:]]

    async def act_identifies(self) -> list[Json]:
        return [asdict(identified) for identified in self._server.gateway.identified]

    async def act_commands(self) -> Json:
        return {str(scope): commands for scope, commands in self._world.commands.items()}

    async def act_fault(self, **fault: Any) -> Json:
        """Let requests fail; the fields are `Fault`'s."""
        self._server.faults.add(Fault(**fault))
        return {}

    async def act_door(self, name: str, state: str) -> Json:
        """Let `rest` or `gateway` refuse connections ("refuse") or accept them again ("open")."""
        door = {"rest": self._server.rest_door, "gateway": self._server.gateway_door}[name]
        await (door.open() if state == "open" else door.refuse())
        return {}

    async def act_gateway(self, act: str, **more: Any) -> Json:
        """Let the gateway `cut`, `reconnect`, `invalidate` (resumable=…), `close` (code=…)."""
        acts = {name: getattr(self._server.gateway, name) for name in ("cut", "reconnect", "invalidate", "close")}
        acts[act](**more)
        return {}

    async def act_event(self, name: str, data: Json, guild: str | None = None) -> Json:
        """Send an event just as it is, a malformed one for instance."""
        self._server.gateway.raw(name, data, int(guild) if guild else None)
        return {}

    async def act_forget(self) -> Json:
        """Let go of what is past."""
        self._server.forget()
        return {}

    async def act_skip(self, seconds: float) -> Json:
        """Move the server's clock."""
        self._world.clock.skipped += seconds
        return {}

    async def _outcome(self, interaction: Interaction, wait: float) -> Json:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(interaction.finished.wait(), wait)
        original = interaction.original
        return {
            "id": str(interaction.id),
            "first": int(interaction.first) if interaction.first else None,
            "waited": interaction.waited,
            "private": interaction.private,
            "original": message_json(original) if original else None,
            "choices": interaction.choices,
            "modal": interaction.modal,
            "follow_ups": [message_json(message) for message in interaction.follow_ups],
        }

    def _person(self, id: str | int) -> User:
        return self._world.users[int(id)]

    def _channel(self, id: str | int | None, user: User) -> Channel:
        return self._world.dm(user) if id is None else self._world.channels[int(id)]

    def _message(self, id: str | int) -> Message:
        for channel in self._world.channels.values():
            if int(id) in channel.messages:
                return channel.messages[int(id)]
        raise Impossible(f"there is no message {id}")

    def _interaction(self, id: str | int) -> Interaction:
        for interaction in self._world.interactions.values():
            if interaction.id == int(id):
                return interaction
        raise Impossible(f"there is no interaction {id}")
