"""The command line answers at once, in the shapes that programs read, and bad input gets a sentence."""

from __future__ import annotations

import gc
import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import App
from bot.commandline.asking import answer
from bot.core.reply import Reply
from bot.settings import Settings
from bot.storage.database import StorageError, open_database

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(cache: Path, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "TRAILMATE_CACHE": str(cache), "TRAILMATE_HOME": str(tmp_path / "home")}


@dataclass(frozen=True)
class Done:
    """What a command that has ended leaves."""

    returncode: int
    stdout: str
    stderr: str


Here = Callable[..., Done]


@pytest.fixture
def here(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Here]:
    """Run a command as a shell does, but in this process: a start takes longer than most commands do."""
    thresholds = gc.get_threshold()
    monkeypatch.chdir(ROOT)

    def run(*arguments: str, **settings: str) -> Done:
        for name, value in {**environment, **settings}.items():
            monkeypatch.setenv(name, value)
        return Done(main(list(arguments)), *capsys.readouterr())

    yield run
    gc.set_threshold(*thresholds)


def trailmate(*arguments: str, env: dict[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        capture_output=True,
        text=True,
        env=env,
        input=typed,
        cwd=ROOT,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(option: str, environment: dict[str, str]) -> None:
    code = (
        "import sys; sys.argv = ['trailmate', sys.argv[1]]\n"
        "from bot.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pydantic', 'onnxruntime', 'faiss', 'starlette', 'sqlalchemy', 'rich', 'torch'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    started = time.process_time()
    done = subprocess.run([sys.executable, "-c", code, option], capture_output=True, text=True, cwd=ROOT, check=True)
    assert time.process_time() - started < 0.5
    assert done.stdout.splitlines()[-1] == "[]"


def test_ask_json_has_every_field(environment: dict[str, str]) -> None:
    done = trailmate("ask", "--json", "what", "is", "recall", env=environment)
    answer = json.loads(done.stdout)
    assert set(answer) == {
        "intent", "answered", "confidence", "title", "text", "topics", "sources", "links", "buttons", "ms",
    }  # fmt: skip
    assert answer["intent"] == "answer"
    assert answer["topics"][0] == {"id": "recall", "title": "Recall", "score": answer["topics"][0]["score"]}
    assert 0.5 <= answer["confidence"] <= 1
    assert set(answer["buttons"][0]) == {"label", "send"}
    assert {"title", "note", "heading", "url"} == set(answer["sources"][0])


def test_a_batch_answers_every_line_by_itself(here: Here, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"id": 1, "question": "what is recall"}\n\n{"id": "b", "question": "show me an example"}\n'
    )
    here("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [1, "b"]
    assert rows[1]["title"] != "Recall: Example"


def test_a_batch_that_was_stopped_goes_on_where_it_stopped(
    here: Here, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commandline.batch.build", lambda *_: app)  # opened already
    (tmp_path / "in.jsonl").write_text("".join(f'{{"id": {n}, "question": "recall \\u2028 {n}"}}\n' for n in range(5)))
    command = ("ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl"))
    asked: list[str] = []

    def stopped_at(place: int) -> Callable[[App, str, str], tuple[Reply, float]]:
        def ask(app: App, question: str, number: str) -> tuple[Reply, float]:
            if len(asked) == place:
                raise KeyboardInterrupt
            asked.append(number)
            return answer(app, question, number)

        return ask

    monkeypatch.setattr("bot.commandline.batch.answer", stopped_at(3))
    assert here(*command).returncode == 130
    assert not (tmp_path / "out.jsonl").exists()
    (part,) = tmp_path.glob("out.jsonl.*.part")
    part.write_bytes(part.read_bytes()[:-9])  # as a kill would leave it
    monkeypatch.setattr("bot.commandline.batch.answer", stopped_at(99))
    assert here(*command).returncode == 0
    assert asked == ["1", "2", "3", "3", "4", "5"]
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [0, 1, 2, 3, 4]
    assert not part.exists()


def test_topics_lists_topics_and_advice(here: Here) -> None:
    rows = json.loads(here("topics", "--json").stdout)
    by_id = {row["id"]: row for row in rows}
    assert set(by_id["recall"]) == {"id", "title", "aliases", "kind", "stage", "prerequisites", "links"}
    assert by_id["group-study"]["kind"] == "advice"


def test_evaluate_prints_the_measures(here: Here, tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_text('{"_id": "a", "title": "Rice", "text": "Use twice as much water."}\n')
    (tmp_path / "q.tsv").write_text("q1\thow much water\n")
    (tmp_path / "r.tsv").write_text("q1\ta\t1\n")
    done = here(
        "evaluate", "--corpus", str(tmp_path / "c.jsonl"), "--queries", str(tmp_path / "q.tsv"),
        "--qrels", str(tmp_path / "r.tsv"), "--json",
    )  # fmt: skip
    assert json.loads(done.stdout)["mrr_at_5"] == 1.0


def test_chat_reads_piped_lines_and_a_number_presses_a_button(environment: dict[str, str]) -> None:
    done = trailmate("chat", env=environment, typed="what is recall\n2\nexit\n")
    assert "Recall is the share of the real positives" in done.stdout
    assert "recall_score" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", "--batch", "nowhere.jsonl"), "nowhere.jsonl: cannot be read"),
        (("ask", "--batch", "README.md"), "README.md:1: expected"),
        (("ingest", "nowhere"), "no such file or folder"),
        (("simulate", "--partners", "--learners", "1"), "at least two learners"),
        (("evaluate", "--corpus", "README.md", "--queries", "x", "--qrels", "y"), "README.md:1: expected"),
    ],
)
def test_bad_input_gets_a_sentence_and_no_traceback(arguments: tuple[str, ...], says: str, here: Here) -> None:
    done = here(*arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_note_is_named_with_its_line(here: Here, tmp_path: Path) -> None:
    note = (ROOT / "knowledge/content/topics/recall.md").read_text(encoding="utf-8")
    (tmp_path / "recall.md").write_text(note.replace("stage: evaluation", "stage: nowhere"), encoding="utf-8")
    done = here("ingest", str(tmp_path / "recall.md"))
    assert done.returncode == 1
    assert "recall.md:" in done.stderr
    assert "field 'stage'" in done.stderr


def test_a_cache_that_cannot_be_written_names_the_setting(here: Here, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = here("ask", "x y z", TRAILMATE_CACHE=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "TRAILMATE_CACHE" in done.stderr


def test_a_port_in_use_names_the_setting(here: Here) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = here("run", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "TRAILMATE_WEB_PORT" in done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("TRAILMATE_WEB_HOST", "0.0.0.0", "TRAILMATE_WEB_SECRET"),
        ("TRAILMATE_WEB_SECRET", "short", "too short"),
        ("TRAILMATE_WEB_PORT", "many", "TRAILMATE_WEB_PORT"),
        ("TRAILMATE_WEB", "false", "Nothing is turned on"),
        ("TRAILMATE_DATABASE", "sqlite:////nowhere/at/all.db", "TRAILMATE_DATABASE"),
        ("TRAILMATE_DATABASE", "my database", "TRAILMATE_DATABASE is no address of a database"),
        ("TRAILMATE_HOME", "/tmp/what?", "TRAILMATE_HOME"),
    ],
)
def test_a_setting_that_cannot_work_is_explained(setting: str, value: str, says: str, here: Here) -> None:
    done = here("run", "--port", "0", **{setting: value})
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_doctor_says_what_is_well(here: Here) -> None:
    done = here("doctor")
    assert done.returncode == 0, done.stdout
    assert "ok   model" in done.stdout
    assert "ok   notes" in done.stdout


def test_the_roadmap_is_listed_and_drawn_without_the_model(here: Here, tmp_path: Path) -> None:
    lost = {"TRAILMATE_MODEL": "/nowhere"}
    assert "5. Core machine learning" in here("roadmap", **lost).stdout
    assert " 12. K-nearest neighbors" in here("roadmap", "core-ml", **lost).stdout
    file = tmp_path / "maths.svg"
    done = here("roadmap", "maths", "--image", str(file), **lost)
    assert done.stdout == f"The picture is in {file}.\n"
    assert "Bayes" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["cooking"], "There is no stage 'cooking'. The stages are: start, "),
        (["--image", "map.jpeg"], "'map.jpeg' is no name for a picture. Let it end in .svg or .png."),
        (["start", "--image", "/nowhere/map.png"], "Cannot write /nowhere/map.png (No such file or directory)"),
    ],
)
def test_a_picture_that_cannot_be_made_gets_a_sentence(arguments: list[str], sentence: str, here: Here) -> None:
    done = here("roadmap", *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)


@pytest.mark.parametrize(
    "arguments", [("search", "x", "-k", "0"), ("run", "--port", "99999"), ("simulate", "--days", "1000000")]
)
def test_a_number_out_of_range_is_told_with_the_range(
    arguments: tuple[str, ...], here: Here, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        here(*arguments)
    assert "expected a whole number from" in capsys.readouterr().err


def test_a_database_without_its_driver_is_explained() -> None:
    with pytest.raises(StorageError, match=r"asks for nosuch, which is not installed .*postgresql://"):
        open_database("nosuch://a/b")


def test_a_terminal_that_lacks_a_letter_shows_the_others(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr("sys.stdout", out)
    here("topics")
    assert b"\n" in out.buffer.getvalue()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_behind_the_output_gets_a_sentence(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr("sys.stdout", full)
        done = here("topics")
    assert done.returncode == 1
    assert "No space left on device" in done.stderr


def test_half_a_letter_on_the_command_line_is_read_as_far_as_it_goes(here: Here) -> None:
    assert here("ask", "what is recall\udcff").stdout.startswith("Recall\n")


def test_a_file_of_settings_in_another_encoding_is_named(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_bytes(b"TRAILMATE_WEB_PORT=\xff")
    monkeypatch.chdir(tmp_path)
    assert "The file .env is not UTF-8 text" in here("doctor").stdout


def test_the_users_folder_may_be_written_as_a_shell_has_it() -> None:
    assert Settings(home=Path("~/notes"), cache=Path("~/x")).home == Path.home() / "notes"


def test_a_start_that_is_stopped_while_it_loads_says_so(monkeypatch: pytest.MonkeyPatch, here: Here) -> None:
    def stopped(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.__main__.importlib.import_module", stopped)
    done = here("topics")
    assert (done.returncode, done.stderr.strip()[:8]) == (130, "Stopped.")
