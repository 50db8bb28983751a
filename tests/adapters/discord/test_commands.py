"""The commands table as Discord gets it, and what is chosen there as one would type it."""

from __future__ import annotations

import pytest

from adapters.discord.commands import MENUS, Option, definitions, digest, focused, options, typed
from bot.app import App
from tests.discord_server.command_limits import command_problems
from tests.discord_server.openapi import faults


def test_discord_takes_every_command(app: App) -> None:
    assert list(command_problems(definitions(app.conversation.commands))) == []


def test_discords_own_document_finds_no_fault(app: App) -> None:
    assert faults("PUT", "/applications/1/commands", definitions(app.conversation.commands)) == []


def test_every_listed_command_is_there_in_two_languages_with_the_menus(app: App) -> None:
    defined = definitions(app.conversation.commands)
    names = {one["name"] for one in defined if one["type"] == 1}
    assert names == {command.name for command in app.conversation.commands if command.listed}
    assert all(one["description_localizations"]["de"] for one in defined if one["type"] == 1)
    assert {one["name"] for one in defined if one["type"] == 3} == set(MENUS)


def test_only_who_manages_the_server_sees_the_owners_command(app: App) -> None:
    owners = [one for one in definitions(app.conversation.commands) if "default_member_permissions" in one]
    assert [(one["name"], one["contexts"], one["integration_types"]) for one in owners] == [("trailmate", [0], [0])]


def test_the_digest_changes_with_any_word(app: App) -> None:
    defined = definitions(app.conversation.commands)
    changed = [defined[0] | {"description": "other"}, *defined[1:]]
    assert digest(defined) == digest(definitions(app.conversation.commands)) != digest(changed)


def test_the_partner_rounds_open_without_a_word_and_take_a_day_with_its_hour(app: App) -> None:
    owners = next(one for one in definitions(app.conversation.commands) if one["name"] == "trailmate")
    rounds = next(part for part in owners["options"] if part["name"] == "partners")
    assert [(field["name"], field["required"]) for field in rounds["options"]] == [("when", False)]
    for value in ("try", "off", "sunday 18:00", "every 2 weeks", "reports here"):
        chosen = [{"type": 1, "name": "partners", "options": [{"type": 3, "name": "when", "value": value}]}]
        said = typed({"name": "trailmate", "options": chosen}, app.conversation.commands)
        assert said == f"/trailmate partners {value}"


@pytest.mark.parametrize(
    ("arguments", "example", "fields"),
    [
        ("", "/help", []),
        ("QUESTION", "/ask what is recall", [Option("question", required=True, description="such as what is recall")]),
        (
            "NAME [PART]",
            "/topic recall example",
            [
                Option("name", required=True, description="such as recall"),
                Option("part", required=False, description="such as example"),
            ],
        ),
        ("yes|no", "/useful yes", [Option("choice", required=True, description="such as yes", choices=("yes", "no"))]),
        ("here|off|TIME", "", [Option("time", required=True, description="here or off or TIME")]),
    ],
)
def test_arguments_become_fields(arguments: str, example: str, fields: list[Option]) -> None:
    assert list(options(arguments, example)) == fields


def chosen(name: str, *filled: tuple[str, str], part: str = "") -> dict[str, object]:
    given: list[dict[str, object]] = [{"name": option, "type": 3, "value": value} for option, value in filled]
    return {"name": name, "type": 1, "options": [{"name": part, "type": 1, "options": given}] if part else given}


def test_what_is_chosen_is_what_one_would_type(app: App) -> None:
    commands = app.conversation.commands
    assert typed(chosen("today"), commands) == "/today"
    assert typed(chosen("topic", ("part", "example"), ("name", "recall")), commands) == "/topic recall example"
    assert typed(chosen("trailmate", ("time", "8:30"), part="prompt"), commands) == "/trailmate prompt 8:30"
    assert typed(chosen("of an older version"), commands) == "/of an older version"


def test_a_menu_says_the_words_of_the_message(app: App) -> None:
    message = {"content": "", "embeds": [{"title": "Recall", "description": "The share that was found."}]}
    data = {"name": "Ask Trailmate about this", "type": 3, "target_id": "7", "resolved": {"messages": {"7": message}}}
    assert typed(data, app.conversation.commands) == "/ask Recall The share that was found."


def test_what_is_being_typed_is_found_in_a_subcommand_too() -> None:
    data = {
        "name": "a",
        "options": [{"name": "b", "type": 1, "options": [{"name": "c", "type": 3, "value": "re", "focused": True}]}],
    }
    assert focused(data) == "re"
