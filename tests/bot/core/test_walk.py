"""A walk is written so that a button carries it, and read back the same."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.gaps import Tried
from bot.core.reply import MOST_BYTES_SENT
from bot.core.walk import Walk, code, question_of, written
from knowledge.notes.curriculum import Curriculum

SINCE = datetime(2036, 11, 21, 12, 34, tzinfo=UTC)


def test_a_walk_is_read_back_as_it_was_written(curriculum: Curriculum) -> None:
    walk = Walk(SINCE, ("backpropagation", "loss-functions"), (Tried("chain-rule", 2, "unsure"),))
    assert Walk.read(curriculum, walk.written()) == walk
    assert Walk.read(curriculum, Walk(SINCE, ("recall",)).written()) == Walk(SINCE, ("recall",))


def test_the_longest_walk_with_a_question_and_an_answer_fits_a_button(curriculum: Curriculum) -> None:
    tried = tuple(Tried("backpropagation", 3, "wrong") for _ in range(2))
    walk = Walk(SINCE, ("project-image-classifier", "dimensionality-reduction", "training-neural-networks"), tried)
    question = curriculum.topics["recall"].questions[1]
    assert len(f"/gap {walk.written()} {written(question)} no") <= MOST_BYTES_SENT


def test_no_two_topics_have_one_code_and_every_question_is_found_again(curriculum: Curriculum) -> None:
    assert len({code(id) for id in curriculum.topics}) == len(curriculum.topics)
    for note in curriculum.topics.values():
        for question in note.questions:
            assert question_of(curriculum, written(question)) == question


def test_what_is_no_walk_is_none(curriculum: Curriculum) -> None:
    for text in ("", "x", "a b c", "1 zzzz -", f"1 {code('recall')} zz", f"1 {code('recall')} {code('recall')}2x"):
        assert Walk.read(curriculum, text) is None
    assert question_of(curriculum, "zzzz1") is None
    assert question_of(curriculum, f"{code('recall')}9") is None
