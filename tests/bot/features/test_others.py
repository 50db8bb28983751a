"""Plain words and commands reach their features, and each says what people need."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.core.reply import Reply
from bot.storage.inbox import SqlInbox

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
        ("how many hours a week do i need", "answer"),
        ("how many hours per week", "answer"),
        ("i have maybe 3 hours a week", "answer"),
        ("i have fewer hours a week now", "settings"),
        ("set my hours to 6 a week", "settings"),
        ("do i have to pay for it", "help"),
    ],
)
def test_plain_words_are_routed_by_meaning(say: Say, text: str, intent: str) -> None:
    assert say(text).basis.intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "what is the weather today",
        "what should i cook tonight",
        "give me a workout for today",
        "is there anything good on tv this evening",
        "tell me a joke",
        "what chores should i do now",
    ],
)
def test_everyday_questions_are_no_commands(say: Say, text: str) -> None:
    assert say(text).basis.intent == "decline"


@pytest.mark.parametrize("text", ["i want a study partner in my timezone", "assign me a partner please"])
def test_who_wants_a_partner_is_not_told_about_partners(say: Say, text: str) -> None:
    assert say(text).basis.intent == "partner"


def test_whether_it_is_needed_is_asked_of_the_note_at_hand_and_not_of_the_bot(say: Say) -> None:
    say("what is docker for")
    assert say("do i really need it").basis.topics[0].id == "docker"


def test_a_wrong_guess_is_one_tap_to_undo(say: Say) -> None:
    reply = say("find me a study partner")
    undo = reply.buttons[-1]
    assert undo.label == "No, answer it as a question"
    assert say(undo.send).basis.intent in ("answer", "decline")


@pytest.mark.parametrize("text", ["hello", "thank you so much", "what do i do in week 5", "quiz me on recall"])
def test_what_is_no_guess_needs_no_undoing(say: Say, text: str) -> None:
    labels = [button.label for button in say(text).buttons]
    assert "No, answer it as a question" not in labels


def test_stuck_names_the_theory_and_what_comes_before_it(say: Say) -> None:
    reply = say("I'm stuck on backpropagation")
    assert reply.title == "Stuck? Study this: Backpropagation"
    assert reply.sections[0].title == "Study this first"
    assert "Chain rule" in reply.sections[0].text


def test_what_comes_before_a_topic_is_what_the_notes_build_it_on_and_which_sources_agree(say: Say) -> None:
    reply = say("what do i need to know for pca")
    assert reply.title == "Before “Principal component analysis (PCA)”"
    assert "- **Eigenvalues and diagonalization**: roadmap.sh has it first, too" in reply.text
    assert [button.label for button in reply.buttons[:2]] == [
        "Dimensionality reduction",
        "Eigenvalues and diagonalization",
    ]
    assert reply.basis.topics[0].id == "pca"


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


def test_the_drawbacks_of_the_note_at_hand_come_with_what_else_to_take(say: Say) -> None:
    say("what is knn", person="web:ada")
    reply = say("and its drawbacks?", person="web:ada")
    assert reply.title == "K-nearest neighbors (KNN): Why it matters"
    assert "**KNN or logistic regression?**" in reply.text


def test_every_part_of_a_note_unfolds_by_a_button(say: Say) -> None:
    card = say("/topic recall")
    titles = [say(button.send).title for button in card.buttons]
    assert "Recall: Example" in titles
    assert "Recall: Where people get stuck" in titles
    assert "Check yourself: Recall" in titles
    assert all(titles)


def test_an_unknown_topic_is_told(say: Say) -> None:
    assert "no note called" in say("/topic flux capacitor").text


def test_a_week_of_the_plan_opens_that_week(say: Say) -> None:
    reply = say("what is in week 10 of the plan")
    assert "Weeks 9, 10, 11, 12" in reply.title
    assert "PLeo1K3hjS3uset9zIVzJWqplaWBiacTEU" in reply.text


def test_who_asks_for_links_gets_a_note_that_has_some(say: Say) -> None:
    assert "PL08903FB7ACA1C2FB" in say("link for sql videos").text


def test_of_a_long_list_of_resources_only_those_that_are_asked_for_are_shown(say: Say) -> None:
    reply = say("python playlist for beginners, how many of the videos")
    assert "watch the first 14" in reply.text
    assert "the 24-week plan, Weeks 1, 2, 3, 4" in reply.text
    assert "Matplotlib" not in reply.text
    assert not [link for link in reply.links if link.url in reply.text]


def test_a_link_is_no_wish_to_link_two_platforms(say: Say) -> None:
    assert "discord.gg/r42Kbuk" in say("discord server link").text


def test_the_roadmap_unfolds_to_stages_sources_and_standings(say: Say) -> None:
    assert "nine stages" in say("/roadmap").text
    assert "K-nearest" in say("/roadmap core-ml").text
    assert "Weeks 13, 14" in say("/roadmap plan-24-weeks").text
    assert "statistics" in say("/roadmap plan-24-weeks w13").text.lower()
    standing = say("/roadmap recall")
    assert "**roadmap.sh:** 7.3 Metrics to Evaluate: Recall" in standing.text
    assert "The posted list and the 24-week plan have no item of that name." in standing.text


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
