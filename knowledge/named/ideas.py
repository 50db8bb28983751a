"""The key ideas of a note: what each is called, and which of them explain a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.named.wording import key_of, parts_of, says
from knowledge.pasted import has_error
from knowledge.words import terms

_FEW = 12
"""Words of a question that may still be one on a key idea; a longer one describes something."""
_LEAD = re.compile(r"- \*\*(.+?)\*\*", re.DOTALL)
_CODE = re.compile(r"`[^`]*`")
_STRESSED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")


@dataclass(frozen=True, slots=True)
class Idea:
    """A key idea of a note; its names are keys, see `wording`."""

    text: str
    """As it is written."""
    called: Sequence[str]
    """What it is called: “- **Epoch, batch, iteration:** …” has three names, and a question none."""
    lead: frozenset[str]
    """The terms of its bold beginning."""
    stressed: Sequence[str]
    """The names in it that stand out, as *early stopping* does."""

    @classmethod
    def read(cls, text: str) -> Idea:
        """Read an item of the list."""
        found = _LEAD.match(text)
        lead = found[1] if found else ""
        names = [] if lead.endswith("?") else [lead, *parts_of(lead)]  # a question compares, it does not explain
        return cls(
            text,
            called=[key_of(name) for name in names if name],
            lead=frozenset(_simple_terms(lead)),
            stressed=[key_of(name) for name in _STRESSED.findall(text)],
        )

    @property
    def compares(self) -> bool:
        """Whether it begins with a question: “**RL or supervised learning?**” says what neither is."""
        return bool(self.lead) and not self.called

    def explains(self, key: str) -> bool:
        """Tell whether it speaks of a name; code counts only for one such as zero_grad, not `torch.nn` for torch."""
        text = self.text if "_" in key else _CODE.sub(" ", self.text)
        return not self.compares and says(text, key)


def led_by(ideas: Iterable[Idea], question: str) -> str:
    """Return the ideas whose lead a short question says whole: “**MAE or RMSE?**” in “rmse or mae for prices”."""
    if len(question.split()) > _FEW or has_error(question):
        return ""
    asked = _simple_terms(question)
    return "\n".join(idea.text for idea in ideas if len(idea.lead) > 1 and idea.lead <= asked)


def called_by(ideas: Iterable[Idea], keys: set[str]) -> str:
    """Return the ideas that are called by one of some names."""
    return "\n".join(idea.text for idea in ideas if not keys.isdisjoint(idea.called))


def first_on(ideas: Sequence[Idea], key: str) -> str:
    """Return the first idea in which a name stands out, else the first that speaks of it."""
    stressing = (idea.text for idea in ideas if key in idea.stressed)
    return next(stressing, "") or next((idea.text for idea in ideas if idea.explains(key)), "")


def _simple_terms(text: str) -> set[str]:
    """Return the terms of a text without joined ones: “few-shot” is said by who says few shot."""
    return {term for term in terms(text) if term.isalnum()}
