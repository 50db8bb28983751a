"""Asks one question from the command line, and writes its reply as programs read it."""

from __future__ import annotations

import time
from typing import Any

from bot.app import App
from bot.commandline.clock import clock
from bot.core.plaintext import words_of
from bot.core.reply import Reply
from bot.core.request import LONGEST_TEXT, Person, Place, Request

Json = dict[str, Any]


def as_json(reply: Reply, ms: float) -> Json:
    """Return a reply as programs read it; `text` is all its words, plain."""
    parts = [words_of(reply.text)]
    parts += [f"{section.title}: {words_of(section.text)}" for section in reply.sections]
    return {
        "intent": reply.basis.intent,
        "answered": reply.basis.answered,
        "confidence": round(reply.basis.confidence, 4),
        "title": reply.title,
        "text": "\n\n".join(part for part in parts if part),
        "topics": [topic.model_dump() for topic in reply.basis.topics[:5]],
        "sources": [source.model_dump() for source in reply.basis.sources],
        "links": [link.model_dump() for link in reply.links],
        "buttons": [{"label": button.label, "send": button.send} for button in reply.buttons],
        "ms": round(ms, 2),
    }


def answer(app: App, question: str, number: str) -> tuple[Reply, float]:
    """Return the reply to a question, and the milliseconds it took."""
    # every question of a batch is a talk of its own
    request = Request(
        id=f"cli-{number}",
        person=Person(id=f"cli:{number}"),
        place=Place(platform="cli", id="ask"),
        text=question[:LONGEST_TEXT],
        at=clock(),
    )
    started = time.perf_counter()
    reply = app.conversation.reply(request)
    return reply, (time.perf_counter() - started) * 1000
