"""Chooses which of a note's resources a question asks for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from knowledge.notes.schema import Resource
from knowledge.words import terms

MOST = 6
"""Resources that an answer shows."""
_CLOSE = 0.5
"""Share of the nearest resource's weight from which another is shown beside it."""
_OTHER = 0.2
"""What other words for its subject count, where the resource's own count 1."""
_READ = r"(?:playlists?|courses?|videos|books?|resources|tutorials?|websites?|materials?|documentation|lectures?)"
_MAY_BE_ASKED = re.compile(
    rf"""# a word that is enough
    \b(?:links?|playlists?|youtube|codebasics|documentation|read\s+about|addres+|adres+)\b
    # “any good book”, “recommend me a course”
    |\b(?:which|any|best|good|better|free|official|another|recommend\w*|suggest\w*)(?:\s+\w+){{0,2}}?\s+{_READ}\b
    # “i need a tutorial”
    |\b(?:what|need|want|give\s+me|looking\s+for)(?:\s+(?:an?|some))?\s+{_READ}\b
    # “videos on pandas”
    |\b(?:{_READ}|video|url|page)\s+(?:for|on|about|to\s+learn|please|pls)\b
    # “where can i learn sql”
    |\bwhere\s+(?:can|do|does|did|to|should|could|is|are)(?:\s+\w+){{0,4}}?\s+
        (?:learn|study|read|watch|practi[cs]e|find|download|get|look\s+up|exercises?|solutions?|{_READ})\b
    # “numpy tutorial”, and no more
    |^\W*(?:\S+\s+){{0,4}}{_READ}\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Not everybody who says “book” or “where do” wants to read: there are phone books, and where a tree is cut."""
_IS_ASKED = re.compile(
    r"\b(links?|urls?|playlists?|youtube|videos|books?|tutorials?|documentation|addres+|adres+)\b", re.IGNORECASE
)
_KINDS = (
    ("docs", re.compile(r"\b(docs|documentation|official)\b", re.IGNORECASE)),
    ("video", re.compile(r"\b(playlists?|videos?|watch|youtube)\b", re.IGNORECASE)),
    ("book", re.compile(r"\bbooks?\b", re.IGNORECASE)),
    ("exercise", re.compile(r"\b(exercises?|solutions?)\b", re.IGNORECASE)),
    ("dataset", re.compile(r"\bdatasets?\b", re.IGNORECASE)),
)
_GENERIC = """
    address adress advice again all any basic basics beginner beginners best called codebasics complete course
    courses docs documentation exact exercise find first follow found free go going good hello hi i'm im learn
    learner learning lecture lectures lesson lessons link links list look looking many material materials
    mention mentioned month name newbie number numbers official ok one online page per plan playlist playlists
    please practice practicing practise practising read recommend recommended resource resources roadmap
    roadmap's said say search send series server site some source sources start study suggest take the there's
    thing told took topic total tutorial tutorials url urls use video videos watch web website websites week
    weeks what's whats where's whole youtube
"""
"""Words that many resources share, or that only ask for one."""
_WORD = re.compile(r"[\w+#]+(?:[.'-][\w+#]+)*(?:\s+learning\b)?", re.IGNORECASE)
"""A word; “deep learning” is one, where learning alone only asks for something to learn from."""
_FIELD = frozenset({"ml", "machin", "ai"})
"""Terms that say nothing beside another: maths for ML are maths."""


def is_long(resources: Sequence[Resource]) -> bool:
    """Tell whether a note lists more resources than are shown."""
    return len(resources) > MOST


@lru_cache(maxsize=64)
def may_be_asked(question: str) -> bool:
    """Tell whether resources answer a question, or part of it."""
    return bool(_MAY_BE_ASKED.search(question))


def is_asked(question: str) -> bool:
    """Tell whether nothing but resources answers a question."""
    return bool(_IS_ASKED.search(question)) and may_be_asked(question)


def shared(resources: Sequence[Resource], question: str) -> int:
    """Return how many telling words a question shares with the title and the instruction of the nearest resource."""
    asked = _telling(question)
    return max((len(asked & own) for own in map(_terms_of, resources)), default=0)


def held(resources: Sequence[Resource], question: str, about: Callable[[Resource], str]) -> tuple[Resource, ...]:
    """Return the resources of the kind that is asked for, such as a video, that are about everything a question names.

    Where there are some, nothing need be searched for: “link to the pandas playlist”.
    """
    if not may_be_asked(question) or not (asked := _telling(question)):
        return ()
    kinds = _kinds_in(question)
    subjects = asked - _FIELD or asked
    near = (one for one in _close(_sharing(resources, question, about)) if not kinds or one.kind in kinds)
    return tuple(one for one in near if subjects <= _terms_of(one) | _terms_in(about(one)))[:MOST]


def of_kind(resources: Sequence[Resource], question: str) -> tuple[Resource, ...]:
    """Return the resources of the kind that a question asks for, such as a book; none where it asks for no kind."""
    kinds = _kinds_in(question)
    return tuple(one for one in resources if one.kind in kinds)


def asks_for_exercises(question: str) -> bool:
    """Tell whether a question asks for something to practise on, and for nothing to read or watch."""
    return _kinds_in(question) == {"exercise"}


def subject(question: str) -> str:
    """Return what a question asks resources for: “gradient descent” of “is there a good book on gradient descent?”."""
    words = (word for word in _WORD.findall(question) if _telling(word) and not _kinds_in(word))
    return " ".join(words)


def nearest(resources: Sequence[Resource], question: str, about: Callable[[Resource], str]) -> tuple[Resource, ...]:
    """Return the resources that share the rarest telling words with a question; none where they share none.

    `about` a resource are other words for what it teaches, which count less than its own. Of the near ones those of
    the kind that is asked for, such as a book; where none is of it, whatever is of it and shares anything.
    """
    sharing = _sharing(resources, question, about)
    near, kinds = _close(sharing), _kinds_in(question)
    fitting = [one for one in near if one.kind in kinds] or [one for _, one in sharing if one.kind in kinds]
    return tuple(fitting or near)[:MOST]


def _sharing(
    resources: Sequence[Resource], question: str, about: Callable[[Resource], str]
) -> list[tuple[float, Resource]]:
    """Return the resources that share telling words with a question, each with the weight of these, nearest first."""
    asked = _telling(question)
    own = [_terms_of(resource) for resource in resources]
    other = [_terms_in(about(resource)) - words for resource, words in zip(resources, own, strict=True)]
    weights = [
        mine + _OTHER * theirs
        for mine, theirs in zip(_shared_weights(asked, own), _shared_weights(asked, other), strict=True)
    ]
    sharing = [(weight, resource) for weight, resource in zip(weights, resources, strict=True) if weight]
    return sorted(sharing, key=lambda pair: -pair[0])


def _close(sharing: Sequence[tuple[float, Resource]]) -> list[Resource]:
    """Return those that share nearly as much as the nearest."""
    return [resource for weight, resource in sharing if weight >= _CLOSE * sharing[0][0]]


def _telling(question: str) -> set[str]:
    """Return the terms of a question that say what the resource is to be about."""
    return set(terms(question)) - _generic()


def _kinds_in(question: str) -> set[str]:
    return {kind for kind, cue in _KINDS if cue.search(question)}


def _terms_of(resource: Resource) -> frozenset[str]:
    return _terms_in(f"{resource.title} {resource.how or ''}")


@lru_cache(maxsize=4096)
def _terms_in(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _shared_weights(asked: set[str], each: Sequence[frozenset[str]]) -> list[float]:
    """Return for each set of terms how much of what is asked it holds; the fewer others hold a term, the more."""
    known = Counter(term for words in each for term in words)
    return [sum(1 / known[term] for term in asked & words) for words in each]


@cache
def _generic() -> frozenset[str]:
    return frozenset(terms(_GENERIC))
