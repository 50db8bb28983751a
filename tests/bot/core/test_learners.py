"""What is kept of a learner who was forgotten."""

from bot.core.learners import mark_of


def test_a_mark_knows_a_learner_again_for_ever() -> None:
    assert mark_of("discord:42") == "2b03c1f2ac7c08291d32311b199d2523967cf8b5fdbc048232f7d4ab835053ac"
    assert mark_of("discord:42") != mark_of("discord:43")
