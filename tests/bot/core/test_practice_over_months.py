"""Over months, questions come when nine in ten are still remembered."""

from random import Random
from statistics import fmean

from benchmarks.practice import TIDY, AsFsrs, by_practice, live, nothing
from knowledge.notes.curriculum import Curriculum


def test_what_is_asked_is_remembered_nine_times_in_ten_and_more_is_kept_than_without(curriculum: Curriculum) -> None:
    topics = [note.id for note in curriculum.trail[:40]]
    asked: list[float] = []
    kept: list[float] = []
    without: list[float] = []
    for number in range(3):
        year = live(AsFsrs(Random(number), spread=0), topics, 120, by_practice(curriculum), TIDY, Random(number))
        asked += year.asked
        kept.append(year.kept)
        without.append(live(AsFsrs(Random(number)), topics, 120, nothing, TIDY, Random(number)).kept)
    assert 0.88 <= fmean(asked) <= 0.92
    assert fmean(kept) > 0.93
    assert fmean(without) < 0.75
