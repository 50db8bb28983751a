"""What Discord refuses in application commands (developers/interactions/application-commands)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.discord_server.errors import Json, Problem

CHAT, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
MOST = {CHAT: 100, USER_MENU: 15, MESSAGE_MENU: 15}
OPTIONS, CHOICES, COMMAND_UNITS = 25, 25, 8000
NAME = re.compile(r"[-_'\w]{1,32}")


def _length(path: tuple[str | int, ...], text: object, least: int, most: int) -> Iterator[Problem]:
    if not isinstance(text, str) or not least <= len(text.encode("utf-16-le")) // 2 <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")


def command_problems(commands: list[Json]) -> Iterator[Problem]:
    """Find what is wrong with a whole set of commands."""
    kinds = Counter(command.get("type", CHAT) for command in commands)
    for kind, most in MOST.items():
        if kinds[kind] > most:
            wrong = f"Maximum number of application commands of this type reached ({most})"
            yield Problem((), "APPLICATION_COMMAND_TOO_MANY", wrong)
    names = Counter((command.get("type", CHAT), command.get("name")) for command in commands)
    for index, command in enumerate(commands):
        if names[command.get("type", CHAT), command.get("name")] > 1:
            wrong = "Application command names must be unique"
            yield Problem((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", wrong)
        for problem in _one(command):
            yield problem.under(index)


def _one(command: Json) -> Iterator[Problem]:
    if command.get("type", CHAT) == CHAT:
        yield from _named(command)
        yield from _options(command.get("options") or [], depth=0)
        if size(command) > COMMAND_UNITS:
            wrong = f"Command exceeds maximum size ({COMMAND_UNITS})"
            yield Problem((), "APPLICATION_COMMAND_TOO_LARGE", wrong)
    else:
        yield from _length(("name",), command.get("name"), 1, 32)
        for key in ("description", "options"):
            if command.get(key):
                wrong = f"Context menu commands cannot have {key}"
                yield Problem((key,), "APPLICATION_COMMAND_CONTEXT_MENU_NOT_ALLOWED", wrong)
    for key, allowed in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        if command.get(key) is not None and (not command[key] or not set(command[key]) <= allowed):
            yield Problem((key,), "BASE_TYPE_CHOICES", f"Values must be some of {sorted(allowed)}.")


def _named(item: Json) -> Iterator[Problem]:
    """Find a name or description, or a translation of one, that is not allowed."""
    names: dict[tuple[str, ...], object] = {("name",): item.get("name")}
    names |= {("name_localizations", tongue): name for tongue, name in (item.get("name_localizations") or {}).items()}
    for path, name in names.items():
        if not isinstance(name, str) or not NAME.fullmatch(name) or name != name.lower():
            yield Problem(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    texts: dict[tuple[str, ...], object] = {("description",): item.get("description")}
    texts |= {
        ("description_localizations", key): text for key, text in (item.get("description_localizations") or {}).items()
    }
    for path, text in texts.items():
        yield from _length(path, text, 1, 100)


def _options(options: list[Json], depth: int) -> Iterator[Problem]:
    if len(options) > OPTIONS:
        yield Problem(("options",), "BASE_TYPE_MAX_LENGTH", f"Must be {OPTIONS} or fewer in length.")
    kinds = [option.get("type") for option in options]
    nested = [kind in (SUBCOMMAND, GROUP) for kind in kinds]
    if (any(nested) and not all(nested)) or (depth == 1 and GROUP in kinds) or (depth == 2 and any(nested)):
        wrong = "Sub-command and sub-command group option types are mutually exclusive to other options"
        yield Problem(("options",), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", wrong)
    wanted = [bool(option.get("required")) for option in options]
    if wanted != sorted(wanted, reverse=True):
        wrong = "Required options must be placed before non-required options"
        yield Problem(("options",), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", wrong)
    if len({option.get("name") for option in options}) < len(options):
        yield Problem(("options",), "APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE", "Option names must be unique")
    for index, option in enumerate(options):
        for problem in _option(option, depth):
            yield problem.under("options", index)


def _option(option: Json, depth: int) -> Iterator[Problem]:
    yield from _named(option)
    kind = option.get("type")
    if kind not in range(1, 12):
        yield Problem(("type",), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, …, 11).")
    if kind in (SUBCOMMAND, GROUP):
        yield from _options(option.get("options") or [], depth + (2 if kind == SUBCOMMAND else 1))
    choices = option.get("choices") or []
    yield from choice_problems(choices)
    if choices and option.get("autocomplete"):
        wrong = "Choices and autocomplete are mutually exclusive"
        yield Problem(("autocomplete",), "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", wrong)
    if (choices or option.get("autocomplete")) and kind not in (STRING, INTEGER, NUMBER):
        yield Problem(("choices",), "APPLICATION_COMMAND_OPTIONS_CHOICES_TYPE", "This type of option has no choices")


def choice_problems(choices: list[Json]) -> Iterator[Problem]:
    """Find what is wrong with the choices of an option, or of an answer to autocompletion."""
    if len(choices) > CHOICES:
        yield Problem(("choices",), "BASE_TYPE_MAX_LENGTH", f"Must be {CHOICES} or fewer in length.")
    for index, choice in enumerate(choices):
        yield from _length(("choices", index, "name"), choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            yield from _length(("choices", index, "value"), choice["value"], 1, 100)


def size(item: Json) -> int:
    """Return what counts towards a command's size: names, descriptions and values, in the longest language."""
    own = 0
    for key in ("name", "description"):
        texts = [str(item.get(key) or ""), *(item.get(f"{key}_localizations") or {}).values()]
        own += max(len(text) for text in texts)
    choices = sum(len(str(choice.get("name"))) + len(str(choice.get("value"))) for choice in item.get("choices") or [])
    return own + choices + sum(size(option) for option in item.get("options") or [])
