"""The cards about study partners: the introduction, the question afterwards, and what goes out by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from bot.core.learners import Learner, Learners
from bot.core.markdown import moment
from bot.core.partners import ASK_AGAIN_DAYS, Addresses, Cadences, Companies, Company, Member, Seekers, Seeking
from bot.core.reply import Basis, Button, Reply, ScoredTopic, Section
from bot.core.sentence import ended
from bot.core.study_groups import LEAST
from bot.core.weekhours import in_words
from bot.core.wishes import LANGUAGES
from bot.core.zones import clock
from bot.features.agenda import Agenda, name_of
from bot.features.cards import in_a_row, on_or_off
from bot.features.room import RoomCards
from knowledge.notes.curriculum import Curriculum

NOTE = "group-study"
LEVELS = {
    "same": "somebody near you on the roadmap",
    "mentor": "somebody to explain to",
    "mentee": "somebody ahead who explains",
}
WHY_ALONE: Mapping[str, str] = {
    "community": "nobody else here takes part yet",
    "platform": "the others who fit are on another platform, which you or they don't want",
    "language": "nobody else shares a language with you",
    "level": "nobody wanted the other side of it (a mentor needs a mentee, and the other way round)",
    "hours": "nobody else has a free hour at the same time as you in the coming week",
    "taken": "everybody who fits is with somebody else",
}
"""Said to the one who stays alone. A block is never the reason that is given."""


@dataclass(frozen=True, slots=True)
class PartnerCards:
    """Shows where somebody stands with partners; asked at the moment of sending, so it is true then."""

    curriculum: Curriculum
    learners: Learners
    seekers: Seekers
    companies: Companies
    cadences: Cadences
    addresses: Addresses

    def compose(self, payload: Mapping[str, Any], person: str, now: datetime) -> Reply | None:
        """Return what goes out by itself; None where it is not wanted any more."""
        learner = self.learners.get(str(payload["owner"]))
        seeking = self.seekers.get(learner.id) if learner else None
        if learner is None:
            return None
        company = self._company(payload, learner, now)
        if seeking is None and not (company and company.is_for_a_question):
            return None  # they left
        composed = self._composers(company, payload, learner, seeking, person, now).get(payload["compose"])
        return composed() if composed else None

    def _composers(
        self,
        company: Company | None,
        payload: Mapping[str, Any],
        learner: Learner,
        seeking: Seeking | None,
        person: str,
        now: datetime,
    ) -> Mapping[str, Callable[[], Reply | None]]:
        """Return what makes each kind of message; those of a company are of the one that they were written for."""
        together: Mapping[str, Callable[[Company], Reply | None]] = {
            "introduction": lambda c: self._introduced(c, learner, person, now, str(payload.get("first", ""))),
            "did you meet": lambda c: self._did_you_meet(c, learner, person, now),
            "room introduction": lambda c: self.rooms.introduction(c, now, opens="opens" in payload),
            "room news": lambda c: self.rooms.news(c, payload),
            "reminder": lambda c: self._reminder(c, learner, person, now),
            # what somebody wrote is carried no further once the two are kept apart
            "news": lambda c: (
                None if self._is_from_apart(c, learner, payload) else self._news(c, learner, person, payload["text"])
            ),
            # whoever backs out, blocks or reports in the last moment has not shared it after all
            "contacts": lambda c: (
                None if any(one.out for one in c.members) else self._news(c, learner, person, str(payload["text"]))
            ),
        }
        found: dict[str, Callable[[], Reply | None]] = {}
        if company:
            found |= {name: partial(compose, company) for name, compose in together.items()}
        if seeking is None:
            return found
        found |= {
            "round tomorrow": lambda: self._tomorrow(seeking, learner, person, now),
            "round left out": lambda: self._left_out(seeking, learner),
            "nobody this week": lambda: (
                None if company and _is_on(company, learner, now) else _nobody(str(payload.get("reason", "")), person)
            ),
            "paused": lambda: _paused(person),
        }
        return found

    def _company(self, payload: Mapping[str, Any], learner: Learner, now: datetime) -> Company | None:
        if begun := payload.get("begun"):
            return self.companies.begun(learner.id, datetime.fromisoformat(str(begun)))
        return self.companies.current(learner.id, now)

    @property
    def agenda(self) -> Agenda:
        """What partners do together."""
        return Agenda(self.curriculum)

    @property
    def rooms(self) -> RoomCards:
        """What is said in the rooms that partners share."""
        return RoomCards(self.curriculum, self.companies, self.addresses, self.seekers)

    def introduction(self, company: Company, learner: Learner, person: str) -> Reply:
        """Introduce the people of a company to one of them."""
        me = company.of(learner.id)
        assert me  # noqa: S101 # asked for one of them only
        names = in_a_row([name_of(one) for one in company.others(learner.id)])
        if company.is_for_a_question:
            return self._in_touch(company, me, names, person)
        sections = [Section(title=self.agenda.title(company), text=self.agenda.steps(company, me))]
        if company.times or company.agreed:
            sections.insert(0, Section(title="When", text=_when(company, me, learner)))
        return Reply(
            title=f"Your study group: you, {names}" if company.study_group else f"This week: you and {names}",
            text=self._news_of_group(company) + self.agenda.why(company),
            sections=tuple(sections),
            buttons=(*_time_buttons(company, me, learner, person), *_talk_buttons(company, me, names, person)),
            private=True,
            basis=_basis(company.topics, self.curriculum),
        )

    def _introduced(self, company: Company, learner: Learner, person: str, now: datetime, first: str) -> Reply | None:
        if not _is_on(company, learner, now):
            return None
        card = self.introduction(company, learner, person)
        return card.model_copy(update={"text": f"{first}\n\n{card.text}"}) if first else card

    def _is_from_apart(self, company: Company, learner: Learner, payload: Mapping[str, Any]) -> bool:
        """Tell whether words were written by somebody who is kept apart from who would read them, or is forgotten."""
        if "by" not in payload:
            return False
        writer = company.members[int(payload["by"])].learner
        return writer is None or self.seekers.are_apart(writer, learner.id)

    def _in_touch(self, company: Company, me: Member, names: str, person: str) -> Reply:
        """Put somebody who asks and somebody who helps in touch; neither sees the other's address."""
        topic = self.curriculum.title(company.topics[0])
        if me.place == 0:
            text = (
                f"{names} finished *{topic}* and takes your question. Write a line; I carry what you write both ways."
            )
        else:
            text = f"{names} knows that you help. Write a line, or ask what you need to know; I carry it both ways."
        return Reply(
            title=f"You and {names}: {topic}",
            text=f"{text} Neither of you sees where the other one is, unless you both share it.",
            buttons=_talk_buttons(company, me, names, person),
            private=True,
            basis=_basis(company.topics, self.curriculum),
        )

    def _news_of_group(self, company: Company) -> str:
        """Say who is new in a study group, who is not there, and that it is small, since it met last."""
        before = self.companies.before(company)
        if before is None:
            return (
                "You asked for a study group. It stays together from week to week.\n\n" if company.study_group else ""
            )
        now = {one.learner: name_of(one) for one in company.there}
        then = {one.learner: name_of(one) for one in before.members}
        lines = [
            ended(f"{words}: {in_a_row(names)}")
            for words, names in (
                ("New in your group", [name for id, name in now.items() if id not in then]),
                ("Not with you this week", [name for id, name in then.items() if id not in now]),
            )
            if names
        ]
        if len(now) < LEAST:
            lines.append("You are two now; who asks for a group and fits joins you. Until then you two go on.")
        return "".join(f"{line}\n\n" for line in lines)

    def status(
        self, seeking: Seeking, learner: Learner, person: str, now: datetime, title: str = "", *, only: str = ""
    ) -> Reply:
        """Say what somebody looks for and when the next round is; `only` names the one thing that was changed."""
        zone = clock(learner.settings.zone)
        cadence = self.cadences.of(seeking.community)
        paused = seeking.paused_until and now.astimezone(zone).date() < seeking.paused_until
        if paused:
            until = "" if seeking.paused_until == date.max else f" until {seeking.paused_until:%-d %B %Y}"
            first = f"You pause{until}; nobody is matched with you."
        elif cadence and cadence.on and cadence.next_at:
            first = f"The next round is on {_local(cadence.next_at, learner)}."
            first += " You leave this one out." if seeking.skips else ""
        else:
            first = "The people who run this community have switched the rounds off."
        streak = self.companies.streak(learner.id)
        wish = _wish_in_words(seeking, learner)
        if only:
            text = "\n\n".join([*([wish[only]] if only in wish else []), first])
        else:
            lines = [f"- {line}" for line in wish.values()]
            text = first + (f" You met {streak} weeks in a row." if streak > 1 else "") + "\n\n" + "\n".join(lines)
            text += (
                "\n\nTo change one, send for example `/partner hours mon-fri 18-21`, `/partner languages en es` or "
                "`/partner city Lisbon`."
            )
        return Reply(
            title=title or "Your study partners",
            text=text,
            buttons=_status_buttons(seeking, person, paused=bool(paused), whole=not only),
            private=True,
            basis=_basis((), self.curriculum),
        )

    def afterwards(self, company: Company, learner: Learner, person: str) -> Reply:
        """Ask whether they met."""
        names = in_a_row([name_of(one) for one in company.others(learner.id)] or ["your partner"])
        answers = (
            ("We met", "met"), ("We moved it", "moved"), ("Nobody came", "nobody"), ("Not for me", "unfit"),
        )  # fmt: skip
        return Reply(
            title="Did you meet?",
            text=f"You and {names}, this week. One tap is enough; only I read it.",
            buttons=tuple(
                Button(label=label, send=f"/partner {word} #{company.id}", owner=person) for label, word in answers
            ),
            private=True,
            basis=_basis((), self.curriculum),
        )

    def _did_you_meet(self, company: Company, learner: Learner, person: str, now: datetime) -> Reply | None:
        me = company.of(learner.id)
        if me is None or me.out or me.answer or len(company.there) < 2:
            return None
        if company.agreed and company.agreed > now:
            return None  # asked again after it
        return self.afterwards(company, learner, person)

    def _reminder(self, company: Company, learner: Learner, person: str, now: datetime) -> Reply | None:
        me = company.of(learner.id)
        if not _is_on(company, learner, now) or me is None or company.agreed is None:
            return None
        names = in_a_row([name_of(one) for one in company.others(learner.id)])
        return Reply(
            title=f"{names} and you",
            text=f"{_local(company.agreed, learner)}.\n\n{self.agenda.steps(company, me)}",
            buttons=_talk_buttons(company, me, names, person),
            private=True,
            basis=_basis(company.topics, self.curriculum),
        )

    def _news(self, company: Company, learner: Learner, person: str, text: str) -> Reply | None:
        me = company.of(learner.id)
        names = in_a_row([name_of(one) for one in company.others(learner.id)])
        buttons: tuple[Button, ...] = ()
        if me:
            alone = not company.others(learner.id)
            buttons = (_report_button(company, person),) if alone else _talk_buttons(company, me, names, person)
        return Reply(text=text, buttons=buttons, private=True, basis=_basis((), self.curriculum))

    def _left_out(self, seeking: Seeking, learner: Learner) -> Reply | None:
        cadence = self.cadences.of(seeking.community)
        if cadence is None or not cadence.on or cadence.next_at is None:
            return None
        text = (
            "I was away when this week's partners were to be found, so nobody was matched; that was no fault of yours. "
            f"The next round is on {_local(cadence.next_at, learner)}."
        )
        return Reply(title="No round this week", text=text, private=True, basis=_basis((), self.curriculum))

    def _tomorrow(self, seeking: Seeking, learner: Learner, person: str, now: datetime) -> Reply | None:
        cadence = self.cadences.of(seeking.community)
        if cadence is None or cadence.next_at is None or cadence.next_at <= now or seeking.skips:
            return None
        text = f"On {_local(cadence.next_at, learner)} I look for somebody who fits you this week."
        buttons = [Button(label="Skip this week", send="/partner skip", owner=person)]
        if (now - seeking.suits_at).days >= ASK_AGAIN_DAYS:
            text += " Does a partner each week still suit you?"
            buttons.insert(0, Button(label="Yes, it suits me", send="/partner keep", owner=person))
            buttons.append(Button(label="Stop", send="/partner leave", owner=person))
        return Reply(
            title="A study partner for the week", text=text, buttons=tuple(buttons), private=True,
            basis=_basis((), self.curriculum),
        )  # fmt: skip


def _nobody(reason: str, person: str) -> Reply:
    why = WHY_ALONE.get(reason, WHY_ALONE["taken"])
    text = (
        f"I found nobody for you this week: {why}. You come first next time, and should somebody become free this "
        "week, I introduce you at once.\n\nUntil then: ask in the channel who would study along, or explain your topic "
        "aloud to nobody; it works nearly as well."
    )
    buttons = (
        Button(label="Change my hours", send="/partner hours"),
        Button(label="Look further than here", send="/partner wider on", owner=person),
        Button(label="What works alone", send=f"/topic {NOTE}"),
    )
    return Reply(title="Nobody this week", text=text, buttons=buttons, private=True, basis=Basis(intent="partner"))


def _paused(person: str) -> Reply:
    text = (
        "Two rounds went by without a word from you, so I stop matching you: somebody would be waiting on the other "
        "side. One tap, and you are back in the next round."
    )
    buttons = (
        Button(label="I'm back", send="/partner pause off", owner=person),
        Button(label="Leave", send="/partner leave", owner=person),
    )
    return Reply(title="Partners paused", text=text, buttons=buttons, private=True, basis=Basis(intent="partner"))


def _is_on(company: Company, learner: Learner, now: datetime) -> bool:
    me = company.of(learner.id)
    return me is not None and not me.out and len(company.there) > 1 and now < company.ends


def _when(company: Company, me: Member, learner: Learner) -> str:
    names = [name_of(one) for one in company.others(learner.id)]
    if company.agreed:
        where = f"Settle where, a call or a chat, with “Write to {in_a_row(names)}”." if names else ""
        return f"You meet on {_local(company.agreed, learner)}. {where}".strip()
    lines = []
    for number, at in enumerate(company.times):
        works = [("you" if one.place == me.place else name_of(one)) for one in company.there if number in one.works]
        lines.append(f"- {_local(at, learner)}" + (f" (works for {in_a_row(works)})" if works else ""))
    return "Tap what works for you; when one works for all, I tell you.\n\n" + "\n".join(lines)


def _time_buttons(company: Company, me: Member, learner: Learner, person: str) -> list[Button]:
    if company.agreed:
        return []
    return [
        Button(label=f"Works for me: {_short(at, learner)}", send=f"/partner works {company.id} {number}", owner=person)
        for number, at in enumerate(company.times)
        if number not in me.works
    ]


def _talk_buttons(company: Company, me: Member, names: str, person: str) -> tuple[Button, ...]:
    buttons = [
        Button(label=f"Write to {names}", send=f"/partner say #{company.id}", owner=person),
        Button(
            label="End this talk" if company.is_for_a_question else "Can't make it",
            send=f"/partner cant #{company.id}",
            owner=person,
        ),
    ]
    if not me.contact:
        buttons.append(Button(label="Share contact", send=f"/partner contact #{company.id}", owner=person))
    return (*buttons, _report_button(company, person))


def _report_button(company: Company, person: str) -> Button:
    return Button(label="Report", send=f"/partner report #{company.id}", owner=person)


def _wish_in_words(seeking: Seeking, learner: Learner) -> Mapping[str, str]:
    """Return what somebody looks for, a line for each thing that can be changed."""
    wish = seeking.wish
    sits = ", and you are in one" if seeking.study_group else ""
    return {
        "name": f"**name** that partners see: {wish.name}",
        "languages": f"**languages**: {in_a_row(sorted(LANGUAGES.get(code, code) for code in wish.languages))}",
        "hours": f"**hours**, by the clock of {learner.settings.zone_shown}: {in_words(wish.free)}",
        "level": f"**level**: {LEVELS[wish.level]}",
        "group": f"**group** of three to five instead of one partner: {on_or_off(wish.group)}{sits}",
        "platforms": f"partners on other **platforms**: {on_or_off(wish.platforms)}",
        "wider": f"partners from other communities (**wider**): {on_or_off(wish.wider)}",
    }


def _status_buttons(seeking: Seeking, person: str, *, paused: bool, whole: bool) -> tuple[Button, ...]:
    pause = ("I'm back", "/partner pause off") if paused else ("Pause", "/partner pause on")
    skip = ("Take part after all", "/partner keep") if seeking.skips else ("Skip this week", "/partner skip")
    rows = [*([] if paused else [skip]), pause]
    if whole:
        rows += [("Change my hours", "/partner hours"), ("Leave", "/partner leave")]
    else:
        rows.append(("What I look for", "/partner status"))
    return tuple(Button(label=label, send=send, owner=person) for label, send in rows)


def _local(at: datetime, learner: Learner) -> str:
    there = at.astimezone(clock(learner.settings.zone))
    return moment(at, f"{there:%A, %-d %B at %H:%M} ({learner.settings.zone_shown})")


def _short(at: datetime, learner: Learner) -> str:
    return f"{at.astimezone(clock(learner.settings.zone)):%a %-d %b, %H:%M}"


def _basis(topics: Sequence[str], curriculum: Curriculum) -> Basis:
    ids = [topic for topic in dict.fromkeys(topics) if topic] or [NOTE]
    return Basis(
        intent="partner",
        topics=tuple(ScoredTopic(id=id, title=curriculum.title(id), score=1.0) for id in ids),
    )
