"""The terminal's loop: a line in, a reply out, until the person leaves."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from rich.console import Console

from adapters.console.inbound import marked, numbers, pressed, to_request, you
from adapters.console.outbound import show
from bot.core.mailbox import BOARD, Posted
from bot.core.reply import Reply
from bot.core.request import Request

LEAVING = frozenset({"exit", "quit", "bye", ":q", "/exit", "/quit"})
PROMPT = "you> "


class Tutor(Protocol):
    """Whoever answers: the conversation of this process, or of one that already runs."""

    def reply(self, request: Request) -> Reply:
        """Answer one request."""


News = Callable[[Sequence[str], int], Sequence[Posted]]


def chat(
    tutor: Tutor,
    news: News,
    clock: Callable[[], datetime],
    home: Path,
    console: Console | None = None,
) -> None:
    """Talk until end of input or a word of leaving. Piped input is read silently; output then has no colours.

    Messages that came meanwhile are shown before the next line is read.
    """
    console = console or Console(highlight=False)
    typed = sys.stdin.isatty()
    if typed:
        _edit_lines(home / "history")
        console.print("Ask in your own words. The number before a button presses it; 'exit' leaves.\n", style="dim")
    try:
        _talk(tutor, news, clock, home, console, PROMPT if typed else "")
    finally:
        if typed:
            _keep_lines(home / "history")
    if typed:
        console.print("See you on the trail.", style="dim")


def _talk(tutor: Tutor, news: News, clock: Callable[[], datetime], home: Path, console: Console, prompt: str) -> None:
    last: Reply | None = None
    """The last reply with buttons."""
    for number in numbers():
        last = _show_news(news, home / "seen", console) or last
        line = _read(prompt)
        if line is None or line.strip().lower() in LEAVING:
            break
        if not line.strip():
            continue
        if prompt:
            console.print()
        if hint := _no_such_button(line, last):
            console.print(hint, style="dim")
            continue
        reply = tutor.reply(to_request(line, number, last, clock()))
        show(reply, console)
        last = reply if reply.buttons else last


def _no_such_button(line: str, last: Reply | None) -> str:
    """Say so where a number presses nothing: as a question it would get a strange answer."""
    if last is None or last.expects or not line.strip().isdecimal() or pressed(line, last):
        return ""
    return f"There is no button {line.strip()}; the last ones are {', '.join(marked(last))}.\n"


def _show_news(news: News, seen: Path, console: Console) -> Reply | None:
    """Show what came since the last look, and return the last of it that has buttons."""
    last = seen.read_text(errors="replace") if seen.exists() else "0"
    waiting = news((you().id, BOARD), int(last) if last.isdecimal() and len(last) < 19 else 0)
    for posted in waiting:
        show(posted.reply, console)
    if waiting:
        seen.write_text(str(waiting[-1].number))
    return next((posted.reply for posted in reversed(waiting) if posted.reply.buttons), None)


def _read(prompt: str) -> str | None:
    try:
        return input(prompt)
    except (EOFError, KeyboardInterrupt):
        if prompt:
            print()  # the prompt's line is still open
        return None


def _edit_lines(history: Path) -> None:
    # not every Python is built with readline; typing works without it
    with contextlib.suppress(ImportError, OSError):
        import readline

        if history.exists():
            readline.read_history_file(history)


def _keep_lines(history: Path) -> None:
    with contextlib.suppress(ImportError, OSError):
        import readline

        readline.set_history_length(500)
        readline.write_history_file(history)
