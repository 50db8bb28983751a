"""Ranking documents; the fake model knows letters only, so that words must do what meaning cannot here."""

import threading

import numpy as np
import pytest

from knowledge.documents import Document, Passage
from knowledge.embedder import Encoding
from knowledge.late import compress
from knowledge.meant import Meant
from knowledge.passages import cut, in_context
from knowledge.rank import Ranker, _best_of_each
from knowledge.words import terms

NOTES = [
    Document(
        "trees",
        "Decision trees",
        "A tree asks the question that lowers gini most.\n\n# Pruning\nCut branches.",
        ("cart",),
    ),
    Document("loss", "Loss functions", "Cross-entropy punishes sure mistakes."),
    Document(
        "pandas",
        "pandas",
        "# Selecting\n`df.iloc` is by place.\n\n# Errors\n`KeyError: 'price'` names a missing column.",
    ),
    Document("fit", "Overfitting", "The validation loss rises while training loss falls."),
]


def encode(text: str) -> Encoding:
    """Return letters' counts as the vector, and one such vector a word as the tokens."""
    rows = np.array(
        [[word.count(chr(97 + n)) for n in range(26)] for word in text.lower().split() or ["a"]], np.float32
    )
    rows += 0.01
    total = rows.sum(axis=0)
    return Encoding(total / np.linalg.norm(total), rows / np.linalg.norm(rows, axis=1, keepdims=True))


def build(notes: list[Document], *, late: bool = True) -> Ranker:
    by_id = {note.id: note for note in notes}
    passages = [passage for note in notes for passage in cut(note)]
    encodings = [encode(in_context(by_id[passage.document], passage)) for passage in passages]
    codes = [compress(encoding.tokens) for encoding in encodings] if late else None
    return Ranker.build(notes, passages, np.stack([encoding.vector for encoding in encodings]), codes)


def first(ranker: Ranker, question: str) -> str:
    return ranker.search(question, encode(question), 3)[0].document.id


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("gini in a decision tree", "trees"),
        ("KeyError: 'price'", "pandas"),
        ("what does iloc do", "pandas"),
        ("overfiting", "fit"),
        ("is cart still used", "trees"),
    ],
)
def test_words_errors_misspellings_and_aliases_find_their_note(question: str, expected: str, late: bool) -> None:
    assert first(build(NOTES, late=late), question) == expected


def test_a_hit_carries_the_passage_that_answers() -> None:
    question = "KeyError: 'price'"
    assert build(NOTES).search(question, encode(question), 1)[0].passage.heading == "Errors"


def test_hits_come_best_first_each_document_once_on_a_scale_to_about_1() -> None:
    hits = build(NOTES).search("loss", encode("loss"), 10)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.document.id for hit in hits}) == len(hits) <= 4
    assert -0.1 < scores[-1] <= scores[0] < 1.1


@pytest.mark.parametrize("question", ["", "???", "🙂🙂", "the of and", "字", "a" * 5000])
def test_a_question_without_any_word_of_the_notes_is_no_error(question: str) -> None:
    assert len(build(NOTES).search(question, encode(question), 2)) == 2


def test_what_was_learned_from_ways_of_asking_decides_between_like_notes_and_is_stored() -> None:
    twins = [Document(id, "Loss", "The loss falls.", ("loss",)) for id in ("one", "other")]
    question, passages = encode("loss"), [passage for twin in twins for passage in cut(twin)]
    vectors = np.stack([encode(in_context(twins[0], passage)).vector for passage in passages])
    lines = [(0, "red curve"), (0, "red line"), (1, "blue curve"), (1, "blue line")]
    meant = Meant.fit(
        np.stack([encode(line).vector for _, line in lines]),
        [terms(line) for _, line in lines],
        np.array([place for place, _ in lines]),
    )
    ranker = Ranker.build(twins, passages, vectors, None, meant)
    for index in (ranker, Ranker.from_arrays(twins, passages, ranker.to_arrays())):
        hits = index.search("blue loss", question, 2)
        assert [hit.document.id for hit in hits] == ["other", "one"]
        assert hits[0].alike == hits[1].alike
    assert Ranker.build(twins, passages, vectors, None).search("blue loss", question, 1)[0].document.id == "one"


def test_an_index_is_rebuilt_from_its_arrays() -> None:
    ranker = build(NOTES)
    again = Ranker.from_arrays(ranker.documents, ranker.passages, ranker.to_arrays())
    question = "validation loss rises"
    assert again.search(question, encode(question), 4) == ranker.search(question, encode(question), 4)


def test_a_document_without_a_passage_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one passage"):
        Ranker.build(NOTES[:2], [Passage("loss#0", "loss", "", "x")], np.ones((1, 26), np.float32) / 26**0.5, None)


def test_one_document_is_enough() -> None:
    assert first(build(NOTES[:1]), "anything") == "trees"


def test_eight_threads_get_the_answers_that_one_gets() -> None:
    ranker = build(NOTES)
    questions = ["gini", "KeyError price", "loss rises", "cross-entropy"] * 10
    expected = [first(ranker, question) for question in questions]
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append([first(ranker, q) for q in questions])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_every_document_shows_its_best_passages_and_a_short_one_repeats_its_last() -> None:
    scores = np.array([0.1, 0.3, 0.5, 0.9, 0.7, 0.2, 0.8], np.float32)
    shown = _best_of_each(scores, np.array([0, 4, 5]), np.array([4, 1, 2]))
    assert shown.tolist() == [[3, 2], [4, 4], [6, 5]]
