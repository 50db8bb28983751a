"""The notes that come with Trailmate, read once."""

import pytest

from knowledge.notes.curriculum import Curriculum


@pytest.fixture(scope="session")
def curriculum() -> Curriculum:
    return Curriculum.load()
