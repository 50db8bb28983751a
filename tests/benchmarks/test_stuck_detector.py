"""The detector keeps its goals on a small population that neither the fit nor the report has seen."""

from benchmarks.stuck_detector.months import lived
from benchmarks.stuck_detector.world import World


def test_most_stuck_weeks_are_noticed_with_at_most_one_false_prompt_a_month() -> None:
    tally = lived(World(), 301, learners=150, days=60)
    assert len(tally.stuck_weeks()) > 100
    assert tally.share_noticed() >= 0.7
    assert tally.false_a_month <= 1
    assert tally.right_topic >= 0.9 * (tally.prompts - tally.false.total())


def test_the_same_seed_is_the_same_world() -> None:
    one, two = (lived(World(), 5, learners=3, days=40) for _ in range(2))
    assert one == two
