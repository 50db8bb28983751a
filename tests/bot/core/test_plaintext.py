"""The plain-text form shows every part of a reply."""

from bot.core.plaintext import to_text, words_of
from bot.core.reply import Basis, Button, Image, Link, Reply, Section


def test_every_part_of_a_reply_is_there_in_words() -> None:
    reply = Reply(
        title="Recall",
        text="Found **all**?",
        sections=(Section(title="Source", text="*Note*"),),
        links=(Link(title="Guide", url="https://a.b", note="first 4"),),
        buttons=(Button(label="Next", send="/next"),),
        image=Image(png=b"x", alt="a curve"),
        basis=Basis(intent="answer"),
    )
    assert to_text(reply).splitlines() == [
        "Recall", "", "Found all?", "", "Source", "Note", "", "[Picture: a curve]", "",
        "- Guide (first 4): https://a.b", "", "[Next] /next",
    ]  # fmt: skip


def test_lists_code_and_quotes_keep_their_shape() -> None:
    assert words_of("1. a\n2. b\n\n> q\n\n```\nx = 1\n```") == "1. a\n2. b\n\n> q\n\nx = 1"
