"""Finds somebody to study with, once said and week after week: `/partner join`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.commands import Part
from bot.core.communities import Communities
from bot.core.dates import parse_date
from bot.core.learners import Learner, Learners, LearnerSettings
from bot.core.partners import Addresses, Cadence, Cadences, Companies, Company, Seekers, Seeking, Wish
from bot.core.reply import Basis, Button, Reply, ScoredTopic
from bot.core.request import Request
from bot.core.rhythm import next_daily
from bot.core.turn import Turn
from bot.core.unclear import Unclear
from bot.core.wishes import NAMES, first_name, wish_for
from bot.core.zones import Found, clock, find_zone
from bot.features.agenda import name_of
from bot.features.cards import in_a_row, links_of
from bot.features.company import PartnerCards
from bot.features.meeting import ALSO_WHO_IS_OUT, WORDS, Meetings
from bot.features.settings import unclear
from knowledge.notes.curriculum import Curriculum

PHRASES = (
    "find me a study partner",
    "find me a studdy parnter",
    "looking for a study budy",
    "find me someone to study with",
    "i need a study buddy",
    "anyone want to learn together",
    "anybody up for studying together tonight",
    "looking for people to study with",
    "looking for two or three people for a reading group",
    "who else is at the same stage as me",
    "who else is on week 9, let's do it together",
    "who wants to pair up for the statistics weeks",
    "can you match me with another learner",
    "match me with someone at my level please",
    "pair me with somebody in my time zone",
    "i want to join a study group",
    "is there a group i can join",
    "any beginners here who want to team up",
    "is anybody learning deep learning right now, want to team up",
    "searching a partner for kaggle competitions",
    "search partner for a small project, beginner level",
    "i feel alone learning this, is there a group",
    "learning alone is hard, can i get somebody to learn with",
    "i need an accountability partner",
    "someone to keep me accountable every week",
    "want to do pair programming with somebody",
    "anyone from india learning machine learning too",
    "any spanish speakers learning this who want to meet on voice chat",
    "is someone free on saturday mornings to study together",
    "can somebody learn linear algebra with me",
    "do you know another member who is doing the pandas part",
    "connect me with other learners",
    "partner for the next weeks please",
    "find me a partner for the deep learning part",
    "i would like to study with a woman who also works full time",
    "my study partner left, can i get a new one",
    "let's learn together, who is in",
    "mentor or buddy wanted",
    "i'm doing the sql part, who joins me",
    "we are two and look for a third one to study with",
    "i want a study partner in my time zone",
    "assign me a partner",
    "someone to practise interviews with",
    "hi all, i am new and would love a buddy to go through the roadmap with",
    "any women here learning ml, i would like to study together",
    "who is online and wants to study now",
    "does anybody want to be my accountability buddy",
    "looking for teammates for a project",
    "need a teammate for a hackathon",
    "is someone else struggling with this chapter, we could meet",
    "can you introduce me to other beginners",
    "i want to study with someone from my country",
    "anyone in the same time zone as me",
    "i'm in australia, is anybody awake to study with",
    "looking for a mentor",
    "can i mentor somebody",
    "i'd rather study in a pair",
    "how can i find people in here to learn with",
    "form a group of four for the maths part",
    "let's make a reading circle, who wants",
    "somebody to explain things to each other every sunday",
    "want a partner who also has kids and little time",
    "my buddy stopped answering, find me somebody else",
    "group for people who start from zero?",
    "who wants to do the python weeks with me",
    "we could hold each other to our goals, anyone",
    "add me to a study circle",
    "is there somebody i can call when i study",
    "weekly check-in partner wanted",
)
NOTE = "group-study"
NO_NAME = "a learner"
"""What partners see of somebody whose platform tells no name, until they give one."""
PARTS = (
    Part("join", "be matched with somebody each week"),
    Part("status", "who you are with, and what you look for"),
    Part("skip", "leave out the next round"),
    Part("pause", "no partner until a day", "[UNTIL]"),
    Part("hours", "when you are free", "HOURS"),
    Part("city", "the city that sets your clock", "CITY"),
    Part("languages", "what you could study in", "LANGUAGES"),
    Part("level", "somebody near, to explain to, or ahead", "same|mentor|mentee"),
    Part("group", "a study group instead of one partner", "on|off"),
    Part("platforms", "whether partners may be on another platform", "on|off"),
    Part("wider", "whether partners may be from another community", "on|off"),
    Part("name", "what partners call you", "NAME"),
    Part("say", "write to your partner", "TEXT"),
    Part("contact", "share how to reach you elsewhere", "TEXT"),
    Part("cant", "you can't make it this week"),
    Part("block", "never be matched with this partner again"),
    Part("report", "tell the moderators about a partner", "TEXT"),
    Part("another", "leave your study group for another one"),
    Part("leave", "stop looking for partners"),
)
_NOT_YET = "You don't look for partners yet. One tap, and I match you with somebody each week."
_BASIS = Basis(intent="partner")

NextRound = Callable[[Cadence, datetime], datetime]
"""Says when a community's next round is."""


@dataclass(frozen=True, slots=True)
class Partner:
    """`/partner [join|status|skip|pause|… VALUE]`"""

    curriculum: Curriculum
    learners: Learners
    seekers: Seekers
    companies: Companies
    cadences: Cadences
    communities: Communities
    addresses: Addresses
    next_round: NextRound

    def __call__(self, turn: Turn) -> Reply:
        request = turn.request
        name, _, value = ("", "", "") if turn.guessed else turn.argument.partition(" ")
        word = name.lower()
        learner = self.learners.find(request.person.id)
        seeking = self.seekers.get(learner.id) if learner else None
        if word == "join":
            return self._join(request, learner, seeking)
        former = self.seekers.before(learner.id) if learner and word in ALSO_WHO_IS_OUT else None
        if learner and word in WORDS and (seeking or former or value.startswith("#")):
            # by a card also who only helps somebody; who left may block and report without one too
            return self.meetings.do(word, value.strip(), learner, request)
        if learner is None or seeking is None:
            talks = self.companies.talks(learner.id, request.at) if learner and not word and not turn.guessed else ()
            if learner and talks:
                return self.cards.introduction(talks[-1], learner, request.person.id)
            return self._explain(request)
        return self._do(word, value.strip(), seeking, learner, request)

    @property
    def cards(self) -> PartnerCards:
        """What partners are shown."""
        ports = (self.learners, self.seekers, self.companies, self.cadences, self.addresses)
        return PartnerCards(self.curriculum, *ports)

    @property
    def meetings(self) -> Meetings:
        """What somebody says about the company they are in."""
        return Meetings(self.cards, self.addresses)

    def _do(self, name: str, value: str, seeking: Seeking, learner: Learner, request: Request) -> Reply:
        changes: Mapping[str, Callable[[], Reply]] = {
            "skip": lambda: self._keep(replace(seeking, skips=True), learner, request, "You leave out the next round"),
            "keep": lambda: self._keep(replace(seeking, skips=False), learner, request, "You take part"),
            "pause": lambda: self._pause(value, seeking, learner, request),
            "city": lambda: self._city(value, seeking, learner, request),
            "another": lambda: self._another(seeking, learner, request),
            "leave": lambda: self._leave(seeking, learner, request),
        }
        if name in changes:
            return changes[name]()
        if name in NAMES:
            return self._wish(name, value, seeking, learner, request)
        together = self._together(learner, request) if name == "" else None
        return together or self.cards.status(seeking, learner, request.person.id, request.at)

    def _together(self, learner: Learner, request: Request) -> Reply | None:
        """Return who somebody is with, and who else; None where they are with nobody."""
        going_on = [one for one in self.companies.going_on(learner.id, request.at) if len(one.there) > 1]
        if going_on:
            card = self.cards.introduction(going_on[0], learner, request.person.id)
            return card.model_copy(update={"buttons": (*card.buttons, *_others(going_on[1:], learner))})
        last = self.companies.current(learner.id, request.at)
        me = last.of(learner.id) if last else None
        if last and me and not me.out and len(last.there) > 1:
            return self.cards.afterwards(last, learner, request.person.id)
        return None

    def _join(self, request: Request, learner: Learner | None, seeking: Seeking | None) -> Reply:
        if learner and seeking:
            status = self.cards.status(seeking, learner, request.person.id, request.at, "You take part already")
            return _asking(status, seeking, learner)
        homes = [request.community] if request.community else list(self.seekers.homes(request.person.id))
        community = next((found for id in homes if (found := self.communities.get(id))), None)
        if community is None:
            text = "Partners are found inside a community. Send `/partner join` in a server or group that I am in."
            return Reply(text=text, private=True, basis=Basis(intent="partner", answered=False, confidence=0))
        zone = find_zone(request.zone or community.zone)
        known = isinstance(zone, Found) and zone.zone != "UTC"
        settings = LearnerSettings(zone=zone.zone, zone_shown=zone.typed) if isinstance(zone, Found) and known else None
        learner = self.learners.begin(request.model_copy(update={"community": community.id}),
                                      settings or LearnerSettings())  # fmt: skip
        former = self.seekers.before(learner.id)
        wish = former.wish if former else Wish(name=first_name(request.person.name) or NO_NAME)
        joined = Seeking(learner.id, community.id, wish, since=request.at, suits_at=request.at)
        self.seekers.save(joined)
        if self.cadences.of(community.id) is None:
            first = Cadence(community.id)
            self.cadences.save(replace(first, next_at=self.next_round(first, request.at)))
        title = "Welcome back" if former else "You're in"
        # a question comes alone: what there is to choose comes once it is answered
        only = "" if _asking(Reply(text="", basis=_BASIS), joined, learner).expects == "" else "round"
        status = self.cards.status(joined, learner, request.person.id, request.at, title, only=only)
        return _asking(status, joined, learner)

    def _keep(self, seeking: Seeking, learner: Learner, request: Request, title: str, only: str = "round") -> Reply:
        seeking = replace(seeking, suits_at=request.at, silent=0)
        self.seekers.save(seeking)
        return self.cards.status(seeking, learner, request.person.id, request.at, title, only=only)

    def _wish(self, name: str, value: str, seeking: Seeking, learner: Learner, request: Request) -> Reply:
        wish = wish_for(seeking.wish, name, value)
        if isinstance(wish, Unclear):
            return unclear(wish, f"/partner {name}", request.person.id, "partner")
        if seeking.study_group and not wish.group:
            seeking = self.meetings.leave_group(seeking, learner, request)
        return self._keep(replace(seeking, wish=wish), learner, request, "Changed", name)

    def _another(self, seeking: Seeking, learner: Learner, request: Request) -> Reply:
        if not seeking.study_group:
            return self.cards.status(seeking, learner, request.person.id, request.at, "You are in no study group")
        seeking = self.meetings.leave_group(seeking, learner, request)
        return self._keep(seeking, learner, request, "You left your study group and get another")

    def _city(self, value: str, seeking: Seeking, learner: Learner, request: Request) -> Reply:
        found = find_zone(value)
        if isinstance(found, Unclear):
            return unclear(found, "/partner city", request.person.id, "partner")
        settings = learner.settings.model_copy(update={"zone": found.zone, "zone_shown": found.typed})
        # nobody gets a daily task by this; where one comes already, settings move it
        if learner.settings.daily:
            text = f"Your clock is a setting of yours: send `/settings zone {found.typed}`."
            return Reply(text=text, private=True, basis=_BASIS)
        next = next_daily(settings, learner.id, request.at, self.learners.last_slot(learner.id))
        learner = self.learners.change(learner, settings, next)
        return _asking(self._keep(seeking, learner, request, "Changed", "hours"), seeking, learner)

    def _pause(self, value: str, seeking: Seeking, learner: Learner, request: Request) -> Reply:
        if value.lower() in ("off", "end"):
            return self._keep(replace(seeking, paused_until=None, skips=False), learner, request, "You're back")
        today = request.at.astimezone(clock(learner.settings.zone)).date()
        until = date.max if value.lower() in ("", "on") else parse_date(value, today)
        if isinstance(until, Unclear):
            return unclear(until, "/partner pause", request.person.id, "partner")
        return self._keep(replace(seeking, paused_until=until), learner, request, "Paused")

    def _leave(self, seeking: Seeking, learner: Learner, request: Request) -> Reply:
        self.meetings.back_out(learner, request)
        self.seekers.leave(seeking.learner, request.at)
        text = (
            "You are out, and nobody is matched with you any more. Should you join again, I still know what you look "
            "for; `/privacy forget` removes that too. For 30 days you can still `/partner report` whom you met."
        )
        button = Button(label="Join again", send="/partner join", owner=request.person.id)
        return Reply(title="Left", text=text, buttons=(button,), private=True, basis=_BASIS)

    def _explain(self, request: Request) -> Reply:
        advice = self.curriculum.advice.get(NOTE)
        text = (
            "Once a week I match you with somebody near you on the roadmap who speaks your language and is free when "
            "you are. You get times to choose from, and 15 minutes to do together.\n\nThey see a first name, your next "
            "topic and the hours you share. You can skip, pause or leave with a tap."
        )
        join = Button(label="Find me a partner", send="/partner join", owner=request.person.id)
        if advice is None:
            return Reply(title="Study partners", text=text, buttons=(join,), private=True, basis=_BASIS)
        return Reply(
            title="Study partners",
            text=text,
            links=links_of(self.curriculum, NOTE),
            buttons=(join, Button(label="What works", send=f"/topic {NOTE}")),
            basis=Basis(intent="partner", topics=(ScoredTopic(id=NOTE, title=advice.title, score=1.0),)),
        )


def _others(companies: Sequence[Company], learner: Learner) -> list[Button]:
    """Return a button for each further company that somebody is in."""
    return [
        Button(
            label=f"You and {in_a_row([name_of(other) for other in one.others(learner.id)])}",
            send=f"/partner with #{one.id}",
        )
        for one in companies
    ]


def _asking(status: Reply, seeking: Seeking, learner: Learner) -> Reply:
    """Return a status that asks for what is not known yet: the city of the learner's clock, then a name."""
    if learner.settings.zone == "UTC":
        question, expects = "**Which city sets your clock?** I need it to find hours that you share.", "/partner city"
    elif seeking.wish.name == NO_NAME:
        question, expects = "**What shall partners call you?** A first name or a nickname is enough.", "/partner name"
    else:
        return status
    return status.model_copy(update={"text": f"{question}\n\n{status.text}", "expects": expects})
