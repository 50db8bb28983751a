"""An answer's card says where it is from, what to know first, and what else is near."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.core.conversation import Conversation
from bot.core.reply import Reply
from bot.features.answercard import CLOSE
from bot.features.ask import Ask
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


@pytest.fixture
def ask(conversation: Conversation) -> Ask:
    answer = next(command.answer for command in conversation.commands if command.name == "ask")
    assert isinstance(answer, Ask)
    return answer


def card_of(ask: Ask, *found: Found) -> Reply:
    """Return the card of an answer by the first of some notes."""
    best = found[0]
    answer = Answer(answered=True, confidence=1.0, found=found, note=best.id, title=best.title, text="Words.")
    return ask.cards.of(answer, ask.library.read("what is it"))


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
