"""A typed command is split into its row and its argument."""

from bot.core.commands import Command, find, nearest, recognised
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


def test_a_command_knows_words_by_their_form() -> None:
    quiz = Command("quiz", "s", "", "e", reply, recognises=lambda text: "quiz me" in text)
    assert recognised((*TABLE, quiz), "please quiz me on trees") == quiz
    assert recognised((*TABLE, quiz), "show me the trees") is None
