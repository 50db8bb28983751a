"""The `/` menu: the commands table by where and in which language somebody types, told to Telegram when it changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.core.commands import Command
from bot.core.facts import Facts
from bot.core.translations import languages, summaries

FACT = "telegram.commands"
LONGEST_SUMMARY = 256
MOST_COMMANDS = 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True, slots=True)
class Menu:
    """What one kind of chat shows in one language; the empty language is for everybody else."""

    scope: BotCommandScope
    language: str
    rows: tuple[tuple[str, str], ...]


def menus(commands: Sequence[Command]) -> Iterator[Menu]:
    """Yield the menus: everything in a private chat, in a group what others may see, there its owners' commands too."""
    shown = [command for command in commands if command.listed and _NAME.fullmatch(command.name)]
    everyone = [command for command in shown if command.who == "everyone"]
    group = [command for command in everyone if not command.personal]
    owners = [command for command in shown if command.who == "owner"]
    scopes: tuple[tuple[BotCommandScope, list[Command]], ...] = (
        (BotCommandScopeAllPrivateChats(), everyone),
        (BotCommandScopeAllGroupChats(), group),
        (BotCommandScopeAllChatAdministrators(), [*group, *owners]),
    )
    for scope, rows in scopes:
        for language in ("", *languages()):
            words = summaries(language) if language else {}
            said = tuple((row.name, words.get(row.name, row.summary)[:LONGEST_SUMMARY]) for row in rows)
            yield Menu(scope, language, said[:MOST_COMMANDS])


async def tell(bot: Bot, commands: Sequence[Command], facts: Facts) -> bool:
    """Tell Telegram the menus where they changed since they were told last; return whether they had."""
    wanted = list(menus(commands))
    mark = _mark(bot, wanted)
    if await asyncio.to_thread(facts.get, FACT) == mark:
        return False
    for menu in wanted:
        rows = [BotCommand(name, summary) for name, summary in menu.rows]
        await bot.set_my_commands(rows, scope=menu.scope, language_code=menu.language or None)
    await asyncio.to_thread(facts.set, FACT, mark)
    return True


def _mark(bot: Bot, wanted: Sequence[Menu]) -> str:
    """Return what tells these menus of this bot from any others."""
    said = [bot.id, *([menu.scope.type, menu.language, menu.rows] for menu in wanted)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
