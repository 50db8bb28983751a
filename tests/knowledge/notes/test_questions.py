"""Recall questions are read from a numbered list, and faults in them are named."""

import pytest

from knowledge.notes.questions import parse_questions

CHOICE = """1. Which one?
   - [ ] a long wrong option
   - [x] right
   - [ ] other
   Why: because. (Key ideas)
"""


def test_a_single_choice_question_knows_its_right_option() -> None:
    (question,) = parse_questions("recall", CHOICE)
    assert [option.right for option in question.options] == [False, True, False]
    assert (question.why, question.proof) == ("because.", "Key ideas")
    assert question.id == "recall.1"


def test_a_number_has_a_tolerance_and_a_word_has_spellings() -> None:
    number, word = parse_questions(
        "t",
        "1. How much?\n   = 0.75 ± 0.01\n   Why: x. (Example)\n\n"
        "2. Who?\n   = Ada | Ada Lovelace\n   Why: y. (What it is)",
    )
    assert (number.number, number.tolerance) == (0.75, 0.01)
    assert word.accepted == ("Ada", "Ada Lovelace")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (CHOICE.replace("[x]", "[ ]"), "exactly one option is right"),
        (CHOICE.replace("other", "RIGHT"), "two options are the same"),
        (CHOICE.replace("   - [ ] other\n", ""), "3 to 5 options"),
        (CHOICE.replace("(Key ideas)", ""), "ends with the section that proves it"),
        (CHOICE.replace("right", "r" * 101), "an option has 101 characters"),
        (CHOICE.replace("Which one?", "Q" * 301), "the question has 301 characters"),
        ("Which one?", "a question starts with"),
    ],
)
def test_a_fault_names_the_question(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("(", r"\(")):
        parse_questions("recall", text)
