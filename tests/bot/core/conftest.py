"""Time zones come from the pinned database, as in the running bot."""

import pytest

from bot.core.zones import use_pinned_zones


@pytest.fixture(scope="session", autouse=True)
def pinned_zones() -> None:
    use_pinned_zones()
