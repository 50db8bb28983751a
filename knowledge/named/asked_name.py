"""Reads the name out of a question that asks what it means, and nothing more: “what is overfitting?”."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.named.wording import key_of

_HELLO = r"(?:(?:hi|hey|hello|so|ok|okay|but|and|wait|please|pls|sorry|um+|uh+)\W+)*"
_WOULD_YOU = r"(?:(?:can|could|would|will)\s+(?:you|u|someone|anyone)\s+)?(?:(?:please|pls)\s+)?"
_ASKS = r"""(?P<asks>
    (?:what|wat|wot)(?:['’]?s|\s+is|\s+are|\s+does|\s+do|\s+r)\b | who\s+is\b | how\s+(?:does|do|is|are)\b
    | explain\b | define\b | describe\b | tell\s+me\b
    | (?:the\s+)?(?:meaning|definition)\s+of\b | (?:introduction|intro)\s+to\b
)?\s*"""
_BEFORE = r"""(?:(?:
    a|an|the|me|to\s+me|about|exactly|actually|even|this|term|word|concept\s+of|idea\s+of|meaning\s+of|definition\s+of
)\s+)*"""
_BEHIND = r"""(?:[\s,.?!]+(?:
    mean|means|meaning|definition|explained|explanation|work|works|stand\s+for
    | do | does | doing | tell\s+(?:me|us)
    | all\s+about | about | again | exactly | actually | anyway | please | pls | simply
    | in\s+(?:(?:very|really)\s+)?(?:simple|plain|easy|short|brief)(?:\s+(?:words|terms|english))?
    | in\s+(?:ml|machine\s+learning|ai) | for\s+(?:a\s+)?(?:beginners?|dummies|idiots|newbies)
    | like\s+i(?:['’]?m|\s+am)\s+(?:a\s+)?\w+ | eli5 | to\s+me
))*"""
_ASKED = re.compile(
    rf"^\W*{_HELLO}{_WOULD_YOU}{_ASKS}{_BEFORE}(?P<name>\S.*?){_BEHIND}\W*$", re.IGNORECASE | re.VERBOSE | re.DOTALL
)
_LONGEST = 120
"""Characters of a question that may still only name something."""
SHORT = 3
"""Words of a name that is surely no description: “what is backprop” is, “what is index out of range” is not."""


def name_in(question: str) -> str:
    """Return the key of what a question names; empty where it is too long to only name something."""
    found = _asked(question)
    return key_of(found["name"]) if found else ""


def asks_for_few_words(question: str) -> bool:
    """Tell whether somebody asks in so many words what a short name means, and does not only say it."""
    found = _asked(question)
    return bool(found and found["asks"]) and 0 < len(name_in(question).split()) <= SHORT


@lru_cache(maxsize=64)
def _asked(question: str) -> re.Match[str] | None:
    return _ASKED.match(question) if len(question) <= _LONGEST else None
