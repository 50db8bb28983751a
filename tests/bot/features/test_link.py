"""One person on two platforms: a code from the one, typed on the other and said yes to, makes them one learner."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.core.learners import Learner
from bot.core.mastery import Evidence
from bot.core.reply import Reply

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HERE, THERE = "discord:ada", "telegram:7"

Say = Callable[..., Reply]


def code_of(reply: Reply) -> str:
    found = re.search(r"/link ([A-Z0-9]+)", reply.text)
    assert found
    return found[1]


def learner(app: App, person: str) -> Learner:
    found = app.storage.learners.find(person)
    assert found
    return found


def test_a_code_that_is_confirmed_on_the_other_platform_joins_two_accounts(say: Say, app: App) -> None:
    code = code_of(say("/link", person=HERE))
    asked = say(f"/link {code.lower()}", person=THERE)
    assert app.storage.learners.find(THERE) is None, "nothing happens before somebody says yes"
    assert asked.buttons[0].owner == THERE
    assert say(asked.buttons[0].send, person=THERE).title == "Joined"
    assert learner(app, THERE) == learner(app, HERE)


def test_what_both_did_is_put_together_and_the_settings_are_those_of_the_issuer(say: Say, app: App) -> None:
    say("/start hours 3", person=HERE)
    say("/start hours 20", person=THERE)
    diary, first, second = app.storage.diary, learner(app, HERE), learner(app, THERE)
    diary.add(first.id, "both", Evidence("recall", "recall", NOON, right=True))
    diary.add(second.id, "both", Evidence("recall", "recall", NOON, right=False))
    diary.add(second.id, "there", Evidence("precision", "recall", NOON, right=True))
    say("/today", person=THERE)
    code = code_of(say("/link", person=HERE))
    done = say(f"/link {code} yes", person=THERE)
    assert "1 task and 1 answer or other sign of what you know came along" in done.text
    joined = learner(app, THERE)
    assert (joined.id, joined.settings.hours_a_week) == (first.id, 3)
    assert [(item.topic, item.right) for item in diary.evidence(first.id)] == [("recall", True), ("precision", True)]
    assert app.storage.learners.get(second.id) is None
    assert not any(app.storage.learners.everything_about(second.id).values())
    rows = app.storage.learners.everything_about(first.id)
    assert [row["person"] for row in rows["addresses"]] == [HERE, THERE] or len(rows["addresses"]) == 2
    assert len(rows["schedules"]) == 1


def test_a_code_works_once_and_for_a_quarter_of_an_hour_and_only_the_newest(say: Say) -> None:
    old, new = (code_of(say("/link", person=HERE)) for _ in range(2))
    assert "not good" in say(f"/link {old}", person=THERE).text
    assert "not good" in say(f"/link {new}", person=THERE, at=NOON + timedelta(minutes=15)).text
    assert say(f"/link {new} yes", person=THERE).title == "Joined"
    assert "not good" in say(f"/link {new} yes", person="web:mallory").text


def test_an_account_is_not_joined_with_itself_and_a_guess_joins_nothing(say: Say, app: App) -> None:
    code = code_of(say("/link", person=HERE))
    assert "where that code is from" in say(f"/link {code} yes", person=HERE).text
    assert "not good" in say("/link AAAAAAAAAA yes", person=THERE).text
    assert app.storage.learners.find(THERE) is None


def test_no_code_is_kept_as_it_was_shown(say: Say, app: App) -> None:
    code = code_of(say("/link", person=HERE))
    assert code not in str(app.storage.learners.everything_about(learner(app, HERE).id))


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}-{2}"])
def test_a_code_may_be_typed_in_parts(say: Say, typed: str) -> None:
    code = code_of(say("/link", person=HERE))
    assert say(f"/link {typed.format(code, code[:5], code[5:])}", person=THERE).title == "Join your accounts?"
