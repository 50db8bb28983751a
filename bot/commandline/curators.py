"""`trailmate evaluate`, `ingest` and `doctor`: for the people who keep the notes and the machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.app import open_library, writable
from bot.commandline.progress import counter, say
from bot.settings import Settings


def evaluate(chosen: argparse.Namespace) -> int:
    """Measure search on a corpus and judged questions of your own."""
    from knowledge.evaluation import evaluate as measure
    from knowledge.evaluation import read_corpus, read_judgements, read_questions
    from knowledge.library import Library

    documents = read_corpus(chosen.corpus)
    questions, judgements = read_questions(chosen.queries), read_judgements(chosen.qrels)
    settings = Settings()
    writable(settings.cache, "TRAILMATE_CACHE")
    library = Library.of(
        documents, cache=settings.cache, model=settings.model, say=say, progress=counter("Reading the corpus")
    )
    scores = measure(
        lambda text: [hit.document.id for hit in library.search(library.read(text), 10).hits],
        questions,
        judgements,
        counter("Asking"),
    )
    if chosen.json:
        print(scores.as_json())
        return 0
    print(f"{scores.questions} questions on {len(documents)} documents")
    print(f"hit@1 {scores.hit_at_1:.3f}   hit@5 {scores.hit_at_5:.3f}   recall@10 {scores.recall_at_10:.3f}")
    print(f"MRR@5 {scores.mrr_at_5:.3f}   MRR@10 {scores.mrr_at_10:.3f}   nDCG@10 {scores.ndcg_at_10:.3f}")
    print(f"ms per question: p50 {scores.ms_p50:.1f}, p99 {scores.ms_p99:.1f}")
    return 0


def ingest(chosen: argparse.Namespace) -> int:
    """Take in notes of your own and index them."""
    from knowledge.ingest import take_in

    settings = Settings()
    writable(settings.home, "TRAILMATE_HOME")
    taken = take_in(chosen.path, settings.home / "notes")
    print(f"Took in {taken.documents} documents and {taken.notes} notes from {chosen.path}.")
    if taken.replaced:
        print(f"They took the place of {taken.replaced} documents from a file or folder of the same name.")
    library = open_library(settings, say, counter("Reading the notes"))
    print(f"The index now holds {library.size} passages.")
    return 0


def doctor(_: argparse.Namespace) -> int:
    """Check everything that answering needs; exit with 1 if something is wrong."""
    from bot.commandline.faults import KNOWN, sentence

    try:
        settings = Settings()
    except KNOWN as error:
        print(f"no   settings: {sentence(error)}")
        return 1
    wrong = 0
    for name, check in _checks(settings):
        try:
            print(f"ok   {name}: {check()}")
        except KNOWN as error:
            wrong += 1
            print(f"no   {name}: {sentence(error)}")
    return 1 if wrong else 0


def _checks(settings: Settings) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "python", lambda: sys.version.split()[0]
    yield "cache folder", lambda: _folder(settings.cache, "TRAILMATE_CACHE")
    yield "home folder", lambda: _folder(settings.home, "TRAILMATE_HOME")
    yield "model", lambda: _model(settings)
    yield "notes", _notes
    yield "index", lambda: f"{open_library(settings, say).size} passages"
    yield "database", lambda: _database(settings)


def _folder(folder: Path, setting: str) -> str:
    writable(folder, setting)
    return str(folder)


def _model(settings: Settings) -> str:
    from knowledge.model import ready_model

    model = ready_model(settings.model, settings.cache, say)
    return f"{model.name}, {model.dims} dimensions, weights {model.key[:12]}…"


def _notes() -> str:
    from knowledge.notes.curriculum import Curriculum

    curriculum = Curriculum.load()
    topics, advice, roadmaps = len(curriculum.topics), len(curriculum.advice), len(curriculum.roadmaps)
    return f"{topics} topics, {advice} pieces of advice, {roadmaps} roadmaps"


def _database(settings: Settings) -> str:
    from bot.storage.database import open_database

    return str(open_database(settings.database_url).url.render_as_string(hide_password=True))
