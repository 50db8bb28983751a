"""Answers slash commands, menus, buttons and what is typed into a field."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from enum import Enum

import discord

from adapters.discord.asking import Asking
from adapters.discord.commands import focused
from adapters.discord.customid import read
from adapters.discord.faults import ACKNOWLEDGED_ALREADY, LOST, may_pass
from adapters.discord.inbound import Heard, from_interaction, person_of
from adapters.discord.outbound import Post, to_posts
from adapters.discord.showing import edit, follow_up
from adapters.discord.words import ANSWER, FOR_YOU, OUTDATED
from bot.core.places import Manner, is_for_all
from bot.core.reply import Reply

log = logging.getLogger(__name__)

_LONGEST_CHOICE = 100
_LONGEST_ANSWER = 200


class Showing(Enum):
    """Where an answer goes. It has to be said before the answer is known."""

    IN_PLACE = "the card that was pressed becomes the answer"
    TO_ALL = "a new message that everybody sees"
    ALONE = "a new message that only this person sees"


class Interactions:
    """Acknowledges first, works then: Discord gives an interaction up after three seconds."""

    def __init__(self, asking: Asking, clock: Callable[[], datetime]) -> None:
        self._asking, self._clock = asking, clock

    async def take(self, interaction: discord.Interaction) -> None:
        """Answer an interaction."""
        if interaction.type is discord.InteractionType.autocomplete:
            await self._complete(interaction)
        elif custom_id := _asks(interaction):
            await interaction.response.send_modal(form(custom_id))
        elif interaction.type is not discord.InteractionType.ping:
            await self._answer(interaction)

    async def _complete(self, interaction: discord.Interaction) -> None:
        titles = self._asking.reception.titles.like(focused(dict(interaction.data or {})))
        short = [title for title in titles if len(title) <= _LONGEST_CHOICE]
        await interaction.response.autocomplete([discord.app_commands.Choice(name=one, value=one) for one in short])

    async def _answer(self, interaction: discord.Interaction) -> None:
        heard = from_interaction(interaction, self._asking.reception.commands, self._clock())
        manner = await self._asking.manner_soon(heard.request.place, heard.parent)
        showing = showing_of(heard, manner, interaction.message)
        if not await acknowledged(interaction, showing):
            return
        reply = await self._asking.reply(heard.request, manner)
        if reply and heard.outdated:
            reply = reply.model_copy(update={"text": f"{OUTDATED}\n\n{reply.text}"})
        if reply:
            await self._show(interaction, heard, reply, manner, showing)
            await self._asking.shown(heard.request)

    async def _show(
        self, interaction: discord.Interaction, heard: Heard, reply: Reply, manner: Manner, showing: Showing
    ) -> None:
        posts = to_posts(reply, asked=None if heard.request.private else heard.request.person.id)
        if showing is Showing.IN_PLACE and reply.basis.intent in ("error", "refusal"):
            await follow_up(interaction, posts, alone=not heard.request.private)  # the card stays
            return
        if showing is Showing.TO_ALL and not heard.request.private and not is_for_all(manner, reply):
            # what follows an unanswered acknowledgement would take its place, for all to see
            await edit(interaction, Post(text=FOR_YOU))
            await follow_up(interaction, posts, alone=True)
            await interaction.delete_original_response()
            return
        await edit(interaction, posts[0])
        await follow_up(interaction, posts[1:], alone=showing is Showing.ALONE)


def form(custom_id: str) -> discord.ui.Modal:
    """Return a form for one answer. It is stopped: what it says is in its id, so nothing is kept for it here."""
    form = discord.ui.Modal(title=ANSWER, custom_id=custom_id)
    form.add_item(discord.ui.TextInput(label=ANSWER, max_length=_LONGEST_ANSWER))
    form.stop()
    return form


def _asks(interaction: discord.Interaction) -> str:
    """Return the id of a pressed button that wants words to go with it."""
    custom_id = str(dict(interaction.data or {}).get("custom_id", ""))
    press = read(custom_id) if interaction.type is discord.InteractionType.component else None
    return custom_id if press and press.asks and press.owner == person_of(interaction.user).id else ""


def showing_of(heard: Heard, manner: Manner, pressed: discord.Message | None) -> Showing:
    """Return where the answer will go: decided by the command and the place, before there is an answer."""
    request, command = heard.request, heard.command
    if pressed and request.owner == request.person.id and (request.private or pressed.flags.ephemeral):
        return Showing.IN_PLACE
    if request.private:
        return Showing.TO_ALL  # nobody else is here
    personal = command is None or command.personal or command.who == "owner"
    return Showing.ALONE if pressed or personal or heard.menu or manner == "silent" else Showing.TO_ALL


async def acknowledged(interaction: discord.Interaction, showing: Showing) -> bool:
    """Tell Discord at once that an answer will come; False where it does not wait for ours any more."""
    thinking = showing is not Showing.IN_PLACE
    for last in (False, True):
        try:
            await interaction.response.defer(ephemeral=showing is Showing.ALONE, thinking=thinking)
        except (discord.HTTPException, *LOST) as error:
            if last and isinstance(error, discord.HTTPException) and error.code == ACKNOWLEDGED_ALREADY:
                return True  # by our first try, whose answer got lost
            if last or not may_pass(error):
                log.warning("interaction %s was not acknowledged: %s", interaction.id, error)
                return False
        else:
            return True
    return False
