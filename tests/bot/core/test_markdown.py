"""The Markdown subset becomes a tree, and everything outside it stays readable text."""

from datetime import UTC, datetime

from bot.core.markdown import Anchor, Bold, Code, CodeBlock, Items, Moment, Paragraph, Quote, Text, moment, parse, plain
from bot.core.plaintext import words_of


def test_bold_italic_code_and_links_are_nodes() -> None:
    (paragraph,) = parse("**a** `b` [c](https://d.e/f)")
    assert paragraph == Paragraph(
        (Bold((Text("a"),)), Text(" "), Code("b"), Text(" "), Anchor("https://d.e/f", (Text("c"),)))
    )


def test_fenced_code_keeps_every_character() -> None:
    (block,) = parse("```python\nif a < b:\n    print('*')\n```")
    assert block == CodeBlock("if a < b:\n    print('*')", "python")


def test_lists_know_where_they_start_and_may_nest() -> None:
    bullets, numbers = parse("- a\n  - b\n\n3. c\n4. d")
    assert isinstance(bullets, Items)
    assert bullets.start is None
    assert isinstance(bullets.items[0][1], Items)
    assert isinstance(numbers, Items)
    assert (numbers.start, len(numbers.items)) == (3, 2)


def test_a_quote_holds_blocks() -> None:
    assert parse("> a") == (Quote((Paragraph((Text("a"),)),)),)


def test_html_and_tables_stay_text() -> None:
    (paragraph,) = parse("<b>x</b> | y |")
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.parts) == "<b>x</b> | y |"


def test_an_address_that_could_run_code_is_no_link() -> None:
    (paragraph,) = parse("[x](javascript:alert(1))")
    assert isinstance(paragraph, Paragraph)
    assert not any(isinstance(part, Anchor) for part in paragraph.parts)


def test_an_instant_is_a_node_with_words_for_it() -> None:
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    (paragraph,) = parse(f"see you {moment(at, 'Saturday at noon')}")
    assert paragraph == Paragraph((Text("see you "), Moment(int(at.timestamp()), (Text("Saturday at noon"),))))
    assert words_of(f"see you {moment(at, 'Saturday at noon')}") == "see you Saturday at noon"


def test_what_is_no_instant_stays_words() -> None:
    (paragraph,) = parse("[soon](time:later) [never](time:99999999999999999999)")
    assert isinstance(paragraph, Paragraph)
    assert plain(paragraph.parts) == "soon never"
