"""What goes over a limit is refused, and what is just within is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord_server.command_limits import command_problems
from tests.discord_server.component_limits import modal_problems
from tests.discord_server.errors import Refusal
from tests.discord_server.limits import check_message
from tests.discord_server.posting import File, check_body
from tests.discord_server.world import V2

ROW, BUTTON, MENU = 1, 2, 3


def button(**more: Any) -> dict[str, Any]:
    return {"type": BUTTON, "style": 1, "label": "Go", "custom_id": "go", **more}


def rows(*components: dict[str, Any]) -> dict[str, Any]:
    return {"components": [{"type": ROW, "components": list(components)}]}


def menu(options: int, **more: Any) -> dict[str, Any]:
    offered = [{"label": str(number), "value": str(number)} for number in range(options)]
    return {"type": MENU, "custom_id": "menu", "options": offered, **more}


def embed(**more: Any) -> dict[str, Any]:
    return {"embeds": [more]}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"content": "x" * 2001}, "content"),
        ({"content": "😀" * 1001}, "content"),
        ({"content": "x", "nonce": "x" * 26}, "nonce"),
        ({"embeds": [{"title": "x"}] * 11}, "embeds"),
        (embed(title="x" * 257), "embeds.0.title"),
        (embed(description="x" * 4097), "embeds.0.description"),
        (embed(footer={"text": "x" * 2049}), "embeds.0.footer.text"),
        (embed(author={"name": "x" * 257}), "embeds.0.author.name"),
        (embed(fields=[{"name": "x", "value": "x"}] * 26), "embeds.0.fields"),
        (embed(fields=[{"name": "x" * 257, "value": "x"}]), "embeds.0.fields.0.name"),
        (embed(fields=[{"name": "x", "value": "x" * 1025}]), "embeds.0.fields.0.value"),
        (embed(fields=[{"name": "x", "value": " "}]), "embeds.0.fields.0.value"),
        ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds"),
        (embed(title="x", url="no address"), "embeds.0.url"),
        (embed(title="x", color=0x1000000), "embeds.0.color"),
        ({"components": [{"type": ROW, "components": [button(custom_id=str(n))]} for n in range(6)]}, "components"),
        (rows(*(button(custom_id=str(n)) for n in range(6))), "components.0.components"),
        (rows(button(), button()), "components"),
        (rows(button(custom_id="x" * 101)), "components.0.components.0.custom_id"),
        (rows(button(custom_id="")), "components.0.components.0.custom_id"),
        (rows(button(label="x" * 81)), "components.0.components.0.label"),
        (rows(button(label=None)), "components.0.components.0"),
        (rows(button(style=5)), "components.0.components.0.url"),
        (rows(button(style=9)), "components.0.components.0.style"),
        (rows(menu(26)), "components.0.components.0.options"),
        (rows(menu(2), button()), "components.0.components.1"),
        (rows(menu(1, placeholder="x" * 151)), "components.0.components.0.placeholder"),
        ({"components": [button()]}, "components.0.type"),
        ({"components": [{"type": 10, "content": "x"}]}, "components.0.type"),
        ({"flags": V2, "components": [{"type": 10, "content": "x" * 4001}]}, "components"),
        ({"flags": V2, "components": [{"type": 10, "content": "x"}] * 41}, "components"),
        ({"flags": V2, "content": "x", "components": [{"type": 10, "content": "x"}]}, "flags"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
        ({"attachments": [{"id": n} for n in range(11)]}, "attachments"),
    ],
)
def test_a_message_over_a_limit_is_refused_where_it_is_over(body: dict[str, Any], where: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_message(body)

    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert where in [".".join(map(str, problem.path)) for problem in refused.value.problems]


@pytest.mark.parametrize(
    "body",
    [
        {"content": "😀" * 1000},
        {"content": "x", "nonce": "x" * 25},
        embed(title="x" * 256, description="x" * 4096, footer={"text": "x" * 1648}),
        embed(title=f"{'x' * 256}   ", image={"url": "attachment://trail.png"}),
        embed(fields=[{"name": "x", "value": "x"}] * 25),
        rows(*(button(custom_id=str(n), label="x" * 80) for n in range(5))),
        rows(button(style=5, custom_id=None, url="https://example.org")),
        rows(menu(25, placeholder="x" * 150)),
        {"flags": V2, "components": [{"type": 17, "components": [{"type": 10, "content": "x" * 4000}]}]},
    ],
)
def test_a_message_just_within_the_limits_passes(body: dict[str, Any]) -> None:
    check_message(body)


@pytest.mark.parametrize("sizes", [(10 * 2**20 + 1,), (9 * 2**20,) * 3])
def test_files_that_are_too_large_are_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(Refusal) as refused:
        check_body({}, tuple(File("trail.png", bytes(size)) for size in sizes))

    assert (refused.value.status, refused.value.code) == (413, 40005)


def command(**more: Any) -> dict[str, Any]:
    return {"name": "ask", "description": "Ask", **more}


def option(**more: Any) -> dict[str, Any]:
    return {"name": "word", "description": "Which", "type": 3, **more}


CHOICES = [{"name": str(n), "value": str(n)} for n in range(26)]


@pytest.mark.parametrize(
    ("commands", "where"),
    [
        ([command(name="Ask")], "0.name"),
        ([command(name="a b")], "0.name"),
        ([command(name="x" * 33)], "0.name"),
        ([command(description="x" * 101)], "0.description"),
        ([command(description_localizations={"de": ""})], "0.description_localizations.de"),
        ([command(), command()], "0.name"),
        ([command(name=f"c{n}") for n in range(101)], ""),
        ([{"name": f"menu {n}", "type": 3} for n in range(16)], ""),
        ([command(options=[option(name=f"o{n}") for n in range(26)])], "0.options"),
        ([command(options=[option(), option(name="b", required=True)])], "0.options"),
        ([command(options=[option(choices=CHOICES)])], "0.options.0.choices"),
        ([command(options=[option(choices=CHOICES[:2], autocomplete=True)])], "0.options.0.autocomplete"),
        ([command(options=[option(), option(type=1)])], "0.options"),
        ([command(contexts=[3])], "0.contexts"),
        ([{"name": "x" * 33, "type": 3}], "0.name"),
    ],
)
def test_commands_over_a_limit_are_refused_where_they_are_over(commands: list[dict[str, Any]], where: str) -> None:
    assert where in [".".join(map(str, problem.path)) for problem in command_problems(commands)]


def test_a_command_may_be_8000_characters_in_all_and_no_more() -> None:
    options = [option(name=f"o{n:02}", description="x" * 97, choices=CHOICES[:1]) for n in range(25)]
    groups = [{**option(type=1, name=f"s{n}", description="x" * 94), "options": options} for n in range(4)]

    assert [problem.code for problem in command_problems([command(options=groups[:3])])] == []
    assert [problem.code for problem in command_problems([command(options=groups)])] == [
        "APPLICATION_COMMAND_TOO_LARGE"
    ]


@pytest.mark.parametrize(
    ("modal", "where"),
    [
        ({"title": "x" * 46}, "title"),
        ({"custom_id": "x" * 101}, "custom_id"),
        ({"components": []}, "components"),
        (
            {"components": [{"type": 18, "label": "x" * 46, "component": {"type": 4, "custom_id": "a", "style": 1}}]},
            "components.0.label",
        ),
        (
            {"components": [{"type": 18, "label": "x", "component": {"type": 4, "custom_id": "a", "style": 3}}]},
            "components.0.component.style",
        ),
    ],
)
def test_a_form_over_a_limit_is_refused(modal: dict[str, Any], where: str) -> None:
    fine = {"type": 18, "label": "Words", "component": {"type": 4, "custom_id": "words", "style": 1}}
    whole = {"title": "Ask", "custom_id": "ask", "components": [fine]}

    assert list(modal_problems(whole)) == []
    assert where in [".".join(map(str, problem.path)) for problem in modal_problems({**whole, **modal})]
