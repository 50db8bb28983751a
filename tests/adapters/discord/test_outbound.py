"""Whatever a reply says, Discord takes the messages that it becomes, and shows all of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import discord
import pytest
from discord.http import handle_message_parameters
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord.outbound import Post, to_posts
from bot.core.markdown import Anchor, Block, Bold, Code, CodeBlock, Inline, Italic, Items, Paragraph, Quote, Text, parse
from bot.core.reply import Basis, Button, File, Image, Link, Reply, Section
from tests.discord_server.limits import check_message, is_empty
from tests.discord_server.openapi import faults

BASIS = Basis(intent="answer")


def bodies(posts: Sequence[Post]) -> list[dict[str, Any]]:
    """Return what is sent for each message, as Discord gets it."""
    return [_body(post) for post in posts]


def _body(post: Post) -> dict[str, Any]:
    none = discord.AllowedMentions.none()
    with handle_message_parameters(
        embeds=post.embeds(), files=post.files(), view=post.view(), allowed_mentions=none, nonce="n" * 24
    ) as sent:
        whole = sent.payload or json.loads((sent.multipart or [])[0]["value"])
    return dict(json.loads(json.dumps(whole)))


def text_of(reply: Reply) -> str:
    return "".join(post.text for post in to_posts(reply))


def said(text: str, **more: Any) -> Reply:
    return Reply(text=text, basis=BASIS, **more)


async def test_a_short_reply_is_one_message() -> None:
    reply = said(
        "Hello", title="Hi", sections=(Section(title="More", text="words"),), buttons=(Button(label="Go", send="/go"),)
    )
    (body,) = bodies(to_posts(reply))
    assert body["embeds"][0]["title"] == "Hi"
    assert body["embeds"][0]["description"] == "Hello"
    assert body["embeds"][0]["fields"] == [{"name": "More", "value": "words", "inline": False}]
    assert body["components"][0]["components"][0]["label"] == "Go"


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("**a** *b* `c`", "**a** *b* `c`"),
        ("2 \\* 3 \\* 4, snake_case, ~~no~~ and ||no||", r"2 \* 3 \* 4, snake\_case, \~\~no\~\~ and \|\|no\|\|"),
        ("\\# no heading", r"\# no heading"),
        ("1\\. no list", "1\\. no list"),
        ("a  \n\\> no quote", "a\n\\> no quote"),
        ("<@123> and <t:1:R>", r"\<@123> and \<t:1:R>"),
        ("see https://a.example/x_y_z now", "see https://a.example/x_y_z now"),
        ("[a](https://b.example/c_(d))", "[a](https://b.example/c_%28d%29)"),
        ("[https://evil.example](https://b.example/)", "https://evil.example (https://b.example/)"),
        ("[mail](mailto:a@b.example)", "mail (mailto:a@b.example)"),
        ("[noon](time:1763726400)", "<t:1763726400:f>"),
        ("`` a`b ``", "`` a`b ``"),
        ("- one\n  - two\n- three", "- one\n  - two\n- three"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("> a\n>\n> > b", "> a\n>\n> b"),
    ],
)
def test_markdown_becomes_discords_own(markdown: str, shown: str) -> None:
    assert text_of(said(markdown)) == shown


def test_code_with_backticks_in_it_stays_one_block() -> None:
    assert text_of(said("~~~\n~~~")) is not None
    shown = text_of(said("````python\na ``` b\n````"))
    assert shown.startswith("```python\na ")
    assert shown.count("```") == 2


def test_a_long_text_is_cut_between_paragraphs_and_the_buttons_are_below_the_last() -> None:
    posts = to_posts(said("\n\n".join(["word " * 400] * 5), buttons=(Button(label="Go", send="/go"),)))
    assert len(posts) == 3
    assert [bool(post.buttons) for post in posts] == [False, False, True]
    assert all(post.text.endswith("word") for post in posts)


def test_a_long_section_joins_the_text_under_its_title() -> None:
    (post,) = to_posts(said("Short.", sections=(Section(title="Long", text="word " * 300),)))
    assert post.text.startswith("Short.\n\n**Long**\n\nword")


def test_a_picture_is_attached_with_its_words() -> None:
    (body,) = bodies(to_posts(said("Look", image=Image(png=b"\x89PNG", alt="a falling curve"))))
    assert body["attachments"] == [{"id": 0, "filename": "picture.png", "description": "a falling curve"}]


def test_a_button_says_whose_it_is_and_is_found_again_by_its_delivery() -> None:
    reply = said("Task", buttons=(Button(label="Done", send="/done t42", owner="discord:123"),))
    (body,) = bodies(to_posts(reply, mark="cafe0123"))
    assert body["components"][0]["components"][0]["custom_id"] == "0.123.cafe0123./done t42"


@pytest.mark.parametrize(("many", "rows"), [(1, [1]), (5, [5]), (6, [3, 3]), (11, [4, 4, 3]), (25, [5] * 5)])
def test_buttons_stand_in_even_rows(many: int, rows: list[int]) -> None:
    buttons = tuple(Button(label=f"{number}", send=f"/go {number}") for number in range(many))
    (body,) = bodies(to_posts(said("Choose", buttons=buttons)))
    assert [len(row["components"]) for row in body["components"]] == rows


def test_two_buttons_that_say_the_same_are_both_there() -> None:
    same = Button(label="Go", send="/go")
    (body,) = bodies(to_posts(said("Go on", buttons=(same, same))))
    assert len({button["custom_id"] for button in body["components"][0]["components"]}) == 2


async def test_nothing_is_kept_for_buttons_that_were_sent() -> None:
    (post,) = to_posts(said("Go on", buttons=(Button(label="Go", send="/go"),)))
    view = post.view()
    assert view is not None
    assert view.is_finished()


hostile = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="*_`~|[]()<>#-+.!@:\\ \n1a", max_size=80),
    st.sampled_from(
        [
            "@everyone",
            "<@&1>",
            "```",
            "||",
            "\u202e",
            "\x00",
            "\U0001f468\u200d\U0001f469",
            " ",
            "\u200b",
            "\u3000",
            "a" * 5000,
        ]
    ),
    st.text(alphabet="word \U0001f600", min_size=1, max_size=30).map(lambda text: text * 90),
).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
"""Pydantic lets no lone surrogate into a reply."""
some = hostile.filter(bool)
web = st.one_of(st.just("https://a.example/x_(y)"), hostile.map(lambda text: f"https://a.example/{text}"), hostile)
sends = st.text(alphabet="abc./ é", min_size=1, max_size=30)
replies = st.builds(
    Reply,
    text=st.lists(hostile, max_size=4).map("\n\n".join),
    title=hostile,
    sections=st.lists(st.builds(Section, title=hostile, text=hostile), max_size=6).map(tuple),
    links=st.lists(st.builds(Link, title=hostile, url=web, note=hostile), max_size=4).map(tuple),
    buttons=st.lists(
        st.builds(
            Button, label=some.map(lambda text: text[:80]), send=sends, owner=st.sampled_from([None, "discord:1", "x"])
        ),
        max_size=30,
    ).map(tuple),
    image=st.none() | st.builds(Image, png=st.binary(max_size=9), alt=some.filter(str.strip)),
    files=st.lists(st.builds(File, name=st.just("diary.md"), text=hostile), max_size=12).map(tuple),
    basis=st.just(BASIS),
)


def check(reply: Reply) -> None:
    posts = to_posts(reply)
    for body, post in zip(bodies(posts), posts, strict=True):
        check_message(body)
        assert not is_empty(body, len(post.uploads))
        assert body["allowed_mentions"] == {"parse": []}
        assert "content" not in body or body["content"] is None
    missing = [part for part in parts_of(reply) if part not in letters_of(posts)]
    assert not missing
    labels = [button for post in posts for button in post.buttons]
    assert labels == list(reply.buttons)
    assert sum(len(post.uploads) for post in posts) == len(reply.files) + bool(reply.image and reply.image.png)


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def letters_of(posts: Sequence[Post]) -> str:
    words = [
        words for post in posts for words in (post.title, post.text, *(part for field in post.fields for part in field))
    ]
    words += [upload.description or "" for post in posts for upload in post.uploads]
    # a link that is cut names its address twice
    return letters(re.sub(r"\]\(https?://[^)]*\)", "]", "".join(words)))


def parts_of(reply: Reply) -> Iterator[str]:
    yield letters(reply.title)
    for markdown in (reply.text, *(section.text for section in reply.sections)):
        for leaf in leaves(parse(markdown)):
            yield letters(leaf)
    for section in reply.sections:
        yield letters(section.title)
    for link in reply.links:
        yield letters(link.title)
        yield letters(link.note)
    if reply.image and len(reply.image.alt) < 500:
        yield letters(reply.image.alt)


def leaves(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(parts):
                yield from _leaves(parts)
            case CodeBlock(text):
                yield text
            case Items(items):
                for item in items:
                    yield from leaves(item)
            case Quote(inner):
                yield from leaves(inner)


def _leaves(parts: Sequence[Inline]) -> Iterator[str]:
    for part in parts:
        match part:
            case Text(text) | Code(text):
                yield text
            case Bold(inner) | Italic(inner) | Anchor(_, inner):
                yield from _leaves(inner)


QUICK = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))


@given(replies)
@QUICK
async def test_discord_refuses_no_reply_and_shows_all_of_it(reply: Reply) -> None:
    check(reply)


@pytest.mark.torture
@given(replies)
@LONG
async def test_discord_refuses_none_of_two_thousand_replies(reply: Reply) -> None:
    check(reply)


@pytest.mark.torture
@given(replies)
@LONG
async def test_discords_own_document_finds_no_fault_in_two_thousand_replies(reply: Reply) -> None:
    for body in bodies(to_posts(reply)):
        assert faults("POST", "/channels/1/messages", body) == []


def test_an_address_is_never_torn_by_escapes() -> None:
    shown = text_of(said("https://a.example/under_score~tilde and under_score"))
    assert re.search(r"https://a\.example/under_score~tilde and under\\_score", shown)
