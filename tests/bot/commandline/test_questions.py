"""Curators see which questions are doubtful, and no person."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import open_storage
from bot.commandline.questions import questions
from bot.core.learners import LearnerSettings
from bot.core.mastery import Evidence
from bot.core.request import Person, Place, Request
from bot.settings import Settings

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_doubtful_questions_are_listed_and_nobody_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAILMATE_HOME", str(tmp_path))
    storage = open_storage(Settings())
    for number in range(30):
        place = Place(platform="web", id="page")
        request = Request(id="1", person=Person(id=f"web:{number}"), place=place, text="hi", at=NOON)
        learner = storage.learners.begin(request, LearnerSettings()).id
        for question, right in (("recall.1", number % 2 == 0), ("recall.2", number % 10 == 0), ("gone.1", False)):
            topic = question.partition(".")[0]
            storage.diary.add(learner, question, Evidence(topic, "recall", NOON, right, question))
            storage.diary.add(learner, f"{question} again", Evidence(topic, "recall", NOON, True, question))
    storage.engine.dispose()

    assert questions(argparse.Namespace(json=False)) == 0
    printed = capsys.readouterr().out
    assert "\nrecall.2: You lower the decision threshold" in printed
    assert "30 people, 10% right\n    fewer are right than guessing gets" in printed
    assert "recall.1" not in printed
    assert "gone.1" not in printed
    assert "web:" not in printed

    questions(argparse.Namespace(json=True))
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["question"], row["people"], row["right"]) for row in rows] == [
        ("recall.1", 30, 0.5),
        ("recall.2", 30, 0.1),
    ]
    assert set(rows[0]) == {"question", "people", "right", "discrimination", "doubts"}
