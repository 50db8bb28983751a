"""Says what the bot is: asked in every community, and answered by no note."""

from __future__ import annotations

from bot.core.reply import Basis, Button, Reply
from bot.core.turn import Turn

PHRASES = (
    "is this free",
    "is this bot free to use",
    "do i have to pay for this",
    "how much do you cost",
    "who made you",
    "who built this bot",
    "is this bot open source",
    "who are you",
    "what are you",
    "are you human",
    "are you a real person",
    "am i talking to a person or a bot",
    "are you an ai",
    "are you chatgpt",
    "do you use chatgpt",
    "how are you different from chatgpt",
    "is this just another chatgpt",
    "what makes this different from chatgpt",
    "why should i not just ask chatgpt",
    "how do you work",
    "how do you know all this",
    "where do your answers come from",
    "can i trust your answers",
    "are your answers correct",
    "which languages do you speak",
    "do you speak german",
)

_TEXT = """I'm Trailmate, a bot. I answer from notes that were written beforehand: I find the one that fits, show it as
it is, and say where it is from. Where none answers, I say so. No language model writes for me, so I make nothing up,
and I can't chat about other things.

- **Cost:** none. I'm open source.
- **Your words** go to no other service from here. /privacy shows what I keep about you.
- **Mistakes:** a note can be wrong, or not what you meant. “Not useful” below it tells those who write the notes.
- **Language:** my notes are in English."""


def about(_turn: Turn) -> Reply:
    """`/about`"""
    return Reply(
        title="About me",
        text=_TEXT,
        buttons=(Button(label="What I can do", send="/help"), Button(label="What I keep about you", send="/privacy")),
        basis=Basis(intent="help"),
    )
