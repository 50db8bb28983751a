"""A community takes the bot in, sends it away, and asks it back."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.communities import Community
from bot.core.reception import Host

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def hosting(app: App) -> Host:
    return app.reception.host


def of(app: App) -> Community:
    found = app.storage.communities.get("discord:42")
    assert found
    return found


def test_a_new_community_is_greeted_once_and_gets_nothing_by_itself(hosting: Host, app: App) -> None:
    greeting = hosting.joined("discord:42", "Learners", NOON)
    assert greeting
    assert [button.send for button in greeting.buttons] == ["/trailmate setup", "/help"]
    assert hosting.joined("discord:42", "Learners", NOON) is None
    assert app.tick(NOON + timedelta(days=7)) == 0


def test_a_new_name_is_taken_over(hosting: Host, app: App) -> None:
    hosting.joined("discord:42", "Learners", NOON)
    assert hosting.joined("discord:42", "Readers", NOON) is None
    assert of(app).title == "Readers"


def test_who_asks_it_back_finds_what_they_chose(hosting: Host, app: App) -> None:
    hosting.joined("discord:42", "Learners", NOON)
    app.storage.communities.save(Community("discord:42", "Learners", "Europe/Lisbon", "discord:#7"), NOON, None)
    hosting.left("discord:42", NOON)
    assert app.tick(NOON + timedelta(days=7)) == 0
    assert hosting.joined("discord:42", "Learners", NOON + timedelta(days=8))
    assert (of(app).zone, of(app).left_at) == ("Europe/Lisbon", None)
    assert app.tick(NOON + timedelta(days=10)) == 1
