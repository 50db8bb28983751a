"""Inline mode: `@bot what is regularisation` in any chat offers notes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from adapters.telegram.inbound import Me
from adapters.telegram.outbound import Words, parts
from bot.core.offers import Offer

KEPT_FOR = 300
"""Seconds for which Telegram may give the same answer to the same words, from anybody: it names nobody."""
LONGEST_ID = 64


class Inline:
    """Answers inline queries. They have no effect, so nothing about them is stored."""

    def __init__(self, bot: Bot, me: Me, offers: Callable[[str], Sequence[Offer]]) -> None:
        self._bot, self._me, self._offers = bot, me, offers

    async def answer(self, query: InlineQuery) -> None:
        """Offer the notes that fit; a query that is too old by then is no fault."""
        offers = await asyncio.to_thread(self._offers, query.query)
        with contextlib.suppress(TelegramError):
            await self._bot.answer_inline_query(
                query.id, [self._result(offer) for offer in offers], cache_time=KEPT_FOR
            )

    def _result(self, offer: Offer) -> InlineQueryResultArticle:
        words = next(part for part in parts(offer.reply) if isinstance(part, Words))
        content = InputTextMessageContent(
            words.html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        )
        return InlineQueryResultArticle(
            offer.id[:LONGEST_ID], offer.title, content, description=offer.summary, reply_markup=self._open(offer)
        )

    def _open(self, offer: Offer) -> InlineKeyboardMarkup | None:
        """Lead from the note to the bot; a link can carry 64 letters, digits and dashes."""
        payload = f"topic-{offer.id}"
        fits = len(payload) <= LONGEST_ID and payload.replace("-", "").replace("_", "").isalnum() and payload.isascii()
        if not self._me.username or not fits:
            return None
        url = f"https://t.me/{self._me.username}?start={payload}"
        return InlineKeyboardMarkup([[InlineKeyboardButton("Open it with me", url=url)]])
