"""The outbox in a storm: nothing unaccounted for, nothing claimed that is not so, nothing doubled that must not be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.storage.database import open_database
from tests.torture.sender import TELEGRAM
from tests.torture.storm import Storm, run
from tests.torture.verdict import Verdict


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """A database for this storm alone, which adds what looks on."""
    opened = open_database(empty_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'storm.db'}")
    yield opened
    opened.dispose()


def show(capsys: pytest.CaptureFixture[str], engine: Engine, storm: Storm, verdict: Verdict) -> None:
    with capsys.disabled():
        print(f"\n{engine.dialect.name} | kills {storm.kills} | stops {storm.stops} | {verdict.line()}")


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_or_claimed_wrongly_in_a_storm(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storm = Storm(deliveries=110, kills=2, stops=1)
    verdict = run(engine, tmp_path, storm)
    show(capsys, engine, storm, verdict)
    assert verdict.faults() == {}


@pytest.mark.torture
def test_nothing_is_lost_or_doubled_or_claimed_wrongly_in_a_long_storm(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    senders = 2 if engine.dialect.name == "sqlite" else 4
    storm = Storm(deliveries=3_000, kills=22, stops=4, senders=senders, longest=600)
    verdict = run(engine, tmp_path, storm)
    show(capsys, engine, storm, verdict)
    assert verdict.faults() == {}


@pytest.mark.slow
def test_the_storm_finds_an_outbox_that_writes_nothing_down_before_sending(sqlite: Engine, tmp_path: Path) -> None:
    verdict = run(sqlite, tmp_path, Storm(deliveries=80, kills=1, stops=0, variant="no mark", to_the_end=False))
    assert verdict.faults()["twice_at_most_once"] > 0


@pytest.mark.slow
def test_the_storm_finds_an_outbox_without_a_fence(sqlite: Engine, tmp_path: Path) -> None:
    verdict = run(
        sqlite,
        tmp_path,
        Storm(deliveries=160, kills=0, stops=1, share=0.08, senders=1, variant="no fence", to_the_end=False),
    )
    assert verdict.faults()["wrong_steps"] > 0


@pytest.mark.slow
def test_telegrams_adapter_loses_and_doubles_nothing_in_a_storm(
    sqlite: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storm = Storm(deliveries=80, kills=1, stops=0, share=0.04, variant=TELEGRAM)
    verdict = run(sqlite, tmp_path, storm)
    show(capsys, sqlite, storm, verdict)
    assert verdict.faults() == {}


@pytest.mark.torture
def test_telegrams_adapter_loses_and_doubles_nothing_in_a_long_storm(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    storm = Storm(deliveries=2_000, kills=15, stops=3, variant=TELEGRAM, longest=600)
    verdict = run(engine, tmp_path, storm)
    show(capsys, engine, storm, verdict)
    assert verdict.faults() == {}
