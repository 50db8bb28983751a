"""Every adapter shows every part of a reply."""

import asyncio
import html
import io
import json

import pytest
from discord.http import handle_message_parameters
from rich.console import Console

from adapters.console.outbound import show
from adapters.discord.outbound import to_posts
from adapters.telegram.outbound import Document, Picture, Words, parts
from adapters.web.outbound import to_json
from bot.core.plaintext import to_text
from bot.core.reply import Basis, Button, File, Image, Link, Reply, Section

FULL = Reply(
    title="A title",
    text="Some **bold**, *italic* and `code`.\n\n- one\n- two\n\n1. first\n\n> quoted\n\n"
    "```python\nprint(1 < 2)\n```\n\nA [named link](https://a.example/x).",
    sections=(Section(title="A section", text="Its text & more."),),
    links=(Link(title="A resource", url="https://b.example/y", note="the first 4"),),
    buttons=(Button(label="Press me", send="/pressed"), Button(label="Mine", send="/mine", owner="test:ada")),
    image=Image(png=b"\x89PNG", alt="a curve that falls"),
    files=(File(name="diary.md", text="A line of the file."),),
    basis=Basis(intent="answer"),
)
WORDS = (
    "A title", "bold", "italic", "code", "one", "two", "first", "quoted", "print(1 < 2)", "named link",
    "https://a.example/x", "A section", "Its text & more.", "A resource", "https://b.example/y", "the first 4",
    "Press me", "a curve that falls", "diary.md", "A line of the file.",
)  # fmt: skip


def on_console(reply: Reply) -> str:
    out = io.StringIO()
    show(reply, Console(file=out, force_terminal=False, width=88))
    return out.getvalue()


def on_screen(reply: Reply) -> str:
    out = io.StringIO()
    show(reply, Console(file=out, force_terminal=True, width=88, color_system=None))
    return out.getvalue()


def on_the_page(reply: Reply) -> str:
    return json.dumps(to_json(reply), ensure_ascii=False)


def on_telegram(reply: Reply) -> str:
    said = []
    for part in parts(reply):
        match part:
            case Words():
                said.append(html.unescape(part.html) + "".join(button.label for row in part.keyboard for button in row))
            case Picture():
                said.append(html.unescape(part.html))
            case Document(file):
                said.append(f"{file.name} {file.text}")
    return "\n".join(said)


def on_discord(reply: Reply) -> str:
    return asyncio.run(_on_discord(reply))


async def _on_discord(reply: Reply) -> str:
    shown = []
    for post in to_posts(reply):
        with handle_message_parameters(embeds=post.embeds(), files=post.files(), view=post.view()) as sent:
            shown += [str(part["value"]) for part in sent.multipart or ()]
            shown += [one.fp.read().decode("utf-8", "replace") for one in sent.files or ()]
            shown.append(json.dumps(sent.payload, ensure_ascii=False) if sent.payload else "")
    return "\n".join(shown)


RENDERERS = [on_console, on_screen, on_the_page, on_discord, on_telegram, to_text]


@pytest.mark.parametrize("render", RENDERERS)
@pytest.mark.parametrize("word", WORDS)
def test_every_adapter_shows_every_part(render, word: str) -> None:  # type: ignore[no-untyped-def]
    assert word in render(FULL)


@pytest.mark.parametrize("render", RENDERERS)
def test_an_almost_empty_reply_is_fine_everywhere(render) -> None:  # type: ignore[no-untyped-def]
    assert "Hello" in render(Reply(text="Hello", basis=Basis(intent="hello")))


def test_piped_output_has_no_control_characters() -> None:
    assert "\x1b" not in on_console(FULL)


def test_piped_code_is_neither_wrapped_nor_padded() -> None:
    line = "print(" + " + ".join(["1"] * 60) + ")"
    shown = on_console(Reply(text=f"```python\n{line}\n```", basis=Basis(intent="answer")))
    assert line in shown.splitlines()
