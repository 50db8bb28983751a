"""Who does not answer hears from us less and less, then once more, then not at all."""

from itertools import accumulate, takewhile

from scheduler.cadence import days_between, is_last_question


def test_three_messages_come_daily_three_every_other_day_then_weekly_and_then_none() -> None:
    gaps = [days_between(ignored) for ignored in range(1, 12)]
    assert gaps == [1, 1, 2, 2, 2, 7, 7, 7, 7, None, None]


def test_the_last_message_before_silence_is_the_one_question() -> None:
    questions = [ignored for ignored in range(20) if is_last_question(ignored)]
    assert questions == [9]
    assert days_between(questions[0]) is not None, "the question itself must come"
    assert days_between(questions[0] + 1) is None, "and nothing after it"


def test_a_learner_who_never_answers_gets_ten_messages_in_some_five_weeks() -> None:
    gaps = takewhile(lambda gap: gap is not None, (days_between(ignored) for ignored in range(1, 99)))
    days = list(accumulate((gap or 0 for gap in gaps), initial=0))
    assert len(days) == 10
    assert days[-1] == 36
