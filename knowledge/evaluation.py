"""Measures search against judged questions: reads BEIR-style files and scores rankings."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.documents import Document

Judgements = Mapping[str, Mapping[str, int]]
"""Relevance (above 0) by question id and document id."""

DEPTH = 10


class CorpusError(ValueError):
    """A file of a corpus or of judgements that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over all judged questions; times in milliseconds."""

    questions: int
    hit_at_1: float
    hit_at_5: float
    mrr_at_5: float
    mrr_at_10: float
    ndcg_at_10: float
    recall_at_10: float
    ms_p50: float
    ms_p99: float

    def as_json(self) -> str:
        """Return the scores as one JSON object."""
        return json.dumps({name: round(value, 4) for name, value in asdict(self).items()})


def read_corpus(path: Path) -> list[Document]:
    """Read JSON lines with `_id` or `id`, `title` and `text`; no id twice. Raises CorpusError."""
    documents = []
    seen: dict[str, int] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            document = _document(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CorpusError(f'{path}:{number}: expected {{"id": …, "title": …, "text": …}}') from error
        if (first := seen.setdefault(document.id, number)) != number:
            raise CorpusError(f"{path}:{number}: line {first} has the id '{document.id}' too; give each one its own")
        documents.append(document)
    if not documents:
        raise CorpusError(f"{path}: holds no documents")
    return documents


def _document(row: object) -> Document:
    if not isinstance(row, dict) or not isinstance(row["text"], str):
        raise TypeError("no text")
    id, title = row["_id"] if "_id" in row else row["id"], row.get("title")
    if not isinstance(id, str | int):
        raise TypeError("no id")
    return Document(str(id), "" if title is None else whole_letters(str(title)), whole_letters(row["text"]))


def whole_letters(text: str) -> str:
    """Return a text without halves of letters: JSON and a command line can hold them, files and models cannot."""
    return text.encode("utf-8", "replace").decode()


def read_questions(path: Path) -> dict[str, str]:
    """Read tab-separated question ids and texts, with or without a header. Raises CorpusError."""
    rows = _rows(path, least=2)
    if rows and rows[0][1][1].strip().lower() in ("query", "text", "question"):
        rows = rows[1:]
    return {row[0]: row[1] for _, row in rows}


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Read question id, document id, score; TREC's four columns too; with or without a header. Raises CorpusError."""
    judged: dict[str, dict[str, int]] = {}
    for place, (number, row) in enumerate(_rows(path, least=3)):
        document, score = (row[2], row[3]) if len(row) >= 4 else (row[1], row[2])
        try:
            judged.setdefault(row[0], {})[document] = int(float(score))
        except (ValueError, OverflowError) as error:
            if place == 0:
                continue  # a header
            raise CorpusError(f"{path}:{number}: '{score}' is not a score") from error
    return judged


def evaluate(
    search: Callable[[str], Sequence[str]],
    questions: Mapping[str, str],
    judgements: Judgements,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Scores:
    """Ask every judged question; `search` returns document ids, best first."""
    asked = [
        (id, text) for id, text in questions.items() if any(score > 0 for score in judgements.get(id, {}).values())
    ]
    if not asked:
        raise CorpusError("no question has a judged document; do the ids of both files agree?")
    rankings: list[tuple[Sequence[str], Mapping[str, int]]] = []
    times = []
    for number, (id, text) in enumerate(asked, 1):
        started = time.perf_counter()
        rankings.append((list(search(text))[:DEPTH], judgements[id]))
        times.append((time.perf_counter() - started) * 1000)
        progress(number, len(asked))
    times.sort()

    def mean(score: Callable[[Sequence[str], Mapping[str, int]], float]) -> float:
        return sum(score(*pair) for pair in rankings) / len(rankings)

    return Scores(
        questions=len(asked),
        hit_at_1=mean(lambda ranking, judged: hit(ranking, judged, 1)),
        hit_at_5=mean(lambda ranking, judged: hit(ranking, judged, 5)),
        mrr_at_5=mean(lambda ranking, judged: reciprocal_rank(ranking, judged, 5)),
        mrr_at_10=mean(lambda ranking, judged: reciprocal_rank(ranking, judged, 10)),
        ndcg_at_10=mean(lambda ranking, judged: ndcg(ranking, judged, 10)),
        recall_at_10=mean(lambda ranking, judged: recall(ranking, judged, 10)),
        ms_p50=times[len(times) // 2],
        ms_p99=times[min(len(times) - 1, math.ceil(len(times) * 0.99) - 1)],
    )


def hit(ranking: Sequence[str], judged: Mapping[str, int], depth: int) -> float:
    """Return 1 if a relevant document is among the first `depth`, else 0."""
    return float(any(judged.get(id, 0) > 0 for id in ranking[:depth]))


def reciprocal_rank(ranking: Sequence[str], judged: Mapping[str, int], depth: int) -> float:
    """Return 1 / place of the first relevant document among the first `depth`, else 0."""
    return next((1 / place for place, id in enumerate(ranking[:depth], 1) if judged.get(id, 0) > 0), 0.0)


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], depth: int) -> float:
    """Return the normalised discounted cumulative gain with gain = score (Järvelin and Kekäläinen, 2002)."""
    gained = sum(max(judged.get(id, 0), 0) / math.log2(place + 1) for place, id in enumerate(ranking[:depth], 1))
    ideal = sorted((score for score in judged.values() if score > 0), reverse=True)[:depth]
    return gained / sum(score / math.log2(place + 1) for place, score in enumerate(ideal, 1))


def recall(ranking: Sequence[str], judged: Mapping[str, int], depth: int) -> float:
    """Return the share of the relevant documents that are among the first `depth`."""
    relevant = {id for id, score in judged.items() if score > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant)


def _lines(path: Path) -> list[str]:
    try:
        # not splitlines(): in JSON a line can hold other marks that end one
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: is not UTF-8 text") from error


def _rows(path: Path, least: int) -> list[tuple[int, list[str]]]:
    """Return each line that is not empty, its number and its columns."""
    rows = [(number, line.split("\t")) for number, line in enumerate(_lines(path), 1) if line]
    for number, row in rows:
        if len(row) < least:
            raise CorpusError(f"{path}:{number}: expected at least {least} columns, separated by tabs")
    return rows
