"""A power cut during a backup or a restore leaves nothing that is half."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.backup import backup
from tests.torture.power_cut import SURVIVAL, after_cut
from tests.torture.strace import trace
from tests.torture.writer import NOON, last_commit

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]

BACKUP = """
import sys
from pathlib import Path
from bot.storage.backup import backup
from tests.torture.writer import NOON, acknowledge
backup(sys.argv[1], Path(sys.argv[2]), NOON)
acknowledge(5)
"""

RESTORE = """
import sys
from pathlib import Path
from bot.storage.restore import restore
from tests.torture.writer import NOON, acknowledge
restore(sys.argv[1], Path(sys.argv[2]), NOON)
acknowledge(5)
"""


def killed_writer(folder: Path, commits: int) -> str:
    """Make a database whose last commits are in its log only; return its URL."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'trailmate.db'}"
    subprocess.run([sys.executable, "-m", "tests.torture.writer", url, str(commits)], check=True, cwd=ROOT)
    assert (folder / "trailmate.db-wal").stat().st_size > 0
    return url


def test_a_backup_is_whole_or_not_there(strace: None, tmp_path: Path) -> None:
    url = killed_writer(tmp_path / "home", 5)
    backups = tmp_path / "backups"
    backups.mkdir()
    traced = trace([sys.executable, "-c", BACKUP, url, str(backups)], backups, cwd=ROOT)
    for moment in range(len(traced.steps) + 1):
        folder = tmp_path / f"cut {moment}"
        said = after_cut(traced, moment, SURVIVAL[moment % 3], moment, folder)
        found = [last_commit(made) for made in folder.glob("trailmate-*.db")]
        assert found in ([[5]] if said else [[], [5]]), moment


@pytest.mark.parametrize("damaged", [False, True])
def test_a_restore_leaves_the_one_database_or_the_other(strace: None, tmp_path: Path, damaged: bool) -> None:
    made = backup(killed_writer(tmp_path / "before", 5), tmp_path / "backups", NOON)
    home = tmp_path / "home"
    url = killed_writer(home, 9)
    if damaged:
        (home / "trailmate.db").write_bytes(b"no database, beside a log that is one's")
    database, log = (home / name for name in ("trailmate.db", "trailmate.db-wal"))
    before, last = (database.read_bytes(), log.read_bytes()), None if damaged else 9
    traced = trace([sys.executable, "-c", RESTORE, url, str(made)], home, cwd=ROOT)
    ends = set()
    for moment in range(len(traced.steps) + 1):
        folder = tmp_path / f"cut {moment}"
        said = after_cut(traced, moment, SURVIVAL[moment % 3], moment, folder)
        found = last_commit(folder / "trailmate.db")
        assert found in ([5] if said else [5, last]), moment
        if found == 5:
            [aside] = folder.glob("trailmate.db.before-restore-*Z")
            assert (aside.read_bytes(), aside.with_name(f"{aside.name}-wal").read_bytes()) == before, moment
            assert last_commit(aside) == last, moment
        ends.add(found)
    assert ends == {5, last}
