"""A made-up community that looks for study partners, week after week, and what each person sees of it."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import combinations
from random import Random

from bot.app import App
from bot.core.channel import Delivered, Outcome
from bot.core.communities import Community
from bot.core.gate import Gate
from bot.core.reply import Button, Reply
from bot.core.request import Person, Place, Request

START = datetime(2027, 2, 22, 12, tzinfo=UTC)
"""A Monday before a spring in which many clocks change."""
HOME = "sim:home"
APART = 6
STEP = 6
"""Hours from one look at the clock to the next; 18:00 on a Sunday is one."""
NAMES = (
    "Ada", "Ben", "Cem", "Dia", "Eva", "Fay", "Gil", "Hana", "Ivo", "Jun", "Kai", "Lea", "Mia", "Noa", "Omar", "Pia",
    "Quinn", "Rui", "Sara", "Tom", "Uma", "Vik", "Wei", "Xenia", "Yara", "Zoe", "Abel", "Bea", "Carl", "Dara",
    "Elif", "Finn", "Gwen", "Hugo", "Ines", "Jack", "Kim", "Luca", "Maya", "Nico", "Ola", "Paul", "Rosa", "Sven",
    "Tara", "Ugo", "Vera", "Will", "Xavi", "Yuki", "Zara", "Amir", "Bruno", "Clara", "Dev", "Emil", "Fenna", "Goran",
    "Heidi", "Ilan",
)  # fmt: skip
HOMES = (
    ("Auckland", "en"), ("Sydney", "en"), ("Tokyo", "en"), ("Kolkata", "en"), ("Dubai", "en"), ("Berlin", "de"),
    ("Vienna", "de"), ("London", "en"), ("Madrid", "es"), ("Lima", "es"), ("New York", "en"), ("Los Angeles", "en"),
)  # fmt: skip
FREE = ("evenings", "weekday evenings", "weekends", "mornings", "any time", "mon wed fri 17-22, sun 9-20")


@dataclass(slots=True)
class Someone:
    """One made-up person. `gone_from` is the week from which they say nothing more, None for who stays."""

    name: str
    city: str
    languages: frozenset[str]
    free: str
    joins: int
    gone_from: int | None = None
    backs_out: int | None = None
    """The week in which they can't make it."""
    bars: str = ""
    """Whom they block when they are with them."""
    diary: list[str] = field(default_factory=list)

    @property
    def person(self) -> str:
        return f"sim:{self.name}"


@dataclass(frozen=True, slots=True)
class Introduced:
    """Who was introduced to whom, as one of them read it."""

    week: int
    reader: str
    others: frozenset[str]
    times: tuple[str, ...]
    """What the buttons of the proposed times send."""


def people(count: int, weeks: int, random: Random) -> list[Someone]:
    """Return people of three languages from Auckland to Los Angeles: late ones, ghosts, some who can't make it once."""
    found = []
    for number in range(count):
        city, language = HOMES[number % len(HOMES)]
        spoken = {language, "en"} if random.random() < 0.5 else {language}
        someone = Someone(
            name=NAMES[number % len(NAMES)] + ("" if number < len(NAMES) else str(number // len(NAMES))),
            city=city,
            languages=frozenset(spoken),
            free=random.choice(FREE),
            joins=0 if random.random() < 0.7 else random.randrange(1, weeks // 2),
            gone_from=random.randrange(2, weeks) if random.random() < 0.15 else None,
            backs_out=random.randrange(1, weeks) if random.random() < 0.2 else None,
        )
        found.append(someone)
    for someone in random.sample(found, max(1, count // 20)):
        someone.bars = random.choice([one.name for one in found if one is not someone])
    return found


class Village:
    """The people, the program, and the weeks between them; also the channel: it takes what comes and has them act."""

    platform = "sim"
    idempotent_for: timedelta | None = None

    def __init__(self, app: App, people: Sequence[Someone]) -> None:
        self.now = START
        self.introduced: list[Introduced] = []
        self.silent: list[tuple[int, str]] = []
        """Weeks in which somebody took part and heard nothing of it."""
        self._app = app
        self._people = {one.person: one for one in people}
        self._here: set[str] = set()
        self._heard: dict[int, set[str]] = defaultdict(set)
        self._to_do: list[tuple[Someone, str]] = []

    async def pass_weeks(self, weeks: int) -> None:
        """Let weeks pass, six hours at a time; a round is each Sunday at 18:00."""
        self._app.storage.communities.save(Community(HOME, "A made-up community", "UTC", None), START, None)
        delivery = self._app.delivery(lambda: self.now, [(self, Gate(None, time.monotonic))])
        for hour in range(0, weeks * 7 * 24, STEP):
            self.now = START + timedelta(hours=hour, seconds=5)
            if hour % (7 * 24) == 0:
                self._join()
            await asyncio.to_thread(self._app.tick, self.now)  # as the bot does: a round waits for its matching
            while await delivery.drain():
                self._act()

    @property
    def week(self) -> int:
        """The number of the week, 0 being the first; a round belongs to the week that it begins."""
        return (self.now - START + timedelta(hours=18)).days // 7

    async def send(self, destination: str, reply: Reply, key: str) -> Outcome:
        """Take a message, and note what its reader does about it."""
        someone = self._people[destination]
        self._heard[self.week].add(someone.name)
        self._read(someone, reply)
        return Delivered(key)

    def _read(self, someone: Someone, reply: Reply) -> None:
        if not reply.title.startswith("A study partner"):
            someone.diary.append(f"week {self.week}: {reply.title or reply.text.splitlines()[0]}")
        times = tuple(button.send for button in reply.buttons if "/partner works" in button.send)
        if reply.title.startswith("This week") and times:
            others = reply.title.removeprefix("This week: you and ").replace(" and ", ", ").split(", ")
            self.introduced.append(Introduced(self.week, someone.name, frozenset(others), times))
        if someone.gone_from is None or self.week < someone.gone_from:
            self._to_do += [(someone, send) for send in _answers(someone, reply, self.week)]

    def _act(self) -> None:
        to_do, self._to_do = self._to_do, []
        for someone, send in to_do:
            said = self._say(someone, send)
            if said.text.startswith("You meet") or "You meet on" in "".join(one.text for one in said.sections):
                someone.diary.append(f"week {self.week}: a time is agreed")

    def _join(self) -> None:
        for someone in self._people.values():
            if someone.joins == self.week and someone.name not in self._here:
                self._here.add(someone.name)
                for text in (
                    "/partner join",
                    f"/partner city {someone.city}",
                    f"/partner languages {' '.join(sorted(someone.languages))}",
                    f"/partner hours {someone.free}",
                ):
                    self._say(someone, text)

    def _say(self, someone: Someone, text: str) -> Reply:
        return self._app.conversation.reply(
            Request(
                id=f"sim:{someone.name}:{self.now.timestamp()}:{text}",
                person=Person(id=someone.person, name=someone.name),
                place=Place(platform="sim", id=someone.name),
                text=text,
                at=self.now,
                community=HOME,
            )
        )


def _answers(someone: Someone, reply: Reply, week: int) -> Iterator[str]:
    """Yield what somebody says to a message."""
    sends = {button.send.partition(" ")[2].split()[0]: button for button in reply.buttons if " " in button.send}
    if reply.title.startswith("This week") and "works" in sends:
        if someone.bars and someone.bars in reply.title:
            yield "/partner block"
        elif someone.backs_out == week:
            yield "/partner cant"
        else:
            yield from (button.send for button in _first_two(reply))
    elif reply.title == "Did you meet?":
        yield "/partner met"
    elif "keep" in sends:
        yield "/partner keep"


def _first_two(reply: Reply) -> list[Button]:
    return [button for button in reply.buttons if "/partner works" in button.send][:2]


def faults(village: Village, people: Sequence[Someone]) -> list[str]:
    """Return what reads wrong from somebody's side; nothing, where all is as it should be."""
    found, named = [], {one.name: one for one in people}
    told = {(one.week, one.reader, one.others, one.times) for one in village.introduced}
    # who backs out at once leaves the other with a word instead of an introduction
    backed_out = {(one.week, one.reader) for one in village.introduced
                  if named[one.reader].backs_out == one.week or named[one.reader].bars in one.others}  # fmt: skip
    for one in village.introduced:
        everybody = one.others | {one.reader}
        for other in one.others:
            same = (one.week, other, everybody - {other}, one.times) in told
            if not same and not any((one.week, name) in backed_out for name in everybody):
                found.append(f"week {one.week}: {one.reader} was told of {other}, who was told something else")
            if not named[one.reader].languages & named[other].languages:
                found.append(f"week {one.week}: {one.reader} and {other} share no language")
    return [*found, *_barred(village, named)]


def met_again(village: Village) -> Iterator[str]:
    """Yield who met again early; that is right only where nobody else was left for them."""
    last: dict[frozenset[str], int] = {}
    for week, company in sorted({(one.week, one.others | {one.reader}) for one in village.introduced}, key=_by_week):
        for pair in map(frozenset, combinations(sorted(company), 2)):
            if pair in last and 0 < week - last[pair] <= APART:
                yield f"week {week}: {' and '.join(sorted(pair))} met in week {last[pair]}"
            last[pair] = week


def _barred(village: Village, named: dict[str, Someone]) -> Iterator[str]:
    first: dict[frozenset[str], int] = {}
    for one in sorted(village.introduced, key=lambda one: one.week):
        if (bars := named[one.reader].bars) in one.others:
            pair = frozenset((one.reader, bars))
            if first.setdefault(pair, one.week) < one.week:
                yield f"week {one.week}: {one.reader} met {bars} again, whom they had blocked"


def _by_week(item: tuple[int, frozenset[str]]) -> tuple[int, list[str]]:
    return item[0], sorted(item[1])


def run(app: App, count: int, weeks: int, random: Random) -> tuple[Village, list[Someone]]:
    """Let a community live for some weeks; return what was said, and the people with their diaries."""
    everybody = people(count, weeks, random)
    village = Village(app, everybody)
    asyncio.run(village.pass_weeks(weeks))
    return village, everybody
