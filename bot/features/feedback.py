"""Takes whether an answer was useful, for the people who write the notes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.inbox import Inbox
from bot.core.reply import Basis, Button, Reply
from bot.core.turn import Turn


@dataclass(frozen=True, slots=True)
class Feedback:
    """`/useful yes|no [NOTE]`"""

    inbox: Inbox

    def __call__(self, turn: Turn) -> Reply:
        verdict, _, note = turn.argument.partition(" ")
        if verdict not in ("yes", "no"):
            text = "Was the last answer useful? Send /useful yes or /useful no."
            return Reply(text=text, private=True, basis=Basis(intent="feedback", answered=False, confidence=0))
        self.inbox.keep_verdict(turn.asked, note or turn.topic or "", turn.request.at, useful=verdict == "yes")
        if verdict == "yes":
            text = "Noted, thank you."
        else:
            text = "Noted; the people who write the notes will see it. Try other words, or say what you are stuck on."
        buttons = () if verdict == "yes" else (Button(label="I'm stuck", send="/stuck"),)
        return Reply(text=text, buttons=buttons, private=True, basis=Basis(intent="feedback"))
