"""How likely somebody is to come, and how many weeks in a row they met."""

from bot.core.reliability import Meeting, reliability, streak

MET = Meeting("met", frozenset({"met"}))
STOOD_UP = Meeting(None, frozenset({"nobody"}))


def test_somebody_new_is_believed_to_come() -> None:
    assert reliability([]) == 0.8


def test_one_bad_week_weighs_and_six_good_ones_make_it_good() -> None:
    assert round(reliability([STOOD_UP]), 2) == 0.53
    assert round(reliability([MET] * 6), 2) == 0.95


def test_saying_so_in_time_is_better_than_staying_away() -> None:
    assert reliability([Meeting(None, out=True)]) > reliability([STOOD_UP])


def test_who_says_they_met_is_not_believed_against_all_others() -> None:
    assert reliability([Meeting("met", frozenset({"nobody"}))]) == reliability([STOOD_UP])


def test_a_week_without_a_word_says_nothing() -> None:
    assert reliability([Meeting(None)]) == 0.8


def test_weeks_in_a_row_end_with_the_first_that_was_missed_and_wait_for_the_newest() -> None:
    assert streak([Meeting(None), MET, MET, STOOD_UP, MET]) == 2
    assert streak([STOOD_UP, MET]) == 0
    assert streak([]) == 0
