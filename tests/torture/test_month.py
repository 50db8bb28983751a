"""A month of learners, outages, journeys and new time zone data: no task is missed and none is doubled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from tests.torture.month import Month, Plan

SHORT = Plan(
    people=250, began=datetime(2026, 10, 22, 3, tzinfo=UTC), days=13, outages=3, changes=2, steps=(60, 900, 1800)
)
"""Clocks go back in Europe on the 25th, in Egypt on the 29th, in North America on the 1st of November."""
LONG = Plan(
    people=10_000, began=datetime(2026, 10, 2, 3, tzinfo=UTC), days=31, outages=6, changes=2, steps=(20, 300, 900)
)
"""The same, and clocks go forward in Australia on the 4th."""


@pytest.mark.slow
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_nothing_is_missed_or_doubled_in_two_weeks_of_a_few(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    check(engine, SHORT, capsys)


@pytest.mark.torture
def test_nothing_is_missed_or_doubled_in_a_month_of_ten_thousand(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    check(engine, LONG, capsys)


def check(engine: Engine, plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    report = Month(engine, plan).live()
    with capsys.disabled():
        print(f"\n{engine.dialect.name}: {report}")
    assert report.owed > plan.people * plan.days / 4
    assert report.missed == []
    assert report.doubled == []
