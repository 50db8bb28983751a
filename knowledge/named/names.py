"""Recognises a question that names something and asks nothing more: “what is overfitting?”."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Note, TopicNote
from knowledge.pasted import has_error
from knowledge.words import terms

_ASKED = re.compile(
    r"""^\W*
    (?:(?:hi|hey|hello|so|ok|okay|but|and|wait|please|pls|sorry|um+|uh+)\W+)*
    (?:(?:can|could|would|will)\s+(?:you|u|someone|anyone)\s+)?(?:(?:please|pls)\s+)?
    (?P<asks>
        (?:what|wat|wot)(?:['’]?s|\s+is|\s+are|\s+does|\s+do|\s+r)\b|who\s+is\b|explain\b|define\b|describe\b|tell\s+me\b|
        how\s+(?:does|do|is|are)\b|(?:the\s+)?(?:meaning|definition)\s+of\b|(?:introduction|intro)\s+to\b
    )?\s*
    (?:(?:a|an|the|me|to\s+me|about|exactly|actually|even|this|term|word|concept\s+of|idea\s+of|meaning\s+of|
        definition\s+of)\s+)*
    (?P<name>\S.*?)
    (?:[\s,.?!]+(?:mean|means|meaning|definition|explained|explanation|work|works|stand\s+for|do|does|doing|tell\s+(?:me|us)|
        all\s+about|about|again|exactly|actually|anyway|please|pls|simply|
        in\s+(?:(?:very|really)\s+)?(?:simple|plain|easy|short|brief)(?:\s+(?:words|terms|english))?|
        in\s+(?:ml|machine\s+learning|ai)|for\s+(?:a\s+)?(?:beginners?|dummies|idiots|newbies)|
        like\s+i(?:['’]?m|\s+am)\s+(?:a\s+)?\w+|eli5|to\s+me))*
    \W*$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_LONGEST = 120
"""Characters of a question that may still only name something."""
_SHORT = 3
"""Words of a name that is surely no description: “what is backprop” is, “what is index out of range” is not."""
_QUESTIONS = ("what", "how", "explain")
_ARTICLES = ("a", "an", "the")
_FEW = 12
"""Words of a question that may still be one on a key idea; a longer one describes something."""
_LEAD = re.compile(r"- \*\*(.+?)\*\*", re.DOTALL)
_BETWEEN = re.compile(r"[,/():]|\band\b|\bor\b")
_CODE = re.compile(r"`[^`]*`")
_STRESSED = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
_RUN = re.compile(r"[\w+#]+")


@dataclass(frozen=True, slots=True)
class Idea:
    """A key idea of a note, as it is written."""

    text: str
    called: Sequence[str]
    """What it is called: “- **Epoch, batch, iteration:** …” has three names, and a question none."""
    lead: frozenset[str]
    """The terms of its bold beginning."""
    stressed: Sequence[str]
    """The names in it that stand out, as *early stopping* does."""

    @property
    def compares(self) -> bool:
        """Whether it begins with a question: “**RL or supervised learning?**” says what neither is."""
        return bool(self.lead) and not self.called


class Names:
    """What the notes are called, and what in them explains a name."""

    def __init__(self, curriculum: Curriculum) -> None:
        self._curriculum = curriculum
        self._ideas: dict[str, Sequence[Idea]] = {}  # of notes that were asked for

    def named(self, question: str) -> tuple[str, ...]:
        """Return the notes of which a question says the name and no more: by title, else by another name."""
        key = _name_in(question)
        return self._titles.get(key) or self._others.get(key, ())

    def called(self, name: str) -> tuple[str, ...]:
        """Return the notes that have a name: as a title, else as another name."""
        key = _key(name)
        return self._titles.get(key) or self._others.get(key, ())

    def says_a_title(self, question: str) -> bool:
        """Tell whether a question says a word of any note's title."""
        return not self._title_terms.isdisjoint(terms(question))

    def is_topic(self, id: str) -> bool:
        """Tell whether a note is on a topic, and no advice."""
        return id in self._curriculum.topics

    def idea_on(self, note: Note, question: str) -> str:
        """Return the key ideas of a note whose name a short question says whole, as they are written."""
        return _said_by_lead(self._ideas_of(note), question)

    def ideas_called(self, note: Note, names: Collection[str]) -> str:
        """Return the key ideas of a note that have one of some names, else those that say one, as they are written."""
        keys, ideas = {_key(name) for name in names}, [idea for idea in self._ideas_of(note) if idea.called]
        called = [idea.text for idea in ideas if not keys.isdisjoint(idea.called)]
        return "\n".join(called or [idea.text for idea in ideas if any(_speaks_of(key, idea.text) for key in keys)])

    def subject(self, words: str) -> str | None:
        """Return the note whose subject is all that words say: “backprop”, and not “loss is nan”, which describes."""
        is_noun = len(_name_in(words).split()) < _SHORT
        for id in self.named(words):
            note = self._curriculum.note(id)
            if note and (is_noun or self.explained(note, words)):
                return id
        return None

    def explained(self, note: Note, question: str) -> tuple[str, str] | None:
        """Return heading and words of what explains the name that a question asks about; None where nothing does.

        That is the note's opening if it speaks of the name, else the key ideas that it names, or the first that does.
        Another name of the note may stand nowhere in it (“backprop”); one that describes something (“loss is nan”) is
        better left to search.
        """
        opening, text = next(iter(note.sections.items()))
        key, is_short = _name_in(question), _asks_for_few_words(question)
        is_named = note.id in self.named(question)
        ideas = self._ideas_of(note)
        if note.id in self._titles.get(key, ()) or (is_named and not ideas):
            return opening, text
        said = self.idea_on(note, question)
        if not is_named and (said or not is_short):
            return ("Key ideas", said) if said else None
        if _speaks_of(key, text) or note.id in self._by_subject.get(key, ()):
            return opening, text
        called = [idea.text for idea in ideas if key in idea.called]
        stressing = [idea.text for idea in ideas if key in idea.stressed]
        speaking = [idea.text for idea in ideas if not idea.compares and _speaks_of(key, _without_code(idea.text, key))]
        if explaining := "\n".join(called) or said or "\n".join([*stressing, *speaking][:1]):
            return "Key ideas", explaining
        return (opening, text) if is_named and is_short else None

    def _ideas_of(self, note: Note) -> Sequence[Idea]:
        if note.id not in self._ideas:
            self._ideas[note.id] = [_read(idea) for idea in note.ideas] if isinstance(note, TopicNote) else []
        return self._ideas[note.id]

    @cached_property
    def _titles(self) -> Mapping[str, tuple[str, ...]]:
        return _by_key((note.title, note.id) for note in self._curriculum.notes)

    @cached_property
    def _title_terms(self) -> frozenset[str]:
        return frozenset(terms(" ".join(note.title for note in self._curriculum.notes)))

    @cached_property
    def _others(self) -> Mapping[str, tuple[str, ...]]:
        notes = self._curriculum.notes
        # “Overfitting, underfitting and the trade-off” is called overfitting, too; a part that many have is no name
        alone = ((key, ids[0]) for key, ids in self._by_subject.items() if len(ids) == 1)
        return _by_key(chain(alone, ((name, note.id) for note in notes for name in note.front.aliases)))

    @cached_property
    def _by_subject(self) -> Mapping[str, tuple[str, ...]]:
        """The notes by each thing that their title names."""
        notes = self._curriculum.notes
        return _by_key((part, note.id) for note in notes for part in _subjects(note.title.split(":")[0]))


def _read(idea: str) -> Idea:
    found = _LEAD.match(idea)
    lead = found[1] if found else ""
    names = [] if lead.endswith("?") else _subjects(lead)  # a question compares, it does not explain
    return Idea(
        idea,
        [_key(name) for name in names if name],
        frozenset(_simple_terms(lead)),
        [*map(_key, _STRESSED.findall(idea))],
    )


def _said_by_lead(ideas: Sequence[Idea], question: str) -> str:
    """Return the key ideas whose name a short question says whole: “**MAE or RMSE?**” in “rmse or mae for prices”."""
    if len(question.split()) > _FEW or has_error(question):
        return ""
    asked = _simple_terms(question)
    return "\n".join(idea.text for idea in ideas if len(idea.lead) > 1 and idea.lead <= asked)


def _simple_terms(text: str) -> set[str]:
    """Return the terms of a text without joined ones: “few-shot” is said by who says few shot."""
    return {term for term in terms(text) if term.isalnum()}


def _subjects(name: str) -> list[str]:
    """Return a name and, where it names several things, each of them."""
    return [name, *(part for part in _BETWEEN.split(name) if part.strip())]


def _asks_for_few_words(question: str) -> bool:
    found = _asked(question)
    return bool(found and found["asks"]) and 0 < len(_name_in(question).split()) <= _SHORT


def _by_key(names: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, id in names:
        # “What is machine learning?” is called machine learning; most names are no questions, and need no look
        is_question = name.endswith("?") or name.lower().startswith(_QUESTIONS)
        key = (_name_in(name) if is_question else "") or _key(name)
        if id not in (known := found.get(key, ())):
            found[key] = (*known, id)
    return found


def _name_in(question: str) -> str:
    found = _asked(question)
    return _key(found["name"]) if found else ""


@lru_cache(maxsize=64)
def _asked(question: str) -> re.Match[str] | None:
    return _ASKED.match(question) if len(question) <= _LONGEST else None


def _without_code(text: str, key: str) -> str:
    """Return a text without code, where a name is none such as `zero_grad`: `torch.tensor` says nothing of torch."""
    return text if "_" in key else _CODE.sub(" ", text)


def _speaks_of(key: str, text: str) -> bool:
    return bool(key) and f" {key} " in f" {_key(text)} "


def _key(name: str) -> str:
    """Return a name in small letters, without marks, plurals and an article before it, in American spelling."""
    words = _RUN.findall(name.lower().replace("isation", "ization"))
    if len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return " ".join(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words)
