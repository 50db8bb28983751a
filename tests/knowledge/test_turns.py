"""Threads work a few at a time, in the order in which they came."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from knowledge.turns import Turns


def test_no_more_work_at_once_than_there_are_places() -> None:
    turns, working, most = Turns(2), set[int](), list[int]()

    def work(number: int) -> None:
        for _ in range(20):
            with turns:
                working.add(number)
                most.append(len(working))
                time.sleep(0.0005)
                working.discard(number)

    threads = _started(work, 6)
    for thread in threads:
        thread.join(timeout=10)
    assert len(most) == 6 * 20
    assert max(most) == 2


def test_who_came_first_is_first() -> None:
    turns, order = Turns(1), list[int]()

    def work(number: int) -> None:
        with turns:
            order.append(number)

    with turns:
        threads = []
        for number in range(8):
            threads += _started(work, 1, number)
            _wait_until_queued(turns, number + 1)
        assert order == []
    for thread in threads:
        thread.join(timeout=10)
    assert order == list(range(8))


def test_a_place_is_free_again_after_an_error() -> None:
    turns = Turns(1)
    for _ in range(2):
        with pytest.raises(ValueError, match="wrong"), turns:
            raise ValueError("wrong")


def _started(work: Callable[[int], None], count: int, first: int = 0) -> list[threading.Thread]:
    threads = [threading.Thread(target=work, args=(first + number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    return threads


def _wait_until_queued(turns: Turns, count: int) -> None:
    for _ in range(2000):
        if len(turns._waiting) == count:
            return
        time.sleep(0.001)
    raise AssertionError("waited for two seconds in vain")
