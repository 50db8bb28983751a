"""Replies as Telegram's messages: every part shows, every limit holds, and no text is ever refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.telegram.outbound import Document, Part, Picture, Quiz, Words, parts
from adapters.telegram.words import _BLANK, html_of, markdown, pages, text_of
from bot.core.reply import Basis, Button, File, Image, Link, Poll, Reply, Section
from tests.adapters.telegram.parser import UnparsableError, parse

BASIS = Basis(intent="answer")
HOSTILE = (
    "<b>", "</b>", "<", ">", "&", "&lt;", "&nbsp;", '"', "'", "`", "```", "```python\n", "\n", "\n\n", "    ", "> ",
    "- ", "1. ", "**", "*", "_", "[a](https://a.example/?x=1&y=<2>)", "[b](javascript:x)", "[c](http://)",
    "[t](time:1790000000)", "[`code`](https://c.example)", "**bold `code` bold**", "\u202e", "\u200b", "\u2060",
    "\ufeff", "\u3164", "👩\u200d👩\u200d👧\u200d👦", "🇩🇪", "e\u0301", "\x00", "\r", "@everyone", "@trailmate_bot",
    "/start", "#tag", "tg://user?id=1", "https://t.me/x", "𝔘", "\\", "<a href='x'>", "<!--", "]]>", "&#x3c;",
    "&#60;b&#62;",
    "word " * 60, "x" * 900, "| a | b |", "![i](https://x.example/y)",
)  # fmt: skip

texts = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12)), max_size=14).map("".join)
some = st.one_of(texts, texts.map(lambda text: text * 9))
addresses = st.one_of(
    st.sampled_from(["https://a.example/x", "http://", "https://ä.example/ü", "https://x.example/" + "y" * 3000, "ftp://x"]),
    texts,
)  # fmt: skip
labels = texts.map(lambda text: text[:80]).filter(bool)
sends = texts.map(lambda text: text.encode()[:64].decode(errors="ignore")).filter(bool)
buttons = st.builds(Button, label=labels, send=sends)
links = st.builds(Link, title=texts, url=addresses, note=texts)
replies = st.builds(
    Reply,
    text=some,
    title=texts,
    sections=st.lists(st.builds(Section, title=texts, text=some), max_size=4).map(tuple),
    links=st.lists(links, max_size=6).map(tuple),
    buttons=st.lists(buttons, max_size=12).map(tuple),
    image=st.none() | st.builds(Image, png=st.just(b"\x89PNG"), alt=some.filter(str.strip)),
    files=st.lists(st.builds(File, name=st.just("diary.md"), text=some), max_size=2).map(tuple),
    basis=st.just(BASIS),
)


def reply(text: str, **more: object) -> Reply:
    return Reply.model_validate({"text": text, "basis": BASIS, **more})


def words(shown: tuple[Part, ...]) -> list[Words]:
    return [part for part in shown if isinstance(part, Words)]


def squeezed(text: str) -> str:
    return "".join(character for character in text if character.isalnum() and character not in _BLANK)


@given(replies)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_no_hostile_reply_is_refused_and_nothing_of_it_is_lost(sent: Reply) -> None:
    check(sent)


@pytest.mark.torture
@given(replies)
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_none_of_two_thousand_hostile_replies_is_refused(sent: Reply) -> None:
    check(sent)


def check(sent: Reply) -> None:
    """Read every message as Telegram would, and look for every part of the reply."""
    shown = parts(sent)
    assert shown
    for part in shown:
        match part:
            case Words():
                text, entities = parse(part.html)
                assert text == part.plain
                assert len(entities) <= 101  # a block of code with its language is two tags and one entity
                if part.keyboard:
                    check_keyboard(part)
            case Picture():
                text, _ = parse(part.html) if part.html else ("", [])
                assert text == part.plain
                assert len(text.encode("utf-16-le")) // 2 <= 1024
    said = squeezed("".join(part.plain for part in shown if isinstance(part, Words | Picture)))
    for title in (sent.title, *(section.title for section in sent.sections), *(link.title for link in sent.links)):
        assert squeezed(title) in said
    pressed = [button for part in words(shown) for row in part.keyboard for button in row]
    assert pressed == list(sent.buttons)
    assert [part.file for part in shown if isinstance(part, Document)] == list(sent.files)


def check_keyboard(part: Words) -> None:
    pressed = [button for row in part.keyboard for button in row]
    assert len(pressed) <= 100
    assert all(1 <= len(row) <= 8 for row in part.keyboard)
    assert all(len(button.send.encode()) <= 64 for button in pressed)
    assert len(json.dumps([[button.label, button.send] for button in pressed])) <= 10_000


@given(some)
@settings(max_examples=60, deadline=None, database=None)
def test_every_page_parses_alone_and_together_they_say_all(text: str) -> None:
    runs = list(markdown(text * 20))
    found = [parse(html_of(page))[0] for page in pages(runs, 700)]
    assert all(len(page.encode("utf-16-le")) // 2 <= 700 for page in found)
    assert squeezed("".join(found)) == squeezed(text_of(runs))


@pytest.mark.parametrize(
    ("markup", "html"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("**bold _both_**", "<b>bold <i>both</i></b>"),
        ("**bold `x<y`**", "<b>bold </b><code>x&lt;y</code>"),
        (
            "```python\nif a < b:\n    pass\n```",
            '<pre><code class="language-python">if a &lt; b:\n    pass</code></pre>',
        ),
        ("```\nplain\n```", "<pre>plain</pre>"),
        ('```a"b\nx\n```', "<pre>x</pre>"),
        ("- one\n- two\n  - inner\n  - more", "• one\n• two\n   • inner\n   • more"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("> said\n> > deeper", "<blockquote>said\n\ndeeper</blockquote>"),
        ("[words](https://a.example/?a=1&b=2)", '<a href="https://a.example/?a=1&amp;b=2">words</a>'),
        ("[words](http://nowhere)", "words (http://nowhere)"),
        ("[at noon](time:1790000000)", "at noon"),
    ],
)
def test_the_subset_in_telegrams_html(markup: str, html: str) -> None:
    assert html_of(markdown(markup)) == html


def test_a_block_of_code_is_cut_between_lines_and_each_page_is_code_with_its_indentation() -> None:
    code = "\n".join(["def f():", *(f"    step_{number}()" for number in range(600))])
    found = words(parts(reply(f"```python\n{code}\n```")))
    assert len(found) == 3
    for part in found:
        _, entities = parse(part.html)
        assert entities[0].attributes == {"class": "language-python"}
    assert found[1].plain.startswith("…\n    step_")
    whole = "\n".join(part.plain.removeprefix("…\n") for part in found)
    assert whole == code


def test_links_are_never_more_than_telegram_keeps() -> None:
    many = " ".join(f"[w{number}](https://a.example/{number})" for number in range(250))
    found = words(parts(reply(many)))
    assert [len(parse(part.html)[1]) for part in found] == [100, 100, 50]


def test_a_page_is_not_cut_inside_a_picture_of_a_family() -> None:
    found = words(parts(reply("👩‍👩‍👧‍👦" * 700)))
    assert len(found) > 1
    assert all(part.plain.startswith("👩") for part in found)


def test_only_a_card_about_one_link_shows_what_lies_behind_it() -> None:
    link = Link(title="A course", url="https://a.example/course")
    assert words(parts(reply("Begin here.", links=(link,))))[0].preview == "https://a.example/course"
    assert words(parts(reply("Two.", links=(link, link))))[0].preview == ""
    assert words(parts(reply("A note.", links=(link,), sections=(Section(title="S", text="t"),))))[0].preview == ""


def test_rows_fit_a_phone() -> None:
    letters = [Button(label=letter, send=f"/check recall 1 {letter}") for letter in "ABCD"]
    others = [Button(label=label, send="/x") for label in ("Today's task", "My plan", "Where people get stuck")]
    rows = words(parts(reply("?", buttons=(*letters, *others))))[0].keyboard
    assert [[button.label for button in row] for row in rows] == [
        ["A", "B", "C", "D"],
        ["Today's task", "My plan"],
        ["Where people get stuck"],
    ]


def test_two_hundred_buttons_become_keyboards_that_telegram_takes() -> None:
    many = tuple(Button(label="🙂" * 80, send=f"/{number:063}") for number in range(200))
    found = words(parts(reply("Choose.", buttons=many)))
    for part in found:
        check_keyboard(part)
    assert sum(len(row) for part in found for row in part.keyboard) == 200


def poll(**more: object) -> Poll:
    fits = {
        "question": "Which?",
        "options": ("one", "two"),
        "sends": ("/a", "/b"),
        "right": 1,
        "explanation": "So.\n\nIs it.",
    }
    return Poll.model_validate(fits | more)


def asked(question: Poll) -> Reply:
    answers = [Button(label="A", send="/a"), Button(label="B", send="/b"), Button(label="I don't know", send="/no")]
    return reply("Which?\n\nA. one\n\nB. two", title="Check yourself", buttons=tuple(answers), poll=question)


def test_a_single_choice_becomes_a_quiz_that_keeps_the_buttons_which_are_no_options() -> None:
    (quiz,) = parts(asked(poll()), quizzes=True)
    assert isinstance(quiz, Quiz)
    assert quiz.question == "Check yourself\n\nWhich?"
    assert quiz.explanation == "So. Is it."  # at most two line ends are allowed
    assert [[button.label for button in row] for row in quiz.keyboard] == [["I don't know"]]


@pytest.mark.parametrize(
    "unfit", [poll(options=("one", "one ")), poll(options=("one", "𝔘" * 60)), poll(question="𝔘" * 200)]
)
def test_what_telegram_would_not_take_as_a_quiz_keeps_its_buttons(unfit: Poll) -> None:
    (card,) = words(parts(asked(unfit), quizzes=True))
    assert [button.label for row in card.keyboard for button in row] == ["A", "B", "I don't know"]
    assert words(parts(asked(poll())))


def test_a_long_picture_text_is_said_in_full_below_the_picture() -> None:
    picture, card = parts(reply("Words.", title="A map", image=Image(png=b"x", alt="point " * 300)))
    assert isinstance(picture, Picture)
    assert isinstance(card, Words)
    assert card.plain.startswith("A map")
    assert card.plain.count("point") == 300


@pytest.mark.parametrize(
    "bad",
    ["a < b", "<p>x</p>", "<b>x", "<b><i>x</b></i>", "<a href=x>y</a>", "<b></b>", "x" * 4097, "𝔘" * 2049, " \u200b"],
)
def test_the_tests_own_parser_refuses_what_telegram_refuses(bad: str) -> None:
    with pytest.raises(UnparsableError):
        parse(bad)


def test_a_picture_whose_words_cannot_be_seen_has_a_caption_all_the_same() -> None:
    picture, *_ = parts(reply("Words.", image=Image(png=b"x", alt="\u200b")))
    assert isinstance(picture, Picture)
    assert picture.html == "…"
