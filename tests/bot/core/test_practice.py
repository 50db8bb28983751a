"""What was learned comes back in time: once for each topic, three a day, the longest overdue first."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from bot.core.mastery import Evidence, Kind
from bot.core.practice import MOST_A_DAY, Learned, learned, next_question, practice, questions_of
from knowledge.notes.curriculum import Curriculum

SIX = datetime(2026, 11, 21, 18, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = SIX.date()


def shown(topic: str, kind: Kind, days: float, *, right: bool = True, question: str | None = None) -> Evidence:
    """Return evidence of some days after the 21st at six in the evening."""
    return Evidence(topic, kind, SIX + timedelta(days=days), right, question)


def due(*evidence: Evidence, zone: str = "UTC") -> dict[str, int]:
    """Return in how many days after the 21st each topic is due."""
    return {topic: (one.due - TODAY).days for topic, one in learned(evidence, zone).items()}


def test_what_shows_that_a_topic_was_learned_brings_it_into_practice() -> None:
    assert due(shown("recall", "theory", 0)) == {"recall": 2}
    assert due(shown("recall", "build", 0)) == {"recall": 2}
    assert due(shown("recall", "recall", 0)) == {"recall": 2}
    assert due(shown("recall", "placement", 0)) == {"recall": 8}, "it was known before we came"
    assert due(shown("recall", "too easy", 0)) == {"recall": 8}, "to make sure, as the card promised"


def test_what_was_only_said_or_missed_does_not() -> None:
    for kind in ("tick", "too hard", "back", "skip"):
        assert due(shown("recall", kind, 0)) == {}
    assert due(shown("recall", "recall", 0, right=False)) == {}
    assert due(shown("recall", "placement", 0, right=False)) == {}


def test_a_topic_that_its_learner_left_out_leaves_practice() -> None:
    assert due(shown("recall", "theory", 0), shown("recall", "skip", 1)) == {}


def test_the_way_back_grows_with_each_right_answer_and_shrinks_with_a_wrong_one() -> None:
    evidence, waits = [shown("recall", "theory", 0)], []
    for right in (True, True, True, False, True):
        [wait] = due(*evidence).values()
        waits.append(wait)
        evidence.append(shown("recall", "recall", wait, right=right))
    rising = [later - earlier for earlier, later in zip([0, *waits], waits, strict=False)]
    assert rising[0] < rising[1] < rising[2] < rising[3]
    assert rising[4] < rising[1], "what was missed comes back soon"


def test_days_are_the_learners_own_and_the_hour_does_not_matter() -> None:
    auckland = "Pacific/Auckland"
    evening = Evidence("recall", "theory", SIX)  # the 22nd at seven in the morning there
    assert learned([evening], auckland)["recall"].last == date(2026, 11, 22)
    late = Evidence("recall", "recall", datetime.combine(TODAY + 2 * DAY, time(23, 59), UTC))
    early = Evidence("recall", "recall", datetime.combine(TODAY + 2 * DAY, time(0, 1), UTC))
    start = shown("recall", "theory", 0)
    assert due(start, late) == due(start, early)


def test_the_longest_overdue_for_its_interval_comes_first() -> None:
    fresh = Learned("fresh", TODAY, TODAY + 2 * DAY)
    old = Learned("old", TODAY - 100 * DAY, TODAY)
    on = TODAY + 4 * DAY
    assert (fresh.overdue(on), old.overdue(on)) == (2, 1.04)
    assert fresh.overdue(TODAY + 2 * DAY) == 1, "due"


def test_the_order_is_by_interval_and_not_by_date(curriculum: Curriculum) -> None:
    evidence = [shown("git", "theory", -90)]
    for _ in range(3):
        evidence.append(shown("git", "recall", due(*evidence)["git"]))
    long_known = due(*evidence)["git"]
    evidence.append(shown("recall", "theory", long_known))
    assert due(*evidence)["recall"] > long_known
    today = practice(curriculum, evidence, TODAY + timedelta(days=long_known + 4), "UTC")
    assert [question.topic for question in today.questions] == ["recall", "git"]


def test_after_a_break_there_are_three_questions_on_three_topics(curriculum: Curriculum) -> None:
    topics = [note.id for note in curriculum.trail[:20]]
    evidence = [shown(topic, "theory", number) for number, topic in enumerate(topics)]
    today = practice(curriculum, evidence, TODAY + 300 * DAY, "UTC")
    assert len(today.questions) == MOST_A_DAY
    assert len({question.topic for question in today.questions}) == MOST_A_DAY
    assert today.open == today.questions


def test_the_answers_of_a_day_close_its_questions_and_bring_no_new_ones(curriculum: Curriculum) -> None:
    evidence = [shown(note.id, "theory", 0) for note in curriculum.trail[:8]]
    on = TODAY + 10 * DAY
    morning = practice(curriculum, evidence, on, "UTC")
    for number, question in enumerate(morning.questions, 1):
        evidence.append(shown(question.topic, "recall", 10, right=False, question=question.id))
        later = practice(curriculum, evidence, on, "UTC")
        assert later.questions == morning.questions
        assert later.open == morning.questions[number:]
    tomorrow = practice(curriculum, evidence, on + DAY, "UTC")
    assert len(tomorrow.open) == MOST_A_DAY
    evidence.append(shown(tomorrow.open[0].topic, "too hard", 11))
    assert practice(curriculum, evidence, on + DAY, "UTC") == tomorrow, "only an answer answers"


def test_what_was_learned_today_is_not_asked_today(curriculum: Curriculum) -> None:
    evidence = [shown("recall", "theory", 0)]
    assert practice(curriculum, evidence, TODAY, "UTC").questions == ()
    assert practice(curriculum, evidence, TODAY + DAY, "UTC").questions == ()
    assert practice(curriculum, evidence, TODAY + 2 * DAY, "UTC").questions != ()


def test_a_topic_without_a_note_is_not_asked(curriculum: Curriculum) -> None:
    assert practice(curriculum, [shown("gone", "theory", 0)], TODAY + 9 * DAY, "UTC").questions == ()


def test_the_questions_of_a_topic_take_turns_and_a_missed_one_comes_again(curriculum: Curriculum) -> None:
    questions = questions_of(curriculum, "recall")
    assert any(question.id.startswith("mixed.") for question in questions)
    evidence: list[Evidence] = []
    for number, question in enumerate((*questions, questions[0])):
        assert next_question(curriculum, "recall", evidence) == question
        evidence.append(shown("recall", "recall", number, right=False, question=question.id))
        assert next_question(curriculum, "recall", evidence) == question
        evidence.append(shown("recall", "recall", number + 0.5, question=question.id))


def test_the_same_evidence_gives_the_same_day_in_any_order(curriculum: Curriculum) -> None:
    random = Random(7)
    evidence = [
        shown(note.id, "recall", day, right=random.random() < 0.8, question=f"{note.id}.1")
        for day in range(0, 60, 3)
        for note in curriculum.trail[:10]
    ]
    shuffled = random.sample(evidence, len(evidence))
    on = TODAY + 90 * DAY
    assert practice(curriculum, shuffled, on, "UTC") == practice(curriculum, evidence, on, "UTC")
