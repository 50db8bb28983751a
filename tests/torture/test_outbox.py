"""The outbox in a storm: nothing unaccounted for, nothing claimed that is not so, nothing doubled that must not be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.storage.database import open_database
from tests.torture.storm import Report, Storm, run


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'storm.db'}")
    yield opened
    opened.dispose()


def show(capsys: pytest.CaptureFixture[str], title: str, report: Report) -> None:
    with capsys.disabled():
        print(f"\n{report.line(title)}")


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_or_claimed_wrongly_in_a_storm(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = run(engine, tmp_path, Storm(deliveries=160, kills=2, stops=1))
    show(capsys, engine.dialect.name, report)
    assert report.faults() == {}


@pytest.mark.torture
def test_nothing_is_lost_or_doubled_or_claimed_wrongly_in_a_long_storm(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    senders = 2 if engine.dialect.name == "sqlite" else 4
    report = run(engine, tmp_path, Storm(deliveries=3_000, kills=22, stops=4, senders=senders, longest=600))
    show(capsys, engine.dialect.name, report)
    assert report.faults() == {}


@pytest.mark.slow
def test_the_storm_finds_an_outbox_that_writes_nothing_down_before_sending(sqlite: Engine, tmp_path: Path) -> None:
    report = run(sqlite, tmp_path, Storm(deliveries=80, kills=1, stops=0, variant="no mark"))
    assert report.faults()["twice_at_most_once"] > 0


@pytest.mark.slow
def test_the_storm_finds_an_outbox_without_a_fence(sqlite: Engine, tmp_path: Path) -> None:
    report = run(sqlite, tmp_path, Storm(deliveries=160, kills=0, stops=1, share=0.08, senders=1, variant="no fence"))
    assert report.faults()["wrong_steps"] > 0
