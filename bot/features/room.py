"""What is said to partners in a room that they share, to all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core.markdown import moment
from bot.core.partners import Addresses, Companies, Company, Seekers
from bot.core.reply import Basis, Button, Reply, Room, Section
from bot.core.rooms import may_enter, parts_of
from bot.features.agenda import Agenda, name_of
from bot.features.cards import in_a_row
from knowledge.notes.curriculum import Curriculum

_BASIS = Basis(intent="partner")
_LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class RoomCards:
    """Each reply names its room, and who belongs in it; None where not all of them can be there any more."""

    curriculum: Curriculum
    companies: Companies
    addresses: Addresses
    seekers: Seekers

    def introduction(self, company: Company, now: datetime, *, opens: bool) -> Reply | None:
        """Introduce the people of a company to each other, or tell them again once they agreed on a time."""
        people = self._people(company)
        if people is None or len(company.there) < 2 or now >= company.ends:
            return None
        agenda = Agenda(self.curriculum)
        sections = [Section(title=agenda.title(company), text=agenda.steps(company, None))]
        if company.times or company.agreed:
            sections.insert(0, Section(title="When", text=_when(company)))
        text = agenda.why(company)
        if opens:
            text += "\n\nThis room is yours: talk here as you like. "
            text += "Only you can read it, and whoever may manage threads here."
        return Reply(
            title=f"This week: {in_a_row([name_of(one) for one in company.there])}",
            text=text,
            sections=tuple(sections),
            buttons=(*_time_buttons(company), *_buttons(company)),
            room=Room(name=_name(company), people=people if opens else (), gone=self._gone(company)),
            basis=_BASIS,
        )

    def news(self, company: Company, payload: Mapping[str, Any]) -> Reply | None:
        """Tell all who are left; `gone` are the addresses of one who must not be in the room any more."""
        gone = str(payload.get("gone", "")).split()
        room = Room(name=_name(company), gone=tuple(one for one in gone if may_enter(company.room, one)))
        return Reply(text=str(payload["text"]), room=room, basis=_BASIS)

    def _gone(self, company: Company) -> tuple[str, ...]:
        """Return the addresses of those who have no seat any more in a study group that goes on in its room."""
        before = self.companies.before(company)
        left = [
            one.learner
            for one in (before.members if before else ())
            if one.learner and not company.of(one.learner) and not self._has_seat(one.learner, company)
        ]
        return tuple(one for id in left for one in self.addresses.all_of(id) if may_enter(company.room, one))

    def _has_seat(self, learner: str, company: Company) -> bool:
        seeking = self.seekers.get(learner)
        return seeking is not None and seeking.study_group == company.study_group

    def _people(self, company: Company) -> tuple[str, ...] | None:
        """Return the addresses of all who are there, if each of them could be in the room."""
        learners = [one.learner for one in company.there if one.learner]
        where = self.addresses.reached_at(learners)
        found = tuple(where.get(one.learner or "", "") for one in company.there)
        return found if all(may_enter(company.room, address) for address in found) else None


def _name(company: Company) -> str:
    """Return the name of a room, always the same: it is found again by it."""
    _, mark = parts_of(company.room)
    who = "Study group" if company.study_group else " & ".join(name_of(one) for one in company.members)
    return f"{who[:_LONGEST_NAME]} · {mark}"


def _when(company: Company) -> str:
    if company.agreed:
        return f"You meet on {_at(company.agreed)}. Settle here where: a call, a voice channel, or this room."
    lines = []
    for number, at in enumerate(company.times):
        works = [name_of(one) for one in company.there if number in one.works]
        lines.append(f"{number + 1}. {_at(at)}" + (f" (works for {in_a_row(works)})" if works else ""))
    return "Tap what works for you; when one works for all, I say so here.\n\n" + "\n".join(lines)


def _at(at: datetime) -> str:
    return moment(at, f"{at:%A, %-d %B at %H:%M} (UTC)")


def _time_buttons(company: Company) -> list[Button]:
    if company.agreed:
        return []
    return [
        Button(label=f"{number + 1} works for me", send=f"/partner works {company.id} {number}")
        for number in range(len(company.times))
    ]


def _buttons(company: Company) -> tuple[Button, ...]:
    return (
        Button(label="I can't make it", send=f"/partner cant #{company.id}"),
        Button(label="Report", send=f"/partner report #{company.id}"),
    )
