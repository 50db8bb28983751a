"""While somebody types, the titles that they may mean are offered."""

from bot.core.titles import Titles
from knowledge.notes.curriculum import Curriculum

TITLES = Titles(
    (
        ("Recall", ("recall", "sensitivity")),
        ("Random forest", ("random forest", "bagged trees")),
        ("Decision tree", ("decision tree",)),
        ("Street photography", ("street photography",)),
    )
)


def test_titles_that_begin_with_it_come_first() -> None:
    assert TITLES.like("re") == ["Recall"]
    assert TITLES.like("R") == ["Recall", "Random forest"]


def test_another_name_leads_to_its_title() -> None:
    assert TITLES.like("sens") == ["Recall"]


def test_a_word_comes_before_what_is_inside_one() -> None:
    assert TITLES.like("tree") == ["Random forest", "Decision tree", "Street photography"]


def test_nothing_typed_offers_the_beginning_of_the_trail(curriculum: Curriculum) -> None:
    offered = Titles.of(curriculum).like("")
    assert len(offered) == 25
    assert offered[0] == curriculum.trail[0].title


def test_a_question_is_no_title() -> None:
    assert TITLES.like("why does my loss explode") == []
