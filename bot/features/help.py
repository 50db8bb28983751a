"""Greets, and says what the bot can do: made from the commands table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.commands import Command
from bot.core.reply import Basis, Button, Reply
from bot.core.turn import Turn

PHRASES = (
    "help",
    "what can you do",
    "how do i use this bot",
    "what are your commands",
    "list of commands",
    "how does this bot work",
    "menu",
    "show me what you can do",
)
GREETINGS = (
    "hi",
    "hello",
    "hey",
    "hey there",
    "good morning",
    "good evening everybody",
    "hello bot",
    "hi, anyone there?",
    "hola",
    "yo",
)
THANKS = (
    "thanks",
    "thank you",
    "thx",
    "thx, that helped",
    "ok thanks a lot",
    "great, got it, thanks",
    "perfect, thank you very much",
    "ty!",
    "cheers mate",
)

_STARTS = (
    Button(label="What should I do today?", send="/today"),
    Button(label="Roadmap", send="/roadmap"),
    Button(label="I'm stuck", send="/stuck"),
)


@dataclass(frozen=True, slots=True)
class Help:
    """`/help`"""

    commands: Callable[[], Sequence[Command]]

    def __call__(self, turn: Turn) -> Reply:
        lines = [
            f"- `/{command.name}{' ' + command.arguments if command.arguments else ''}`: {command.summary}"
            for command in self.commands()
            if command.listed and (command.who == "everyone" or turn.request.manages)
        ]
        text = (
            "Ask me in your own words, or paste an error. I answer from my own notes, say where each answer is "
            "from, and say so when I have none.\n\n" + "\n".join(lines)
        )
        return Reply(title="What I can do", text=text, buttons=_STARTS, basis=Basis(intent="help"))


def greet(_turn: Turn) -> Reply:
    """Answer a greeting."""
    text = "Hello. I'm Trailmate; I help you learn machine learning. Ask me anything from the roadmap, or start here:"
    return Reply(text=text, buttons=_STARTS, basis=Basis(intent="hello"))


def take_thanks(_turn: Turn) -> Reply:
    """Answer thanks."""
    return Reply(text="You're welcome. I'm here when the next question comes.", basis=Basis(intent="hello"))
