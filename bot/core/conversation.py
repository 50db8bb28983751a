"""The conversation: reads a request, finds the feature it is for, and gives the reply."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from bot.core.commands import Command, find, named, nearest, recognised
from bot.core.followups import asked_part, asks_meaning
from bot.core.memory import AtHand, Memory, beginning
from bot.core.reply import Basis, Button, Reply
from bot.core.request import Request
from bot.core.routing import ASK, Router
from bot.core.sentence import ended
from bot.core.turn import Turn
from knowledge.library import Library

LONGEST_QUESTION = 4_000
"""Characters of a message that are read. Of a longer one its middle is left out: a traceback ends with its error."""

LONGEST_ANSWER = 200
"""Characters of a plain answer to something the bot asked for, such as a city."""
MOST_WORDS_MISSPELLED = 3
"""Words up to which something unreadable is taken for a slip in the answer, and not for something else."""

_ASKS = re.compile(
    r"(?is)(what|why|how|when|where|which|who|whats|is|are|does|do|can|could|should|explain|anyone know)\b.{8,}"
)
_NOTHING_TO_READ = "I can read questions in words. Try: what is overfitting?"


class Conversation:
    """One tutor for all platforms. Synchronous, and safe to call from several threads."""

    def __init__(
        self,
        commands: Sequence[Command],
        library: Library,
        memory: Memory,
        attend: Callable[[Request], None] = lambda _: None,
        notice: Callable[[str, Turn, Reply], None] = lambda *_: None,
    ) -> None:
        """`attend` is told of every request first, somebody is here; `notice` of the command that answered it, last."""
        self._commands = tuple(commands)
        self._library = library
        self._memory = memory
        self._attend, self._notice = attend, notice
        self._router = Router(commands, library)

    @property
    def commands(self) -> tuple[Command, ...]:
        return self._commands

    def overheard(self, request: Request) -> Reply | None:
        """Answer what was not said to the bot only where it is a question that a note answers; else None."""
        text = clean(request.text)
        if not is_question(text):
            return None
        reply = self._router.ask.answer(_turn(self._library, request, text, None, guessed=True))
        return reply if reply.basis.answered else None

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        if request.owner is not None and request.owner != request.person.id:
            return _refusal("That button belongs to somebody else's card. Ask me the same, and you get your own.")
        text = clean(request.text)
        if not any(character.isalnum() for character in text):
            return _hint(_NOTHING_TO_READ).model_copy(update={"private": False})  # nothing in it is anybody's own
        self._attend(request)
        at_hand = self._memory.recall(request)
        if at_hand and at_hand.hears_all and not text.startswith("/"):
            text = f"{at_hand.expects} {text}"
        if text.startswith("/"):
            return self._command(request, text, at_hand)
        if command := named(self._commands, text):
            return self._answer(command, _turn(self._library, request, "", at_hand, guessed=False))
        if at_hand and at_hand.expects and (reply := self._expected(request, text, at_hand)):
            return reply
        return self._plain_words(request, text, at_hand)

    def _command(self, request: Request, text: str, at_hand: AtHand | None) -> Reply:
        command, argument = find(self._commands, text)
        if command is None:
            name = text.split(maxsplit=1)[0]
            meant = nearest(self._commands, text)
            buttons = (Button(label=f"/{meant}", send=f"/{meant}"),) if meant else ()
            unknown = ended(f"I don't know {name[:40]}")
            return _hint(f"{unknown} /help shows what I can do.", buttons)
        return self._answer(command, _turn(self._library, request, argument, at_hand, guessed=False))

    def _expected(self, request: Request, text: str, at_hand: AtHand) -> Reply | None:
        """Try plain words as the answer to what was asked for last; None where they are something else."""
        command, _ = find(self._commands, at_hand.expects)
        if command and command.listens:
            if asks_meaning(text) or (at_hand.topic and asked_part(text)):
                return None
            route = self._router.route(self._library.read(text)).command
            if route.name != ASK and route is not command:
                return None
        elif len(text) > LONGEST_ANSWER or text.endswith("?") or recognised(self._commands, text):
            return None
        reply = self._command(request, f"{at_hand.expects} {text}", at_hand)
        if not reply.basis.answered and len(text.split()) > MOST_WORDS_MISSPELLED:
            return None
        return _with_undo(reply, text)

    def _plain_words(self, request: Request, text: str, at_hand: AtHand | None) -> Reply:
        turn = _turn(self._library, request, text, at_hand, guessed=True)
        if command := recognised(self._commands, text):
            reply = self._answer(command, turn)
            return _with_undo(reply, text) if command.listens else reply  # else its form leaves no doubt
        if turn.topic and asked_part(text):  # "quiz me", said about the note at hand
            return self._answer(self._router.ask, turn)
        route = self._router.route(turn.question)
        reply = self._answer(route.command, turn)
        if route.command.name == ASK or route.command.courtesy:
            return reply
        return _with_undo(reply, text)

    def _answer(self, command: Command, turn: Turn) -> Reply:
        if command.who == "owner" and not turn.request.manages:
            return _refusal("Only the people who run this community can do that.")
        reply = command.answer(turn)
        if command.personal and not reply.private:
            reply = reply.model_copy(update={"private": True})
        topics = reply.basis.topics
        about = topics[0].id if topics and reply.basis.answered else turn.topic
        asked = turn.argument if reply.basis.intent in ("answer", "decline") else reply.basis.said or turn.asked
        shown = beginning(reply.text) if reply.basis.answered else turn.shown
        at_hand = AtHand(about, asked, turn.request.at, shown, reply.expects, reply.hears_all)
        self._memory.remember(turn.request, at_hand)
        self._notice(command.name, turn, reply)
        return reply


def is_question(text: str) -> bool:
    """Tell whether words that were not said to the bot ask something: a question mark, or how questions begin."""
    return "?" in text or bool(_ASKS.match(text))


def clean(text: str) -> str:
    """Return a message without control characters, in one Unicode form, cut to what is read."""
    if not text.isascii() or not text.isprintable():
        text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    said = re.sub(r"\n{3,}", "\n\n", unicodedata.normalize("NFC", text)).strip()
    if len(said) <= LONGEST_QUESTION:
        return said
    begins, ends = said[: LONGEST_QUESTION // 2 - 2], said[1 - LONGEST_QUESTION // 2 :]
    whole_lines = begins.rpartition("\n")[0] or begins, ends.partition("\n")[2] or ends
    return "\n…\n".join(whole_lines)


def _turn(library: Library, request: Request, argument: str, at_hand: AtHand | None, *, guessed: bool) -> Turn:
    return Turn(
        request=request,
        argument=argument,
        question=library.read(argument),
        topic=at_hand.topic if at_hand else None,
        asked=at_hand.asked if at_hand else "",
        shown=at_hand.shown if at_hand else "",
        guessed=guessed,
    )


def _with_undo(reply: Reply, text: str) -> Reply:
    """Return a reply whose guess, if it was wrong, is one tap to undo."""
    undo = Button(label="No, answer it as a question", send=_as_question(text))
    return reply.model_copy(update={"buttons": (*reply.buttons, undo)})


def _as_question(text: str) -> str:
    """Return `/ask …` cut to what a button may send."""
    words = "/ask"
    for word in text.split():
        if len(f"{words} {word}".encode()) > 64:
            break
        words = f"{words} {word}"
    return words


def _refusal(text: str) -> Reply:
    return Reply(text=text, private=True, basis=Basis(intent="refusal", answered=False, confidence=0))


def _hint(text: str, buttons: tuple[Button, ...] = ()) -> Reply:
    return Reply(text=text, buttons=buttons, private=True, basis=Basis(intent="help", answered=False, confidence=0))
