"""A question that others can answer: the goal, the code, the full error, and what was tried."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from bot.core.blanking import blanked
from knowledge.pasted import taken_apart

Part = Literal["goal", "code", "error", "tried"]
PARTS: tuple[Part, ...] = get_args(Part)
LONGEST_PART = 1_200
"""Characters of a part. Of a longer one its middle is left out: an error ends with its name."""
_BLANK = "(add it here)"
_LABELS: Mapping[Part, str] = {
    "goal": "What I want to do: ",
    "code": "What I ran:\n",
    "error": "What came, in full:\n",
    "tried": "What I tried, and what I expected: ",
}


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
        return self.model_copy(update={part: getattr(other, part) for part in self.open})

    @property
    def open(self) -> tuple[Part, ...]:
        """Return the parts that say nothing yet."""
        return tuple(part for part in PARTS if not getattr(self, part))

    def written(self) -> str:
        """Return the question as plain text, exactly as others read it: without the parts that are open."""
        return "\n".join(f"{label}{getattr(self, part)}" for part, label in _LABELS.items() if part not in self.open)

    def to_fill_in(self) -> str:
        """Return the question as plain text that shows what is open."""
        return "\n".join(f"{label}{getattr(self, part) or _BLANK}" for part, label in _LABELS.items())


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
