"""A question that others can answer: the goal, the code, the full error, and what was tried."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from bot.core.blanking import blanked
from knowledge.pasted import taken_apart

Part = Literal["goal", "code", "error", "tried"]
PARTS: tuple[Part, ...] = get_args(Part)
LONGEST_PART = 1_200
"""Characters of a part. Of a longer one its middle is left out: an error ends with its name."""
_BLANK = "(add it here)"


class Draft(BaseModel):
    """What somebody wants to ask others, without anything private. Stored as JSON with its version."""

    model_config = ConfigDict(frozen=True)

    v: Literal[1] = 1
    goal: str = ""
    code: str = ""
    error: str = ""
    tried: str = ""

    def with_part(self, part: Part, text: str) -> Draft:
        """Return the draft with one part said anew, blanked and cut to what is read."""
        return self.model_copy(update={part: _fit(blanked(text.replace("```", "").strip("\n ")))})

    def filled(self, other: Draft) -> Draft:
        """Return the draft with what it leaves open taken from another."""
        return self.model_copy(update={part: getattr(other, part) for part in PARTS if not getattr(self, part)})

    def written(self) -> str:
        """Return the question as plain text, exactly as others read it."""
        return "\n".join(
            (
                f"What I want to do: {self.goal or _BLANK}",
                f"What I ran:\n{self.code or _BLANK}",
                f"What came, in full:\n{self.error or _BLANK}",
                f"What I tried, and what I expected: {self.tried or _BLANK}",
            )
        )


def drafted(goal: str, said: str) -> Draft:
    """Return a question made from what somebody said about their trouble."""
    parts = taken_apart(said)
    draft = Draft(goal=goal)
    return draft.with_part("code", parts.code).with_part("error", parts.error).with_part("tried", parts.words)


def _fit(text: str) -> str:
    if len(text) <= LONGEST_PART:
        return text
    half = LONGEST_PART // 2 - 2
    return f"{text[:half].rstrip()}\n…\n{text[-half:].lstrip()}"
