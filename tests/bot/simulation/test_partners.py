"""A made-up community finds study partners week after week, and it reads right from each person's side."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from bot.app import App
from bot.simulation.partners import HOME, faults, met_again, run


@pytest.mark.parametrize(
    ("count", "weeks"), [(24, 4), pytest.param(60, 12, marks=pytest.mark.torture, id="sixty for twelve weeks")]
)
def test_all_weeks_read_right_from_everybodys_side(app: App, count: int, weeks: int) -> None:
    village, everybody = run(app, count, weeks, Random(1))
    assert faults(village, everybody) == []
    past = app.storage.rounds.past(HOME, 20)
    assert len(past) == weeks
    # a tenth of so few, more or less: equals are told apart by their ids, which are random
    assert len(list(met_again(village))) < 0.15 * sum(one.paired for one in past)
    diaries = Counter(line.partition(": ")[2] for one in everybody for line in one.diary)
    ghosts = sum(one.gone_from is not None and one.gone_from < weeks - 3 for one in everybody)
    assert diaries["Partners paused"] >= ghosts * 0.6
    met = sum(one.met for one in past) / sum(one.paired for one in past)
    assert met > 0.6
