"""Sends a reply's messages so that a repeat is harmless: edits, and sends with a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from adapters.discord.customid import nonce_of
from adapters.discord.faults import NO_HISTORY_TO_REPLY_IN, persistently
from adapters.discord.outbound import Post

NOBODY = discord.AllowedMentions.none()


async def post(
    target: discord.abc.Messageable, message: Post, nonce: str, answered: discord.Message | None = None
) -> discord.Message:
    """Send one message; Discord drops a second one with the same nonce. Nobody is pinged."""
    more: dict[str, Any] = {"view": view} if (view := message.view()) else {}
    if answered:
        more["reference"] = answered.to_reference(fail_if_not_exists=False)
    return await target.send(
        embeds=message.embeds(), files=message.files(), nonce=nonce, allowed_mentions=NOBODY, **more
    )


async def answer(
    target: discord.abc.Messageable, posts: Sequence[Post], key: str, answered: discord.Message | None = None
) -> None:
    """Send the messages of a reply to somebody who waits, the first as an answer to what they said."""
    for number, message in enumerate(posts):
        await _send(target, message, nonce_of(key, number), answered if number == 0 else None)


async def _send(target: discord.abc.Messageable, message: Post, nonce: str, answered: discord.Message | None) -> None:
    try:
        await persistently(lambda: post(target, message, nonce, answered))
    except discord.HTTPException as error:
        if answered is None or error.code != NO_HISTORY_TO_REPLY_IN:
            raise
        await persistently(lambda: post(target, message, nonce))


async def edit(interaction: discord.Interaction, message: Post) -> None:
    """Put a message in the place of the one that an interaction has: the same however often it is done."""
    await persistently(
        lambda: interaction.edit_original_response(
            content=None,
            embeds=message.embeds(),
            attachments=message.files(),
            view=message.view(),
            allowed_mentions=NOBODY,
        )
    )


async def follow_up(interaction: discord.Interaction, messages: Sequence[Post], *, alone: bool) -> None:
    """Add messages to an interaction's answer. Tried once each: nothing would drop a second copy."""
    for message in messages:
        more: dict[str, Any] = {"view": view} if (view := message.view()) else {}
        await interaction.followup.send(
            embeds=message.embeds(), files=message.files(), ephemeral=alone, allowed_mentions=NOBODY, **more
        )
