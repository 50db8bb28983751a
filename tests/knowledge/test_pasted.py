"""What was pasted is taken apart, so that others can be asked with all they need."""

from __future__ import annotations

import pytest

from bot.core.draft import drafted
from knowledge.pasted import gist, has_error, taken_apart

PASTED = """i want 5 rows
x = np.arange(12)
Traceback (most recent call last):
  File "a.py", line 3, in <module>
    y = x.reshape(5, 2)
        ^^^^^^^^^^^^^^^
ValueError: cannot reshape array of size 12 into shape (5,2)
tried -1 too"""


@pytest.mark.parametrize(
    "text", [PASTED, "ValueError: shapes not aligned", "numpy.linalg.LinAlgError: Singular matrix",
             "fatal: not a git repository", "E   AssertionError: 3 != 4", "sklearn.exceptions.ConvergenceWarning: x"],
)  # fmt: skip
def test_an_error_is_recognised_by_its_form(text: str) -> None:
    assert has_error(text)


@pytest.mark.parametrize("text", ["what is a ValueError", "my error is too big", "Warning labels for data?", "hello"])
def test_talk_about_errors_is_none(text: str) -> None:
    assert not has_error(text)


def test_error_code_and_words_are_taken_apart() -> None:
    parts = taken_apart(PASTED)
    assert parts.words == "i want 5 rows tried -1 too"
    assert parts.code == "x = np.arange(12)"
    assert parts.error.startswith("Traceback")
    assert "y = x.reshape(5, 2)" in parts.error
    assert parts.error.endswith("shape (5,2)")


def test_the_gist_leaves_places_out_and_keeps_what_was_said() -> None:
    assert gist(PASTED).splitlines() == [
        "i want 5 rows",
        "x = np.arange(12)",
        "ValueError: cannot reshape array of size 12 into shape (5,2)",
        "tried -1 too",
    ]
    notebook = "KeyError      Traceback (most recent call last)\nCell In[3], line 1\n----> 1 df['x']\n\nKeyError: 'x'"
    assert "KeyError: 'x'" in gist(notebook)
    assert "Cell In" not in gist(notebook)


def test_a_message_without_places_stays_as_it_is() -> None:
    for text in ("what is overfitting", "a\n\n  b", 'File "x.py", line 3'):
        assert gist(text) == text


def test_a_question_to_others_has_goal_code_error_and_what_was_tried_and_shows_what_is_missing() -> None:
    question = drafted("understand NumPy", PASTED).to_fill_in()
    assert question.startswith("What I want to do: understand NumPy")
    assert "ValueError: cannot reshape" in question
    assert "(add it here)" not in question
    assert drafted("understand NumPy", "").to_fill_in().count("(add it here)") == 3
