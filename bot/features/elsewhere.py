"""What to say to somebody who is stuck, but not in anything that the notes know: in traffic, or in bed with flu."""

from __future__ import annotations

from bot.core.reply import Basis, Button, Reply

_TEXT = (
    "My notes are about machine learning, and this does not look like it. If it is life that holds you up: I hope it "
    "moves soon; your studies can wait.\n\n"
    "If it is about your studies, say it in other words or paste the error, and I look for the piece of theory that "
    "helps."
)


def elsewhere(confidence: float) -> Reply:
    """Return a kind word and what can be done here, should it be about the studies after all.

    No notes are named as near: somebody in traffic would be offered continuous delivery.
    """
    return Reply(
        text=_TEXT,
        buttons=(
            Button(label="I'm stuck in my studies", send="/stuck"),
            Button(label="What I can do", send="/help"),
        ),
        basis=Basis(intent="decline", answered=False, confidence=confidence),
    )
