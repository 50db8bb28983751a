"""A question gets the note that answers it, or an honest no."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.conversation import Conversation
from bot.core.reply import Reply
from bot.features.ask import CLOSE, Ask
from bot.storage.inbox import SqlInbox
from knowledge.answer import Answer, Found

Say = Callable[..., Reply]


def test_a_card_has_source_what_to_know_first_links_and_ways_on(say: Say) -> None:
    reply = say("what is recall in machine learning")
    assert reply.title == "Recall"
    assert "Know first:" in reply.text
    assert "Confusion matrix" in reply.text
    assert reply.sections[0].title == "Where this is from"
    assert "roadmap.sh" in reply.sections[0].text
    assert reply.links[0].url.startswith("https://scikit-learn.org")
    labels = [button.label for button in reply.buttons]
    for label in ("Example", "Where people get stuck", "Try it", "Check yourself", "What first", "What next", "Useful"):
        assert label in labels


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


def test_a_follow_up_is_about_the_note_at_hand(say: Say) -> None:
    say("what is k-means clustering")
    assert say("and its drawbacks?").basis.topics[0].id == "k-means"
    assert say("show me an example").title.endswith(": Example")
    assert "know" not in say("what should i know first?").text.lower().split("\n")[0]


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ("what is gradient descent", "what if it is too big", "the learning rate is too large"),
        ("what is cross validation", "and how many folds?", "How many folds?"),
        ("what is pca", "how many should i keep", "How many components do I keep?"),
        ("explain attention", "why do they divide by the root of d", "Dot products of long vectors get large"),
        ("what is k-means", "and how do i choose k", "How to choose k"),
    ],
)
def test_a_follow_up_is_answered_with_the_part_of_the_note_that_is_nearest(
    say: Say, first: str, then: str, words: str
) -> None:
    note = say(first).basis.topics[0].id
    reply = say(then)
    assert reply.basis.topics[0].id == note
    assert words in reply.text


def test_a_follow_up_that_names_something_else_leaves_the_note(say: Say) -> None:
    say("what is overfitting")
    assert say("and precision?").title == "Precision"


def test_what_was_just_shown_is_not_shown_again(say: Say) -> None:
    say("what is gradient boosting")
    reply = say("is it legal")
    assert reply.text.startswith("My note “Gradient boosting” says no more on that.")
    assert "Key ideas" in [button.label for button in reply.buttons]


def test_who_says_nothing_to_go_on_is_asked_what_they_mean(say: Say) -> None:
    say("what is a train test split")
    for text in ("no thats not it", "really?", "i did that and it still doesnt work"):
        assert say(text).text.startswith("What would you like to know about “Train-test split”?")


def test_what_is_only_near_is_said_to_be_so(say: Say) -> None:
    say("what is docker")
    assert say("and on windows?").text.startswith("I am not sure that you mean this")


def test_another_place_does_not_know_what_was_said_here(say: Say) -> None:
    say("what is k-means clustering", place="one")
    assert say("show me an example", place="two").title != "Exclusive clustering: k-means: Example"


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


@pytest.fixture
def ask(conversation: Conversation) -> Ask:
    answer = next(command.answer for command in conversation.commands if command.name == "ask")
    assert isinstance(answer, Ask)
    return answer


def card_of(ask: Ask, *found: Found) -> Reply:
    """Return the card of an answer by the first of some notes."""
    best = found[0]
    answer = Answer(answered=True, confidence=1.0, found=found, note=best.id, title=best.title, text="Words.")
    return ask.card(answer, ask.library.read("what is it"))


def test_a_communitys_document_is_cited_by_its_title_and_its_id_fits_a_button(ask: Ask) -> None:
    card = card_of(ask, Found(f"added/{'議事録' * 9}", "Our meetup", 1.0))
    assert card.sections[-1].text == "Note “Our meetup”."
    assert card.basis.sources[0].title == "Our meetup"
    assert card.buttons[-1].send.startswith("/useful no added/議事録")


def test_what_is_far_from_a_weak_answer_is_not_named_beside_it(ask: Ask) -> None:
    card = card_of(ask, Found("pca", "PCA", 0.48), Found("recall", "Recall", CLOSE - 0.01))
    assert "Also close" not in [part.title for part in card.sections]
    assert "/topic recall" not in [button.send for button in card.buttons]


@pytest.mark.parametrize("score", [0.6, 0.3])
def test_what_is_near_a_strong_answer_or_as_likely_as_a_weak_one_is_named_beside_it(ask: Ask, score: float) -> None:
    card = card_of(ask, Found("pca", "PCA", score), Found("recall", "Recall", 0.92 * score))
    assert ("Also close", "Recall") in [(part.title, part.text) for part in card.sections]
    assert "/topic recall" in [button.send for button in card.buttons]


def test_who_asks_for_an_order_gets_advice_and_not_the_list_of_one_source(say: Say) -> None:
    reply = say("in which order should i learn statistics, linear algebra and calculus")
    assert reply.basis.topics[0].id == "just-enough-maths"
    assert "vectors, matrices, dot products" in reply.text
