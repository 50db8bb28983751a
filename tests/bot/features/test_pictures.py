"""Replies about the roadmap carry its picture, drawn once."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image
from rich.console import Console

from adapters.console.outbound import show
from bot.core.reply import Reply
from bot.features.pictures import RoadmapPictures
from knowledge.library import Library

Say = Callable[..., Reply]


def test_the_roadmap_and_a_stage_come_with_a_picture_and_its_words(say: Say) -> None:
    for text, width in (("/roadmap", 1600), ("/roadmap core-ml", 1000)):
        image = say(text).image
        assert image is not None
        assert Image.open(io.BytesIO(image.png)).width == width
        assert image.alt.startswith("A map of ")
        assert len(image.alt) < 160
    assert say("/roadmap video").image is None


def test_a_picture_is_drawn_once_and_a_learners_own_is_another(library: Library) -> None:
    pictures = RoadmapPictures(library.curriculum)
    plain = pictures.picture("start")
    assert pictures.picture("start") is plain
    marked = pictures.picture("start", {"what-is-ml": "learning"})
    assert marked.png != plain.png
    assert marked.alt.endswith("You are at “What is machine learning?”.")


def test_a_terminal_tells_the_picture_in_words(say: Say) -> None:
    out = io.StringIO()
    show(say("/roadmap"), Console(file=out, force_terminal=False))
    assert "[Picture: A map of 174 topics, stage by stage" in out.getvalue()
