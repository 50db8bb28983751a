"""The notes that come with Trailmate are whole, right, and cover their sources."""

import csv
import os
import re
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from knowledge.notes.checks import check_notes, check_question
from knowledge.notes.curriculum import CONTENT, Curriculum
from knowledge.notes.schema import STAGE_TITLES, Question

SEED_ITEMS = Path(__file__).parent / "seed_items.tsv"
MUST_BE_COVERED = ("topic", "fact", "statement", "link", "tip")

# A prerequisite that every source naming both puts in a later chapter, and why we ask for it first all the same.
_SLIP = "roadmap.sh names scikit-learn itself only among deep-learning libraries; its chapter 6.3 is all about it"
LATER_BY_CHOICE = {
    ("hyperparameter-tuning", "cross-validation"): "a search over settings is scored by cross-validation",
    ("transformers", "embeddings"): "a transformer's input is embeddings",
    ("transformers", "tokenization"): "a transformer reads tokens",
    ("self-attention", "attention"): "roadmap.sh's item on attention in general stands in the next chapter",
    ("sklearn-data-loading", "scikit-learn"): _SLIP,
    ("sklearn-data-preparation", "scikit-learn"): _SLIP,
    ("sklearn-prediction", "scikit-learn"): _SLIP,
    ("ml-engineer", "what-is-ml"): "the role is described before the work; one needs a word for the work",
    ("project-house-prices", "data-cleaning"): "the prices come with gaps in them",
}


@pytest.fixture(scope="module")
def seed_items() -> list[dict[str, str]]:
    with SEED_ITEMS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.slow
def test_every_note_keeps_the_schema_and_its_code_prints_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    assert os.environ["MPLBACKEND"] == "Agg"
    paths = [path for folder in ("topics", "advice", "quiz") for path in sorted(CONTENT.glob(f"{folder}/*.md"))]
    assert check_notes(paths) == []


def test_every_item_of_the_sources_leads_to_a_note(curriculum: Curriculum, seed_items: list[dict[str, str]]) -> None:
    titles = [note.title for note in curriculum.notes]
    addresses = [resource.address for _, resource in curriculum.resources()]
    uncovered = [
        item["item_id"]
        for item in seed_items
        if item["type"] in MUST_BE_COVERED
        and not any(re.search(item["match"], title, re.IGNORECASE) for title in titles)
        and not (item["type"] == "link" and any(re.search(item["match"], url, re.IGNORECASE) for url in addresses))
    ]
    assert uncovered == []


def test_every_item_stands_in_its_roadmap_in_its_own_place(
    curriculum: Curriculum, seed_items: list[dict[str, str]]
) -> None:
    kept = {item.id for r in curriculum.roadmaps.values() for section in r.sections for item in section.items}
    expected = {item["item_id"] for item in seed_items if item["type"] in MUST_BE_COVERED}
    assert expected - kept <= {"2:link"}  # that one is the roadmap's own address
    assert curriculum.roadmaps["roadmap-sh"].url == "https://roadmap.sh/machine-learning"


def test_every_link_of_the_sources_is_kept_to_the_letter(
    curriculum: Curriculum, seed_items: list[dict[str, str]]
) -> None:
    kept = {item.link for r in curriculum.roadmaps.values() for s in r.sections for item in s.items}
    kept |= {r.url for r in curriculum.roadmaps.values()}
    for item in seed_items:
        for url in re.findall(r"https?://[^\s,)]+", item["item_text"]):
            assert url in kept


def test_every_roadmap_item_leads_to_a_note_that_exists(curriculum: Curriculum) -> None:
    lost = [
        (item.id, item.note)
        for roadmap in curriculum.roadmaps.values()
        for section in roadmap.sections
        for item in section.items
        if curriculum.note(item.note) is None
    ]
    assert lost == []


def test_no_damaged_text_came_along() -> None:
    for path in CONTENT.rglob("*"):
        if path.is_file():
            stray = re.findall(r"[\u0e00-\u0e7f\ufffd]", path.read_text(encoding="utf-8"))
            assert not stray, path


def test_the_prerequisites_have_no_circle_and_one_trunk(curriculum: Curriculum) -> None:
    order = TopologicalSorter({note.id: note.front.prerequisites for note in curriculum.topics.values()})
    assert len(list(order.static_order())) == len(curriculum.topics)
    neighbours: dict[str, set[str]] = {id: set() for id in curriculum.topics}
    for note in curriculum.topics.values():
        for first in note.front.prerequisites:
            neighbours[note.id].add(first)
            neighbours[first].add(note.id)
    orphans = [id for id, near in neighbours.items() if not near]
    assert orphans == []
    reached, waiting = set[str](), ["what-is-ml"]
    while waiting:
        id = waiting.pop()
        if id not in reached:
            reached.add(id)
            waiting += neighbours[id]
    assert set(curriculum.topics) - reached == set()


def test_no_prerequisite_comes_in_a_later_part_of_every_source_without_a_reason(curriculum: Curriculum) -> None:
    parts: dict[str, dict[str, set[int]]] = {id: {} for id in curriculum.topics}
    for id, named in parts.items():
        for standing in curriculum.standings(id):
            # roadmap.sh is compared by chapter, the others by section
            sections = standing.roadmap.sections
            part = int(standing.section.id[2]) if standing.roadmap.url else sections.index(standing.section)
            named.setdefault(standing.roadmap.id, set()).add(part)
    late = set()
    for note in curriculum.topics.values():
        for first in note.front.prerequisites:
            own, before = parts[note.id], parts[first]
            both = own.keys() & before.keys()
            if both and all(min(before[source]) > max(own[source]) for source in both):
                late.add((note.id, first))
    assert late - LATER_BY_CHOICE.keys() == set()


def test_every_stage_has_topics_and_the_trail_holds_all(curriculum: Curriculum) -> None:
    assert sum(len(curriculum.stage(stage)) for stage in STAGE_TITLES) == len(curriculum.topics)
    assert all(curriculum.stage(stage) for stage in STAGE_TITLES)
    place = {note.id: number for number, note in enumerate(curriculum.trail)}
    for note in curriculum.topics.values():
        assert all(place[first] < place[note.id] for first in note.front.prerequisites)


def test_links_are_well_formed_and_say_where_they_are_from(curriculum: Curriculum) -> None:
    for note, resource in curriculum.resources():
        if resource.address:
            parts = urlsplit(resource.address)
            assert parts.scheme == "https", (note.id, resource.address)
            assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", parts.netloc), (note.id, resource.address)
            assert " " not in resource.address
        assert resource.origin, note.id


def test_names_are_not_shared_by_two_notes(curriculum: Curriculum) -> None:
    owners: dict[str, set[str]] = {}
    for note in curriculum.notes:
        for name in [note.title, *note.front.aliases]:
            owners.setdefault(name.lower(), set()).add(note.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def error_string(symptom: str) -> str:
    """Return an error as whoever meets it sees it: the message up to the first detail, numbers left out.

    An empty string where the symptom names no error.
    """
    found = re.search(r"\w(?:Error|Warning|Exception): (?:\[[^]]*\] |\()?(.+)", symptom)
    return re.sub(r"\d+", "N", re.split(r"[:,(\[{]|\. ", found[1])[0]).strip(" .").lower() if found else ""


def test_an_error_string_is_the_symptom_of_one_note_only(curriculum: Curriculum) -> None:
    owners: dict[str, set[str]] = {}
    for note in curriculum.topics.values():
        for entry in note.stuck:
            owners.setdefault(error_string(entry.symptom), set()).add(note.id)
    assert len(owners) > 150
    assert {error: ids for error, ids in owners.items() if error and len(ids) > 1} == {}


def test_every_symptom_is_said_in_several_ways_and_no_way_twice(curriculum: Curriculum) -> None:
    for note in curriculum.topics.values():
        for entry in note.stuck:
            assert len(entry.said) >= 4, (note.id, entry.symptom)
            assert all(0 < len(phrase) <= 200 for phrase in entry.said), (note.id, entry.symptom)
        said = [phrase for entry in note.stuck for phrase in entry.said]
        assert len(set(said)) == len(said), note.id


@pytest.fixture(scope="module", params=["of the notes", "mixed"])
def questions(curriculum: Curriculum, request: pytest.FixtureRequest) -> list[Question]:
    if request.param == "mixed":
        return [mixed.question for mixed in curriculum.mixed]
    return [question for note in curriculum.topics.values() for question in note.questions]


def test_there_are_enough_questions(curriculum: Curriculum) -> None:
    assert sum(len(note.questions) for note in curriculum.topics.values()) >= 400
    assert all(len(note.questions) >= 2 for note in curriculum.topics.values())


def test_mixed_questions_are_spread_over_all_stages_and_many_topics(curriculum: Curriculum) -> None:
    per_stage = Counter(mixed.stage for mixed in curriculum.mixed)
    assert all(per_stage[stage] >= 5 for stage in STAGE_TITLES)
    assert len({id for mixed in curriculum.mixed for id in mixed.topics}) >= len(curriculum.topics) / 2


class TestQuestions:
    def test_the_longest_option_is_right_no_more_often_than_chance(self, questions: list[Question]) -> None:
        longest, expected = 0, 0.0
        for question in questions:
            if question.options:
                lengths = [len(option.text) for option in question.options]
                best = [option for option in question.options if len(option.text) == max(lengths)]
                longest += len(best) == 1 and best[0].right
                expected += 1 / len(question.options)
        assert longest <= expected

    def test_no_option_gives_the_answer_away(self, questions: list[Question]) -> None:
        assert [fault for question in questions for fault in check_question(question)] == []

    def test_the_right_option_stands_evenly_in_every_place(self, questions: list[Question]) -> None:
        places = Counter(
            next(place for place, option in enumerate(question.options) if option.right)
            for question in questions
            if len(question.options) == 4
        )
        total = sum(places.values())
        assert all(0.17 <= places[place] / total <= 0.33 for place in range(4)), places

    def test_no_question_is_asked_twice(self, questions: list[Question]) -> None:
        twice = [text for text, often in Counter(question.text.lower() for question in questions).items() if often > 1]
        assert twice == []
