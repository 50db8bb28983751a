"""What happens beside a reply happens in order, and a failure is logged and costs nobody a reply."""

from datetime import UTC, datetime

import pytest

from bot.core.aside import Aside
from bot.core.request import Person, Place, Request

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_all_is_done_in_order_and_a_failure_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def note(request: Request) -> None:
        if request.id == "2":
            raise OSError("disk full")
        done.append(request.id)

    aside = Aside(note)
    for id in ("1", "2", "3"):
        aside(Request(id=id, person=Person(id="web:a"), place=Place(platform="web", id="p"), text="hi", at=NOON))
    aside.finish()
    assert done == ["1", "3"]
    assert "Not noted that 2 spoke" in caplog.text
