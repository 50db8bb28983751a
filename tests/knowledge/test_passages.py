"""Cutting documents into passages."""

from knowledge.documents import Document
from knowledge.passages import cut, in_context, plain, whole


def texts(markdown: str, words: int = 120) -> list[str]:
    return [passage.text for passage in cut(Document("d", "Title", markdown), words)]


def test_a_heading_starts_a_new_passage_and_names_it() -> None:
    passages = cut(Document("d", "Title", "before\n\n# One\nfirst\n\n## Two ##\nsecond"))
    assert [(passage.heading, passage.text) for passage in passages] == [
        ("", "before"),
        ("One", "first"),
        ("Two", "second"),
    ]
    assert [passage.id for passage in passages] == ["d#0", "d#1", "d#2"]
    assert {passage.document for passage in passages} == {"d"}


def test_a_hash_inside_a_fence_is_not_a_heading() -> None:
    code = "```python\n# load\n\nx = 1\n```"
    assert texts(f"# Code\n{code}") == [code]


def test_paragraphs_share_a_passage_until_it_is_full() -> None:
    paragraph = "word " * 50
    assert [len(text.split()) for text in texts(f"{paragraph}\n\n{paragraph}\n\n{paragraph}")] == [100, 50]


def test_a_long_paragraph_is_divided_between_sentences() -> None:
    sentence = "This sentence has exactly six words."
    pieces = texts(" ".join([sentence] * 40), words=20)
    assert all(len(piece.split()) <= 20 for piece in pieces)
    assert all(piece.startswith("This") and piece.endswith("words.") for piece in pieces)


def test_a_text_without_any_sentence_end_is_still_cut_to_size() -> None:
    pieces = texts("word " * 1000)
    assert max(len(piece.split()) for piece in pieces) == 120
    assert sum(len(piece.split()) for piece in pieces) == 1000


def test_a_fence_that_fits_is_never_divided_by_its_blank_lines() -> None:
    code = "~~~\na = 1\n\n\nb = 2\n~~~"
    assert texts(f"text\n{code}\nmore") == [f"text\n\n{code}\n\nmore"]


def test_a_fence_too_long_for_a_passage_is_divided_between_lines_and_fenced_again() -> None:
    code = "```python\n" + "\n".join(f"    value = {number}" for number in range(40)) + "\n```"
    pieces = texts(code, words=30)
    assert len(pieces) > 3
    assert all(piece.startswith("```python\n    value") and piece.endswith("\n```") for piece in pieces)


def test_a_fence_that_is_never_closed_loses_nothing() -> None:
    assert texts("```\nopen\n# not a heading") == ["```\nopen\n# not a heading"]


def test_an_empty_document_has_one_empty_passage() -> None:
    assert texts("") == [""]
    assert texts("# Only a heading") != []


def test_what_stands_for_a_passage_names_its_document_and_heading_once() -> None:
    document = Document("d", "Trees", "# Trees\nroot\n\n## Leaves\ngreen", ("woods",))
    first, second, alias = cut(document)
    assert in_context(document, first) == "Trees\nroot"
    assert in_context(document, second) == "Trees\nLeaves\ngreen"
    assert in_context(document, alias) == "Trees\nwoods"
    assert whole(document).startswith("Trees\nwoods\n")


def test_links_are_compared_by_their_words_and_styled_letters_as_plain_ones() -> None:
    assert plain("see [the docs](https://x.org/a_(b) 'no') or https://y.org now") != ""
    assert plain("see [the docs](https://x.org/a_(b)) here") == "see the docs here"
    assert plain("![a plot](plot.png) <https://y.org>") == "a plot "
    assert plain("𝐇𝐨𝐰 ﬁt") == "How fit"
