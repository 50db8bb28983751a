"""What a topic rests on is followed to the ground."""

from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum


def test_a_topic_rests_on_its_prerequisites_and_on_theirs(curriculum: Curriculum) -> None:
    assert foundations(curriculum, ["vectors"]) == {"linear-algebra", "vectors"}
    found = foundations(curriculum, ["logistic-regression"])
    assert {"linear-regression", "calculus", "what-is-ml", "probability"} <= found
    assert "overfitting" not in found


def test_a_topic_without_a_note_rests_on_nothing(curriculum: Curriculum) -> None:
    assert foundations(curriculum, ["no-such-topic"]) == frozenset()
