"""What follows a topic in the sources, and what it builds on."""

from __future__ import annotations

import pytest

from knowledge.named.order import Order, Pair
from knowledge.named.topic_names import TopicNames
from knowledge.notes.curriculum import Curriculum


@pytest.fixture(scope="module")
def order(curriculum: Curriculum) -> Order:
    return Order(curriculum, TopicNames(curriculum))


def test_a_topic_builds_on_what_its_prerequisites_need(order: Order) -> None:
    assert order.builds_on("pca", "matrices")
    assert not order.builds_on("pandas", "sql")


def test_what_follows_is_the_next_item_and_the_next_part(order: Order) -> None:
    followers = {one.roadmap.id: (one.item, one.part) for one in order.following("numpy")}
    assert followers["roadmap-sh"] == ("Pandas", "4 Data Sources")
    assert followers["plan-24-weeks"][1].startswith("Weeks 13, 14")


def test_after_a_whole_part_comes_the_next_part_that_is_not_inside_it(order: Order) -> None:
    followers = {one.roadmap.id: (one.item, one.part) for one in order.following("supervised-learning")}
    assert followers["roadmap-sh"] == ("", "6.5 Unsupervised Learning")


def test_the_sources_differ_on_what_comes_first(order: Order) -> None:
    orders = order.sources_on(Pair("statistics", "python-syntax"))
    assert orders["roadmap.sh"]
    assert not orders["the 24-week plan"]
