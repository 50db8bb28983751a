"""The few words that only Discord needs: where an answer went, and what became of an old button."""

from __future__ import annotations

FOR_YOU = "That answer is for you alone."
SENT_ALONE = "That answer is for you alone, so I sent it to you directly."
CLOSED = (
    "That answer is for you alone, and I can't write to you directly. {command} shows it here so that only you see it."
)
OUTDATED = "That button is from an earlier version of me. This is what I can do now."
ANSWER = "Answer"
"""On the button and over the form for an answer that a reply waits for."""
THREAD = "Question"
"""The name of a thread whose question has no words."""
