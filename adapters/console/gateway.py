"""The terminal's loop: a line in, a reply out, until the person leaves."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console

from adapters.console.inbound import numbers, to_request
from adapters.console.outbound import show
from bot.core.conversation import Conversation
from bot.core.reply import Button

LEAVING = frozenset({"exit", "quit", "bye", ":q", "/exit", "/quit"})
PROMPT = "you> "


def chat(
    conversation: Conversation,
    clock: Callable[[], datetime],
    history: Path | None = None,
    console: Console | None = None,
) -> None:
    """Talk until end of input or a word of leaving. Piped input is read silently; output then has no colours."""
    console = console or Console(highlight=False)
    typed = sys.stdin.isatty()
    if typed:
        _edit_lines(history)
        console.print("Ask in your own words. A number presses a button; 'exit' leaves.\n", style="dim")
    buttons: tuple[Button, ...] = ()
    for number in numbers():
        line = _read(PROMPT if typed else "")
        if line is None or line.strip().lower() in LEAVING:
            break
        if not line.strip():
            continue
        if typed:
            console.print()
        reply = conversation.reply(to_request(line, number, buttons, clock()))
        show(reply, console)
        buttons = reply.buttons or buttons
    if typed:
        _keep_lines(history)
        console.print("See you on the trail.", style="dim")


def _read(prompt: str) -> str | None:
    try:
        return input(prompt)
    except (EOFError, KeyboardInterrupt):
        return None


def _edit_lines(history: Path | None) -> None:
    # not every Python is built with readline; typing works without it
    with contextlib.suppress(ImportError, OSError):
        import readline

        if history and history.exists():
            readline.read_history_file(history)


def _keep_lines(history: Path | None) -> None:
    with contextlib.suppress(ImportError, OSError):
        import readline

        if history:
            readline.set_history_length(500)
            readline.write_history_file(history)
