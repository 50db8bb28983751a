"""Where in a community the bot speaks: a manner for each channel, chosen by the people who run the community."""

from __future__ import annotations

from typing import Literal, Protocol, get_args

from bot.core.reply import Reply
from bot.core.request import Place

Manner = Literal["mention", "questions", "threads", "silent"]
MANNERS: tuple[Manner, ...] = get_args(Manner)
USUAL: Manner = "mention"

IN_WORDS: dict[Manner, str] = {
    "mention": "I answer when somebody speaks to me.",
    "questions": "I also answer questions that nobody put to me, where a note of mine answers them.",
    "threads": "I answer when somebody speaks to me, in a thread of its own where the platform has threads.",
    "silent": "I say nothing here that others see.",
}


class Places(Protocol):
    """The manners of the places that somebody chose one for."""

    def manner(self, place: Place) -> Manner:
        """Return how the bot behaves in a place; `USUAL` where nobody chose."""

    def choose(self, place: Place, community: str, manner: Manner) -> None:
        """Keep how the bot is to behave in a place."""

    def listening(self, community: str) -> tuple[Place, ...]:
        """Return the places of a community in which it answers questions that nobody put to it."""


def hears(manner: Manner, *, addressed: bool) -> bool:
    """Tell whether words said in a place are for the bot at all."""
    return addressed or manner == "questions"


def is_for_all(manner: Manner, reply: Reply) -> bool:
    """Tell whether a reply may be shown to everybody in a place."""
    return not reply.private and manner != "silent"
