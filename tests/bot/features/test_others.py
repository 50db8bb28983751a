"""Plain words and commands reach their features, and each says what people need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.conversation import Conversation
from bot.core.reply import Reply
from bot.core.request import Person, Place, Request
from bot.storage.inbox import SqlInbox
from knowledge.library import Library

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

Say = Callable[..., Reply]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("find me a study partner", "partner"),
        ("anyone wants to study together with me?", "partner"),
        ("What should I do today?", "today"),
        ("give me a task for today pls", "today"),
        ("I'm stuck on backpropagation", "stuck"),
        ("im totally stuck with the chain rule", "stuck"),
        ("show me the roadmap", "roadmap"),
        ("what can you do", "help"),
        ("hello", "hello"),
        ("is group study better than studying alone", "answer"),
        ("what is a decision tree", "answer"),
        ("how do i load a csv in pandas", "answer"),
    ],
)
def test_plain_words_are_routed_by_meaning(say: Say, text: str, intent: str) -> None:
    assert say(text).basis.intent == intent


def test_a_wrong_guess_is_one_tap_to_undo(say: Say) -> None:
    reply = say("find me a study partner")
    undo = reply.buttons[-1]
    assert undo.label == "No, answer it as a question"
    assert say(undo.send).basis.intent in ("answer", "decline")


def test_stuck_names_the_theory_and_what_comes_before_it(say: Say) -> None:
    reply = say("I'm stuck on backpropagation")
    assert reply.title == "Stuck? Study this: Backpropagation"
    assert reply.sections[0].title == "Study this first"
    assert "Chain rule" in reply.sections[0].text


def test_stuck_on_a_task_is_about_the_tasks_topic(say: Say) -> None:
    for id in ("algorithms", "neural-networks", "pipelines"):  # whose bare ids search takes for others
        reply = say(f"/stuck {id}")
        assert reply.basis.topics[0].id == id
        assert reply.sections[0].title == "Study this first"


def test_stuck_without_a_word_asks_on_what(say: Say) -> None:
    assert "What are you stuck on?" in say("/stuck").text


def test_today_gives_something_to_do(say: Say) -> None:
    reply = say("/today")
    assert reply.title.startswith("Today: ")
    assert "minutes" in reply.text


def test_a_topic_opens_by_id_title_alias_and_misspelling(say: Say) -> None:
    for name in ("recall", "Recall", "sensitivity", "recal", "TPR"):
        assert say(f"/topic {name}").title == "Recall"


def test_every_part_of_a_note_unfolds_by_a_button(say: Say) -> None:
    card = say("/topic recall")
    titles = [say(button.send).title for button in card.buttons]
    assert "Recall: Example" in titles
    assert "Recall: Where people get stuck" in titles
    assert "Check yourself: Recall" in titles
    assert all(titles)


def test_an_unknown_topic_is_told(say: Say) -> None:
    assert "no note called" in say("/topic flux capacitor").text


def test_a_recall_question_is_asked_and_answered(say: Say) -> None:
    card = say("/check recall 2")
    assert [button.label for button in card.buttons] == ["A", "B", "C", "D"]
    assert say("/check recall 2 b").text.startswith("Yes: **Rise or stay the same**")
    assert say("/check recall 2 a").text.startswith("Not this time.")
    assert say("/check recall 1 0,75").text.startswith("Yes")
    assert "0.75" in say("/check recall 1 show").text


def test_quiz_me_is_about_the_note_at_hand(say: Say) -> None:
    assert say("quiz me").title == "Check yourself: which would you use?"
    say("what is k-means clustering")
    assert say("quiz me").title == "Check yourself: Exclusive clustering: k-means"


def test_a_mixed_question_is_asked_when_no_note_is_at_hand_and_another_one_tomorrow(
    conversation: Conversation,
) -> None:
    def asked(at: datetime) -> Reply:
        person, place = Person(id=f"test:{at}"), Place(platform="test", id="room")
        return conversation.reply(Request(id="1", person=person, place=place, text="/check", at=at))

    today, tomorrow = asked(NOON), asked(NOON + timedelta(days=1))
    assert [button.label for button in today.buttons] == ["A", "B", "C", "D"]
    assert today.basis.topics == ()  # a topic would give the answer away
    assert "/check recall" in today.text
    assert today.text != tomorrow.text


def test_a_mixed_question_is_answered_with_the_reason_and_the_note(say: Say) -> None:
    question = say("/check mixed 1")
    verdicts = [say(button.send) for button in question.buttons]
    right = [verdict for verdict in verdicts if verdict.text.startswith("Yes: **")]
    assert len(right) == 1
    assert [button.send for button in right[0].buttons] == ["/check mixed 2", "/topic python-functions"]
    assert all("the rule is known" in verdict.text for verdict in verdicts)


def test_the_last_mixed_question_leads_back_to_the_first(say: Say, library: Library) -> None:
    last = len(library.curriculum.mixed)
    assert say(f"/check mixed {last} a").buttons[0].send == "/check mixed 1"
    assert say(f"/check mixed {last + 1}").text == say("/check mixed 1").text


def test_after_a_topics_own_questions_comes_one_that_sets_it_among_others(say: Say, library: Library) -> None:
    last = len(library.curriculum.topics["recall"].questions)
    assert say("/check recall 1 show").buttons[0].send == "/check recall 2"
    onward = say(f"/check recall {last} a").buttons[0]
    assert onward.label == "One that mixes topics"
    assert "/topic recall" in [button.send for button in say(f"{onward.send} a").buttons]


def test_a_topic_in_no_mixed_question_goes_round_its_own(say: Say, library: Library) -> None:
    notes = library.curriculum
    alone = next(topic for topic in notes.trail if not notes.mixed_for(topic.id))
    assert say(f"/check {alone.id} {len(alone.questions)} show").buttons[0].send == f"/check {alone.id} 1"


def test_a_week_of_the_plan_opens_that_week(say: Say) -> None:
    reply = say("what is in week 10 of the plan")
    assert "Weeks 9, 10, 11, 12" in reply.title
    assert "PLeo1K3hjS3uset9zIVzJWqplaWBiacTEU" in reply.text


def test_who_asks_for_links_gets_a_note_that_has_some(say: Say) -> None:
    assert any("PL08903FB7ACA1C2FB" in link.url for link in say("link for sql videos").links)


def test_the_roadmap_unfolds_to_stages_sources_and_standings(say: Say) -> None:
    assert "nine stages" in say("/roadmap").text
    assert "K-nearest" in say("/roadmap core-ml").text
    assert "Weeks 13, 14" in say("/roadmap plan-24-weeks").text
    assert "statistics" in say("/roadmap plan-24-weeks w13").text.lower()
    standing = say("/roadmap recall")
    assert {section.title for section in standing.sections} == {"the video roadmap", "roadmap.sh"}
    assert "Not named by the posted list" in standing.text


def test_help_lists_the_commands_from_the_table(say: Say) -> None:
    text = say("/help").text
    for name in ("/ask", "/topic", "/roadmap", "/today", "/stuck", "/partner"):
        assert name in text


def test_an_unknown_command_offers_the_nearest(say: Say) -> None:
    reply = say("/raodmap")
    assert reply.buttons[0].send == "/roadmap"


def test_a_verdict_is_kept_with_the_question_and_without_the_person(say: Say, inbox: SqlInbox) -> None:
    say("what is recall")
    say("/useful no recall")
    assert inbox.verdicts() == [("what is recall", "recall", False)]


def test_somebody_elses_button_is_refused_privately(say: Say) -> None:
    reply = say("/useful yes recall", person="test:bob", owner="test:ada")
    assert reply.private
    assert "somebody else" in reply.text
