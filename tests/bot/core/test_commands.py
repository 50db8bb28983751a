"""A typed command is split into its row and its argument."""

import re

from bot.core.commands import LONGEST_WISH, Command, find, nearest, said
from bot.core.reply import Basis, Reply
from bot.core.turn import Turn


def reply(turn: Turn) -> Reply:
    return Reply(text="x", basis=Basis(intent="help"))


TABLE = (Command("roadmap", "s", "", "e", reply), Command("ask", "s", "", "e", reply))


def test_the_name_is_found_whatever_its_case_and_with_the_bots_name() -> None:
    assert find(TABLE, "/Roadmap@trailmate_bot core-ml") == (TABLE[0], "core-ml")


def test_an_unknown_name_is_none_and_the_nearest_is_offered() -> None:
    assert find(TABLE, "/raodmap")[0] is None
    assert nearest(TABLE, "/raodmap") == "roadmap"
    assert nearest(TABLE, "/zzz") is None


def test_words_that_say_a_command_outright_count_in_a_short_message_only() -> None:
    quiz = Command("quiz", "s", "", "e", reply, outright=re.compile(r"\bquiz me\b"))
    assert said((*TABLE, quiz), "please quiz me on trees") == quiz
    assert said((*TABLE, quiz), "show me the trees") is None
    assert said((*TABLE, quiz), f"quiz me {'and so on ' * LONGEST_WISH}") is None
