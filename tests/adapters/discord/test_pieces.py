"""Long texts are cut where a reader would, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.pieces import pieces
from bot.core.markdown import Block, Bold, CodeBlock, Items, Paragraph, Text, parse, plain
from bot.core.plaintext import words_of


def words(blocks: tuple[Block, ...]) -> str:
    return "\n\n".join(_words(block) for block in blocks)


def _words(block: Block) -> str:
    match block:
        case Paragraph(parts):
            return plain(parts)
        case CodeBlock(text):
            return text
        case Items(items):
            return "\n".join(words(item) for item in items)
    return words(block.blocks)


def cut(markdown: str, longest: int) -> list[str]:
    return [words(piece) for piece in pieces(parse(markdown), lambda some: len(words(tuple(some))) <= longest)]


def test_what_fits_stays_whole() -> None:
    assert cut("One.\n\nTwo.", 20) == ["One.\n\nTwo."]


def test_a_cut_is_between_paragraphs_where_it_can_be() -> None:
    assert cut("One two three.\n\nFour five six.", 20) == ["One two three.", "Four five six."]


def test_a_long_paragraph_is_cut_between_words() -> None:
    assert cut("one two three four five six", 14) == ["one two three", "four five six"]


def test_code_is_cut_between_lines_and_stays_code() -> None:
    blocks = parse("```python\nfirst = 1\nsecond = 2\n```")
    halves = list(pieces(blocks, lambda some: len(words(tuple(some))) <= 12))
    assert halves == [(CodeBlock("first = 1", "python"),), (CodeBlock("second = 2", "python"),)]


def test_a_list_goes_on_with_its_numbers() -> None:
    halves = list(pieces(parse("3. three\n4. four"), lambda some: len(words(tuple(some))) <= 6))
    assert [half[0].start for half in halves if isinstance(half[0], Items)] == [3, 4]


def test_marks_are_closed_and_opened_again() -> None:
    halves = list(pieces(parse("**one two**"), lambda some: len(words(tuple(some))) <= 4))
    assert halves == [(Paragraph((Bold((Text("one"),)),)),), (Paragraph((Bold((Text("two"),)),)),)]


def test_a_letter_keeps_its_accent() -> None:
    found = cut("ae\N{COMBINING ACUTE ACCENT}" * 9, 5)
    assert len(found) > 1
    assert not any(piece.startswith("\N{COMBINING ACUTE ACCENT}") for piece in found)


def test_an_address_that_is_too_long_for_a_link_can_still_be_read() -> None:
    address = "https://a.example/" + "x" * 60
    assert "".join(cut(f"[here]({address})", 40)).replace(" ", "") == f"here({address})"


@given(st.text(alphabet="ab *_`[]()>#-1.\n\\~", max_size=300), st.integers(10, 60))
def test_nothing_is_lost(markdown: str, longest: int) -> None:
    letters = [c for c in words_of(markdown) if c in "ab"]
    found = cut(markdown, longest)
    assert [c for piece in found for c in piece if c in "ab"] == letters
    assert all(len(piece) <= longest for piece in found)
