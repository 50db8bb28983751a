"""A power cut at any moment loses no commit that was acknowledged, and breaks nothing."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.torture.power_cut import SURVIVAL, after_cut
from tests.torture.strace import Trace, trace
from tests.torture.writer import NOTHING, last_commit

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Cut:
    """The last commit acknowledged before a cut, and the last one found after it (None: a broken database)."""

    seed: int
    moment: int
    survival: float
    acknowledged: int
    found: int | None

    @property
    def broken(self) -> bool:
        return self.found is None

    @property
    def lost(self) -> bool:
        return self.found is not None and self.found < self.acknowledged


Writer = Callable[[str], Trace]


@pytest.fixture(scope="module")
def writer(strace: None, tmp_path_factory: pytest.TempPathFactory) -> Writer:
    """Trace a writer of sixty commits with a level of SQLite's `synchronous`, once for each level."""

    @cache
    def run(synchronous: str) -> Trace:
        folder = tmp_path_factory.mktemp("disk")
        url = f"sqlite:///{folder / 'trailmate.db'}"
        return trace([sys.executable, "-m", "tests.torture.writer", url, "60", synchronous], folder, cwd=ROOT)

    return run


@pytest.mark.parametrize("number", [100, pytest.param(4_000, marks=pytest.mark.torture)])
def test_a_power_cut_loses_no_acknowledged_commit_and_breaks_nothing(
    writer: Writer, number: int, tmp_path: Path
) -> None:
    assert [cut for cut in cuts(writer("FULL"), number, tmp_path) if cut.broken or cut.lost] == []


def test_the_same_cuts_would_find_the_commits_that_a_weaker_setting_loses(writer: Writer, tmp_path: Path) -> None:
    found = list(cuts(writer("NORMAL"), 60, tmp_path))
    assert sum(cut.lost for cut in found) > 10
    assert not any(cut.broken for cut in found)  # NORMAL forgets, it does not break


def test_the_same_cuts_would_find_a_database_that_is_broken(writer: Writer, tmp_path: Path) -> None:
    assert any(cut.broken for cut in cuts(writer("OFF"), 60, tmp_path))


def cuts(traced: Trace, number: int, into: Path) -> Iterator[Cut]:
    """Cut the power at random moments, open what is left, and compare it with what was acknowledged."""
    chance = random.Random(number)
    for seed in range(number):
        moment, survival = chance.randrange(len(traced.steps) + 1), SURVIVAL[seed % len(SURVIVAL)]
        folder = into / str(seed)
        said = after_cut(traced, moment, survival, seed, folder)
        acknowledged = int(said[-1]) if said else NOTHING
        yield Cut(seed, moment, survival, acknowledged, last_commit(folder / "trailmate.db"))
        shutil.rmtree(folder)
