"""`trailmate run` in Telegram: killed while it handles and while it sends, restarted, and stopped in order."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.adapters.telegram.api import BotApi, Fault
from tests.adapters.telegram.conftest import running

pytestmark = pytest.mark.slow
GROUP = -1005


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def count(home: Path, query: str) -> int:
    engine = create_engine(f"sqlite:///{home / 'trailmate.db'}")
    with engine.connect() as connection:
        found = connection.execute(text(query)).scalar_one()
    engine.dispose()
    return int(found)


async def test_what_was_being_handled_or_sent_when_it_was_killed_is_done_once_after_restart(
    api: BotApi, cache: Path, tmp_path: Path
) -> None:
    log: list[str] = []
    api.members[GROUP, 7] = "creator"
    handling, sending = Fault("getChatMember", seconds=30), Fault("sendMessage", seconds=30)
    api.faults = [handling, sending]
    async with running(api, cache, tmp_path, log) as process:
        await api.say("/trailmate prompt here", chat=GROUP, user=7)  # killed before its effect is stored
        await api.say("how many moons does saturn have", chat=8)  # killed while its answer is sent
        await api.until(lambda: api.of("getChatMember") and api.of("sendMessage"))
        kill(process)
    assert count(tmp_path, "select count(*) from unanswered") == 1
    assert count(tmp_path, "select count(*) from communities where channel = 'telegram:-1005'") == 0
    api.faults = []
    async with running(api, cache, tmp_path, log) as process:
        await api.until(lambda: api.sent(8) and "Daily prompt" in "".join(call.text for call in api.sent(GROUP)))
        await asyncio.sleep(0.7)
    assert process.returncode == 0
    assert count(tmp_path, "select count(*) from unanswered") == 1, "its effect was stored once"
    assert count(tmp_path, "select count(*) from communities where channel = 'telegram:-1005'") == 1
    assert len(api.sent(8)) == 1
    assert max(int(call.fields.get("offset", 0)) for call in api.of("getUpdates")) > 2, "what was shown is confirmed"
    assert "Telegram   on   polling" in log[0]
    assert not any(api.token in said for said in log)
    assert "HTTP Request" not in "".join(log)
