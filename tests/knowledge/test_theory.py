"""The section that helps comes first: by what is said, by a pasted error, and by where somebody is."""

from __future__ import annotations

from knowledge.library import Library
from knowledge.notes.curriculum import Curriculum
from knowledge.theory import MOST_IDEAS, nearest_ideas


def found(library: Library, text: str, *, near: tuple[str, ...] = ()) -> list[str]:
    return [f"{theory.note}: {theory.heading}" for theory in library.theory(library.read(text), near=near).theories]


def test_an_error_is_found_by_its_own_words_whatever_its_numbers(library: Library) -> None:
    text = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (7x12 and 13x2)"
    assert found(library, text)[0].startswith("forward-propagation: RuntimeError: mat1 and mat2")


def test_a_long_traceback_is_found_by_its_last_line(library: Library) -> None:
    frame = '  File "/venv/site-packages/sklearn/pipeline.py", line 4, in fit\n    return self.fit(X, y, **params)\n'
    text = "Traceback (most recent call last):\n" + frame * 20 + "ValueError: could not convert string to float: 'Ulm'"
    assert found(library, text)[0].startswith("encoding: ValueError: could not convert string to float")


def test_three_different_sections_come_back_best_first(library: Library) -> None:
    theories = library.theory(library.read("my loss does not go down")).theories
    assert len({(theory.note, theory.heading) for theory in theories}) == 3
    assert theories[0].score >= theories[1].score


def test_where_somebody_is_decides_between_notes_that_are_about_as_near(library: Library) -> None:
    text = "it just prints nan after the second epoch"
    assert found(library, text)[0] == "loss-functions: My loss is nan"
    assert found(library, text, near=("rnn",))[0].startswith("rnn: My loss becomes nan")


def test_key_ideas_are_cut_to_the_nearest_in_the_notes_order(curriculum: Curriculum) -> None:
    note = curriculum.topics["backpropagation"]
    ideas = nearest_ideas(note, "vanishing gradients in early layers, ReLU")
    assert ideas.count("\n- ") + 1 == MOST_IDEAS
    assert "**Vanishing and exploding gradients:**" in ideas
    places = [note.sections["Key ideas"].index(idea[:20]) for idea in ideas.removeprefix("- ").split("\n- ")]
    assert places == sorted(places)


def test_a_plain_question_that_describes_a_symptom_is_answered_with_it(library: Library) -> None:
    answer = library.answer(library.read("plt.show() does nothing and no window appears"))
    assert answer.heading == "Where people get stuck"
    assert answer.text.startswith("**plt.show() does nothing, no window appears**")


def test_what_no_note_knows_is_not_answered(library: Library) -> None:
    assert not library.theory(library.read("my sourdough does not rise")).answered
