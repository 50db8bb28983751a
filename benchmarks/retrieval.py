"""Compares our search with plain ones and with two frameworks: quality and milliseconds, side by side in one run.

    python3 -m venv .venv-benchmarks
    .venv-benchmarks/bin/pip install --editable . --requirement benchmarks/requirements.txt
    .venv/bin/python -m knowledge export .cache/model
    TRAILMATE_MODEL=.cache/model .venv-benchmarks/bin/python -m benchmarks.retrieval --sets FOLDER

FOLDER holds sets in the form of BEIR: `<set>/dev/corpus.jsonl` (id, title, text), `queries.tsv` (id, question) and
`qrels.tsv` (question id, document id, score). A framework that is not installed is left out, and the page says so.
`--limit 100` asks at most 100 questions of each set, for a quick look.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import rivals
from benchmarks.report import commands, machine, ms, ratio, say, table, today, versions, write
from benchmarks.rivals import DEPTH, Encoder, Search
from knowledge.documents import Document
from knowledge.embedder import OnnxEmbedder
from knowledge.evaluation import hit, ndcg, read_corpus, read_judgements, read_questions, reciprocal_rank
from knowledge.library import Library
from knowledge.model import OFFICIAL_WEIGHTS, ready_model
from knowledge.vectors import EncodingCache

Floats = NDArray[np.float64]

OURS = "Trailmate"
REPORT_ONLY = ("hf_course_quiz",)
"""Sets with labels too coarse to be counted in the averages."""
METRICS: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "MRR@5": lambda ranking, judged: reciprocal_rank(ranking, judged, 5),
    "hit@5": lambda ranking, judged: hit(ranking, judged, 5),
    "nDCG@10": lambda ranking, judged: ndcg(ranking, judged, 10),
}
RIVALS: Mapping[str, Callable[[Sequence[Document], Encoder], Search]] = {
    "BM25": rivals.words,
    "dense, whole documents": rivals.meaning,
    "dense, best passage": rivals.passages,
    "BM25 + dense, rank fusion": rivals.rank_fusion,
    "LlamaIndex, rank fusion": rivals.llama_index("reciprocal_rerank"),
    "LlamaIndex, relative score": rivals.llama_index("relative_score"),
    "LlamaIndex, relative score, 256 tokens": rivals.llama_index("relative_score", tokens=256),
    "Haystack, rank fusion": rivals.haystack,
}
PACKAGES = (
    "trailmate", "numpy", "onnxruntime", "tokenizers", "faiss-cpu", "bm25s", "PyStemmer",
    "llama-index-core", "llama-index-retrievers-bm25", "haystack-ai",
)  # fmt: skip
WARM_UP = 3
"""Questions that every search answers before its time counts."""
RESAMPLED = 10_000
"""Resamples for the intervals."""


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A corpus and the questions that are asked of it, each with its judgements."""

    name: str
    documents: Sequence[Document]
    questions: Sequence[tuple[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one search did on one set."""

    scores: Floats
    """(questions, metrics)."""
    seconds: Floats
    """(questions,), from text to ranking."""
    encoding: Floats
    """(questions,), the part of them that the model took."""


Results = dict[str, dict[str, Measured]]
"""By set and search."""


def main() -> None:
    """Read the arguments, run, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, required=True, help="folder of sets")
    parser.add_argument("--split", default="dev", help="folder inside each set (default dev)")
    parser.add_argument("--limit", type=int, help="the most questions of a set, taken evenly")
    parser.add_argument("--cache", type=Path, default=Path(".cache"), help="folder for model and vectors")
    parser.add_argument("--out", type=Path, default=Path("docs/retrieval.md"))
    chosen = parser.parse_args()
    model = os.environ.get("TRAILMATE_MODEL")
    embedder = OnnxEmbedder(ready_model(model, chosen.cache, say))
    results: Results = {}
    absent: dict[str, str] = {}
    sizes = []
    for folder in sorted(chosen.sets.glob(f"*/{chosen.split}")):
        if not (folder / "corpus.jsonl").exists():
            continue
        judged = read_set(folder, chosen.limit)
        say(f"{judged.name}: {len(judged.documents)} documents, {len(judged.questions)} questions")
        encoder = Encoder(embedder, EncodingCache(chosen.cache / "encodings", embedder))
        searches = {OURS: ours(judged.documents, encoder, chosen.cache, model)}
        for name, build in RIVALS.items():
            try:
                searches[name] = build(judged.documents, encoder)
            except ImportError as error:
                absent[name] = error.name or str(error)
        results[judged.name] = measure(searches, judged.questions, encoder)
        sizes.append([judged.name, str(len(judged.documents)), str(len(judged.questions))])
    for name, package in absent.items():
        say(f"left out: {name} ({package} is not installed)")
    name = "all-MiniLM-L6-v2" if embedder.key == OFFICIAL_WEIGHTS else f"{model} (SHA-256 {embedder.key})"
    write(chosen.out, page(results, sizes, absent, name, limited=chosen.limit is not None))


def read_set(folder: Path, limit: int | None) -> JudgedSet:
    """Read one set; `limit` questions at most, taken evenly."""
    judgements = read_judgements(folder / "qrels.tsv")
    questions = [
        (text, judgements[id])
        for id, text in read_questions(folder / "queries.tsv").items()
        if any(score > 0 for score in judgements.get(id, {}).values())
    ]
    kept = np.linspace(0, len(questions) - 1, min(limit or len(questions), len(questions))).round().astype(int)
    return JudgedSet(folder.parent.name, read_corpus(folder / "corpus.jsonl"), [questions[place] for place in kept])


def ours(documents: Sequence[Document], encoder: Encoder, cache: Path, model: str | None) -> Search:
    """Our library, through its public face."""
    library = Library.of(documents, cache, model=model)

    def search(text: str) -> list[str]:
        started = time.perf_counter()
        question = library.read(text)
        question.encoding  # noqa: B018 # computed when first looked at: here, where its time is counted
        encoder.seconds += time.perf_counter() - started
        return [found.document.id for found in library.search(question, DEPTH).hits]

    return search


def measure(
    searches: Mapping[str, Search], questions: Sequence[tuple[str, Mapping[str, int]]], encoder: Encoder
) -> dict[str, Measured]:
    """Ask every search every question, in turns, so that a busy moment of the machine meets all of them alike."""
    for search in searches.values():
        for text, _ in questions[:WARM_UP]:
            search(text)
    names = list(searches)
    scores = {name: np.zeros((len(questions), len(METRICS))) for name in names}
    times = {name: np.zeros((len(questions), 2)) for name in names}
    for number, (text, judged) in enumerate(questions):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            encoder.seconds = 0.0
            started = time.perf_counter()
            ranking = searches[name](text)
            times[name][number] = time.perf_counter() - started, encoder.seconds
            scores[name][number] = [metric(ranking, judged) for metric in METRICS.values()]
    return {name: Measured(scores[name], times[name][:, 0], times[name][:, 1]) for name in names}


def page(
    results: Results, sizes: Sequence[Sequence[str]], absent: Mapping[str, str], model: str, *, limited: bool
) -> str:
    """Return the whole page; `absent` names the package that each search left out would have needed."""
    counted = [name for name in results if name not in REPORT_ONLY]
    names = [name for name in (OURS, *RIVALS) if name not in absent]
    left_out = "".join(f"\n- Left out: {name}; `{package}` is not installed." for name, package in absent.items())
    notes = "\n".join(worse(results, names, counted))
    quick = "\n**A quick run on a part of the questions: not for quoting.**\n" if limited else ""
    per_set = "\n\n".join(
        f"### {metric}\n\n{_per_set(results, names, counted, place)}" for place, metric in enumerate(METRICS)
    )
    return f"""# How well search finds, and how fast

Written by `python -m benchmarks.retrieval` on {today()}.
{quick}
- Machine: {machine()}, one thread.
- Model: {model} in ONNX Runtime, the same one for every search.
- Packages: {versions(*PACKAGES)}.{left_out}

## In short

Averages over {len(counted)} sets, every set with the same weight: {", ".join(counted)}.

{_summary(results, names, counted)}

In milliseconds, over all questions of these sets: *whole* is from the question's text to the ranking, *search* is
without the model's time for the question. *To encoder* is the median of *whole* divided by the median time that the
model alone takes for the same questions. Absolute times depend on the machine and on what else it does; all searches
take turns, question by question, so what they can be compared by is each other.

{_difference(results, names, counted)}

## Where ours is worse

{notes or "On no set and by no metric here."}

## By set

{table(["set", "documents", "questions"], sizes)}

`{", ".join(REPORT_ONLY)}` is reported but not averaged: its labels name whole chapters.

{per_set}

## What is compared

- **{OURS}**: `Library.of(documents)` and `library.search`, as the bot uses it. One fixed configuration for all sets.
- **BM25**: `bm25s`, Lucene's form, English stemmer and stop words, over whole documents.
- **Dense, whole documents**: cosine with each document's vector; the model reads the first 256 tokens.
- **Dense, best passage**: the greatest cosine over the document and its passages, cut as ours are.
- **BM25 + dense, rank fusion**: reciprocal rank fusion (k = 60) of BM25 and *dense, best passage*.
- **LlamaIndex**: `VectorStoreIndex` and `BM25Retriever` under `QueryFusionRetriever` with one query, in its modes
  `reciprocal_rerank` and `relative_score`. Split as it does by default, 1,024 tokens with 200 overlap, of which this
  model reads the first 256; the row with *256 tokens* is what somebody would set who knows that.
- **Haystack**: `InMemoryBM25Retriever` and `InMemoryEmbeddingRetriever`, joined by `DocumentJoiner` with
  `reciprocal_rank_fusion`. Split as it does by default, 200 words without overlap.

All know the documents' titles. The frameworks' retrievers return {rivals.PIECES} pieces each; a document stands where
its first piece stands. Re-ranking by a second model, which both frameworks offer, is left out: ours has none either,
and one costs many times what the encoder does. Their embedding classes call our embedder, so no row is slower for a
slower model.

Nothing here was tuned to one set, but the same five sets were looked at while our weights were chosen: expect somewhat
less on texts of another kind.

## How to run it

{commands(__doc__)}

FOLDER holds sets in the form of BEIR, `<set>/dev/corpus.jsonl`, `queries.tsv` and `qrels.tsv`. They are not part of
this project. The `dtc` sets are made from public course FAQs and lessons (the questions of `dtc_faq_2024` and
`dtc_llm_lessons_2026` by a language model, those of `dtc_faq_2025_answers` by students), `d2l_exercises` from a
textbook's exercises, `ml_qa_answers` from lists of interview questions, `hf_course_quiz` from a course's quizzes.
"""


def worse(results: Results, names: Sequence[str], counted: Sequence[str]) -> list[str]:
    """Return a line for each set and metric on which another search beats ours, naming the best, and what is faster."""
    lines = []
    for set_name in counted:
        for place, metric in enumerate(METRICS):
            means = {name: results[set_name][name].scores[:, place].mean() for name in names}
            best = max(means, key=lambda name: means[name])
            if means[best] > means[OURS]:
                lines.append(f"- {set_name}, {metric}: {best} {means[best]:.3f}, ours {means[OURS]:.3f}.")
    medians = {name: ms(_pooled(results, name, counted)[0], 50) for name in names}
    faster = [f"{name} {medians[name]:.1f} ms" for name in names if medians[name] < medians[OURS]]
    if faster:
        lines.append(f"- Speed (median, whole): {', '.join(faster)}, ours {medians[OURS]:.1f} ms.")
    return lines


def _summary(results: Results, names: Sequence[str], counted: Sequence[str]) -> str:
    header = ["search", *METRICS, "whole p50", "whole p99", "search p50", "search p99", "to encoder"]
    _, encoder = _pooled(results, OURS, counted)
    rows = []
    for name in names:
        seconds, encoding = _pooled(results, name, counted)
        times = [ms(seconds, 50), ms(seconds, 99), ms(seconds - encoding, 50), ms(seconds - encoding, 99)]
        means = _macro(results, name, counted)
        rows.append([
            name, *(f"{mean:.3f}" for mean in means), *(f"{time:.1f}" for time in times),
            f"{ratio(seconds, encoder, 50):.2f}",
        ])  # fmt: skip
    return table(header, rows)


def _per_set(results: Results, names: Sequence[str], counted: Sequence[str], place: int) -> str:
    sets = [*counted, *(name for name in results if name not in counted)]
    rows = [[name, *(f"{results[set_name][name].scores[:, place].mean():.3f}" for set_name in sets)] for name in names]
    return table(["search", *sets], rows)


def _difference(results: Results, names: Sequence[str], counted: Sequence[str]) -> str:
    """Say how sure the lead over the best other search is (paired bootstrap within each set)."""
    rest = [name for name in names if name != OURS]
    best = max(rest, key=lambda name: _macro(results, name, counted)[0])
    random = np.random.default_rng(0)
    means = np.zeros(RESAMPLED)
    for set_name in counted:
        ahead = results[set_name][OURS].scores[:, 0] - results[set_name][best].scores[:, 0]
        for number in range(RESAMPLED):
            means[number] += random.choice(ahead, len(ahead)).mean() / len(counted)
    low, high = np.percentile(means, [2.5, 97.5])
    lead = _macro(results, OURS, counted)[0] - _macro(results, best, counted)[0]
    return (
        f"Nearest to ours in MRR@5 is *{best}*: ours is {lead:+.3f} from it, with a 95 % interval of {low:+.3f} to "
        f"{high:+.3f} (paired bootstrap over the questions of each set)."
    )


def _macro(results: Results, name: str, counted: Sequence[str]) -> Floats:
    means: Floats = np.mean([results[set_name][name].scores.mean(axis=0) for set_name in counted], axis=0)
    return means


def _pooled(results: Results, name: str, counted: Sequence[str]) -> tuple[Floats, Floats]:
    measured = [results[set_name][name] for set_name in counted]
    return np.concatenate([one.seconds for one in measured]), np.concatenate([one.encoding for one in measured])


if __name__ == "__main__":
    main()
