"""`/trailmate`: the people who run a community choose what the bot does in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.commands import Part
from bot.core.communities import LOCAL, Communities, Community
from bot.core.mailbox import BOARD
from bot.core.places import IN_WORDS, MANNERS, Manner, Places
from bot.core.reply import Basis, Button, Reply
from bot.core.request import Request
from bot.core.rhythm import first_day, next_prompt
from bot.core.sentence import ended
from bot.core.times import WEEKDAYS, parse_days, parse_time
from bot.core.turn import Turn
from bot.core.unclear import Unclear, either, quoted
from bot.core.zones import clock, find_zone
from bot.features.rounds import PartnerRounds
from bot.features.settings import days_in_words, unclear

PARTS = (
    Part("setup", "see what I do here, and change it"),
    Part("channel", "how I behave in this channel", "mention|questions|threads|silent"),
    Part("prompt", "the daily prompt: here, off, or its hour", "here|off|TIME"),
    Part("days", "the days of the prompt", "DAYS"),
    Part("weekly", "one post a week about what most are stuck on", "here|on|off"),
    Part("partners", "partner rounds: their hour, their numbers, a try", "[WHEN|try|off]"),
    Part("help", "the channel for members' questions", "here|off"),
    Part("zone", "the city that sets this community's clock", "CITY"),
)
_BASIS = Basis(intent="settings")
_BUTTONS: dict[Manner, str] = {
    "mention": "Only when spoken to",
    "questions": "Answer questions here",
    "threads": "Answer in threads",
    "silent": "Be silent here",
}


@dataclass(frozen=True, slots=True)
class SetUp:
    """`/trailmate [setup|channel|prompt|days|zone VALUE]`"""

    communities: Communities
    places: Places
    rounds: PartnerRounds

    def __call__(self, turn: Turn) -> Reply:
        request = turn.request
        community = self.communities.get(request.community) if request.community else None
        if community is None:
            text = "This works inside a server or a group that I am in, for the people who run it."
            return Reply(text=text, private=True, basis=_BASIS)
        name, _, value = turn.argument.partition(" ")
        match name.lower():
            case "" | "setup" | "status":
                return self._card(community, request)
            case "channel":
                return self._channel(community, request, value.strip().lower())
            case "partners":
                return self.rounds(community, request, value.strip())
            case "prompt" | "prompts" | "time" | "days" | "weekly" | "zone" | "help":
                return self._prompt(community, request, name.lower(), value.strip())
            case _:
                known = either([part.name for part in PARTS])
                return unclear(Unclear(ended(f"I know {known}, not {quoted(name)}")), "/trailmate", request.person.id)

    def _card(self, community: Community, request: Request, title: str = "") -> Reply:
        manner = self.places.manner(request.place)
        lines = [
            _prompt_in_words(community, request.at),
            _weekly_in_words(community),
            _help_in_words(community),
            f"**In this channel:** {IN_WORDS[manner]}",
        ]
        person = request.person.id
        owned = [("No daily prompt", "/trailmate prompt off")] if _prompts(community) else []
        if community.channel != _destination(request) or not _prompts(community):
            owned.insert(0, ("Post the daily prompt here", "/trailmate prompt here"))
        if community.channel:
            weekly = ("No weekly post", "off") if community.weekly else ("Post once a week", "on")
            owned.append((weekly[0], f"/trailmate weekly {weekly[1]}"))
        if community.help != _destination(request):
            owned.append(("Send questions for help here", "/trailmate help here"))
        owned += [(_BUTTONS[one], f"/trailmate channel {one}") for one in MANNERS if one != manner]
        text = "\n\n".join(lines) + (
            "\n\nMore: `/trailmate prompt 8:30`, `/trailmate days mon wed fri`, `/trailmate zone Lisbon`, "
            "`/trailmate partners`."
        )
        buttons = tuple(Button(label=label, send=send, owner=person) for label, send in owned)
        return Reply(title=title or f"Trailmate in {community.title}", text=text, buttons=buttons, basis=_BASIS)

    def _channel(self, community: Community, request: Request, value: str) -> Reply:
        if value not in MANNERS:
            how = Unclear(f"How shall I behave here? {either(MANNERS).capitalize()}.", MANNERS)
            return unclear(how, "/trailmate channel", request.person.id)
        self.places.choose(request.place, community.id, value)
        return self._card(community, request, "Changed")

    def _prompt(self, community: Community, request: Request, name: str, value: str) -> Reply:
        changed = _changed(community, request, name, value)
        if isinstance(changed, Unclear):
            return unclear(changed, f"/trailmate {name}", request.person.id)
        last = self.communities.last_slot(community.id)
        self.communities.save(changed, request.at, next_prompt(changed, request.at, last))
        return self._card(changed, request, "Changed")


def _changed(community: Community, request: Request, name: str, value: str) -> Community | Unclear:
    if name == "zone":
        found = find_zone(value)
        return found if isinstance(found, Unclear) else replace(community, zone=found.zone)
    if name == "weekly":
        return _weekly(community, request, value.lower())
    if name == "help":
        return _helped(community, request, value.lower())
    if name == "days":
        days = parse_days(value)
        return days if isinstance(days, Unclear) else replace(community, days=days)
    return _posted(community, request, value.lower())


def _weekly(community: Community, request: Request, value: str) -> Community | Unclear:
    """Return a community with the weekly post switched; it goes where the daily prompt goes, with it or without."""
    match value:
        case "off" | "no" | "stop":
            return replace(community, weekly=False)
        case "on":
            return replace(community, weekly=True, channel=community.channel or _destination(request))
        case "here":
            return replace(community, weekly=True, channel=_destination(request))
        case _:
            return Unclear("Say here, on or off.", ("here", "on", "off"))


def _helped(community: Community, request: Request, value: str) -> Community | Unclear:
    if value in ("here", "on", ""):
        return replace(community, help=_destination(request))
    return (
        replace(community, help=None)
        if value in ("off", "no", "stop")
        else Unclear("Say here or off.", ("here", "off"))
    )


def _posted(community: Community, request: Request, value: str) -> Community | Unclear:
    if value in ("off", "no", "stop"):
        return replace(community, prompts=False)
    if value in ("", "here", "on"):
        return replace(community, prompts=True, channel=_destination(request))
    at = parse_time(value)
    if isinstance(at, Unclear):
        return Unclear("Say here, off, or an hour such as 8:30.", ("here", "off"))
    return replace(community, prompts=True, prompt_at=at, channel=community.channel or _destination(request))


def _destination(request: Request) -> str:
    """Return where a prompt posted "here" goes: the page and the terminal have one board for all."""
    return BOARD if request.community == LOCAL else request.place.destination


def _prompts(community: Community) -> bool:
    return community.prompts and community.channel is not None


def _prompt_in_words(community: Community, now: datetime) -> str:
    if not _prompts(community):
        return "**Daily prompt:** none. One topic a day in a channel gives people something to talk about."
    next = next_prompt(community, now, None)
    when = f"{next.at.astimezone(clock(community.zone)):%A at %H:%M}" if next else ""
    days = days_in_words(community.days)
    return f"**Daily prompt:** {days} at {community.prompt_at:%H:%M} ({community.zone}); the next one on {when}."


def _help_in_words(community: Community) -> str:
    if community.help is None:
        return "**Help channel:** none. Members who are stuck could post a question there, with all that others need."
    return "**Help channel:** chosen. Members who are stuck can post a question there, with all that others need."


def _weekly_in_words(community: Community) -> str:
    if not community.weekly or community.channel is None:
        return "**Weekly post:** none. It would name the topic that holds up most of you, and nobody."
    day = WEEKDAYS[first_day(community)].capitalize()
    instead = " instead of the prompt" if community.prompts else ""
    return (
        f"**Weekly post:** on {day}{instead}, about what most members are stuck on; only where five or more are, and "
        "nobody is named."
    )
