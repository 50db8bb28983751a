"""Questions are judged by the people who answered them, from thirty people on."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from bot.core.items import LEAST, Item, Sheet, doubts, items
from knowledge.notes.schema import Option, Question

TYPED = Question("t.1", "t", "How many?", "so.", "Key ideas", number=1)
CHOICE = replace(TYPED, number=None, options=tuple(Option(text, text == "b") for text in "abcd"))
FINE = Item("t.1", 100, 0.7, 0.35)


def sheets(people: int) -> list[Sheet]:
    """Return the answers of people of all strengths: six good questions, one with the wrong option marked."""
    random = Random(3)
    found: list[Sheet] = []
    for number in range(people):
        strength = 0.2 + 0.75 * number / people
        sheet = {f"good.{place}": random.random() < strength for place in range(1, 7)}
        found.append(sheet | {"wrong.1": random.random() > strength, "new.1": True} if number else sheet)
    return found


def test_a_good_question_is_answered_better_by_those_who_know_more_and_a_wrong_one_worse() -> None:
    found = {item.question: item for item in items(sheets(200))}
    assert all((found[f"good.{number}"].discrimination or 0) > 0.2 for number in range(1, 7))
    assert (found["wrong.1"].discrimination or 0) < -0.1
    assert found["good.1"].people == 200
    assert 0.5 < found["good.1"].right < 0.65


def test_a_question_is_judged_from_thirty_people_on() -> None:
    assert {item.question for item in items(sheets(LEAST))} == {f"good.{number}" for number in range(1, 7)}
    assert items(sheets(LEAST - 1)) == []


def test_a_discrimination_needs_different_answers_and_answers_to_other_questions() -> None:
    same = {item.question: item for item in items(sheets(200))}["new.1"]
    assert (same.right, same.discrimination) == (1, None)
    alone = [{"good.1": number % 2 == 0, "good.2": True} for number in range(100)]
    assert [item.discrimination for item in items(alone)] == [None, None]
    few = [*sheets(LEAST - 1), *alone]
    assert {item.question: item.discrimination for item in items(few)}["good.1"] is None


def test_a_discrimination_is_the_correlation_with_the_rest_and_leaves_the_question_itself_out() -> None:
    """Worked out by hand: two kinds of people, who get all or none of four others."""
    people: list[Sheet] = []
    for strong, right, count in ((True, True, 20), (True, False, 10), (False, True, 10), (False, False, 20)):
        people += [{"it.1": right} | {f"o.{number}": strong for number in range(4)}] * count
    [it] = [item for item in items(people) if item.question == "it.1"]
    assert it.right == 0.5
    assert it.discrimination == pytest.approx(1 / 3)  # phi of [[20, 10], [10, 20]]


@pytest.mark.parametrize(
    ("item", "question", "doubt"),
    [
        (replace(FINE, right=0.2), CHOICE, "fewer are right than guessing gets"),
        (replace(FINE, right=0.1), TYPED, "hardly anybody is right"),
        (replace(FINE, right=0.96, discrimination=0.0), CHOICE, "nearly everybody is right"),
        (replace(FINE, discrimination=0.05), CHOICE, "those who know more do no better"),
    ],
)
def test_what_speaks_against_a_question_is_said_in_words(item: Item, question: Question, doubt: str) -> None:
    [said] = doubts(item, question)
    assert said.startswith(doubt)


def test_nothing_speaks_against_a_good_question() -> None:
    assert not list(doubts(FINE, CHOICE))
    assert not list(doubts(FINE, TYPED))
    assert not list(doubts(replace(FINE, right=0.22), TYPED)), "a typed answer can't be guessed"
    assert not list(doubts(replace(FINE, discrimination=None), CHOICE))
