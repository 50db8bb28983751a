"""Confidence that the notes answer: scores far above foreign ones count, and so does sounding like the corpus."""

import numpy as np
from numpy.typing import NDArray

from knowledge.confidence import DECISION, Confidence, Evidence

DIMS = 16


def around(center: int, count: int, seed: int) -> NDArray[np.float32]:
    """Return unit vectors that lie around one axis."""
    random = np.random.default_rng(seed)
    rows = random.normal(0, 0.3, (count, DIMS))
    rows[:, center] += 1
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


OWN = around(0, 300, 1)
MORE = around(1, 200, 9)
WORDS = 8
FOREIGN = Evidence(np.random.default_rng(0).normal(0.2, 0.04, 400), around(1, 400, 2), np.full(400, WORDS))
ASKED, STRANGE = around(0, 1, 3)[0], around(1, 1, 4)[0]


def test_few_foreign_questions_reach_the_decision() -> None:
    confidence = Confidence.fit(OWN, FOREIGN, MORE)
    passed = [
        confidence.of(score, vector, WORDS) >= DECISION
        for score, vector in zip(FOREIGN.scores, FOREIGN.vectors, strict=True)
    ]
    assert np.mean(passed) < 0.02


def test_a_clear_hit_counts_and_a_poor_one_on_a_strange_question_does_not() -> None:
    confidence = Confidence.fit(OWN, FOREIGN, MORE)
    assert confidence.of(0.6, ASKED, WORDS) > 0.95
    assert confidence.of(0.2, STRANGE, WORDS) < 0.05


def test_a_vague_question_that_sounds_like_the_corpus_is_kept_where_the_score_alone_would_lose_it() -> None:
    confidence = Confidence.fit(OWN, FOREIGN, MORE, says_how_it_is_asked=True)
    assert confidence.of(0.26, ASKED, WORDS) >= DECISION
    assert confidence.of(0.26, STRANGE, WORDS) < DECISION


def test_confidence_grows_with_the_score_and_stays_between_0_and_1() -> None:
    confidence = Confidence.fit(OWN, FOREIGN, MORE)
    found = [confidence.of(score, ASKED, WORDS) for score in np.linspace(-100, 100, 50)]
    assert found == sorted(found)
    assert 0 <= found[0] < found[-1] <= 1


def test_foreign_questions_that_the_corpus_does_answer_hardly_move_the_decision() -> None:
    mixed = Evidence(
        np.append(FOREIGN.scores, [0.7] * 20), np.vstack([FOREIGN.vectors, around(0, 20, 5)]), np.full(420, WORDS)
    )
    assert Confidence.fit(OWN, mixed, MORE).of(0.5, ASKED, WORDS) > 0.9
    assert Confidence.fit(OWN, mixed, MORE).of(0.2, STRANGE, WORDS) < 0.05


def test_a_corpus_where_all_foreign_questions_score_alike_is_not_sure_of_everything() -> None:
    alike = Evidence(np.full(50, 0.2), FOREIGN.vectors[:50], np.full(50, WORDS))
    assert Confidence.fit(OWN[:1], alike, MORE).of(0.2, STRANGE, WORDS) < DECISION


def test_it_is_rebuilt_from_its_arrays() -> None:
    confidence = Confidence.fit(OWN, FOREIGN, MORE)
    again = Confidence.from_arrays(confidence.to_arrays())
    assert again.of(0.33, ASKED, WORDS) == confidence.of(0.33, ASKED, WORDS)


def test_a_question_that_is_known_to_be_foreign_gets_less_than_its_hit_and_its_sound_are_worth() -> None:
    known = Evidence(FOREIGN.scores, np.vstack([FOREIGN.vectors[:399], ASKED[None]]), FOREIGN.words)
    before, after = (Confidence.fit(OWN, seen, MORE, says_how_it_is_asked=True) for seen in (FOREIGN, known))
    assert before.of(0.22, ASKED, WORDS) > 0.99
    assert after.of(0.22, ASKED, WORDS) < 0.9


def test_a_short_question_needs_a_better_hit_than_a_long_one_where_foreign_questions_do() -> None:
    words = np.tile([2, 4, 8, 16], 100)
    diluted = Evidence(FOREIGN.scores - 0.03 * np.log(words), FOREIGN.vectors, words)
    asked, plain = (Confidence.fit(OWN, diluted, MORE, says_how_it_is_asked=says) for says in (True, False))
    assert asked.of(0.2, ASKED, 16) > asked.of(0.2, ASKED, 2)
    assert asked.of(0.2, ASKED, 400) == asked.of(0.2, ASKED, 4000), "a paste is a paste"
    assert plain.of(0.2, ASKED, 16) == plain.of(0.2, ASKED, 2)
