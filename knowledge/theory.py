"""Finds the piece of theory that resolves what somebody is stuck on: a symptom of a note, or its ideas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from knowledge.documents import Hit, Passage
from knowledge.embedder import Encoding
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote
from knowledge.passages import plain
from knowledge.rank import Ranker
from knowledge.symptoms import Likeness
from knowledge.words import terms

LOOKED_AT = 8
"""Notes whose sections are compared."""
CLOSENESS, SAID_SO = 0.25, 0.1
"""What a passage's closeness adds to its note's score, and what the likeness of a symptom's phrases adds. These and
the next three are round numbers on a flat optimum, found on tests/questions/stuck_dev.jsonl and on phrases of symptoms,
each looked for while the notes did not have it."""
SYMPTOM, IDEAS = -0.05, 0.025
"""Symptoms start behind, since their likeness only adds; ideas before other sections: they explain most."""
AGAIN = 0.02
"""What a further section of a note that was chosen already loses: three guesses should differ."""
NEAR = 0.1
"""What a note gains that is near to where somebody is."""
MOST_IDEAS = 3
"""Key ideas that are shown at once."""
_TELLING = ("What it is", "Why it matters", "Key ideas")

Section = tuple[str, str]
"""A note's id, and the heading of one of its sections, or one of its symptoms."""


@dataclass(frozen=True, slots=True)
class Theory:
    """A section to read, and how near it is to what was said."""

    note: str
    heading: str
    """A section of the note, or one of its symptoms."""
    text: str
    score: float
    is_symptom: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said, with what it means to the model."""

    text: str
    encoding: Encoding


def nearest_theory(
    curriculum: Curriculum,
    ranker: Ranker,
    hits: Sequence[Hit],
    likeness: Likeness,
    message: Message,
    k: int,
    near: Collection[str] = (),
) -> list[Theory]:
    """Return the `k` sections of topic notes that help best with a message, best first.

    `hits` are the notes that search found. A section's score is its note's, plus how close its words come, plus how
    like a symptom's own words are; notes that are `near`, such as a task's and what it rests on, get a little more.
    """
    scores = {hit.document.id: hit.score for hit in hits}
    looked_at = [id for id in scores if id in curriculum.topics][:LOOKED_AT]
    looked_at = list(dict.fromkeys([*looked_at, *near]))
    if not looked_at:
        return []
    lowest = min(scores.values(), default=0.0)  # for a note that is near, and that search did not find
    found: dict[Section, float] = {}

    def explains(passage: Passage) -> bool:
        return passage.heading in _TELLING or (passage.document, passage.heading) in likeness.phrases

    for passage, closeness in ranker.closeness(plain(message.text), message.encoding, set(looked_at), explains):
        note, heading = passage.document, passage.heading
        like = likeness.of(note, heading)
        score = scores.get(note, lowest) + CLOSENESS * closeness + NEAR * (note in near)
        score += IDEAS * (heading == "Key ideas") if like is None else SYMPTOM + SAID_SO * like
        found[note, heading] = max(found.get((note, heading), score), score)
    return [
        _to_read(curriculum.topics[note], heading, message.text, score)
        for (note, heading), score in _different(found, k)
    ]


def nearest_ideas(note: TopicNote, text: str) -> str:
    """Return the key ideas of a note that share most words with what somebody says, in the note's order."""
    said = set(terms(text))
    ideas = note.ideas
    near = sorted(ideas, key=lambda idea: len(said.intersection(terms(idea))), reverse=True)[:MOST_IDEAS]
    return "\n".join(idea for idea in ideas if idea in near)


def _to_read(note: TopicNote, heading: str, said: str, score: float) -> Theory:
    """Return what to read: a short section whole, of the key ideas those that are nearest to what somebody said."""
    for entry in note.stuck:
        if entry.symptom == heading:
            return Theory(note.id, heading, entry.explanation, score, is_symptom=True)
    text = nearest_ideas(note, said) if heading == "Key ideas" else note.sections[heading]
    return Theory(note.id, heading, text, score)


def _different(found: Mapping[Section, float], k: int) -> list[tuple[Section, float]]:
    """Return the best `k` sections with their scores, where each further section of a note loses a little."""
    left, chosen = dict(found), list[tuple[Section, float]]()
    while left and len(chosen) < k:
        best = max(left, key=lambda section: left[section])
        chosen.append((best, left.pop(best)))
        left = {section: score - AGAIN * (section[0] == best[0]) for section, score in left.items()}
    return chosen
