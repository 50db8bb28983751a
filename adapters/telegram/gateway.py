"""Trailmate's connection to Telegram: it begins, takes updates in until it is stopped, and ends in order."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count

import uvicorn
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from adapters.telegram.answers import Answers
from adapters.telegram.channel import TelegramChannel
from adapters.telegram.faults import pause_after
from adapters.telegram.inbound import Me
from adapters.telegram.inline import Inline
from adapters.telegram.intake import Intake
from adapters.telegram.menu import tell
from adapters.telegram.polling import ALLOWED, Poller
from adapters.telegram.post import Post
from adapters.telegram.questions import Reader
from adapters.telegram.updates import Updates
from adapters.telegram.webhook import PATH, secret_of, webhook_app
from bot.core.cards import Cards
from bot.core.facts import Facts
from bot.core.gate import Gate
from bot.core.offers import Offer
from bot.core.reception import Reception

CONNECTIONS = 24
"""More cost more than they bring: for each request the library looks at every one of them."""
FINISHED_WITHIN = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram brings updates to: an address of the proxy in front, and where it finds us."""

    url: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Ports:
    """What the adapter needs from the rest of Trailmate."""

    reception: Reception
    facts: Facts
    cards: Cards
    offers: Callable[[str], Sequence[Offer]]
    clock: Callable[[], datetime]


class Telegram:
    """One bot. `api` is the address of the Bot API, without the token."""

    def __init__(self, token: str, api: str, ports: Ports, gate: Gate, webhook: Webhook | None = None) -> None:
        self._ports, self.gate, self._webhook = ports, gate, webhook
        self._bot = Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=HTTPXRequest(CONNECTIONS, read_timeout=8, pool_timeout=8),
            get_updates_request=HTTPXRequest(1, read_timeout=10),
        )
        self._post = Post(self._bot, ports.cards, ports.reception.host, ports.clock)
        self.channel = TelegramChannel(self._post, gate)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Stay connected until stopped; end early only where Telegram does not know the token."""
        working = asyncio.create_task(self._work())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not working.done():
            working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            log.info("Telegram is left")
        except Exception:  # the other platforms go on
            log.exception("Telegram is left: an error of ours")
        await self._bot.shutdown()

    def stop(self) -> None:
        """Let `run` end in order."""
        self._stopping.set()

    async def _work(self) -> None:
        me = await self._me()
        if me is None:
            return
        await self._tell_menus()
        log.info("In Telegram as @%s", me.username or me.id)
        intake = Intake(self._updates(me).effect)
        if self._webhook:
            await self._serve(self._webhook, intake)
        else:
            await self._poll(intake)

    async def _me(self) -> Me | None:
        """Return who the bot is, however long Telegram is out of reach; None where it does not know the token."""
        for failures in count(1):
            try:
                await self._bot.initialize()
                if not self._webhook:
                    await self._bot.delete_webhook(drop_pending_updates=False)
            except InvalidToken:
                log.error("Telegram does not know TRAILMATE_TELEGRAM_TOKEN. Put in the one that BotFather shows.")  # noqa: TRY400
                return None
            except TelegramError as error:
                log.warning("Telegram is not reached yet (%s); trying again", error.message)
                await asyncio.sleep(pause_after(error, failures))
            else:
                return Me(self._bot.bot.id, self._bot.bot.username or "")
        return None

    def _updates(self, me: Me) -> Updates:
        ports, bot = self._ports, self._bot
        reader = Reader(bot, me, ports.reception.commands, ports.cards, ports.clock)
        answers = Answers(bot, me, self._post, self.gate, ports.cards, ports.clock)
        return Updates(ports.reception, reader, answers, Inline(bot, me, ports.offers), ports.clock)

    async def _tell_menus(self) -> None:
        try:
            await tell(self._bot, self._ports.reception.commands, self._ports.facts)
        except TelegramError as error:
            log.warning("The menu of commands is told at the next start: %s", error.message)

    async def _poll(self, intake: Intake) -> None:
        poller = Poller(self._bot, intake)
        try:
            await poller.run()
        finally:
            await intake.finish(FINISHED_WITHIN)
            await poller.confirm()

    async def _serve(self, webhook: Webhook, intake: Intake) -> None:
        """Listen first, and only then tell Telegram where."""
        secret = secret_of(self._bot.token)
        app = webhook_app(self._bot, intake, secret)
        try:
            listener = socket.create_server((webhook.host, webhook.port))
        except OSError as error:
            where = f"Port {webhook.port} on {webhook.host} cannot be used ({error.strerror})"
            log.error("%s. Choose another with TRAILMATE_TELEGRAM_PORT.", where)  # noqa: TRY400 # the sentence says it all
            return
        with listener:
            server = _Server(uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off"))
            serving = asyncio.create_task(server.serve([listener]))
            try:
                await self._announce(webhook, secret)
                await serving
            finally:
                server.should_exit = True
                await asyncio.wait({serving}, timeout=FINISHED_WITHIN)
                await intake.finish(FINISHED_WITHIN)

    async def _announce(self, webhook: Webhook, secret: str) -> None:
        for failures in count(1):
            try:
                await self._bot.set_webhook(
                    f"{webhook.url.rstrip('/')}{PATH}", secret_token=secret, allowed_updates=ALLOWED, max_connections=40
                )
            except TelegramError as error:
                log.warning("Telegram does not take the webhook yet (%s); trying again", error.message)
                await asyncio.sleep(pause_after(error, failures))
            else:
                return


class _Server(uvicorn.Server):
    """Leaves the process's signals to whoever started us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
