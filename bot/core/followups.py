"""Recognises a message that only makes sense with the note at hand: 'and its drawbacks?', 'show me an example'."""

from __future__ import annotations

import re

from knowledge.named.asked_section import WEIGHING

_POINTING = re.compile(r"\b(it|its|it's|this|that|these|those|them|they|their|there|he|one)\b", re.IGNORECASE)
_OPENING = re.compile(r"^(and|but|or|so|ok|okay|also|then|what about|how about|why|how come|really)\b", re.IGNORECASE)
_SMALL_WORDS = """
    a about again also an and any are be but by can come comes could did do does explain for get give good got happen
    happens has have here how i if in is it its just know learn let main me more my need no not now of ok okay on
    one or please pls put read really say see should show so some start study tell thanks that the them then there
    these they this those to too us use used very want was what when where which why with would yes you
"""
"""Words that say nothing of what a message is about."""
_LOST_WORDS = """
    all am anything at can't cannot cant clue completely confused didn't doesn't doesnt don't dont follow help i'm
    idea im lost makes nothing same sense still stuck thats totally tried understand work worked works
"""
"""Words of somebody who is lost and does not say where."""

_SMALL = frozenset(_SMALL_WORDS.split())
_LOST = _SMALL.union(_LOST_WORDS.split())
_PARTS = (
    ("example", re.compile(r"\b(example|examples|code|sample|demo|snippet)\b", re.IGNORECASE)),
    ("try", re.compile(r"\b(exercise|exercises|practi[cs]e|try|homework)\b", re.IGNORECASE)),
    ("check", re.compile(r"\b(quiz|test me|ask me|check myself)\b", re.IGNORECASE)),
    ("first", re.compile(r"\b(first|before|prerequisites?)\b", re.IGNORECASE)),
    ("next", re.compile(r"\b(next|after|afterwards)\b|\bthen\W*$", re.IGNORECASE)),
    (
        "use",
        re.compile(
            rf"\b({WEIGHING}|advantage|benefit|strength|pros|cons|limits?|when\b.*\buse|good for|used for)\b",
            re.IGNORECASE,
        ),
    ),
    ("why", re.compile(r"\b(why|matters?|point|useful|care|need)\b", re.IGNORECASE)),
    ("ideas", re.compile(r"\b(formula|formulas|maths?|details?|deeper|ideas)\b", re.IGNORECASE)),
    ("stuck", re.compile(r"\b(mistakes?|pitfalls?|errors?|stuck|wrong)\b", re.IGNORECASE)),
    ("build", re.compile(r"\b(project|build)\b", re.IGNORECASE)),
    ("what", re.compile(r"\b(simple|simpler|simply|easier|eli5|other words)\b", re.IGNORECASE)),
    ("read", re.compile(r"\b(links?|resources?|books?|videos?|courses?|read|watch|sources?)\b", re.IGNORECASE)),
)
"""The parts of a note, and the words that ask for each."""
_MEANING = re.compile(
    r"^\W*(?:(?:so|ok|okay|but|and|wait|sorry)\W+)*"
    r"(?:what(?:'?s|\s+is|\s+are|\s+does)|explain|define|(?:the\s+)?(?:difference|meaning))\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(?:i|i'm|im|my|me|mine|we|our|wrong|error|missing)\b", re.IGNORECASE)
LONGEST_FOLLOW_UP = 9
"""Words; a longer message stands on its own."""
_MOST_POINTING, _MOST_OPENING = 3, 2
"""Telling words of a message that leans on another by a pronoun, or by how it begins."""


def asked_part(text: str) -> str | None:
    """Return which part of the note at hand a short message asks for; None if it asks for more than that."""
    words = _words(text)
    if len(words) > LONGEST_FOLLOW_UP:
        return None
    for part, cue in _PARTS:
        if cue.search(text):
            asks_more = any(word not in _SMALL and not cue.search(word) for word in words)
            return None if asks_more else part
    return None


def asks_meaning(text: str) -> bool:
    """Tell whether somebody asks what something is, and not about their own work: "what is overfitting"."""
    return bool(_MEANING.search(text)) and not _MINE.search(text) and not _POINTING.search(text)


def points_back(text: str) -> bool:
    """Tell whether a short message leans on what was said before."""
    words = _words(text)
    if not words or len(words) > LONGEST_FOLLOW_UP:
        return False
    content = [word for word in words if word not in _SMALL]
    opens = bool(_OPENING.search(text.strip()))
    points = bool(_POINTING.search(text))
    return len(content) <= (_MOST_POINTING if points else _MOST_OPENING if opens else 0)


def is_short(text: str) -> bool:
    """Tell whether a message may lean on what was said before, though nothing in it says so."""
    return len(_words(text)) <= LONGEST_FOLLOW_UP


def is_only_lost(text: str) -> bool:
    """Tell whether a message says no more than that somebody is lost: "still don't get it"."""
    return _LOST.issuperset(_words(text))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower())
