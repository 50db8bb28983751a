"""A note file is read whole, or its fault is named with file and line."""

from pathlib import Path

import pytest

from knowledge.notes.reader import FIRST_SCREEN, NoteError, read_note, split_at
from knowledge.notes.schema import TopicNote

NOTE = (Path(__file__).parents[3] / "knowledge/content/topics/recall.md").read_text(encoding="utf-8")


def write(folder: Path, text: str) -> Path:
    path = folder / "recall.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_topic_note_is_read_with_its_sections_entries_and_questions(tmp_path: Path) -> None:
    note = read_note(write(tmp_path, NOTE))
    assert isinstance(note, TopicNote)
    assert note.title == "Recall"
    assert note.front.prerequisites == ("confusion-matrix",)
    assert next(iter(note.sections)) == "What it is"
    assert note.stuck[0].symptom.startswith("I mix up precision and recall")
    assert note.stuck[0].study == ("confusion-matrix", "precision")
    assert note.questions[0].number == 0.75


def test_how_learners_say_a_symptom_is_read_and_not_shown(tmp_path: Path) -> None:
    note = read_note(write(tmp_path, NOTE))
    assert isinstance(note, TopicNote)
    plain = note.stuck[0]
    heading = f"### {plain.symptom}\n"
    rest = NOTE[NOTE.index(heading) + len(heading) :].lstrip("\n")
    while rest.startswith(">"):
        rest = rest.partition("\n")[2].lstrip("\n")
    said = "> which one counts the misses\n>that other number, again\n"
    again = read_note(write(tmp_path, NOTE[: NOTE.index(heading)] + f"{heading}\n{said}\n{rest}"))
    assert isinstance(again, TopicNote)
    assert again.stuck[0].said == ("which one counts the misses", "that other number, again")
    assert again.stuck[0].explanation == plain.explanation
    assert again.sections == note.sections


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("stage: evaluation", "stage: evalution", "stage:", "field 'stage'"),
        ("## Why it matters", "## Why", "## What it is", "section '## Why it matters' is missing"),
        ("effort: {theory: 0.5, practice: 1}", "effort: {theory: none}", "effort:", "field 'effort.theory'"),
        ("kind: theory\n", "kind: theory\ncolour: red\n", "colour:", "field 'colour'"),
        ("Study: confusion-matrix, precision\n", "", "### I mix up", "an entry ends with a line 'Study:"),
        ("   = 0.75 ± 0.001\n", "", "## Check yourself", "question 1: has no options"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    assert old in NOTE
    broken = NOTE.replace(old, new, 1)
    with pytest.raises(NoteError) as caught:
        read_note(write(tmp_path, broken))
    assert says in str(caught.value)
    assert str(tmp_path / "recall.md") in str(caught.value)
    assert broken.splitlines()[caught.value.line - 1].startswith(at)


def test_front_matter_that_is_not_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(NoteError, match=r"recall.md:\d+: the front matter is not YAML"):
        read_note(write(tmp_path, NOTE.replace("title: Recall", "title: [Recall")))


def test_an_opening_section_that_overflows_the_first_screen_is_refused(tmp_path: Path) -> None:
    long = NOTE.replace("Recall is the share", "word " * (FIRST_SCREEN // 5) + "Recall is the share")
    with pytest.raises(NoteError, match="fit a first screen"):
        read_note(write(tmp_path, long))


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(NoteError, match="not UTF-8"):
        read_note(path)


def test_a_hash_in_fenced_code_is_not_a_heading() -> None:
    _, headings = split_at(2, "## One\n```python\n## a comment\n```\n## Two\nx")
    assert [heading.title for heading in headings] == ["One", "Two"]
