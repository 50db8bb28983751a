"""The measures are the textbook's, and files that cannot be read are named."""

import math
from pathlib import Path

import pytest

from knowledge.evaluation import (
    CorpusError,
    evaluate,
    hit,
    ndcg,
    read_corpus,
    read_judgements,
    read_questions,
    recall,
    reciprocal_rank,
)


def test_the_measures_on_a_ranking_worked_by_hand() -> None:
    ranking, judged = ["x", "b", "y", "a"], {"a": 1, "b": 1, "c": 1}
    assert hit(ranking, judged, 1) == 0
    assert hit(ranking, judged, 2) == 1
    assert reciprocal_rank(ranking, judged, 5) == 0.5
    assert recall(ranking, judged, 10) == pytest.approx(2 / 3)
    gained = 1 / math.log2(3) + 1 / math.log2(5)
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(ranking, judged, 10) == pytest.approx(gained / ideal)


def test_only_judged_questions_are_asked() -> None:
    scores = evaluate(lambda text: ["d1"], {"q1": "x", "q2": "y"}, {"q1": {"d1": 1}})
    assert (scores.questions, scores.hit_at_1, scores.mrr_at_5) == (1, 1.0, 1.0)


def test_files_are_read_with_and_without_headers(tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text("query-id\tquery\tgroup\nq1\twhat?\tg\n")
    (tmp_path / "r.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    (tmp_path / "t.tsv").write_text("q1\t0\td1\t2\n")
    assert read_questions(tmp_path / "q.tsv") == {"q1": "what?"}
    assert read_judgements(tmp_path / "r.tsv") == {"q1": {"d1": 1}}
    assert read_judgements(tmp_path / "t.tsv") == {"q1": {"d1": 2}}


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        '{"title": "x"}',
        "[1]",
        "",
        '{"id": 2, "text": null}',
        '{"id": null, "text": "a"}',
        '{"id": 1, "text": "a"}',
    ],
)
def test_a_corpus_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text('{"_id": "1", "title": "a", "text": "b"}\n' * bool(text) + text)
    with pytest.raises(CorpusError, match=str(path)):
        read_corpus(path)


def test_ids_that_do_not_agree_are_told() -> None:
    with pytest.raises(CorpusError, match="no question has a judged document"):
        evaluate(lambda text: [], {"q1": "x"}, {"other": {"d": 1}})


def test_a_mark_that_ends_a_line_elsewhere_does_not_end_one_of_json(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_bytes('{"id": 1, "title": null, "text": "a\u2028b\x85c"}\r\n'.encode())
    (document,) = read_corpus(tmp_path / "c.jsonl")
    assert (document.id, document.title, document.text) == ("1", "", "a\u2028b\x85c")


def test_a_line_is_named_by_its_number_in_the_file_and_a_question_may_be_long(tmp_path: Path) -> None:
    (tmp_path / "q.tsv").write_text(f"q1\t{'long ' * 40_000}\n")
    assert len(read_questions(tmp_path / "q.tsv")["q1"]) == 200_000
    (tmp_path / "r.tsv").write_text("q1\td1\t1\n\n\nq1\td2\tinf\n")
    with pytest.raises(CorpusError, match=r"r\.tsv:4: 'inf' is not a score"):
        read_judgements(tmp_path / "r.tsv")
