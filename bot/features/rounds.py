"""`/trailmate partners`: the people who run a community see and choose how its partner rounds go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.core.communities import Community
from bot.core.due import instant
from bot.core.partners import Cadence, Cadences, Past
from bot.core.reply import Basis, Button, Reply
from bot.core.request import Request
from bot.core.rooms import WITH_ROOMS
from bot.core.rounds import Held, week_after
from bot.core.times import parse_time, weekday
from bot.core.unclear import Unclear
from bot.core.zones import clock
from bot.features.company import WHY_ALONE
from bot.features.settings import unclear

LAST = 6
"""Rounds that the card tells of."""
_BASIS = Basis(intent="settings")


@dataclass(frozen=True, slots=True)
class PartnerRounds:
    """Numbers and choices; never a name, never a word that a partner wrote."""

    cadences: Cadences
    next_round: Callable[[Cadence, datetime], datetime]
    try_out: Callable[[Cadence, datetime], Held]
    """Works out the round that would be held now, and writes nothing."""

    def __call__(self, community: Community, request: Request, value: str) -> Reply:
        cadence = self.cadences.of(community.id) or Cadence(community.id)
        match value.lower().split():
            case []:
                return self._card(community, cadence, request)
            case ["try"]:
                return _tried(self.try_out(replace(cadence, next_at=request.at), request.at))
            case ["on" | "off" as word]:
                return self._keep(community, replace(cadence, on=word == "on"), request)
            case ["here" | "nowhere" as where]:
                return self._rooms(community, cadence, request, here=where == "here")
            case ["reports", "here"]:
                return self._keep(community, replace(cadence, reports=request.place.destination), request)
            case _:
                return self._keep(community, _read(cadence, value), request)

    def _rooms(self, community: Community, cadence: Cadence, request: Request, *, here: bool) -> Reply:
        if request.place.platform not in WITH_ROOMS:
            text = "This platform has no rooms for a few people inside a group; partners are introduced directly."
            return Reply(text=text, private=True, basis=_BASIS)
        return self._keep(community, replace(cadence, channel=request.place.destination if here else None), request)

    def _keep(self, community: Community, cadence: Cadence | Unclear, request: Request) -> Reply:
        if isinstance(cadence, Unclear):
            return unclear(cadence, "/trailmate partners", request.person.id)
        fresh = replace(cadence, next_at=None, announced=False)
        cadence = (
            replace(fresh, next_at=self.next_round(fresh, self._earliest(community, request))) if cadence.on else fresh
        )
        self.cadences.save(cadence)
        return self._card(community, cadence, request, "Changed")

    def _earliest(self, community: Community, request: Request) -> datetime:
        """Return after what the next round may be: now, or where one was held in this week already, its end."""
        past = self.cadences.past(community.id, 1)
        if not past:
            return request.at
        week = instant(week_after(past[0].number), time(0), community.zone)
        return max(request.at, week - timedelta(seconds=1))

    def _card(self, community: Community, cadence: Cadence, request: Request, title: str = "") -> Reply:
        with_rooms = request.place.platform in WITH_ROOMS
        every = "every week" if cadence.weeks == 1 else f"every {cadence.weeks} weeks"
        if cadence.on and cadence.next_at:
            local = cadence.next_at.astimezone(clock(community.zone))
            when = f"{every}; the next one on {local:%A, %-d %B at %H:%M} ({community.zone})."
        else:
            when = "off. The first member who joins turns them on." if cadence.on else "off."
        reports = (
            "come to the channel that you chose, with names; whoever can read it reads them"
            if cadence.reports
            else "have no place yet: members are told so. Choose a channel that only moderators can read"
        )
        lines = [
            f"**Partner rounds:** {when}",
            f"**The same two** meet again after {cadence.apart} weeks at the earliest, where others are there.",
            f"**Reports** {reports}.",
            *([f"**Rooms:** {_rooms(cadence)}."] if with_rooms else []),
            *(_past(one) for one in self.cadences.past(community.id, LAST)),
        ]
        more = "`/trailmate partners sunday 18:00`, `/trailmate partners every 2 weeks`, `/trailmate partners apart 8`"
        person, is_running = request.person.id, cadence.on and cadence.next_at
        here = ("No rooms", "nowhere") if cadence.channel else ("Rooms in this channel", "here")
        choices = [
            ("Try a round without holding it", "/trailmate partners try"),
            ("Send reports here", "/trailmate partners reports here"),
            *([(here[0], f"/trailmate partners {here[1]}")] if with_rooms else []),
            ("Switch off", "/trailmate partners off") if is_running else ("Switch on", "/trailmate partners on"),
        ]
        buttons = tuple(Button(label=label, send=send, owner=person) for label, send in choices)
        text = "\n\n".join([*lines, f"More: {more}."])
        return Reply(title=title or "Study partners here", text=text, buttons=buttons, private=True, basis=_BASIS)


def _read(cadence: Cadence, value: str) -> Cadence | Unclear:
    words = value.lower().split()
    numbers = [int(word) for word in words if word.isdecimal()]
    if words[0] == "apart" and numbers[:1] and 0 <= numbers[0] <= 52:
        return replace(cadence, apart=numbers[0])
    if words[0] == "every" and (numbers[:1] or words[1:] == ["week"]) and 1 <= (numbers or [1])[0] <= 8:
        return replace(cadence, weeks=(numbers or [1])[0])
    day, at = weekday(words[0]), parse_time(" ".join(words[1:]) or f"{cadence.at:%H:%M}")
    if day is None:
        return Unclear("Say a day and an hour such as sunday 18:00, every 2 weeks, apart 8, reports here, try, or off.")
    return at if isinstance(at, Unclear) else replace(cadence, weekday=day, at=at, on=True)


def _rooms(cadence: Cadence) -> str:
    if cadence.channel is None:
        return "none; partners get direct messages. In a channel that you choose they can have private threads"
    return "partners get a private thread in the channel that you chose, where all of them can be in one"


def _past(one: Past) -> str:
    alone = ", ".join(f"{count} because {WHY_ALONE.get(why, 'nobody fitted')}" for why, count in one.alone)
    met = f"{one.met} of {one.paired} met" if one.paired else "nobody was brought together"
    rest = f"; alone: {alone}" if alone else ""
    return f"**{one.at:%-d %B}:** {one.seekers} took part, {met}, {one.repeats} early repeats{rest}."


def _tried(held: Held) -> Reply:
    people = "person" if len(held.there) == 1 else "people"
    sizes = Counter(len(one.members) for one in held.together)
    shown = ", ".join(f"{count} of {size}" for size, count in sorted(sizes.items())) or "none"
    reasons = Counter(reason for _, reason in held.alone)
    alone = "\n".join(f"- {count}: {WHY_ALONE.get(why, 'nobody fitted')}" for why, count in sorted(reasons.items()))
    text = (
        f"Would a round be held now, {len(held.there)} {people} would take part. Companies: {shown}. Early repeats: "
        f"{held.repeats}. Nothing was written, nobody was told."
    )
    if alone:
        text += f"\n\nAlone would be:\n\n{alone}"
    return Reply(title="A try", text=text, private=True, basis=_BASIS)
