"""Asks people: shows the question as others will read it, lets it be put right, and sends it where one tap says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.blanking import marks_in
from bot.core.calls import DAY, MOST_A_DAY, Call, Calls
from bot.core.communities import Communities, Community
from bot.core.draft import PARTS, Draft, drafted
from bot.core.learners import Learner, Learners, LearnerSettings
from bot.core.message import POLICIES, Kind, Message, to_compose
from bot.core.partners import Seekers
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.request import Request
from bot.core.sentence import ended
from bot.core.turn import Turn
from bot.core.underneath import Underneath
from bot.core.wishes import first_name, nickname
from bot.core.zones import Found, find_zone
from bot.features.callcards import fenced
from bot.features.calling import Calling
from bot.features.cards import in_a_row
from bot.features.missing import back_to_task
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import TopicNote

PHRASES = (
    "can i ask a real person",
    "is there a human who can help me",
    "i want to ask people",
    "can a person help me with this",
    "ask somebody in the community for me",
    "can i ask another member about it",
    "put my question in the help channel",
    "post my question for me",
)
_CHANGES = {
    "goal": "What I want to do",
    "code": "What I ran",
    "error": "What came",
    "tried": "What I tried",
    "name": "My name",
}
_OPEN = {"goal": "what you want to do", "code": "what you ran", "error": "the full error", "tried": "what you tried"}
_SAME_TALK = DAY
"""How long an unsent question on a topic is the one that is meant."""
NOBODY = "A learner"
"""The name of somebody whose platform tells none."""
_GONE = "I don't have that question any more. Say what you are stuck on, and we make a new one."


@dataclass(frozen=True, slots=True)
class People:
    """`/people TOPIC`; on a question `/people send|post|wider|show|part|yes|no NUMBER`, `/people PART NUMBER TEXT`."""

    curriculum: Curriculum
    learners: Learners
    communities: Communities
    seekers: Seekers
    calls: Calls
    calling: Calling
    underneath: Underneath

    def __call__(self, turn: Turn) -> Reply:
        if turn.guessed or not turn.argument:
            return self._about_what(turn)
        word, _, rest = turn.argument.partition(" ")
        if note := self.curriculum.topics.get(word):
            return self.opening(note, turn)
        number, _, said = rest.lstrip().partition(" ")
        learner = self.learners.find(turn.request.person.id)
        call = self.calls.get(int(number)) if number.isdecimal() and len(number) < 10 else None
        if learner is None or call is None or call.learner != learner.id or call.topic not in self.curriculum.topics:
            return _said(_GONE, (Button(label="I'm stuck", send="/stuck"),))
        return self._do(word, said, call, turn.request)

    def opening(self, note: TopicNote, turn: Turn) -> Reply:
        """Return the question of somebody who is stuck on a topic; without people to ask, only its text to copy."""
        person, draft = turn.request.person.id, self._first(note, turn)
        home = self._home(turn.request)
        if home is None or not (home.help or self._anybody(home, note, turn.request)):
            return self._to_copy(note, draft, person, home)
        learner = self._begun(turn.request, home)
        last = self.calls.newest(learner.id, note.id)
        if last and not last.is_out and turn.request.at - last.at < _SAME_TALK:
            call = replace(last, draft=last.draft.filled(draft))
            self.calls.change(call)
        else:
            name = last.name if last else self._name(learner, turn.request)
            call = self.calls.write(Call(0, learner.id, home.id, note.id, name, draft, turn.request.at))
        return self._card(call, turn.request)

    def _about_what(self, turn: Turn) -> Reply:
        """Open the question on what is at hand; where nothing is, ask for it, and look in the notes first."""
        at_hand = self.curriculum.topics.get(turn.topic or "") or self.underneath.of(turn.request.person.id).task_topic
        if at_hand:
            return self.opening(at_hand, turn)
        text = "I can help you ask people. What are you stuck on? A word is enough, or paste the error."
        basis = Basis(intent="stuck", answered=False, confidence=0)
        return Reply(text=text, private=True, expects="/stuck", basis=basis)

    def _do(self, word: str, said: str, call: Call, request: Request) -> Reply:
        words: Mapping[str, Callable[[], Reply]] = {
            "show": lambda: self._card(call, request),
            "part": lambda: self._which(call, request),
            "send": lambda: self._send(call, request),
            "wider": lambda: self._send(replace(call, wider=True), request),
            "post": lambda: self._post(call, request),
            "yes": lambda: self._judged(call, request, helped=True),
            "no": lambda: self._judged(call, request, helped=False),
        }
        if word in words:
            return words[word]()
        return self._changed(word, said, call, request) if word in _CHANGES else _said(_GONE)

    def _card(self, call: Call, request: Request, first: str = "") -> Reply:
        """Show a question exactly as others will read it, with all that can be done with it."""
        title, now, person = self.curriculum.title(call.topic), request.at, request.person.id
        lines = [first] if first else []
        lines += [f"This is what others read, from **{call.name}**; nothing else about you goes with it.", fenced(call)]
        if blanked := marks_in(call.draft.written()):
            lines.append(
                f"I blanked {in_a_row(blanked)}. Is anything else in it private? Then change it before it goes."
            )
        if open := [_OPEN[part] for part in call.draft.open]:
            lines.append(f"Not in it: {in_a_row(open)}. With that, others often see it at once; add what there is.")
        ways = self._ways(call, person, now)
        if call.is_out:
            lines.append("Others have it; what you change now makes a new question.")
        elif not ways and not first:
            lines.append("Nobody else can be asked here right now; the text is yours to copy.")
        change = Button(label="Add or change something", send=f"/people part {call.id}", owner=person)
        partner = Button(label="Find a partner", send="/partner")
        return Reply(
            title=f"Ask people: {title}",
            text="\n\n".join(lines),
            buttons=(*ways, change, partner, *back_to_task(self.underneath.of(person))),
            private=True,
            basis=self._basis(call.topic),
        )

    def _ways(self, call: Call, person: str, now: datetime) -> list[Button]:
        """Return the buttons that send a question where it was not sent yet."""
        home = self.communities.get(call.community)
        ways = []
        if call.until is None and self.calling.anybody(call, now):
            ways.append(Button(label="Ask a member who knows this", send=f"/people send {call.id}", owner=person))
        elif call.until is None and self.calling.anybody(replace(call, wider=True), now):
            ways.append(Button(label="Ask beyond this community", send=f"/people wider {call.id}", owner=person))
        if call.posted_at is None and home and home.help:
            ways.append(Button(label="Post it in the help channel", send=f"/people post {call.id}", owner=person))
        return ways

    def _send(self, call: Call, request: Request) -> Reply:
        if call.company is not None or call.is_open(request.at):
            return self._sent(call, request, "It is on its way already.")
        if refused := self._too_many(call, request):
            return refused
        if not self.calling.put(sent := replace(call, until=request.at + DAY), request.at):
            return self._card(call, request, "Nobody who finished it and agreed to be asked is free right now.")
        return self._sent(sent, request, "Sent to one member who finished this topic.")

    def _sent(self, call: Call, request: Request, first: str) -> Reply:
        text = f"{first} Without an answer in three hours I ask the next one too; in a day I tell you either way."
        ways = self._ways(call, request.person.id, request.at)
        return _said(text, (*ways, *back_to_task(self.underneath.of(request.person.id))))

    def _post(self, call: Call, request: Request) -> Reply:
        home = self.communities.get(call.community)
        if home is None or home.help is None:
            return self._card(call, request, "This community has no help channel any more.")
        if refused := self._too_many(call, request):
            return refused
        message = Message(
            key=replace(call, posted_at=request.at).post_key,
            kind=Kind.OTHER,
            destination=home.help,
            learner=call.learner,
            payload=to_compose("question", call.learner, request.at.date(), call=str(call.id)),
            not_before=request.at,
            expires_at=request.at + POLICIES[Kind.OTHER].lifetime,
        )
        is_new = self.calls.post(call.id, message, request.at)
        text = "It is on its way to the help channel." if is_new else "It went to the help channel already."
        buttons = back_to_task(self.underneath.of(request.person.id))
        return _said(f"{text} Answers come there, so look in now and then.", buttons)

    def _too_many(self, call: Call, request: Request) -> Reply | None:
        if call.is_out or self.calls.sent_since(call.learner, request.at - DAY) < MOST_A_DAY:
            return None
        return self._card(call, request, f"At most {MOST_A_DAY} questions a day go out; this one can go tomorrow.")

    def _which(self, call: Call, request: Request) -> Reply:
        buttons = tuple(
            Button(label=label, send=f"/people {part} {call.id}", owner=request.person.id)
            for part, label in _CHANGES.items()
        )
        return _said("Which part? You send it again in one message, and it takes the place of what is there.", buttons)

    def _changed(self, part: str, said: str, call: Call, request: Request) -> Reply:
        """Put a part in place of what is there; what somebody else has seen stays, and a new question is made of it."""
        if not said.strip():
            text = f"**{_CHANGES[part]}**: send it in one message. Copy code and errors as text, whole."
            basis = Basis(intent="stuck", answered=False, confidence=0)
            return Reply(text=text, private=True, expects=f"/people {part} {call.id}", hears_all=True, basis=basis)
        known = next((one for one in PARTS if one == part), None)
        if known:
            changed = replace(call, draft=call.draft.with_part(known, said))
        else:
            changed = replace(call, name=nickname(said) or call.name)
        if not self.calls.change(changed):
            changed = self.calls.write(replace(changed, at=request.at, wider=False))
        return self._card(changed, request)

    def _judged(self, call: Call, request: Request, *, helped: bool) -> Reply:
        self.calls.judge(call.id, (), request.at, helped=helped)
        if helped:
            text = "Noted. Should you want to give a hand with something you finished yourself, I can ask you too."
            return _said(text, (Button(label="Help others", send="/volunteer"),))
        text = "Noted. Then let's look at it another way."
        start = Button(label="Start over", send=f"/stuck {call.topic}")
        return _said(text, (*self._ways(call, request.person.id, request.at), start))

    def _to_copy(self, note: TopicNote, draft: Draft, person: str, home: Community | None) -> Reply:
        here = (
            ""
            if home is None
            else " Nobody who finished this topic can be asked here right now, so it is yours to copy."
        )
        text = (
            f"Some things need a person.{here} This question has everything that others need; fill in what is missing, "
            f"and post it where people help each other:\n\n```text\n{draft.to_fill_in()}\n```\n\n"
            "Copy errors as text, whole; a picture of them can't be searched or run."
        )
        if blanked := marks_in(draft.written()):
            text += f" I blanked {in_a_row(blanked)}."
        return Reply(
            title=f"{note.title}: ask people",
            text=text,
            buttons=(
                Button(label="Find a partner", send="/partner"),
                Button(label="Start over", send=f"/stuck {note.id}"),
                *back_to_task(self.underneath.of(person)),
            ),
            private=True,
            basis=self._basis(note.id),
        )

    def _first(self, note: TopicNote, turn: Turn) -> Draft:
        task = self.underneath.of(turn.request.person.id).task_topic
        goal = f"work on {ended(f'{task.title}, my task for today')}" if task else f"understand {ended(note.title)}"
        return drafted(goal, turn.asked)

    def _home(self, request: Request) -> Community | None:
        """Return the community whose people are asked: where this was said, or the newest that somebody is in."""
        ids = [request.community] if request.community else list(self.seekers.homes(request.person.id))
        homes = (self.communities.get(id) for id in ids)
        return next((home for home in homes if home and home.left_at is None), None)

    def _anybody(self, home: Community, note: TopicNote, request: Request) -> bool:
        learner = self.learners.find(request.person.id)
        nobody_yet = Call(0, learner.id if learner else "", home.id, note.id, "", Draft(), request.at, wider=True)
        return self.calling.anybody(nobody_yet, request.at)

    def _begun(self, request: Request, home: Community) -> Learner:
        """Return who asks; their answer has to find them."""
        zone = find_zone(request.zone or home.zone)
        settings = LearnerSettings(zone=zone.zone, zone_shown=zone.typed) if isinstance(zone, Found) else None
        return self.learners.begin(request.model_copy(update={"community": home.id}), settings or LearnerSettings())

    def _name(self, learner: Learner, request: Request) -> str:
        seeking = self.seekers.get(learner.id)
        return seeking.wish.name if seeking else first_name(request.person.name) or NOBODY

    def _basis(self, topic: str) -> Basis:
        about = ScoredTopic(id=topic, title=self.curriculum.title(topic), score=1.0)
        return Basis(intent="stuck", topics=(about,))


def _said(text: str, buttons: tuple[Button, ...] = ()) -> Reply:
    return Reply(text=text, buttons=buttons, private=True, basis=Basis(intent="stuck"))
