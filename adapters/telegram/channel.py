"""What goes out by itself: the outbox's channel to Telegram."""

from __future__ import annotations

from datetime import timedelta

from adapters.telegram.outbound import Part, parts
from adapters.telegram.post import PLATFORM, Address, Post
from bot.core.channel import Delivered, InDoubt, Outcome, TryLater
from bot.core.gate import Gate
from bot.core.reply import Reply


class TelegramChannel:
    """Telegram drops no second message with the same key: what is in doubt stays so."""

    platform = PLATFORM
    idempotent_for: timedelta | None = None

    def __init__(self, post: Post, gate: Gate) -> None:
        self._post, self._gate = post, gate

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:  # noqa: ARG002
        """Send a reply. Where only its first messages arrived, it counts as in doubt: a repeat would double those."""
        to = Address.of(destination)
        first, *others = parts(reply, quizzes=not to.is_group)
        outcome = await self._post.send(to, first)
        if not isinstance(outcome, Delivered):
            return outcome
        for number, part in enumerate(others, 1):
            next = await self._follow(to, part)
            if not isinstance(next, Delivered):
                return InDoubt(f"{number} of {len(others) + 1} messages arrived, then: {next}")
        return outcome

    async def _follow(self, to: Address, part: Part) -> Outcome:
        """Send what belongs to a message that arrived; whoever carries it ends this when it takes too long."""
        while True:
            await self._gate.scheduled(to.destination)
            outcome = await self._post.send(to, part)
            if not isinstance(outcome, TryLater):
                return outcome
            self._gate.pause(to.destination, outcome.seconds, everywhere=outcome.everywhere)
