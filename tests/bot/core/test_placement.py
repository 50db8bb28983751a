"""Six questions find about where somebody stands, in spite of slips and lucky guesses."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from statistics import median

import pytest

from bot.core.goals import GOALS, find_goal
from bot.core.placement import MOST_QUESTIONS, STRANDS, Answer, Placement
from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum

LEARNERS = 150
Ask = Callable[[Placement, list[Answer]], str | None]


@pytest.fixture(scope="module")
def placement(curriculum: Curriculum) -> Placement:
    return Placement.over(curriculum, curriculum.topics)


def doubtful(placement: Placement, answers: list[Answer]) -> str | None:
    question = placement.next_question(answers)
    return question.topic if question else None


def in_trail_order(placement: Placement, answers: list[Answer]) -> str | None:
    return placement.topics[len(answers)].id


def evenly_spread(placement: Placement, answers: list[Answer]) -> str | None:
    return placement.topics[int((len(answers) + 0.5) * len(placement.topics) / MOST_QUESTIONS)].id


def examined(placement: Placement, knows: Collection[str], ask: Ask, chance: random.Random) -> frozenset[str]:
    """Return what is found out about a learner who slips one time in ten and guesses right one time in four."""
    answers: list[Answer] = []
    while len(answers) < MOST_QUESTIONS and (topic := ask(placement, answers)):
        answers.append(Answer(topic, 1, chance.random() < (0.9 if topic in knows else 0.25)))
    return placement.outcome(answers)


def along_the_trail(curriculum: Curriculum, chance: random.Random) -> set[str]:
    return {note.id for note in curriculum.trail[: chance.randrange(len(curriculum.trail) + 1)]}


def uneven(curriculum: Curriculum, chance: random.Random) -> set[str]:
    """Return what somebody knows who has come a different way along each strand."""
    strands = [[note.id for note in curriculum.trail if note.front.stage in stages] for stages in STRANDS]
    reached = {id for strand in strands for id in strand[: chance.randrange(len(strand) + 1)]}
    return {id for id in reached if foundations(curriculum, [id]) <= reached}


def errors(
    curriculum: Curriculum, placement: Placement, who: Callable[[Curriculum, random.Random], set[str]], ask: Ask
) -> tuple[float, float]:
    """Return the median over learners of how far the frontier is off, and of how many topics are misjudged."""
    chance = random.Random(7)
    off, misjudged = [], []
    for _ in range(LEARNERS):
        knows = who(curriculum, chance)
        found = examined(placement, knows, ask, chance)
        off.append(abs(len(found) - len(knows)))
        misjudged.append(len(found ^ knows))
    return median(off), median(misjudged)


def test_six_questions_find_the_frontier_within_a_dozen_of_174_topics(
    curriculum: Curriculum, placement: Placement
) -> None:
    off, misjudged = errors(curriculum, placement, along_the_trail, doubtful)
    assert off <= 12
    assert misjudged <= 13


def test_uneven_learners_are_misjudged_on_one_topic_in_six(curriculum: Curriculum, placement: Placement) -> None:
    assert errors(curriculum, placement, uneven, doubtful)[1] <= len(placement.topics) / 6


def test_asking_where_in_doubt_beats_asking_in_order_and_asking_evenly(
    curriculum: Curriculum, placement: Placement
) -> None:
    for who in (along_the_trail, uneven):
        ours, ordered, even = (
            errors(curriculum, placement, who, ask)[1] for ask in (doubtful, in_trail_order, evenly_spread)
        )
        assert ours < ordered, who
        assert ours < even, who


def test_what_is_found_always_includes_what_it_rests_on(curriculum: Curriculum, placement: Placement) -> None:
    chance = random.Random(3)
    for _ in range(30):
        found = examined(placement, uneven(curriculum, chance), doubtful, chance)
        assert foundations(curriculum, found) == found


def test_a_right_answer_speaks_for_what_is_below_and_a_wrong_one_against_what_is_above(placement: Placement) -> None:
    place = {note.id: number for number, note in enumerate(placement.topics)}
    before = placement.chances([])
    right = placement.chances([Answer("matrices", 1, right=True)])
    wrong = placement.chances([Answer("matrices", 1, right=False)])
    assert right[place["vectors"]] > before[place["vectors"]]
    assert wrong[place["eigenvalues"]] < before[place["eigenvalues"]]


def test_nobody_is_asked_twice_about_a_topic_or_more_than_six_times(placement: Placement) -> None:
    for right in (True, False):
        answers: list[Answer] = []
        while question := placement.next_question(answers):
            assert question.topic not in {answer.topic for answer in answers}
            assert question.options, "a tap is enough to answer"
            answers.append(Answer(question.topic, 1, right))
        assert 3 <= len(answers) <= MOST_QUESTIONS


class Certain(random.Random):
    """Neither slips nor guesses."""

    def random(self) -> float:
        return 0.5


def test_the_first_question_is_about_something_that_several_sources_name(
    curriculum: Curriculum, placement: Placement
) -> None:
    first = doubtful(placement, [])
    assert first is not None
    assert len(curriculum.topics[first].front.sources) >= 2


def test_a_beginner_is_taken_as_a_beginner_and_an_expert_as_an_expert(placement: Placement) -> None:
    everything = [note.id for note in placement.topics]
    assert examined(placement, (), doubtful, Certain()) == frozenset()
    assert len(examined(placement, everything, doubtful, Certain())) > 150


def test_nothing_asked_is_nothing_known(placement: Placement) -> None:
    assert placement.outcome([]) == frozenset()


def test_the_same_answers_give_the_same_question_however_often(curriculum: Curriculum, placement: Placement) -> None:
    again = Placement.over(curriculum, set(curriculum.topics))
    answers = [Answer("vectors", 1, right=True), Answer("cnn", 1, right=False)]
    assert placement.next_question(answers) == again.next_question(answers)
    assert placement.next_question(answers) == placement.next_question(list(reversed(answers)))


def test_a_goal_is_asked_about_within_its_own_topics(curriculum: Curriculum) -> None:
    goal = find_goal(curriculum, "data-science")
    assert goal in GOALS
    assert goal is not None
    reach = goal.reach(curriculum)
    placement = Placement.over(curriculum, reach)
    answers: list[Answer] = []
    while question := placement.next_question(answers):
        assert question.topic in reach
        answers.append(Answer(question.topic, 1, right=True))
    assert placement.outcome(answers) <= reach


def test_one_topic_without_prerequisites_takes_one_question(curriculum: Curriculum) -> None:
    placement = Placement.over(curriculum, {"what-is-ml"})
    assert doubtful(placement, []) == "what-is-ml"
    assert doubtful(placement, [Answer("what-is-ml", 1, right=True)]) is None


def test_asking_stops_when_nothing_is_in_doubt(curriculum: Curriculum) -> None:
    loops = foundations(curriculum, ["python-loops"])
    placement = Placement.over(curriculum, loops)
    answers: list[Answer] = []
    while topic := doubtful(placement, answers):
        answers.append(Answer(topic, 1, right=True))
    assert len(answers) < len(loops)
    assert placement.outcome(answers) == loops


def test_answers_about_other_topics_are_passed_over_and_no_topics_need_no_question(curriculum: Curriculum) -> None:
    assert Placement.over(curriculum, ()).next_question([]) is None
    placement = Placement.over(curriculum, {"what-is-ml"})
    assert doubtful(placement, [Answer("svd", 1, right=True)]) == "what-is-ml"
