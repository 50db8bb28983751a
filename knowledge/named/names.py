"""Recognises a question that names a note and asks nothing more: “what is overfitting?”."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain

from knowledge.named.asked_name import SHORT, asks_for_few_words, name_in
from knowledge.named.ideas import Idea, called_by, first_on, led_by
from knowledge.named.wording import key_of, parts_of, says
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Note, TopicNote
from knowledge.words import terms

_QUESTIONS = ("what", "how", "explain")


class Names:
    """What the notes are called, and what in them explains a name. Safe for concurrent reads."""

    def __init__(self, curriculum: Curriculum) -> None:
        self._curriculum = curriculum
        self._ideas: dict[str, Sequence[Idea]] = {}  # of notes that were asked for

    def named(self, question: str) -> tuple[str, ...]:
        """Return the notes of which a question says the name and no more: by title, else by another name."""
        key = name_in(question)
        return self._titles.get(key) or self._others.get(key, ())

    def called(self, name: str) -> tuple[str, ...]:
        """Return the notes that have a name: as a title, else as another name."""
        key = key_of(name)
        return self._titles.get(key) or self._others.get(key, ())

    def says_a_title(self, question: str) -> bool:
        """Tell whether a question says a word of any note's title."""
        return not self._title_terms.isdisjoint(terms(question))

    def is_topic(self, id: str) -> bool:
        """Tell whether a note is on a topic, and no advice."""
        return id in self._curriculum.topics

    def idea_on(self, note: Note, question: str) -> str:
        """Return the key ideas of a note whose name a short question says whole, as they are written."""
        return led_by(self._ideas_of(note), question)

    def ideas_called(self, note: Note, names: Collection[str]) -> str:
        """Return the key ideas of a note that have one of some names, else those that say one, as they are written."""
        keys = {key_of(name) for name in names}
        ideas = [idea for idea in self._ideas_of(note) if idea.called]
        saying = (idea.text for idea in ideas if any(says(idea.text, key) for key in keys))
        return called_by(ideas, keys) or "\n".join(saying)

    def subject(self, words: str) -> str | None:
        """Return the note whose subject is all that words say: “backprop”, and not “loss is nan”, which describes."""
        is_noun = len(name_in(words).split()) < SHORT
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
        key, is_short = name_in(question), asks_for_few_words(question)
        is_named = note.id in self.named(question)
        ideas = self._ideas_of(note)
        if note.id in self._titles.get(key, ()) or (is_named and not ideas):
            return opening, text
        said = self.idea_on(note, question)
        if not is_named and (said or not is_short):
            return ("Key ideas", said) if said else None
        if says(text, key) or note.id in self._by_subject.get(key, ()):
            return opening, text
        if explaining := called_by(ideas, {key}) or said or first_on(ideas, key):
            return "Key ideas", explaining
        return (opening, text) if is_named and is_short else None

    def _ideas_of(self, note: Note) -> Sequence[Idea]:
        if note.id not in self._ideas:
            self._ideas[note.id] = [Idea.read(text) for text in note.ideas] if isinstance(note, TopicNote) else []
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
        """The notes by what their title begins with, and by each thing that it names there."""
        begun = [(note.title.partition(":")[0], note.id) for note in self._curriculum.notes]
        return _by_key((name, id) for title, id in begun for name in (title, *parts_of(title)))


def _by_key(names: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the notes of each key, from pairs of a name and a note's id."""
    found: dict[str, tuple[str, ...]] = {}
    for name, id in names:
        # “What is machine learning?” is called machine learning; most names are no questions, and need no look
        is_question = name.endswith("?") or name.lower().startswith(_QUESTIONS)
        key = (name_in(name) if is_question else "") or key_of(name)
        if id not in (known := found.get(key, ())):
            found[key] = (*known, id)
    return found
