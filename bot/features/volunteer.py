"""`/volunteer`: somebody agrees to be asked about what they finished, says yes or no to a question, and stops again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.core.calls import Calls, Volunteer, Volunteers, asking_key
from bot.core.commands import Part
from bot.core.learners import Diary, Learner, Learners
from bot.core.mastery import Evidence, has_finished
from bot.core.partners import Seekers
from bot.core.reply import Basis, Button, Reply
from bot.core.request import Request
from bot.core.turn import Turn
from bot.core.unclear import Unclear
from bot.core.wishes import first_name, nickname
from bot.features.calling import Calling
from bot.features.cards import in_a_row, on_or_off
from bot.features.company import PartnerCards
from bot.features.people import NOBODY
from bot.features.settings import unclear
from bot.features.tasks import Proved
from knowledge.notes.curriculum import Curriculum

PHRASES = (
    "i want to help others",
    "i'd like to help other learners who are stuck",
    "can i help beginners with what i finished",
    "ask me when somebody is stuck",
    "you can ask me if somebody needs help with pandas",
    "i can answer questions of other members",
    "how can i help somebody else here",
    "i would like to volunteer",
    "stop asking me to help others",
    "i don't want to be asked for help any more",
)
PARTS = (
    Part("on", "be asked when somebody is stuck on what you finished"),
    Part("off", "be asked no more"),
    Part("topics", "what you may be asked about"),
    Part("name", "what others call you", "NAME"),
    Part("wider", "be asked by members of other communities too", "on|off"),
)
MOST_TOPICS = 12
"""Topics with a button each; the latest finished ones."""
_BASIS = Basis(intent="partner")


@dataclass(frozen=True, slots=True)
class Volunteering:
    """`/volunteer [on|off|topics|name|wider]`, and to a question: `/volunteer take|pass|never NUMBER`."""

    curriculum: Curriculum
    learners: Learners
    diary: Diary
    seekers: Seekers
    volunteers: Volunteers
    calls: Calls
    calling: Calling
    cards: PartnerCards
    proved: Proved

    def __call__(self, turn: Turn) -> Reply:
        request = turn.request
        learner = self.learners.find(request.person.id)
        if learner is None:
            text = (
                "When somebody is stuck on a topic that you finished, I may ask whether you have a moment. I know of "
                "none that you finished yet; a plan changes that."
            )
            return _said(text, (Button(label="Start", send="/start"),))
        agreed = self.volunteers.get(learner.id)
        name, _, value = ("", "", "") if turn.guessed else turn.argument.partition(" ")
        if name in ("take", "pass", "never"):
            return self._answer(name, value.strip(), learner, request)
        if name == "on":
            return self._agree(agreed, learner, request)
        if name == "off":
            return self._stop(learner, request)
        return (
            self._change(name, value.strip(), agreed, learner, request) if agreed else self._explain(learner, request)
        )

    def _explain(self, learner: Learner, request: Request) -> Reply:
        finished = self._finished(learner)
        count = {0: "none yet, so I would not ask before you have", 1: "one"}.get(len(finished), f"{len(finished)}")
        text = (
            "When somebody is stuck on a topic that you finished, and the notes were not enough, I may ask whether you "
            "have a moment. You read the question first and say yes or no with a tap; they see a first name only.\n\n"
            "At most once a day and two at once, never in your quiet hours or a pause, and it counts among your "
            f"{learner.settings.nudges_a_week} reminders a week. You finished {count}."
        )
        button = Button(label="Yes, you can ask me", send="/volunteer on", owner=request.person.id)
        return Reply(title="Help others", text=text, buttons=(button,), private=True, basis=_BASIS)

    def _agree(self, agreed: Volunteer | None, learner: Learner, request: Request) -> Reply:
        if agreed is None:
            self.learners.begin(request, learner.settings)  # who is here is a member here
            seeking = self.seekers.get(learner.id)
            agreed = Volunteer(
                learner.id, seeking.wish.name if seeking else first_name(request.person.name) or NOBODY, request.at
            )
            self.volunteers.save(agreed)
        card = self._card(agreed, learner, request, "You can be asked")
        if agreed.name != NOBODY:
            return card
        text = f"**What shall others call you?** A first name is enough; send it now.\n\n{card.text}"
        return card.model_copy(update={"text": text, "expects": "/volunteer name"})

    def _stop(self, learner: Learner, request: Request) -> Reply:
        waiting = self.calls.waiting_for(learner.id, request.at)
        self.volunteers.leave(learner.id)
        for call in waiting:
            if self.calls.answer(call.id, learner.id, "later"):
                self.calling.pass_on(call, request.at)
        again = Button(label="Ask me again", send="/volunteer on", owner=request.person.id)
        return _said("You are not asked any more. What you began goes on until you end it.", (again,))

    def _change(self, name: str, value: str, agreed: Volunteer, learner: Learner, request: Request) -> Reply:
        changes: Mapping[str, Callable[[], Volunteer | Unclear]] = {
            "without": lambda: replace(agreed, without=agreed.without | {value}),
            "with": lambda: replace(agreed, without=agreed.without - {value}),
            "name": lambda: _named(agreed, value),
            "wider": lambda: _wider(agreed, value.lower()),
        }
        if name not in changes:
            return self._card(agreed, learner, request)
        changed = changes[name]()
        if isinstance(changed, Unclear):
            return unclear(changed, f"/volunteer {name}", request.person.id, "partner")
        self.volunteers.save(changed)
        return self._card(changed, learner, request, "Changed")

    def _card(self, agreed: Volunteer, learner: Learner, request: Request, title: str = "") -> Reply:
        person, finished = request.person.id, self._finished(learner)
        asked = [topic for topic in finished if topic not in agreed.without]
        topics = in_a_row([self.curriculum.title(topic) for topic in asked]) or "none yet"
        text = (
            f"- **topics** that you finished: {topics}\n"
            f"- **name** that others see: {agreed.name}\n"
            f"- members of other communities (**wider**): {on_or_off(agreed.wider)}\n"
            "- at most one question a day and two at once, within your quiet hours, pauses and "
            f"{learner.settings.nudges_a_week} reminders a week (`/settings nudges`)\n\n"
            "To change one, send for example `/volunteer name Sam` or `/volunteer wider on`."
        )
        buttons = [
            Button(
                label=f"{'Not' if topic in asked else 'Again'}: {self.curriculum.title(topic)}",
                send=f"/volunteer {'without' if topic in asked else 'with'} {topic}",
                owner=person,
            )
            for topic in finished[-MOST_TOPICS:]
        ]
        buttons += [
            Button(label=f"Write to {in_a_row([other.name for other in talk.others(learner.id)])}",
                   send=f"/partner say #{talk.id}", owner=person)
            for talk in self.cards.companies.talks(learner.id, request.at)
            if talk.others(learner.id)
        ]  # fmt: skip
        buttons.append(Button(label="Stop asking me", send="/volunteer off", owner=person))
        return Reply(title=title or "Help others", text=text, buttons=tuple(buttons), private=True, basis=_BASIS)

    def _answer(self, said: str, number: str, learner: Learner, request: Request) -> Reply:
        call = self.calls.get(int(number)) if number.isdecimal() and len(number) < 10 else None
        if call is None:
            return _said("That question is gone. There is nothing for you to do.")
        # whoever answers a message has got it
        self.proved(asking_key(call.id, learner.id), request.at, "answered")
        if said == "take":
            company = self.calling.take(call, learner, request.at)
            if company is None:
                return _said("That question is taken, or its day is over. There is nothing for you to do.")
            return self.cards.introduction(company, learner, request.person.id)
        agreed = self.volunteers.get(learner.id)
        if said == "never" and agreed:
            self.volunteers.save(replace(agreed, without=agreed.without | {call.topic}))
        if self.calls.answer(call.id, learner.id, "never" if said == "never" else "later"):
            self.calling.pass_on(call, request.at)
        about = f" I don't ask you about {self.curriculum.title(call.topic)} again." if said == "never" else ""
        return _said(f"Fine.{about} Nobody hears that you were asked.")

    def _finished(self, learner: Learner) -> list[str]:
        """Return what somebody finished by evidence, in the order in which they showed something of it last."""
        own: dict[str, list[Evidence]] = {}
        for piece in self.diary.evidence(learner.id):
            own[piece.topic] = [*own.pop(piece.topic, []), piece]
        return [topic for topic, shown in own.items() if topic in self.curriculum.topics and has_finished(shown)]


def _named(agreed: Volunteer, value: str) -> Volunteer | Unclear:
    name = nickname(value)
    return replace(agreed, name=name) if name else Unclear("What shall others call you? A first name or a nickname.")


def _wider(agreed: Volunteer, value: str) -> Volunteer | Unclear:
    return replace(agreed, wider=value == "on") if value in ("on", "off") else Unclear("On or off?", ("on", "off"))


def _said(text: str, buttons: tuple[Button, ...] = ()) -> Reply:
    return Reply(text=text, buttons=buttons, private=True, basis=_BASIS)
