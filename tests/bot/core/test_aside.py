"""What happens beside the replies happens once for each person, and a failure is logged and costs nobody a reply."""

from datetime import UTC, datetime

import pytest

from bot.core.aside import Aside
from bot.core.request import Person, Place, Request

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def said_by(person: str, id: str) -> Request:
    return Request(id=id, person=Person(id=person), place=Place(platform="web", id="p"), text="hi", at=NOON)


def test_the_newest_word_of_everybody_counts_and_a_failure_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def note(request: Request) -> None:
        if request.person.id == "web:bob":
            raise OSError("disk full")
        done.append(request.id)

    aside = Aside(note, lambda request: request.person.id)
    for person, id in (("web:ada", "1"), ("web:bob", "2"), ("web:ada", "3"), ("web:eve", "4")):
        aside(said_by(person, id))
    aside.finish()
    assert done == ["3", "4"]
    assert "disk full" in caplog.text
