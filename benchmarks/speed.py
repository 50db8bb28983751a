"""Measures what a learner and an operator feel: answering, starting, memory, the command line.

    .venv/bin/python -m benchmarks.speed

It asks the judged questions in `tests/questions/dev.jsonl`; the server it measures listens on a free port of 127.0.0.1
and is stopped at the end. Data goes to a temporary folder; `--cache` is where the model and the index are.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import (
    commands,
    machine,
    ms,
    private_mb,
    ratio,
    resident_mb,
    say,
    table,
    today,
    verdict,
    versions,
    write,
)
from bot.app import build
from bot.core.conversation import Conversation, clean
from bot.core.request import Person, Place, Request
from bot.settings import Settings
from knowledge.embedder import OnnxEmbedder
from knowledge.model import ready_model

Floats = NDArray[np.float64]

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
ROUNDS = 3
"""Times that each question is asked."""
STARTS = 7
"""Fresh processes of each kind."""
STEPS = (0, 250, 500, 750, 1_000)
"""Questions after which the server's memory is read."""
VISITORS = 40
"""Browser sessions that ask them in turn; fewer than the page admits in a minute."""
FLAT_MB = 10.0
"""Growth between the last two readings that still counts as flat."""
TRAILMATE = (sys.executable, "-m", "bot")


def main() -> None:
    """Read the arguments, run, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, default=Path("tests/questions/dev.jsonl"))
    parser.add_argument("--cache", type=Path, default=Settings().cache, help="folder for model and index")
    parser.add_argument("--out", type=Path, default=Path("docs/speed.md"))
    chosen = parser.parse_args()
    questions = read_questions(chosen.questions)
    with tempfile.TemporaryDirectory(prefix="trailmate-") as home:
        settings = Settings(home=Path(home), cache=chosen.cache)
        # the programs that are started below read their settings there
        environment = {**os.environ, "TRAILMATE_HOME": home, "TRAILMATE_CACHE": str(chosen.cache.absolute())}
        say(f"warm: {len(questions)} questions, {ROUNDS} times each")
        warm = page_of_warm(*measure_warm(settings, questions))
        say(f"fresh: {STARTS} processes of each kind")
        fresh = page_of_fresh(environment)
        say(f"memory: {STEPS[-1]} questions through the web page's door")
        memory = page_of_memory(environment, questions)
    write(chosen.out, page(warm, fresh, memory, len(questions)))


def read_questions(path: Path) -> list[str]:
    """Return the questions of a file of JSON lines that hold anything to read once they are cleaned."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [row["question"] for row in rows if any(map(str.isalnum, clean(row["question"])))]


def measure_warm(settings: Settings, questions: Sequence[str]) -> tuple[Floats, Floats]:
    """Return seconds of whole replies and of the bare encoder, both (rounds, questions), measured in turns."""
    conversation = build(settings).conversation
    embedder = OnnxEmbedder(ready_model(settings.model, settings.cache))
    replies, encodings = np.zeros((2, ROUNDS, len(questions)))
    for question in questions[:5]:
        _ask(conversation, question, "warm-up")
    for round_number in range(ROUNDS):
        for number, question in enumerate(questions):
            started = time.perf_counter()
            embedder.embed([clean(question)])
            between = time.perf_counter()
            _ask(conversation, question, f"{round_number}-{number}")
            encodings[round_number, number] = between - started
            replies[round_number, number] = time.perf_counter() - between
    return replies, encodings


def page_of_warm(replies: Floats, encodings: Floats) -> str:
    """Return the table of warm replies."""
    kinds = {
        "every time": (replies.ravel(), encodings.ravel()),
        f"best of {ROUNDS} for each question": (replies.min(axis=0), encodings.min(axis=0)),
    }
    rows = [
        [
            f"{kind}, p{percent}",
            f"{ms(reply, percent):.1f}",
            f"{ms(encoding, percent):.1f}",
            f"{ratio(reply, encoding, percent):.2f}",
            verdict(ratio(reply, encoding, percent) <= 1.5),
        ]
        for kind, (reply, encoding) in kinds.items()
        for percent in (50, 99)
    ]
    return table(["", "whole reply, ms", "bare encoder, ms", "ratio", "goal ≤ 1.5"], rows)


def page_of_fresh(environment: dict[str, str]) -> str:
    """Return the table of fresh processes: seconds of processor and of waiting."""
    question = "what is overfitting and how do i notice it"
    commands = {f'ask "{question}"': ["ask", question], "--help": ["--help"], "--version": ["--version"]}
    measured = {}
    for name, arguments in commands.items():
        _run(arguments, environment)  # the first one fills the disk's cache
        measured[name] = np.array([_run(arguments, environment) for _ in range(STARTS)])
    rows = []
    for name, times in measured.items():
        cpu, wall = statistics.median(times[:, 0]), statistics.median(times[:, 1])
        goal, met = ("CPU < 1.5 s", cpu < 1.5) if name.startswith("ask") else ("wall < 0.5 s", wall < 0.5)
        rows.append([f"`trailmate {name}`", f"{cpu:.2f}", f"{wall:.2f}", f"{wall.min():.2f}", goal, verdict(met)])
    return table(["", "CPU s", "wall s", "least wall s", "goal", ""], rows)


def page_of_memory(environment: dict[str, str], questions: Sequence[str]) -> str:
    """Return the table of the server's resident memory after so many questions."""
    rows = []
    with _server(environment) as (process, address):
        visitors = [_visitor(address) for _ in range(VISITORS)]
        asked = cycle(zip(cycle(visitors), questions, strict=False))
        done, before = 0, 0.0
        for step in STEPS:
            times = [_say(address, cookie, question) for cookie, question in islice(asked, step - done)]
            now = resident_mb(process)
            grown = f"{now - before:+.1f}" if step else ""
            speed = f"{ms(times, 50):.1f}" if times else ""
            rows.append([f"{step:,}", f"{now:.0f}", grown, f"{private_mb(process):.0f}", speed])
            if step == STEPS[-1]:
                flat = now - before <= FLAT_MB
                goal = f"Goal: under 350 MB ({verdict(now < 350)}) and flat, at most {FLAT_MB:.0f} MB in the last "
                goal += f"{step - done} questions ({verdict(flat)})."
            done, before = step, now
    return table(["questions", "resident MB", "since the row above", "private MB", "median ms"], rows) + f"\n\n{goal}"


def page(warm: str, fresh: str, memory: str, questions: int) -> str:
    """Return the whole page."""
    return f"""# How fast it answers and starts, and what memory it takes

Written by `python -m benchmarks.speed` on {today()}.

- Machine: {machine()}; other programs may have been running.
- Packages: {versions("trailmate", "onnxruntime", "tokenizers", "numpy", "faiss-cpu", "bm25s")}.
- Questions: {questions} in learners' words, from a few words to pasted tracebacks.

## A warm reply against the bare encoder

The whole way from a request to a reply, in one process: cleaning, routing by meaning, search, confidence, the card,
and for a question without an answer its row in the database. Beside it the bare encoder, `OnnxEmbedder.embed`, on the
same question a moment before; each question {ROUNDS} times. Every question comes from a new person, so none is a
follow-up.

{warm}

## A fresh process

Medians of {STARTS} processes each, on a built index. CPU is user and system time together; wall depends on what else
runs.

{fresh}

## Memory of a running server

`trailmate run` on a free port of 127.0.0.1, asked through the page's own door by {VISITORS} browser sessions in
turn, one question after another. The first row is before any question; megabytes are millions of bytes of resident
memory (`ps`). *Private* is the part of it that the process wrote; the rest is mapped from files, such as the model's
weights, and the system may take it back.

{memory}

## How to run it

{commands(__doc__)}
"""


def _ask(conversation: Conversation, question: str, name: str) -> None:
    place = Place(platform="benchmark", id="room")
    conversation.reply(Request(id=name, person=Person(id=f"benchmark:{name}"), place=place, text=question, at=AT))


def _run(arguments: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a program; return its seconds of processor, and of wall clock."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*TRAILMATE, *arguments], env=environment, check=True, capture_output=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Start `trailmate run`; give its process id and its address; stop it at the end."""
    environment = {**environment, "TRAILMATE_WEB_PER_MINUTE": "1000000"}
    command = [*TRAILMATE, "run", "--port", "0"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = next(line for line in process.stdout if "http://" in line)
            address = urlsplit(line[line.index("http://") :].strip()).netloc
            _wait_until_healthy(address)
            yield process.pid, address
        finally:
            process.terminate()


def _wait_until_healthy(address: str) -> None:
    for _ in range(200):
        try:
            if _request(address, "GET", "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers at {address}")


def _visitor(address: str) -> str:
    """Open the page; return the cookie it gave."""
    _, cookie, _ = _request(address, "GET", "/")
    return cookie.partition(";")[0]


def _say(address: str, cookie: str, question: str) -> float:
    """Ask through the page's door; return the seconds it took."""
    started = time.perf_counter()
    status, _, body = _request(address, "POST", "/say", cookie, json.dumps({"text": question}))
    if status != 200:
        raise RuntimeError(f"{status}: {body[:200]!r}")
    return time.perf_counter() - started


def _request(address: str, method: str, path: str, cookie: str = "", body: str = "") -> tuple[int, str, bytes]:
    connection = HTTPConnection(address, timeout=30)
    headers = {"Cookie": cookie, "Origin": f"http://{address}", "Content-Type": "application/json"}
    connection.request(method, path, body.encode() or None, headers)
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Set-Cookie", ""), answer.read()
    connection.close()
    return found


if __name__ == "__main__":
    main()
