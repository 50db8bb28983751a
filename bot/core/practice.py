"""Practice: what was learned is asked again when it is about to be forgotten, three short questions a day at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from operator import attrgetter

from fsrs import Card, Rating, Scheduler

from bot.core.mastery import Evidence
from bot.core.zones import clock
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Question

MOST_A_DAY = 3
RETENTION = 0.9
"""A topic is due when the chance that it is still remembered has fallen to this."""
ANSWERS = ("recall", "placement")

_SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    # a day is the shortest step: the questions come with the daily task
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=365,
    # the same evidence gives the same dates, whenever and wherever they are worked out
    enable_fuzzing=False,
)


@dataclass(frozen=True, slots=True)
class Learned:
    """A topic that was learned: the local dates on which it was last shown or asked, and on which it is due again."""

    topic: str
    last: date
    due: date

    def overdue(self, on: date) -> float:
        """Return how long it has waited, in its own interval: 1 on the date when it is due, 2 an interval later."""
        return (on - self.last) / (self.due - self.last)


@dataclass(frozen=True, slots=True)
class Practice:
    """The questions of one local date, and those among them that are still open."""

    questions: tuple[Question, ...]
    open: tuple[Question, ...]


def practice(curriculum: Curriculum, evidence: Sequence[Evidence], on: date, zone: str) -> Practice:
    """Return the questions of a local date: one for each topic due, the longest overdue for its interval first.

    They follow from what happened before that date, so the answers of the day close them and bring no new ones. After a
    break there are three, like on any other day.
    """
    before = [piece for piece in evidence if _date(piece, zone) < on]
    due = [one for one in in_turn(curriculum, before, on, zone) if one.due <= on]
    questions = tuple(next_question(curriculum, one.topic, before) for one in due[:MOST_A_DAY])
    answered = {piece.topic for piece in evidence if piece.kind in ANSWERS and _date(piece, zone) == on}
    return Practice(questions, tuple(question for question in questions if question.topic not in answered))


def in_turn(curriculum: Curriculum, evidence: Iterable[Evidence], on: date, zone: str) -> list[Learned]:
    """Return what was learned or asked before a local date, the longest overdue for its interval first."""
    found = learned(evidence, zone)
    there = [found[note.id] for note in curriculum.trail if note.id in found and note.questions]
    return sorted((one for one in there if one.last < on), key=lambda one: -one.overdue(on))


def learned(evidence: Iterable[Evidence], zone: str) -> dict[str, Learned]:
    """Return what was learned, by topic.

    One card a topic: its questions take turns, since a question that always comes back is known by its letter. The card
    is what FSRS makes of the evidence, told again from the beginning, so nothing is stored twice. FSRS counts whole
    days, so it is given local dates: a question answered at 18:05 is a day old at 18:00 the next day.
    """
    cards: dict[str, Card] = {}
    for piece in sorted(evidence, key=attrgetter("at")):
        if piece.kind == "skip":
            cards.pop(piece.topic, None)
        elif rating := _rating(piece, known=piece.topic in cards):
            at = datetime.combine(_date(piece, zone), time(), UTC)
            card = cards.get(piece.topic) or Card(card_id=0, due=at)
            cards[piece.topic], _ = _SCHEDULER.review_card(card, rating, at)
    return {
        topic: Learned(topic, card.last_review.date(), card.due.date())
        for topic, card in cards.items()
        if card.last_review
    }


def next_question(curriculum: Curriculum, topic: str, evidence: Iterable[Evidence]) -> Question:
    """Return which question of a topic comes next: the last one if it was missed, else the one asked longest ago.

    The mixed questions that a topic is the answer of come after its own.
    """
    questions = questions_of(curriculum, topic)
    asked = {question.id: 0 for question in questions}
    for number, piece in enumerate(sorted(evidence, key=attrgetter("at")), 1):
        if piece.question in asked and piece.topic == topic:
            asked[piece.question] = number if piece.right else -number
    last = max(questions, key=lambda question: abs(asked[question.id]))
    return last if asked[last.id] < 0 else min(questions, key=lambda question: abs(asked[question.id]))


def questions_of(curriculum: Curriculum, topic: str) -> tuple[Question, ...]:
    """Return a topic's own questions, then the mixed ones that it is the answer of."""
    mixed = [mixed.question for mixed in curriculum.mixed_for(topic)]
    return (*curriculum.topics[topic].questions, *(question for question in mixed if question.topic == topic))


def _rating(piece: Evidence, *, known: bool) -> Rating | None:
    """Return how well a topic was remembered; None for what says nothing of it, such as a tick.

    A topic enters practice when something shows that it was learned. What was known before we came starts as easy.
    """
    match piece.kind, piece.right:
        case "recall" | "placement", False:
            return Rating.Again if known else None
        case "placement" | "too easy", True:
            return Rating.Good if known else Rating.Easy
        case "recall" | "theory" | "build", True:
            return Rating.Good
        case _:
            return None


def _date(piece: Evidence, zone: str) -> date:
    return piece.at.astimezone(clock(zone)).date()
