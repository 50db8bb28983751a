"""Joins one person's accounts on two platforms: a code from the first, typed on the second, and said yes to there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.learners import Learners, LearnerSettings
from bot.core.links import GOOD_FOR, Joined, Links, mark_of, new_code
from bot.core.reply import Basis, Button, Reply
from bot.core.turn import Turn

PHRASES = (
    "link my accounts",
    "connect my telegram and my discord account",
    "use the same plan on another platform",
    "join my accounts",
)
_BASIS = Basis(intent="settings")
_MINUTES = int(GOOD_FOR.total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Link:
    """`/link [CODE [yes]]`"""

    learners: Learners
    links: Links

    def __call__(self, turn: Turn) -> Reply:
        words = [] if turn.guessed else turn.argument.split()
        is_sure = len(words) > 1 and words[-1].lower() == "yes"
        code = "".join(words[:-1] if is_sure else words)
        if not code:
            return self._code(turn)
        issuer = self.links.issuer(mark_of(code), turn.request.at)
        mine = self.learners.find(turn.request.person.id)
        if issuer is None:
            return _said(
                "That code is not good: it was used, or is older than a quarter of an hour. Get a new one.", ""
            )
        if mine and mine.id == issuer:
            return _said("This account is where that code is from. Type it on the other platform.", "")
        return self._join(turn, code) if is_sure else _confirm(code, turn.request.person.id, has_begun=mine is not None)

    def _code(self, turn: Turn) -> Reply:
        learner = self.learners.begin(turn.request, LearnerSettings())
        code = new_code()
        self.links.keep(mark_of(code), learner.id, turn.request.at)
        text = (
            f"On the other platform, type this to me within {_MINUTES} minutes:\n\n`/link {code}`\n\n"
            "Then both accounts have one plan: the one you have here. It works once. Show the code to nobody: whoever "
            "types it joins you, and sees what you do."
        )
        return Reply(title="Your code", text=text, private=True, basis=_BASIS)

    def _join(self, turn: Turn, code: str) -> Reply:
        joined = self.links.join(mark_of(code), turn.request.person.id, turn.request.at)
        if joined is None:
            return _said("That code was used a moment ago. Get a new one.", "")
        return _said(f"Done: both accounts are one now, with the settings of the other one.{_moved(joined)}", "Joined")


def _confirm(code: str, person: str, *, has_begun: bool) -> Reply:
    text = (
        "This joins the account you are using now with the one that the code is from. **Go on only if you made that "
        "code yourself:** whoever made it will see your plan and what you do."
    )
    if has_begun:
        text += (
            "\n\nYou have begun here as well. What you did in both places is put together; goal, times and other "
            "settings are those of the account that the code is from. It can't be undone."
        )
    buttons = (
        Button(label="Yes, join them", send=f"/link {code} yes"[:64], owner=person),
        Button(label="No", send="/help", owner=person),
    )
    return Reply(title="Join your accounts?", text=text, buttons=buttons, private=True, basis=_BASIS)


def _moved(joined: Joined) -> str:
    if not joined.tasks and not joined.evidence:
        return ""
    tasks = "1 task" if joined.tasks == 1 else f"{joined.tasks} tasks"
    answers = "1 answer or other sign" if joined.evidence == 1 else f"{joined.evidence} answers or other signs"
    return f" From here {tasks} and {answers} of what you know came along."


def _said(text: str, title: str) -> Reply:
    button = Button(label="Today's task", send="/today") if title else Button(label="Get a code", send="/link")
    basis = _BASIS if title else Basis(intent="settings", answered=False, confidence=0)
    return Reply(title=title, text=text, buttons=(button,), private=True, basis=basis)
