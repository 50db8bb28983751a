"""The library answers over any documents, keeps what it computed, and swaps a new index in whole."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from knowledge.documents import Document
from knowledge.library import Library

COOKING = [
    Document("rice", "Rice", "Rinse the rice until the water is clear. Use twice as much water as rice."),
    Document("bread", "Bread", "Knead the dough for ten minutes. Let it rise until it has doubled."),
    Document("soup", "Soup", "Fry the onions first. Add stock and simmer for half an hour."),
]


@pytest.fixture(scope="module")
def kitchen(cache: Path) -> Library:
    return Library.of(COOKING, cache)


@pytest.mark.parametrize(
    ("question", "id"),
    [("how much water do i need for rice", "rice"), ("my dough does not rise", "bread"), ("onoins first?", "soup")],
)
def test_a_question_finds_its_document(kitchen: Library, question: str, id: str) -> None:
    assert kitchen.search(kitchen.read(question)).hits[0].document.id == id


def test_a_short_document_is_shown_whole(kitchen: Library) -> None:
    answer = kitchen.answer(kitchen.read("how much water do i need for rice"))
    assert answer.answered
    assert answer.text == COOKING[0].text


def test_what_the_documents_do_not_answer_is_declined(kitchen: Library) -> None:
    assert not kitchen.search(kitchen.read("how do i set up a vlan on my switch")).answered


def test_a_misspelled_question_is_read_as_it_was_meant(kitchen: Library) -> None:
    assert kitchen.read("how much watre for the rice?").text == "how much water for the rice?"


def test_a_question_is_encoded_once(kitchen: Library) -> None:
    question = kitchen.read("rice")
    assert question.encoding is question.encoding


@pytest.mark.slow
def test_an_index_is_built_once_and_a_damaged_one_again(cache: Path, tmp_path: Path) -> None:
    for kept in ("models", "encodings"):
        (tmp_path / kept).symlink_to(cache / kept)
    heard: list[int] = []
    Library.of(COOKING, tmp_path, progress=lambda done, _total: heard.append(done))
    first = len(heard)
    Library.of(COOKING, tmp_path, progress=lambda done, _total: heard.append(done))
    assert len(heard) == first
    for file in tmp_path.glob("indexes/*/*.npy"):
        file.write_bytes(b"rubbish")
    again = Library.of(COOKING, tmp_path)
    assert again.search(again.read("rice water")).hits[0].document.id == "rice"


@pytest.mark.slow
def test_notes_taken_in_are_found_at_once_while_others_ask(cache: Path, tmp_path: Path) -> None:
    library = Library.open(cache, added=tmp_path / "added")
    (tmp_path / "meetup.md").write_text(
        "# Our meetup\n\nThe Ulm study group meets on Thursdays at seven in the library."
    )
    stop, failures = threading.Event(), list[BaseException]()

    def keep_asking() -> None:
        while not stop.is_set():
            try:
                assert library.search(library.read("what is recall")).hits[0].document.id == "recall"
            except BaseException as error:
                failures.append(error)
                return

    asker = threading.Thread(target=keep_asking)
    asker.start()
    library.ingest(tmp_path / "meetup.md")
    stop.set()
    asker.join()
    assert failures == []
    assert library.search(library.read("when does the Ulm study group meet")).hits[0].document.title == "Our meetup"
