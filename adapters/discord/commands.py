"""The commands table becomes slash commands and message menus; what is chosen there becomes what one would type."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.commands import Command
from bot.core.translations import languages, summaries

Json = dict[str, Any]

_SUBCOMMAND, _STRING = 1, 3
_SLASH, _MENU = 1, 3
_EVERYWHERE, _IN_SERVERS = [0, 1, 2], [0]
"""Contexts: a server, the bot's direct messages, other private channels."""
_FOR_ALL, _FOR_SERVERS = [0, 1], [0]
"""Installed into a server, by a person."""
_MANAGE_SERVER = 1 << 5
_LONGEST = 100
"""Characters of a description, and of a choice."""

MENUS: Mapping[str, tuple[str, ...]] = {
    "Ask Trailmate about this": ("ask",),
    "Quiz me on this": ("quiz", "check"),
}
"""What is offered on a message, and the command that gets its words: the first that there is."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to fill in. With `choices`, it is one of them."""

    name: str
    required: bool
    description: str
    choices: tuple[str, ...] = ()


def definitions(commands: Sequence[Command]) -> list[Json]:
    """Return what Discord is told about the commands."""
    listed = [command for command in commands if command.listed]
    names = {command.name for command in listed}
    menus = [menu for menu, answering in MENUS.items() if names.intersection(answering)]
    return [*map(_slash, listed), *map(_menu, menus)]


def digest(defined: Sequence[Json]) -> str:
    """Return a short name for a set of definitions; it changes when anything in them does."""
    return hashlib.sha256(json.dumps(defined, sort_keys=True).encode()).hexdigest()[:16]


def typed(data: Mapping[str, Any], commands: Sequence[Command]) -> str:
    """Return what somebody would type for what they chose: `/topic recall example`."""
    if data.get("type", _SLASH) == _MENU:
        there = {command.name for command in commands}
        answering = next((name for name in MENUS.get(str(data["name"]), ()) if name in there), str(data["name"]))
        return f"/{answering} {_words_of(data)}".strip()
    path, filled = _path(data)
    command = next((command for command in commands if command.name == path[0]), None)
    order = [option.name for option in _options_at(command, path[1:])] if command else []
    values = sorted(filled, key=lambda one: order.index(one["name"]) if one["name"] in order else len(order))
    return " ".join([f"/{path[0]}", *path[1:], *(str(one.get("value", "")).strip() for one in values)])


def focused(data: Mapping[str, Any]) -> str:
    """Return what was typed so far into the field that is being completed."""
    return next((str(one.get("value", "")) for one in _path(data)[1] if one.get("focused")), "")


def options(arguments: str, example: str) -> Iterator[Option]:
    """Yield the fields of arguments such as `NAME [PART]` or `yes|no`, each with its part of an example."""
    words = [
        (word, not group.startswith("["))
        for group in re.findall(r"\[[^\]]*\]|\S+", arguments)
        for word in group.strip("[]").split()
    ]
    shown = example.split(maxsplit=len(words))[1:]  # the last field takes all the rest
    for number, (word, required) in enumerate(words):
        ways = tuple(word.split("|"))
        free = next((way for way in ways if way.isupper()), "")
        name = free.lower() or "choice"
        such = shown[number] if number < len(shown) else ""
        description = f"such as {such}" if such else " or ".join(ways)
        yield Option(name, required, description[:_LONGEST], () if free else ways)


def _slash(command: Command) -> Json:
    owners = command.who == "owner"
    defined: Json = {
        "type": _SLASH,
        "name": command.name,
        "description": command.summary[:_LONGEST],
        "description_localizations": _translated(command.name),
        "contexts": _IN_SERVERS if owners else _EVERYWHERE,
        "integration_types": _FOR_SERVERS if owners else _FOR_ALL,
        "options": [
            {
                "type": _SUBCOMMAND,
                "name": part.name,
                "description": part.summary[:_LONGEST],
                "description_localizations": _translated(f"{command.name} {part.name}"),
                "options": _fields(command, (part.name,)),
            }
            for part in command.parts
        ]
        or _fields(command, ()),
    }
    return defined | ({"default_member_permissions": _MANAGE_SERVER} if owners else {})


def _menu(name: str) -> Json:
    return {
        "type": _MENU,
        "name": name,
        "name_localizations": _translated(name),
        "contexts": _EVERYWHERE,
        "integration_types": _FOR_ALL,
    }


def _fields(command: Command, path: tuple[str, ...]) -> list[Json]:
    fields = []
    for number, option in enumerate(_options_at(command, path)):
        field: Json = {
            "type": _STRING,
            "name": option.name,
            "description": option.description,
            "required": option.required,
        }
        if option.choices:
            field["choices"] = [{"name": choice, "value": choice} for choice in option.choices]
        elif number == 0 and command.completes:
            field["autocomplete"] = True
        fields.append(field)
    return fields


def _options_at(command: Command, path: Sequence[str]) -> tuple[Option, ...]:
    if not path:
        return tuple(options(command.arguments, command.example))
    return next((tuple(options(part.arguments, "")) for part in command.parts if part.name == path[0]), ())


def _path(data: Mapping[str, Any]) -> tuple[list[str], Sequence[Mapping[str, Any]]]:
    """Return the names of a command and its subcommand, and what was filled in."""
    path, filled = [str(data["name"])], data.get("options") or []
    while filled and filled[0]["type"] == _SUBCOMMAND:
        path.append(str(filled[0]["name"]))
        filled = filled[0].get("options") or []
    return path, filled


def _words_of(data: Mapping[str, Any]) -> str:
    """Return what the message says that a menu was opened on: its text, or the words of a card."""
    message = data["resolved"]["messages"][data["target_id"]]
    cards = (card.get(part) for card in message.get("embeds") or [] for part in ("title", "description"))
    return str(message.get("content") or " ".join(words for words in cards if words))


def _translated(key: str) -> Mapping[str, str]:
    return {language: words[:_LONGEST] for language in languages() if (words := summaries(language).get(key))}
