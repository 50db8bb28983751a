"""Every command has its words in every language that is there."""

import pytest

from bot.app import App
from bot.core.translations import languages, summaries


def test_german_is_there() -> None:
    assert "de" in languages()


@pytest.mark.parametrize("language", languages())
def test_every_listed_command_has_a_summary(language: str, app: App) -> None:
    there = summaries(language)
    commands = [command for command in app.conversation.commands if command.listed]
    wanted = [command.name for command in commands]
    wanted += [f"{command.name} {part.name}" for command in commands for part in command.parts]
    assert [name for name in wanted if not there.get(name)] == []
    assert max(map(len, there.values())) <= 100
