"""A question gets the note that answers it, or an honest no."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.reply import Reply
from bot.storage.inbox import SqlInbox

Say = Callable[..., Reply]


@pytest.mark.parametrize(
    ("question", "notes"),
    [
        ("wat is overfiting", "overfitting"),
        ("gradient decent explaned", "gradient-descent"),
        ("df.iloc vs df.loc", "pandas"),
        ("IndexError: list index out of range", "python-data-structures"),
        (
            "so i have this thing where my neural net trains fine, the training loss goes down nicely and i am happy, "
            "but then on data it has never seen before it is terrible and i do not know what i am doing wrong, is this "
            "normal, does everybody have this, what is it called and what can i do about it please",
            "overfitting training-neural-networks",
        ),
        (
            'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n'
            "    df['Price']\nKeyError: 'Price'",
            "pandas",
        ),
    ],
)
def test_misspelled_pasted_and_rambling_questions_find_their_note(say: Say, question: str, notes: str) -> None:
    assert set(notes.split()) & {topic.id for topic in say(question).basis.topics[:2]}


@pytest.mark.parametrize(
    "question",
    [
        "what is the capital of australia",
        "which hair dye gives a nice gradient on brown hair",
        "is there a recall for my toyota's airbags",
        "how do i cook rice without burning it",
        "the transformer on the power line outside hums, is that dangerous",
    ],
)
def test_what_no_note_answers_is_declined_and_kept_for_the_curators(say: Say, inbox: SqlInbox, question: str) -> None:
    reply = say(question)
    assert reply.basis.answered is False
    assert reply.basis.intent == "decline"
    assert "no note" in reply.text or "can't know" in reply.text
    assert [kept for kept, _ in inbox.questions()] == [question]


@pytest.mark.parametrize("question", ["how many free gpu hours on kaggle this week", "latest version of pytorch today"])
def test_what_changes_is_not_guessed(say: Say, question: str) -> None:
    assert say(question).basis.answered is False


@pytest.mark.parametrize("text", ["", "   ", "🤖🤖", "\x00\x01", "???", "\u202e"])
def test_nothing_to_read_gets_a_hint(say: Say, text: str) -> None:
    hint = say(text)
    assert "I can read questions in words" in hint.text
    assert not hint.private, "it is said where somebody spoke"


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "recall " * 14_000, "什么是过拟合", "что такое градиент", "'; DROP TABLE x; --"]
)
def test_odd_input_gets_a_reply(say: Say, text: str) -> None:
    assert say(text).text


def test_the_best_note_is_within_what_buttons_may_send(say: Say) -> None:
    for question in ("what is pca", "how does back propagation work", "roadmap", "what should i learn next"):
        for button in say(question).buttons:
            assert len(button.send.encode()) <= 64


def test_one_key_idea_leaves_the_others_a_tap_away(say: Say) -> None:
    reply = say("mae or rmse")
    assert reply.text.startswith("- **MAE or RMSE?**")
    assert "Key ideas" in [button.label for button in reply.buttons]


def test_advice_comes_with_what_a_source_says_and_names_it(say: Say) -> None:
    said = next(part for part in say("how much python before ml").sections if part.title == "In the sources' words")
    assert "The video roadmap: Realistically, three to four weeks" in said.text


def test_a_part_of_a_list_keeps_its_lines(say: Say) -> None:
    text = say("WHERE avg(price) > 10 is refused, how am i supposed to filter the groups").text
    assert text.count("\n- **") > 1


def test_who_asks_for_an_order_gets_advice_and_not_the_list_of_one_source(say: Say) -> None:
    reply = say("in which order should i learn statistics, linear algebra and calculus")
    assert reply.basis.topics[0].id == "just-enough-maths"
    assert "vectors, matrices, dot products" in reply.text
