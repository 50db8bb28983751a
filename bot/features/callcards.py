"""What goes out about a question to others, made when it is sent: to a volunteer, to a channel, to who asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.calls import Call, Calls, asking_key, key_of
from bot.core.communities import Communities
from bot.core.learners import Learners
from bot.core.markdown import literal
from bot.core.reminders import has_room, is_paused, may_come
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.sentence import ended
from bot.core.traces import Traces
from knowledge.notes.curriculum import Curriculum

_WHY = {
    "refused": "the channel is gone, or I may not write in it",
    "late": "it is not the help channel any more, or could not be reached for hours",
}
_WHAT_TO_DO = "Please tell whoever runs the community. Your text is yours to copy, and a member may be asked instead."


@dataclass(frozen=True, slots=True)
class CallCards:
    """Composes what `Calling` and `People` wrote to the outbox; None where it is not wanted any more."""

    curriculum: Curriculum
    learners: Learners
    communities: Communities
    calls: Calls
    traces: Traces

    def compose(self, payload: Mapping[str, Any], destination: str, now: datetime) -> Reply | None:
        """Return what to send about a call; None for one that is gone."""
        call = self.calls.get(int(payload["call"]))
        if call is None or call.topic not in self.curriculum.topics:
            return None
        until = str(payload.get("until", ""))
        makers: Mapping[str, Callable[[Call], Reply | None]] = {
            "asked to help": lambda call: self._asked(call, str(payload["owner"]), destination, now),
            "nobody helped": lambda call: self._nobody(call, until, destination),
            "did that help": lambda call: self._did_it(call, destination),
            "question": lambda call: self._question(call, destination),
            "no answer yet": lambda call: self._no_answer(call, destination, now),
            "not posted": lambda call: self._not_posted(call, str(payload["why"]), destination, now),
        }
        return makers[payload["compose"]](call)

    def _asked(self, call: Call, volunteer: str, person: str, now: datetime) -> Reply | None:
        learner = self.learners.get(volunteer)
        if learner is None or not call.is_open(now) or not self.calls.waits_for(call.id, volunteer):
            return None
        sent = self.traces.watched([volunteer], now)[volunteer].besides(asking_key(call.id, volunteer)).reminded
        if not may_come(learner.settings, now) or not has_room(learner.settings, sent, now):
            return None
        title, send = self.curriculum.title(call.topic), "/volunteer"
        text = (
            f"**{literal(call.name)}** is stuck on {ended(f'*{title}*')} You finished it and agreed to be asked.\n\n"
            f"{fenced(call)}\n\n"
            "If you take it, I carry what you write both ways; you need not know all of it. Nobody hears who was "
            "asked, or who said no."
        )
        buttons = (
            Button(label="I'll help", send=f"{send} take {call.id}", owner=person),
            Button(label="Not now", send=f"{send} pass {call.id}", owner=person),
            Button(label="Not this topic", send=f"{send} never {call.id}", owner=person),
            Button(label="Stop asking me", send=f"{send} off", owner=person),
        )
        return self._reply(f"Can you help with this? {title}", text, buttons, call)

    def _nobody(self, call: Call, until: str, person: str) -> Reply | None:
        if call.company is not None or call.until is None or datetime.fromisoformat(until) != call.until:
            return None
        text = "Nobody who finished it took your question this time. That says nothing about the question."
        post = self._post(call, person)
        if post:
            text += " The help channel has more eyes: one tap posts it there, as you wrote it."
        buttons = list(post)
        if not call.wider:
            buttons.append(Button(label="Ask beyond this community", send=f"/people wider {call.id}", owner=person))
        buttons.append(Button(label="Show my question", send=f"/people show {call.id}", owner=person))
        buttons.append(Button(label="Start over", send=f"/stuck {call.topic}"))
        return self._reply(f"No answer yet: {self.curriculum.title(call.topic)}", text, tuple(buttons), call)

    def _no_answer(self, call: Call, person: str, now: datetime) -> Reply | None:
        """Offer the help channel to who waits, within their own reminders; None where there is none."""
        learner, post = self.learners.get(call.learner), self._post(call, person)
        if learner is None or not post or not call.is_open(now):
            return None
        sent = self.traces.watched([learner.id], now)[learner.id].besides(key_of(call.id, "no-answer-yet")).reminded
        if not may_come(learner.settings, now) or not has_room(learner.settings, sent, now):
            return None
        text = (
            "Nobody has answered your question yet; whoever was asked still can. The help channel has more eyes: "
            "one tap posts it there, as you wrote it."
        )
        show = Button(label="Show my question", send=f"/people show {call.id}", owner=person)
        return self._reply(f"Still open: {self.curriculum.title(call.topic)}", text, (*post, show), call)

    def _not_posted(self, call: Call, why: str, person: str, now: datetime) -> Reply | None:
        learner, community = self.learners.get(call.learner), self.communities.get(call.community)
        if learner is None or is_paused(learner.settings, now):
            return None
        where = f"the help channel of {literal(community.title)}" if community else "the help channel"
        if why == "doubt":
            text = f"I can't tell whether your question arrived in {where}, so I don't send it again. Please look."
        else:
            text = f"Your question could not be posted in {where}: {_WHY[why]}. {_WHAT_TO_DO}"
        post = () if why == "doubt" else self._post(call, person, "Post it again")
        show = Button(label="Show my question", send=f"/people show {call.id}", owner=person)
        return self._reply(f"Not posted: {self.curriculum.title(call.topic)}", text, (*post, show), call)

    def _post(self, call: Call, person: str, label: str = "Post it in the help channel") -> tuple[Button, ...]:
        """Return the button that posts a question, where it can be posted."""
        community = self.communities.get(call.community)
        if call.posted_at is not None or community is None or not community.help:
            return ()
        return (Button(label=label, send=f"/people post {call.id}", owner=person),)

    def _did_it(self, call: Call, person: str) -> Reply | None:
        if call.helped is not None or call.company is None:
            return None
        text = f"You asked about *{self.curriculum.title(call.topic)}*, and somebody took it. One tap; I ask this once."
        buttons = (
            Button(label="Yes, it helped", send=f"/people yes {call.id}", owner=person),
            Button(label="Not really", send=f"/people no {call.id}", owner=person),
        )
        return self._reply("Did that help?", text, buttons, call)

    def _question(self, call: Call, destination: str) -> Reply | None:
        community = self.communities.get(call.community)
        if community is None or community.left_at or community.help != destination:
            return None
        text = f"{fenced(call)}\n\nAnswer here, and everybody who gets stuck there can read it."
        buttons = (Button(label="Open the note", send=f"/topic {call.topic}"),)
        title = f"{call.name} is stuck: {self.curriculum.title(call.topic)}"
        return self._reply(title, text, buttons, call).model_copy(update={"private": False})

    def _reply(self, title: str, text: str, buttons: tuple[Button, ...], call: Call) -> Reply:
        about = ScoredTopic(id=call.topic, title=self.curriculum.title(call.topic), score=1.0)
        basis = Basis(intent="stuck", topics=(about,))
        return Reply(title=title, text=text, buttons=buttons, private=True, basis=basis)


def fenced(call: Call) -> str:
    """Return a question as a block in which nothing is markup."""
    return f"```text\n{call.draft.written()}\n```"
