"""A community's notes are taken in whole or not at all."""

import json
import re
from pathlib import Path

import pytest

from knowledge.evaluation import CorpusError
from knowledge.ingest import IngestError, added_documents, take_in
from knowledge.notes.reader import NoteError

RECALL = Path(__file__).parents[2] / "knowledge/content/topics/recall.md"


@pytest.fixture
def added(tmp_path: Path) -> Path:
    return tmp_path / "added"


def test_a_markdown_folder_becomes_documents(tmp_path: Path, added: Path) -> None:
    folder = tmp_path / "our notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "meetup.md").write_text("# Our meetup\n\nThursdays at seven.")
    taken = take_in(folder, added)
    (document,) = added_documents(added)
    assert (taken.documents, document.id, document.title) == (1, "added/deep-meetup", "Our meetup")


def test_taking_in_again_replaces_what_was_there(tmp_path: Path, added: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "title": "Old", "text": "x"}\n{"id": "2", "title": "T", "text": "x"}')
    take_in(path, added)
    path.write_text('{"id": "1", "title": "New", "text": "x"}')
    take_in(path, added)
    assert [document.title for document in added_documents(added)] == ["New"]


def test_a_roadmap_sh_file_becomes_documents_with_links(tmp_path: Path, added: Path) -> None:
    path = tmp_path / "ml.json"
    row = {"title": "Loops", "description": "How to repeat.", "links": [{"title": "Docs", "url": "https://a.b"}]}
    path.write_text(json.dumps({"x1Y": row}))
    take_in(path, added)
    (document,) = added_documents(added)
    assert document.title == "Loops"
    assert "https://a.b" in document.text


def test_a_note_of_our_schema_is_kept_as_a_note(tmp_path: Path, added: Path) -> None:
    (tmp_path / "recall.md").write_text(RECALL.read_text(encoding="utf-8"), encoding="utf-8")
    assert take_in(tmp_path / "recall.md", added).notes == 1
    assert (added / "topics" / "recall.md").exists()


def test_a_broken_note_is_named_with_its_line_and_nothing_is_kept(tmp_path: Path, added: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text("# Fine")
    (folder / "recall.md").write_text(RECALL.read_text(encoding="utf-8").replace("stage: evaluation", "stage: x"))
    with pytest.raises(NoteError, match=r"recall.md:\d+: field 'stage'"):
        take_in(folder, added)
    assert not added.exists()


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("x.json", "[1, 2]", IngestError),
        ("x.json", "[" * 100_000, IngestError),
        ("x.jsonl", "{", CorpusError),
        ("x.jsonl", "[" * 100_000, CorpusError),
        ("x.txt", "x", IngestError),
        ("x.md", "---\nid: 2026-13-45\n---\n", NoteError),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, added: Path, name: str, text: str, error: type[Exception]) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(error, match=name):
        take_in(tmp_path / name, added)


def test_a_path_that_is_not_there_is_told(tmp_path: Path, added: Path) -> None:
    with pytest.raises(IngestError, match="no such file"):
        take_in(tmp_path / "nowhere", added)


def test_files_whose_names_or_ids_are_alike_are_all_kept(tmp_path: Path, added: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ("введение", "итоги", "💡", "🚀", "c", "c++"):
        (folder / f"{name}.md").write_text(f"# {name}")
    take_in(folder, added)
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": 1, "title": name, "text": "x"}))
        take_in(tmp_path / f"{name}.jsonl", added)
    found = added_documents(added)
    assert {document.title for document in found} == {"введение", "итоги", "💡", "🚀", "c", "c++", "a", "b"}
    assert len({document.id for document in found}) == 8


def test_what_is_replaced_is_counted(tmp_path: Path, added: Path) -> None:
    taken = []
    for place in ("here", "there"):
        (tmp_path / place / "docs").mkdir(parents=True)
        (tmp_path / place / "docs" / f"{place}.md").write_text(place)
        taken.append(take_in(tmp_path / place / "docs", added).replaced)
    assert taken == [0, 1]


def test_a_note_that_does_not_fit_the_others_is_not_kept(tmp_path: Path, added: Path) -> None:
    note = RECALL.read_text(encoding="utf-8")
    (tmp_path / "mine.md").write_text(re.sub(r"(?m)^prerequisites: .*", "prerequisites: [nothing-here]", note))
    with pytest.raises(NoteError, match=r"mine\.md:1: prerequisites names 'nothing-here'"):
        take_in(tmp_path / "mine.md", added)
    assert not added.exists()


def test_two_notes_of_one_id_are_told(tmp_path: Path, added: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(RECALL.read_text(encoding="utf-8"))
    with pytest.raises(IngestError, match=r"b\.md: has the id 'recall', as .*a\.md has"):
        take_in(tmp_path, added)


def test_a_byte_order_mark_changes_nothing(tmp_path: Path, added: Path) -> None:
    (tmp_path / "recall.md").write_text(RECALL.read_text(encoding="utf-8"), encoding="utf-8-sig")
    (tmp_path / "plain.md").write_text("# Plain\n\nwords", encoding="utf-8-sig")
    (tmp_path / "a.json").write_text(json.dumps({"a": {"title": "T"}}), encoding="utf-8-sig")
    taken = take_in(tmp_path, added)
    assert (taken.documents, taken.notes) == (2, 1)
    assert {document.title for document in added_documents(added)} == {"Plain", "T"}


def test_half_a_letter_does_not_stop_the_rest(tmp_path: Path, added: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "1", "title": "T \\ud83d", "text": "cut \\ud83d"}')
    take_in(tmp_path / "a.jsonl", added)
    assert [document.text for document in added_documents(added)] == ["cut ?"]


def test_a_path_that_the_system_refuses_is_told(tmp_path: Path, added: Path) -> None:
    with pytest.raises(IngestError, match="cannot be read"):
        take_in(tmp_path / f"{'long' * 100}.md", added)


def test_a_note_cannot_steer_the_terminal_that_shows_it(tmp_path: Path, added: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "1", "title": "T\\u001b[2J", "text": "red \\u001b[31m\\u009b\\tend\\n"}')
    (tmp_path / "b.md").write_text("# B\x1b]0;mine\x07")
    take_in(tmp_path, added)
    assert [(one.title, one.text) for one in added_documents(added)] == [
        ("T[2J", "red [31m\tend\n"),
        ("B]0;mine", "# B]0;mine"),
    ]
