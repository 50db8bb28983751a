"""`trailmate chat` and `run`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ctypes
import gc
import logging
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from adapters.console.faults import ServerGoneError
from adapters.console.inbound import zone_here
from adapters.console.remote import RemoteConversation
from adapters.web.terminal import terminal_key
from bot.app import App, SetupError, build, prepare, writable
from bot.commandline.clock import clock
from bot.commandline.platforms import platforms
from bot.commandline.progress import counter, say
from bot.commandline.redaction import keep_out_of_log
from bot.commandline.running import running_port, told_port
from bot.core.calls import KEPT_FOR as CALLS_KEPT_FOR
from bot.core.mailbox import Posted
from bot.core.traces import KEPT_FOR as TRACES_KEPT_FOR
from bot.settings import LOOPBACK, SHORTEST_SECRET, Settings
from bot.storage.backup import backup
from bot.storage.database import only_process
from bot.storage.sqlite_file import put_in_place
from scheduler.clock import Ticker, started
from scheduler.housekeeping import LEFT_KEPT_FOR, MESSAGES_KEPT_FOR, UPDATES_KEPT_FOR, Housekeeping

GIVE_WAY_AFTER = 0.0005
"""Seconds after which a thread that works out a reply lets the event loop on: it asks for Python's lock very often."""

USUAL_COLLECTIONS = (700, 10, 10)
"""Python's own thresholds of the garbage collector."""

KEY_BYTES = 32
HTTP_PORT = 80

# of glibc's mallopt(3)
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8


def chat(_: argparse.Namespace) -> int:
    """Talk in this terminal: to the Trailmate that runs here already, or to one of its own."""
    from adapters.console.gateway import chat as talk

    settings = Settings()
    if remote := _running(settings.home):
        talk(remote, remote.waiting, clock, settings.home)
        return 0
    writable(settings.home, "TRAILMATE_HOME")
    with only_process(settings.database_url):
        app = build(settings, say, counter("Reading the notes"))
        prepare(app, zone_here(), clock())
        talk(app.conversation, partial(_news, app), clock, settings.home)
        app.close()
    return 0


def _running(home: Path) -> RemoteConversation | None:
    """Return the Trailmate that runs on this home folder; None where what answers on its port is not ours."""
    port = running_port(home)
    if port is None:
        return None
    remote = RemoteConversation(port, terminal_key(_session_key(home)))
    try:
        remote.waiting((), 0)
    except ServerGoneError:
        return None  # ours was killed, and another one has its port
    return remote


def run(chosen: argparse.Namespace) -> int:
    """Start everything that is configured, and say what is on, what is off and what turns it on."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for talker in ("alembic", "apscheduler", "bm25s"):  # they tell of every step
        logging.getLogger(talker).setLevel(logging.WARNING)
    settings = Settings()
    tokens = (settings.discord_token, settings.telegram_token)
    keep_out_of_log(token.get_secret_value() for token in tokens if token)
    if chosen.port is not None:
        settings = settings.model_copy(update={"web_port": chosen.port})
    if not settings.web:
        raise SetupError("Nothing is turned on. Set TRAILMATE_WEB=true for the web chat.")
    _check_bind(settings)
    writable(settings.home, "TRAILMATE_HOME")
    with only_process(settings.database_url):
        return _run(settings)


def _run(settings: Settings) -> int:
    from adapters.web.gateway import listen

    try:
        listener = listen(settings.web_host, settings.web_port)
    except OSError as error:
        raise SetupError(
            f"Port {settings.web_port} on {settings.web_host} cannot be used ({error.strerror}). "
            "Stop what runs there, or choose another port with TRAILMATE_WEB_PORT or --port, another address with "
            "TRAILMATE_WEB_HOST."
        ) from error
    port = int(listener.getsockname()[1])
    _keep_memory_small()
    sys.setswitchinterval(GIVE_WAY_AFTER)
    app = build(settings, say, counter("Reading the notes"))
    prepare(app, zone_here(), clock())
    _give_back_memory()
    for line in status(settings, port):
        print(line, flush=True)
    with told_port(settings.home, port):
        asyncio.run(_serve(app, settings, listener, port))
    app.close()
    print("Stopped.")
    return 0


async def _serve(app: App, settings: Settings, listener: object, port: int) -> None:
    from adapters.web.gateway import serve, web_app

    ticker = Ticker(_work(app, settings), clock, time.monotonic)
    web = web_app(
        app.conversation,
        clock,
        _session_key(settings.home),
        hosts=_hosts(settings, port),
        mailbox=app.storage.mailbox,
        per_minute=settings.web_per_minute,
        secret=settings.web_secret.get_secret_value() if settings.web_secret else "",
        is_well=lambda: not ticker.is_late(clock()),
    )
    ticking = started(ticker)
    connected = platforms(app, settings, clock)
    channels = [*app.local_channels(clock), *((one.channel, one.gate) for one in connected)]
    delivery = app.delivery(clock, channels)
    delivering = asyncio.create_task(delivery.run())
    running = [asyncio.create_task(one.run()) for one in connected]
    try:
        await serve(web, listener)  # type: ignore[arg-type]
    finally:
        ticking.shutdown(wait=False)
        delivery.stop()
        await delivering
        for one in connected:
            one.stop()
        await asyncio.gather(*running)


def _work(app: App, settings: Settings) -> Callable[[datetime], None]:
    """Return what a tick does: plan what is due, and tidy up now and then."""
    storage = app.storage
    rooms = (
        (storage.outbox.clear, MESSAGES_KEPT_FOR),
        (storage.mailbox.clear, MESSAGES_KEPT_FOR),
        (storage.traces.clear, TRACES_KEPT_FOR),
        (storage.handled.clear, UPDATES_KEPT_FOR),
        (storage.cards.clear, MESSAGES_KEPT_FOR),
        (storage.communities.clear, LEFT_KEPT_FOR),
        (storage.calls.clear, CALLS_KEPT_FOR),
    )
    tidy = Housekeeping(rooms, partial(_backup, settings), clock())

    def work(now: datetime) -> None:
        app.tick(now)
        tidy(now)

    return work


def _backup(settings: Settings, now: datetime) -> None:
    if settings.database_url.startswith("sqlite"):  # a server has its own tools
        made = backup(settings.database_url, settings.home / "backups", now)
        logging.getLogger(__name__).info("Backed up to %s", made)


def _news(app: App, destinations: Sequence[str], after: int) -> Sequence[Posted]:
    """Plan and deliver what is due, then look: a terminal that is alone has no clock ticking behind it."""
    app.tick(clock())
    asyncio.run(app.deliver_here(clock))
    return app.storage.mailbox.waiting(destinations, after, clock())


def status(settings: Settings, port: int) -> Iterator[str]:
    """Yield what is on, what is off, and which setting turns it on."""
    host = f"[{settings.web_host}]" if ":" in settings.web_host else settings.web_host
    yield f"Web chat   on   http://{host}:{port}/"
    yield "Terminal   on   in another window: trailmate chat"
    yield f"Discord    {_discord(settings)}"
    yield _telegram(settings)
    yield "Ctrl-C stops."


def _telegram(settings: Settings) -> str:
    if settings.telegram_token is None:
        return "Telegram   off  TRAILMATE_TELEGRAM_TOKEN turns it on; docs/telegram.md says how to get one"
    if settings.telegram_webhook:
        return f"Telegram   on   webhook at {settings.telegram_host}:{settings.telegram_port}, behind your proxy"
    return "Telegram   on   polling"


def _keep_memory_small() -> None:
    """Tell glibc to share two arenas between the threads and to give large blocks back; elsewhere do nothing."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        for option, value in ((_M_ARENA_MAX, 2), (_M_MMAP_THRESHOLD, 128 * 1024), (_M_TRIM_THRESHOLD, 128 * 1024)):
            libc.mallopt(option, value)


def _give_back_memory() -> None:
    """Give back what reading the notes needed and answering does not; what stays is not searched for garbage again."""
    gc.set_threshold(*USUAL_COLLECTIONS)  # fewer are for a start, and would let garbage pile up here
    gc.collect()
    gc.freeze()  # or every full collection stops all threads for some 50 ms
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _discord(settings: Settings) -> str:
    if not settings.discord_token:
        return "off  TRAILMATE_DISCORD_TOKEN will turn it on; docs/discord.md says how"
    hears = "all that is said in channels" if settings.discord_read_channels else "what is said to it"
    return f"on   hears {hears}; should Discord turn it away, the log says why"


def _later(token: SecretStr | None, setting: str) -> str:
    return "its token is set; the adapter comes with a later version" if token else f"{setting} will turn it on"


def _check_bind(settings: Settings) -> None:
    secret = settings.web_secret.get_secret_value() if settings.web_secret else ""
    if secret and len(secret) < SHORTEST_SECRET:
        raise SetupError(f"TRAILMATE_WEB_SECRET is too short; use at least {SHORTEST_SECRET} characters.")
    if settings.web_host not in LOOPBACK and not secret:
        raise SetupError(
            f"{settings.web_host} can be reached by others. Set TRAILMATE_WEB_SECRET to {SHORTEST_SECRET} or more "
            "characters that visitors must know, or keep TRAILMATE_WEB_HOST=127.0.0.1."
        )


def _hosts(settings: Settings, port: int) -> frozenset[str]:
    if settings.web_host not in LOOPBACK:
        return frozenset()  # behind a secret, under whatever name the machine has
    names = ("127.0.0.1", "localhost", "[::1]")
    bare = names if port == HTTP_PORT else ()  # browsers leave it out
    return frozenset((*(f"{name}:{port}" for name in names), *bare))


def _session_key(home: Path) -> bytes:
    """Return the key that signs sessions, made once and readable by its owner only."""
    path = home / "web.key"
    if not path.exists() or path.stat().st_size != KEY_BYTES:  # a full disk can leave an empty one, which anybody knows
        with put_in_place(path) as fresh:
            fresh.write_bytes(secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()
