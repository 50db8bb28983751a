"""Front matter is parsed once, and a memory that is not as it was written is not believed."""

from pathlib import Path

import pytest

from knowledge.notes import front_matter
from knowledge.notes.front_matter import Remembered

NOTE = "title: Recall\naliases: [sensitivity, hit rate]\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    kept = tmp_path / "cache" / "front_matter.json"
    first = Remembered(kept)
    assert first(NOTE) == {"title": "Recall", "aliases": ["sensitivity", "hit rate"]}
    first.keep()
    return kept


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that the parser was given."""
    texts: list[str] = []
    parse = front_matter.parse_yaml

    def parse_and_note(text: str) -> object:
        texts.append(text)
        return parse(text)

    monkeypatch.setattr(front_matter, "parse_yaml", parse_and_note)
    return texts


def test_what_was_parsed_before_is_not_parsed_again(file: Path, parsed: list[str]) -> None:
    again = Remembered(file)
    assert again(NOTE) == {"title": "Recall", "aliases": ["sensitivity", "hit rate"]}
    assert again("title: Precision") == {"title": "Precision"}
    assert parsed == ["title: Precision"]


@pytest.mark.parametrize("damage", [b"", b"x", b"[]", b"\xff\xfe"])
def test_a_damaged_memory_is_forgotten(file: Path, parsed: list[str], damage: bytes) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"hit rate", damage))
    assert Remembered(file)(NOTE) == {"title": "Recall", "aliases": ["sensitivity", "hit rate"]}
    assert parsed == [NOTE]


def test_what_json_cannot_hold_is_parsed_each_time(file: Path, parsed: list[str]) -> None:
    dated = "title: Recall\nchecked: 2026-11-21\n"
    for _ in range(2):
        memory = Remembered(file)
        assert str(memory(dated)) == "{'title': 'Recall', 'checked': datetime.date(2026, 11, 21)}"
        memory.keep()
    assert parsed == [dated, dated]


def test_what_no_note_says_any_more_is_forgotten(file: Path, parsed: list[str]) -> None:
    memory = Remembered(file)
    memory("title: Precision")
    memory.keep()
    Remembered(file)(NOTE)
    assert parsed == ["title: Precision", NOTE]
