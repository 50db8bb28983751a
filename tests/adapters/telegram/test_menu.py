"""The `/` menu is made from the commands table, and told to Telegram only when it changed."""

from __future__ import annotations

import json

from adapters.telegram.menu import menus
from bot.app import App
from tests.adapters.telegram.api import BotApi
from tests.adapters.telegram.conftest import connected


def test_each_kind_of_chat_shows_what_can_be_done_there(app: App) -> None:
    shown = {
        (menu.scope.type, menu.language): [name for name, _ in menu.rows] for menu in menus(app.reception.commands)
    }
    assert "today" in shown["all_private_chats", ""]
    assert "trailmate" not in shown["all_private_chats", ""]
    assert "today" not in shown["all_group_chats", ""]
    assert "trailmate" in shown["all_chat_administrators", "de"]
    assert set(shown["all_group_chats", ""]) < set(shown["all_chat_administrators", ""])


def test_every_name_and_summary_is_one_that_telegram_takes(app: App) -> None:
    for menu in menus(app.reception.commands):
        assert 1 <= len(menu.rows) <= 100
        assert all(name.isascii() and name.islower() and len(name) <= 32 for name, _ in menu.rows)
        assert all(1 <= len(summary) <= 256 for _, summary in menu.rows)


async def test_the_menus_are_told_once_and_not_at_every_start(app: App, api: BotApi) -> None:
    for starts in (1, 2):
        async with connected(app, api):
            await api.until(lambda starts=starts: len(api.of("deleteWebhook")) == starts)  # type: ignore[misc]
            await api.say("hello", chat=starts)
            await api.until(lambda starts=starts: api.sent(starts))  # type: ignore[misc]
    told = api.of("setMyCommands")
    assert [call.fields.get("language_code") for call in told] == [None, "de"] * 3
    german = json.loads(told[1].fields["commands"])
    assert {"command": "today", "description": "die Aufgabe, die heute passt"} in german
