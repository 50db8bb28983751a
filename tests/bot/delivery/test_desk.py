"""Resting between two looks at the outbox."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.desk import rest


@pytest.mark.parametrize("turns", range(5))
async def test_whoever_is_cancelled_just_when_something_happens_does_end(turns: int) -> None:
    event = asyncio.Event()
    resting = asyncio.create_task(rest(event, timedelta(seconds=5)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    cancelled = resting.cancel()
    await asyncio.wait([resting])
    assert resting.cancelled() == cancelled
