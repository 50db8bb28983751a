"""`trailmate backup` and `trailmate restore`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.storage.database import only_process, open_database
from bot.storage.inbox import SqlInbox
from tests.conftest import NOON


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a database that keeps one question."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRAILMATE_HOME", str(home))
    monkeypatch.delenv("TRAILMATE_DATABASE", raising=False)
    ask(home, "what is love")
    return home


def ask(home: Path, question: str) -> None:
    engine = open_database(f"sqlite:///{home / 'trailmate.db'}")
    SqlInbox(engine).keep_unanswered(question, NOON)
    engine.dispose()


def questions(home: Path) -> list[str]:
    engine = open_database(f"sqlite:///{home / 'trailmate.db'}")
    found = sorted(question for question, _ in SqlInbox(engine).questions())
    engine.dispose()
    return found


def test_a_backup_goes_into_the_home_and_comes_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 0
    [made] = (home / "backups").glob("trailmate-*.db")
    assert f"Backed up to {made} (" in capsys.readouterr().out

    ask(home, "asked after the backup")
    assert main(["restore", str(made)]) == 0
    assert questions(home) == ["what is love"]
    [aside] = home.glob("trailmate.db.before-restore-*")
    said = capsys.readouterr().out
    assert f"Restored {made}." in said
    assert f"What was there before is kept as {aside}." in said
    assert "forgotten" not in said


def test_a_restore_that_cannot_know_who_was_forgotten_says_so(
    home: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["backup", str(tmp_path / "mine.db")]) == 0
    (home / "trailmate.db").unlink()
    assert main(["restore", "mine.db"]) == 0
    assert "no readable database to say who asked to be forgotten" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["restore", "nowhere.db"], "There is no file nowhere.db"),
        (["restore", "words.txt"], "words.txt is damaged, or not a database"),
        (["restore", "."], "There is no file ."),
        (["backup", "words.txt"], "words.txt exists already"),
        (["backup", "words.txt/folder"], "No backup was made in words.txt/folder (Not a directory)"),
        (["backup", "/proc/trailmate"], "No backup was made in /proc/trailmate ("),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(
    arguments: list[str], says: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("words.txt").write_text("only words\n" * 100)
    assert main(arguments) == 1
    assert says in capsys.readouterr().err
    assert questions(home) == ["what is love"]


def test_a_restore_beside_a_running_bot_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "mine.db"]) == 0
    with only_process(f"sqlite:///{home / 'trailmate.db'}"):
        assert main(["restore", "mine.db"]) == 1
    assert "Another Trailmate uses" in capsys.readouterr().err


def test_postgresql_is_sent_to_its_own_tools(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAILMATE_DATABASE", "postgresql://ada:s3cret@db/trailmate")
    for arguments in (["backup"], ["restore", "x.dump"]):
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert "pg_dump" in said
        assert "pg_restore" in said
        assert "s3cret" not in said
