"""Lets virtual days pass: people speak, the planner ticks, the outbox is carried, at times all is down."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from bot.app import App
from bot.core.channel import Delivered, Outcome
from bot.core.communities import Community
from bot.core.gate import Gate
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.core.rhythm import next_prompt
from bot.simulation.ledger import Ledger, Outage, Sent
from bot.simulation.people import Said, Somebody, answer, pressed

START = datetime(2027, 3, 1, tzinfo=UTC)
"""The first day of a month in which many clocks change."""
TICK = timedelta(seconds=20)
COMMUNITY = Community("sim", "A made-up community", "Europe/Berlin", "sim:channel")
Tell = Callable[[datetime, str, str], None]
"""Told what somebody said or got: when, who, what."""


class VirtualClock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Recorder:
    """A channel of made-up people: writes down what comes, and has them answer."""

    platform = "sim"
    idempotent_for: timedelta | None = None

    def __init__(self, world: World) -> None:
        self._world = world

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:
        """Take a message."""
        self._world.came(destination, reply, key)
        return Delivered(key)


class World:
    """People, a program, and the days between them."""

    def __init__(
        self, app: App, people: Sequence[Somebody], days: int, down: Sequence[Outage], random: Random, tell: Tell
    ) -> None:
        self.clock, self.ledger = VirtualClock(START), Ledger()
        self.end = START + timedelta(days=days)
        self._app, self._down, self._random, self._tell = app, sorted(down), random, tell
        self._people = {who.person: who for who in people}
        self._numbers = count()
        self._queue: list[tuple[datetime, int, str, str]] = []
        for who in people:
            self._plan(who.person, *who.set_up(), *who.change(timedelta(days=days), random))

    async def pass_time(self) -> None:
        """Let everything happen that happens until the end."""
        self._app.storage.communities.save(COMMUNITY, START, next_prompt(COMMUNITY, START, None))
        delivery = self._app.delivery(self.clock, [(Recorder(self), Gate(None, time.monotonic))])
        while (moment := self._next()) < self.end:
            self.clock.now = moment
            while self._queue and self._queue[0][0] <= moment:
                _, _, person, text = heapq.heappop(self._queue)
                self._say(person, text)
            self._app.tick(moment)
            await delivery.drain()

    def came(self, destination: str, reply: Reply, key: str) -> None:
        """Write down a message, and have its receiver think of an answer."""
        now = self.clock.now
        self.ledger.sent.append(Sent(now, destination, key, reply.title, reply.text))
        self._tell(now, destination, f"gets: {reply.title}")
        if who := self._people.get(destination):
            if key.startswith("stuck:"):
                said = pressed(who, now, reply.buttons, self._random)
            else:
                said = answer(who, now, key.rpartition(":")[2], self._random)
            self._plan(destination, *([said] if said else []))

    def _next(self) -> datetime:
        """Return the next moment at which anything can happen: a word, or the tick after something is due."""
        storage = self._app.storage
        moments = [self._queue[0][0]] if self._queue else []
        dues = (storage.timetable.next_due(), storage.outbox.next_due(self.clock.now))
        moments += [max(_tick_after(due), self.clock.now + TICK) for due in dues if due is not None]
        return self._when_up(min(moments, default=self.end))

    def _when_up(self, moment: datetime) -> datetime:
        for begin, finish in self._down:
            if begin <= moment < finish:
                return finish
        return moment

    def _plan(self, person: str, *words: Said) -> None:
        for said in words:
            heapq.heappush(self._queue, (said.at, next(self._numbers), person, said.text))

    def _say(self, person: str, text: str) -> None:
        reply = self._app.conversation.reply(
            Request(
                id=f"sim-{next(self._numbers)}",
                person=Person(id=person),
                place=Place(platform="sim", id=person),
                text=text,
                at=self.clock.now,
                community=COMMUNITY.id,
            )
        )
        self._tell(self.clock.now, person, f"says: {text}")
        self._tell(self.clock.now, person, f"reads: {reply.title or reply.text.partition(chr(10))[0]}")


def _tick_after(moment: datetime) -> datetime:
    """Return the first tick of the grid at or after a moment."""
    return moment + (-(moment - START)) % TICK


def outages(days: int, random: Random) -> list[Outage]:
    """Return when the program is down: three times, from minutes to most of a day."""
    lengths = (timedelta(minutes=40), timedelta(hours=5), timedelta(hours=20))
    begins = [START + timedelta(days=1) + random.random() * timedelta(days=max(0, days - 2)) for _ in lengths]
    return [(begin, begin + length) for begin, length in zip(begins, lengths, strict=True)]
