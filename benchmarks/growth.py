"""Measures how search grows from a thousand passages to a million: taking in, memory, time, recall, many people.

    .venv/bin/python -m benchmarks.growth
    .venv/bin/python -m benchmarks.growth --sizes 1000 10000     # a minute or two instead of a quarter of an hour

Each size runs in a process of its own. A million passages need some 10 GB of memory while they are taken in.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from benchmarks.report import commands, machine, ms, resident_mb, say, table, today, verdict, versions, write
from knowledge.dense import EXACT_UP_TO, SKETCHED_FROM, Dense
from knowledge.documents import Document, Passage
from knowledge.embedder import Encoding, OnnxEmbedder
from knowledge.grams import Grams, pairs, spellings
from knowledge.index import TOKENS_UP_TO
from knowledge.late import Late, compress
from knowledge.model import ready_model
from knowledge.notes.curriculum import Curriculum
from knowledge.passages import cut, in_context
from knowledge.rank import DOCUMENTS_EACH, GRAMS_UP_TO, Ranker
from knowledge.turns import Turns
from knowledge.words import Words, terms

Floats = NDArray[np.float32]

DIMS = 384
PASSAGES_EACH = 5
"""Passages of one document."""
WORDS_EACH = 40
"""Words of one passage."""
VOCABULARY = 50_000
"""Different words, used by Zipf's law without its head: what search leaves out (the, how, is) is not drawn."""
HEAD = 100
"""The commonest words, which are not drawn: the n-th of the others is used in proportion to 1 / (n + HEAD)."""
WORDS_ASKED = 8
CLUSTER = 100
"""Vectors around one centre, on average."""
NOISE = 0.8
"""How far a vector lies from its centre; two of one cluster have a cosine of about 0.6."""
TOKENS_EACH = 60
"""Token vectors of one passage, where tokens are kept."""
ASKED = 200
"""Questions for time and recall."""
PEOPLE = 8
ROUNDS = 4
"""Times that one person and then all are measured, in turns: a busy moment of the machine shall not meet one alone."""
ASKED_EACH = 20
ASKED_ALONE = 40
THINKING = 0.5
"""Mean seconds between a person's answer and the next question; exponentially distributed."""
SAMPLE = 128
"""Real passages for the encoder's rate."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One size. Times in milliseconds, memory in MB of a million bytes, rates in passages a second."""

    passages: int
    dense_rate: float
    words_rate: float
    resident: float
    peak: float
    dense_p50: float
    dense_p99: float
    search_p50: float
    search_p99: float
    recall: float
    one_p50: float
    one_p99: float
    many_p50: float
    many_p99: float


def main() -> None:
    """Read the arguments; measure every size in a process of its own; write page and plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--cache", type=Path, default=user_cache_path("trailmate"), help="folder for the model")
    parser.add_argument("--out", type=Path, default=Path("docs/growth.md"), help="the plot is written beside it")
    parser.add_argument("--measure", type=int, metavar="SIZE", help="measure one size and print JSON")
    chosen = parser.parse_args()
    embedder = OnnxEmbedder(ready_model(os.environ.get("TRAILMATE_MODEL"), chosen.cache, say))
    if chosen.measure:
        print(json.dumps(asdict(measure(chosen.measure, embedder))))
        return
    rate = encoding_rate(embedder)
    del embedder
    command = [sys.executable, "-m", "benchmarks.growth", "--cache", str(chosen.cache), "--measure"]
    results = []
    for size in chosen.sizes:
        say(f"{size:,} passages")
        done = subprocess.run([*command, str(size)], stdout=subprocess.PIPE, text=True, check=True)
        results.append(Measured(**json.loads(done.stdout)))
    results.sort(key=lambda one: one.passages)
    picture = chosen.out.with_suffix(".png")
    draw(results, picture)
    write(chosen.out, page(results, rate, picture.name))


def measure(size: int, embedder: OnnxEmbedder) -> Measured:
    """Build an index of `size` passages and measure it."""
    random = np.random.default_rng(size)
    vectors, asked = clustered(random, size)
    started = time.perf_counter()
    dense = Dense.build(vectors)
    dense_rate = size / (time.perf_counter() - started)
    say(f"  dense: {dense_rate:,.0f} passages a second")

    documents = [Document(str(n), "", "") for n in range(-(-size // PASSAGES_EACH))]
    passages = [Passage(str(n), str(n // PASSAGES_EACH), "", "") for n in range(size)]
    texts, questions = zipf_texts(random, size)
    started = time.perf_counter()
    words, grams = index_words(texts)
    words_rate = size / (time.perf_counter() - started)
    del texts
    say(f"  words: {words_rate:,.0f} passages a second")

    late = Late.build(random_tokens(random, size)) if size <= TOKENS_UP_TO else None
    ranker = Ranker(documents, passages, dense, words, grams, late)
    encodings = [Encoding(vector, random_unit(random, WORDS_ASKED)) for vector in asked]
    near = timed(lambda n: dense.search(asked[n], 10))
    whole = timed(lambda n: ranker.search(questions[n], encodings[n], 10))
    recall = np.mean([overlap(dense.search(question, 10), exact(vectors, question, 10)) for question in asked])
    say(f"  search: {ms(whole, 50):.1f} ms, recall {recall:.3f}")

    turns = Turns(os.cpu_count() or 1)  # as `Library` does

    def ask(number: int) -> None:
        place = number % ASKED
        with turns:
            tokens = embedder.encode([questions[place]])[0].tokens
        with turns:
            ranker.search(questions[place], Encoding(asked[place], tokens), 10)

    one, many = list[float](), list[float]()
    for _ in range(ROUNDS):
        one += at_once(1, ASKED_ALONE, ask)
        many += at_once(PEOPLE, ASKED_EACH, ask)
    say(f"  one person: p99 {ms(one, 99):.0f} ms, {PEOPLE} people: p99 {ms(many, 99):.0f} ms")
    return Measured(
        passages=size,
        dense_rate=dense_rate,
        words_rate=words_rate,
        resident=resident_mb(),
        peak=_peak_mb(),
        dense_p50=ms(near, 50),
        dense_p99=ms(near, 99),
        search_p50=ms(whole, 50),
        search_p99=ms(whole, 99),
        recall=float(recall),
        one_p50=ms(one, 50),
        one_p99=ms(one, 99),
        many_p50=ms(many, 50),
        many_p99=ms(many, 99),
    )


def clustered(random: np.random.Generator, size: int) -> tuple[Floats, Floats]:
    """Return (size, dims) unit vectors around random centres, and (ASKED, dims) questions from the same clusters."""
    centres = random_unit(random, max(1, size // CLUSTER))
    vectors = np.empty((size + ASKED, DIMS), np.float32)
    for start in range(0, len(vectors), 50_000):  # in parts, so that little is held twice
        part = vectors[start : start + 50_000]
        part[:] = centres[random.integers(len(centres), size=len(part))] + NOISE * random_unit(random, len(part))
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return vectors[:size], vectors[size:].copy()


def random_unit(random: np.random.Generator, count: int) -> Floats:
    """Return (count, dims) vectors of length 1 in all directions alike."""
    vectors = random.standard_normal((count, DIMS), np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def random_tokens(random: np.random.Generator, size: int) -> list[NDArray[np.int8]]:
    """Return every passage's compressed token vectors."""
    return [compress(random_unit(random, TOKENS_EACH)) for _ in range(size)]


def zipf_texts(random: np.random.Generator, size: int) -> tuple[list[str], list[str]]:
    """Return passages' texts and questions in made-up words, whose frequencies follow Zipf's law."""
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    vocabulary = ["".join(random.choice(letters, 4 + n % 7)) for n in range(VOCABULARY)]
    chances = np.cumsum(1 / (np.arange(1, VOCABULARY + 1) + HEAD))
    chances /= chances[-1]

    def texts(count: int, length: int) -> list[str]:
        found = []
        for start in range(0, count, 50_000):
            drawn = np.searchsorted(chances, random.random((min(50_000, count - start), length)))
            found += [" ".join([vocabulary[place] for place in row]) for row in drawn.tolist()]
        return found

    return texts(size, WORDS_EACH), texts(ASKED, WORDS_ASKED)


def index_words(texts: Sequence[str]) -> tuple[tuple[Words, Words], tuple[Grams, Grams] | None]:
    """Index passages' texts, and documents made of some of them each, as `Ranker.build` does."""
    owned = [" ".join(texts[start : start + PASSAGES_EACH]) for start in range(0, len(texts), PASSAGES_EACH)]
    by_document = [terms(text) for text in owned]
    few = len(owned) <= GRAMS_UP_TO
    grams = (Grams.build(map(pairs, by_document)), Grams.build(map(spellings, owned))) if few else None
    documents = Words.build(by_document)
    del by_document  # a million passages are large enough once
    return (documents, Words.build([terms(text) for text in texts])), grams


def exact(vectors: Floats, question: Floats, k: int) -> NDArray[np.intp]:
    """Return the `k` nearest rows by comparing all."""
    scores = vectors @ question
    return np.argpartition(-scores, k - 1)[:k]


def overlap(found: NDArray[np.int64], true: NDArray[np.intp]) -> float:
    """Return the share of `true` that was found."""
    return len(np.intersect1d(found, true)) / len(true)


def timed(search: Callable[[int], object]) -> list[float]:
    """Return the seconds of each question, after a few that do not count."""
    for number in range(10):
        search(number)
    times = []
    for number in range(ASKED):
        started = time.perf_counter()
        search(number)
        times.append(time.perf_counter() - started)
    return times


def at_once(people: int, each: int, ask: Callable[[int], None]) -> list[float]:
    """Return the seconds of all answers while so many people ask, think, and ask again."""
    times: list[list[float]] = [[] for _ in range(people)]
    together = threading.Barrier(people)

    def person(number: int) -> None:
        random = np.random.default_rng(number)
        together.wait()
        for turn in range(each):
            time.sleep(random.exponential(THINKING))
            started = time.perf_counter()
            ask(number * each + turn)
            times[number].append(time.perf_counter() - started)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [seconds for own in times for seconds in own]


def encoding_rate(embedder: OnnxEmbedder) -> float:
    """Return how many of Trailmate's own passages the real encoder takes in a second."""
    documents = Curriculum.load().documents()
    texts = [in_context(document, passage) for document in documents for passage in cut(document)]
    sample = texts[:: max(1, len(texts) // SAMPLE)][:SAMPLE]
    started = time.perf_counter()
    embedder.encode(sample)
    return len(sample) / (time.perf_counter() - started)


def draw(results: Sequence[Measured], path: Path) -> None:
    """Draw time, memory and taking in over the number of passages."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    sizes = [one.passages for one in results]
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    lines = {
        axes[0]: {
            "search, p50": [one.search_p50 for one in results],
            "search, p99": [one.search_p99 for one in results],
            "one person, p99": [one.one_p99 for one in results],
            f"{PEOPLE} people, p99": [one.many_p99 for one in results],
        },
        axes[1]: {"resident": [one.resident for one in results], "peak": [one.peak for one in results]},
        axes[2]: {"dense": [one.dense_rate for one in results], "words": [one.words_rate for one in results]},
    }
    titles = ("milliseconds for a question", "memory, MB", "passages indexed a second")
    for axis, title in zip(lines, titles, strict=True):
        for name, values in lines[axis].items():
            axis.plot(sizes, values, marker="o", label=name)
        axis.set(xscale="log", yscale="log", title=title, xlabel="passages")
        axis.grid(visible=True, alpha=0.3)
        axis.legend(frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def page(results: Sequence[Measured], rate: float, picture: str) -> str:
    """Return the whole page."""
    taking_in = table(
        ["passages", "dense, passages/s", "words, passages/s", "resident MB", "peak MB"],
        [
            [f"{one.passages:,}", f"{one.dense_rate:,.0f}", f"{one.words_rate:,.0f}", f"{one.resident:,.0f}",
             f"{one.peak:,.0f}"]
            for one in results
        ],
    )  # fmt: skip
    searching = table(
        ["passages", "dense p50", "dense p99", "search p50", "search p99", "recall@10"],
        [
            [f"{one.passages:,}", *(f"{time:.2f}" for time in (one.dense_p50, one.dense_p99)),
             *(f"{time:.1f}" for time in (one.search_p50, one.search_p99)), f"{one.recall:.4f}"]
            for one in results
        ],
    )  # fmt: skip
    crowd = table(
        ["passages", "one p50", "one p99", f"{PEOPLE} p50", f"{PEOPLE} p99", "p99 to p99", f"{PEOPLE} p99 to one p50"],
        [
            [f"{one.passages:,}", *(f"{time:.1f}" for time in (one.one_p50, one.one_p99, one.many_p50, one.many_p99)),
             f"{one.many_p99 / one.one_p99:.2f}", f"{one.many_p99 / one.one_p50:.2f}"]
            for one in results
        ],
    )  # fmt: skip
    recall, worst = min(one.recall for one in results), max(one.many_p99 / one.one_p99 for one in results)
    return f"""# How search grows

Written by `python -m benchmarks.growth` on {today()}.

- Machine: {machine()}, one thread for each question; other programs may have been running.
- Packages: {versions("trailmate", "numpy", "faiss-cpu", "bm25s", "onnxruntime")}.
- Goals: recall@10 at least 0.98 (least here: {recall:.4f}, {verdict(recall >= 0.98)}); the p99 with {PEOPLE} people
  under four times one person's (most here: {worst:.2f}, {verdict(worst < 4)}).

![time, memory and speed of taking in over the number of passages]({picture})

## Taking in

{taking_in}

*Dense* is `Dense.build` on ready vectors: flat and exact up to {EXACT_UP_TO:,} passages (from {SKETCHED_FROM:,}
on it learns small sketches of them to look through first), cells beyond. *Words* is
cutting texts into terms and indexing them, for passages and for documents of {PASSAGES_EACH} passages; up to
{GRAMS_UP_TO:,} documents also word pairs and spellings, which take most of that time and of the peak. *Resident* is
after all questions, *peak* the most it ever was, both with the synthetic data itself. Where a corpus is new, the
encoder is what takes time: **{rate:.0f} passages a second** on one thread (a sample of {SAMPLE} of Trailmate's own, in
batches); their vectors are then kept.

## Searching

Milliseconds; the vector of the question is given.

{searching}

*Dense* is the ten nearest vectors alone. *Search* is the whole of `Ranker.search`: {DOCUMENTS_EACH} candidates by
meaning and {DOCUMENTS_EACH} by words, all evidence for them, ten hits; up to {TOKENS_UP_TO:,} passages that includes
comparing token by token. Recall is against comparing with every vector, over {ASKED} questions.

## {PEOPLE} people at once

Milliseconds for a question from its text to ten hits, encoder included.

{crowd}

Each person is a thread of one process that asks, gets the answer, thinks for {THINKING} seconds on average
(exponentially distributed) and asks again. *One* is a single such thread, {ASKED_ALONE} questions at a time; *{PEOPLE}*
are {PEOPLE} with {ASKED_EACH} questions each; both take turns, {ROUNDS} times. As in the library, no more questions are
worked on at once than there are cores, first come, first served. The time is what that person waits, for that, for a
core and for Python's lock. The encoder runs on the question's real text; the vector that is searched for is the
synthetic one, since made-up words have no meaning to search for.

The goal is on *p99 to p99*. What else the machine does lengthens one person's p99 as well and so lowers that ratio,
even below one; the last column cannot be flattered so.

## What is synthetic

Vectors are {DIMS}-dimensional, {CLUSTER} on average around random centres, two of one cluster with a cosine of about
0.6; questions come from the same clusters. Real vectors cluster less neatly, so real recall through cells can be lower.
Texts are {WORDS_EACH} words a passage from {VOCABULARY:,} made-up ones, questions {WORDS_ASKED} words, both by Zipf's
law without the {HEAD} commonest words, as search leaves those out. Everything is seeded and the same in every run.

## How to run it

{commands(__doc__)}
"""


def _peak_mb() -> float:
    """Return the most memory this process ever had, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    main()
