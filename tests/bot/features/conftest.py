"""A learner who has set up a plan, and a way to press buttons as people do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.app import Storage
from bot.core.learners import Learner
from bot.core.reply import Reply

Say = Callable[..., Reply]
Press = Callable[..., Reply]


@pytest.fixture
def press(say: Say) -> Press:
    """Press a button by what it says."""

    def pressed(reply: Reply, label: str, **who: object) -> Reply:
        [button] = [button for button in reply.buttons if button.label == label]
        return say(button.send, **{"owner": button.owner, **who})

    return pressed


@pytest.fixture
def ada(say: Say, storage: Storage) -> Learner:
    """Somebody who wants a task every day at 18:00 in UTC and goes for deep learning."""
    say("/start goal deep-networks", zone="UTC")
    say("/start time 18:00")
    found = storage.learners.find("test:ada")
    assert found
    return found
