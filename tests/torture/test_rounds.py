"""Partner rounds under processes that are killed: one round a week, everybody with somebody once, and told once."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from bot.app import Storage, storage_on
from bot.core.communities import Community
from bot.core.learners import LearnerSettings
from bot.core.partners import Cadence, Seeking, Wish
from bot.core.request import Person, Place, Request
from bot.storage.tables import companies, members, outbox, rounds, waiting
from knowledge.notes.curriculum import Curriculum
from tests.torture.holder import hold

SUNDAY = datetime(2026, 11, 22, 18, tzinfo=UTC)
WEEK = timedelta(days=7)
HOME = "test:home"
PEOPLE = 21
WRITES = 30
"""Some statements more than a round of so many people writes."""
LONGEST = 60.0


@pytest.mark.torture
def test_rounds_are_held_once_and_told_once_however_often_their_process_is_killed(
    engine: Engine, url: str, curriculum: Curriculum, capsys: pytest.CaptureFixture[str]
) -> None:
    storage, dice, kills = storage_on(engine), random.Random(1), Counter[str]()
    people = settle(storage)
    for week in range(6):
        now = SUNDAY + week * WEEK
        for hour in range(3):  # the round; then second chances for those whom somebody left
            at = now + timedelta(hours=hour)
            for most in (5, 5, 10, 10, 10, 20, 20, 20, WRITES, WRITES):
                kills[killed(url, curriculum, at, dice.randrange(most))] += 1
            tick_whole(url, curriculum, at)
            check(engine, people, week)
            for one in dice.sample(people, 4):
                back_out(storage, one, at)
        for one in people:
            storage.seekers.heard(one)
    with capsys.disabled():
        print(f"\n{engine.dialect.name} | rounds {week + 1} | {dict(kills)}")
    assert kills["killed"] > 30


def settle(storage: Storage) -> list[str]:
    """Have people join who all fit each other, but for one."""
    storage.communities.save(Community(HOME, "Home", "UTC", None), SUNDAY, None)
    storage.rounds.save(Cadence(HOME, next_at=SUNDAY, announced=True))
    found = []
    for number in range(PEOPLE):
        name = f"p{number}"
        person, place = Person(id=f"test:{name}"), Place(platform="test", id=name)
        said = Request(id="1", person=person, place=place, text="hi", at=SUNDAY, community=HOME)
        found.append(storage.learners.begin(said, LearnerSettings()).id)
        wish = Wish(name=name, languages=frozenset({"en" if number else "fa"}))
        storage.seekers.save(Seeking(found[-1], HOME, wish, since=SUNDAY, suits_at=SUNDAY))
    return found


def killed(url: str, curriculum: Curriculum, now: datetime, left: int) -> str:
    """Have two processes hold what is due at once, and kill both after so many writes; return what came of it."""
    context = multiprocessing.get_context("fork")
    heard, told = context.Pipe(duplex=False)
    both = [context.Process(target=hold, args=(url, curriculum, now, told)) for _ in range(2)]
    for process in both:
        process.start()
    told.close()
    try:
        while left >= 0 and heard.poll(LONGEST):
            heard.recv_bytes()
            left -= 1
    except EOFError:
        pass  # both came to their end
    for process in both:
        process.kill()
        process.join()
    return "killed" if any(process.exitcode for process in both) else "came through"


def tick_whole(url: str, curriculum: Curriculum, now: datetime) -> None:
    """Hold what is due, undisturbed."""
    context = multiprocessing.get_context("fork")
    heard, told = context.Pipe(duplex=False)
    process = context.Process(target=hold, args=(url, curriculum, now, told))
    process.start()
    process.join(LONGEST)
    heard.close()
    assert process.exitcode == 0


def back_out(storage: Storage, learner: str, now: datetime) -> None:
    company = storage.companies.current(learner, now)
    if company:
        out = tuple(replace(one, out=one.out or one.learner == learner) for one in company.members)
        storage.companies.change(company.id, lambda found: (replace(found, members=out), ()), now)


def check(engine: Engine, people: list[str], week: int) -> None:
    """Check that the rows of a week say the same to everybody, and leave out nobody."""
    begins, ends = SUNDAY + week * WEEK, SUNDAY + (week + 1) * WEEK
    with engine.connect() as connection:
        held = connection.execute(select(rounds.c.number)).scalars().all()
        here = select(companies.c.id, companies.c.begins, members.c.learner, members.c.out).join(members)
        here = here.where(companies.c.begins >= begins, companies.c.begins < ends).order_by(companies.c.id)
        rows = connection.execute(here).all()
        alone = set(connection.execute(select(waiting.c.learner)).scalars())
        sent = connection.execute(select(outbox.c.learner, outbox.c.payload)).all()
    assert len(held) == len(set(held)) == week + 1
    sizes = Counter(row.id for row in rows if not row.out)
    there = Counter(row.learner for row in rows if not row.out and sizes[row.id] > 1)
    newest = {row.learner: row for row in rows}
    left = {row.learner for row in newest.values() if not row.out and sizes[row.id] == 1}
    assert max(there.values()) == 1
    assert not alone & set(there)
    assert left <= alone
    assert set(people) == {row.learner for row in rows} | alone
    told = Counter(
        (row.learner, row.payload["begun"])
        for row in sent
        if row.payload["compose"] == "introduction" and row.payload["begun"] >= begins.isoformat()
    )
    assert told == Counter((row.learner, row.begins.isoformat()) for row in rows)
