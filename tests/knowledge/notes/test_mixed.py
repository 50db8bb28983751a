"""Mixed questions are read like a note's own, with a topic behind each option, and faults are named with their line."""

from pathlib import Path

import pytest

from knowledge.notes.checks import check_notes
from knowledge.notes.curriculum import CONTENT, Curriculum
from knowledge.notes.mixed import read_mixed
from knowledge.notes.reader import NoteError

FIRST = """1. A miss costs lives, a false alarm a second look. Which number?
   - [ ] Share of right alarms [precision]
   - [x] Share of the ill found [recall]
   - [ ] Share of right guesses [accuracy]
   Why: the miss is what costs. (model-evaluation: Key ideas)

"""
SECOND = FIRST.replace("1. A miss", "2. A hit").replace("lives", "money")


def write(folder: Path, text: str, stage: str = "evaluation") -> Path:
    (folder / "quiz").mkdir(exist_ok=True)
    path = folder / "quiz" / f"{stage}.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_mixed_question_knows_its_topics_and_which_one_fits(tmp_path: Path) -> None:
    first, second = read_mixed(write(tmp_path, FIRST + SECOND))
    assert first.topics == ("precision", "recall", "accuracy")
    assert (first.question.topic, first.question.id) == ("recall", "mixed.evaluation.1")
    assert [option.text for option in first.question.options][1] == "Share of the ill found"
    assert (first.proof_topic, first.question.proof) == ("model-evaluation", "Key ideas")
    assert first.question.why == "the miss is what costs."
    assert (first.line, second.line) == (1, 7)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (" [accuracy]", "", "each option ends with its topic"),
        ("model-evaluation: ", "", "ends with note and section"),
        ("Key ideas", "Key idea", "the section that proves it"),
        ("[x]", "[ ]", "exactly one option is right"),
        ("Share of right guesses", "g" * 101, "an option has 101 characters"),
    ],
)
def test_a_fault_is_named_with_the_line_of_its_question(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = write(tmp_path, FIRST + SECOND.replace(old, new))
    with pytest.raises(NoteError, match=says) as caught:
        read_mixed(path)
    assert str(caught.value).startswith(f"{path}:7: question 2: ")


def test_options_of_one_topic_alone_mix_nothing(tmp_path: Path) -> None:
    same = FIRST.replace("[precision]", "[recall]").replace("[accuracy]", "[recall]")
    with pytest.raises(NoteError, match="at least two differ"):
        read_mixed(write(tmp_path, same))


def test_a_file_is_named_after_a_stage(tmp_path: Path) -> None:
    with pytest.raises(NoteError, match="must be named after a stage: start, programming"):
        read_mixed(write(tmp_path, FIRST, stage="metrics"))


def test_text_before_the_first_question_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoteError, match="a question starts with"):
        read_mixed(write(tmp_path, "Some questions:\n" + FIRST))


def test_a_topic_that_does_not_exist_is_named_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, FIRST + SECOND.replace("[accuracy]", "[acuracy]"))
    with pytest.raises(NoteError, match="names 'acuracy', and there is no such topic") as caught:
        Curriculum.load(CONTENT, tmp_path)
    assert (caught.value.path, caught.value.line) == (path, 7)


def test_a_proof_in_a_note_that_does_not_exist_is_named(tmp_path: Path) -> None:
    write(tmp_path, FIRST.replace("(model-evaluation:", "(model-evaluations:"))
    with pytest.raises(NoteError, match="names 'model-evaluations'"):
        Curriculum.load(CONTENT, tmp_path)


def test_a_communitys_questions_join_those_of_their_stage(curriculum: Curriculum, tmp_path: Path) -> None:
    write(tmp_path, FIRST, stage="start")
    stages = [mixed.stage for mixed in Curriculum.load(CONTENT, tmp_path).mixed]
    assert stages.count("start") == 1 + [mixed.stage for mixed in curriculum.mixed].count("start")
    assert stages[0] == stages[stages.count("start") - 1] == "start"


def test_a_topics_mixed_questions_begin_with_those_it_answers(curriculum: Curriculum) -> None:
    for id in curriculum.topics:
        found = curriculum.mixed_for(id)
        assert all(id in mixed.topics for mixed in found)
        answers = [mixed.question.topic == id for mixed in found]
        assert answers == sorted(answers, reverse=True), id


def test_the_check_names_an_answer_that_stands_in_the_question(tmp_path: Path) -> None:
    path = write(tmp_path, FIRST.replace("Which number?", "Share of the ill found?"))
    assert check_notes([path]) == [
        f"{path}:1: mixed.evaluation.1: the answer 'Share of the ill found' stands in the question"
    ]
