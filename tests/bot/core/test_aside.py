"""What happens beside the replies happens once for each person, and a failure is logged and costs nobody a reply."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime

import pytest

from bot.core.aside import Aside
from bot.core.request import Person, Place, Request

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def said_by(person: str, id: str) -> Request:
    return Request(id=id, person=Person(id=person), place=Place(platform="web", id="p"), text="hi", at=NOON)


def person_of(request: Request) -> str:
    return request.person.id


def aside_of(
    call: Callable[[Request], object], known: Callable[[Collection[str]], Collection[str]] = set
) -> Aside[Request]:
    return Aside(call, key=person_of, person=person_of, known=known)


def test_the_newest_word_of_everybody_counts_and_a_failure_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def note(request: Request) -> None:
        if request.person.id == "web:bob":
            raise OSError("disk full")
        done.append(request.id)

    aside = aside_of(note)
    for person, id in (("web:ada", "1"), ("web:bob", "2"), ("web:ada", "3"), ("web:eve", "4")):
        aside(said_by(person, id))
    aside.finish()
    assert done == ["3", "4"]
    assert "disk full" in caplog.text


def test_for_strangers_nothing_is_done_and_all_are_looked_up_at_once() -> None:
    looked_up: list[Collection[str]] = []
    done: list[str] = []

    def known(persons: Collection[str]) -> Collection[str]:
        looked_up.append(persons)
        return {"web:ada"}

    aside = aside_of(lambda request: done.append(request.id), known)
    for person, id in (("web:ada", "1"), ("web:bob", "2"), ("web:eve", "3")):
        aside(said_by(person, id))
    aside.finish()
    assert done == ["1"]
    assert looked_up == [{"web:ada", "web:bob", "web:eve"}]
