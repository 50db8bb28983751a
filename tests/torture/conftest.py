"""What the tests that cut the power need."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def strace() -> None:
    """Skip where nothing can be traced, but never in CI."""
    if shutil.which("strace") is None and "CI" not in os.environ:
        pytest.skip("a power cut is replayed from what strace records: apt-get install strace")
