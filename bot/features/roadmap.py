"""Shows the stages of the trail, one stage, one source, or where a topic stands in each source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from bot.core.reply import Basis, Button, Link, Reply, ScoredTopic, Source
from bot.core.turn import Turn
from bot.features.cards import open_button
from bot.features.pictures import RoadmapPictures
from bot.features.sections import section_card
from bot.features.standing import Standings
from bot.features.topic import OpenTopic
from knowledge.named.asked_order import AskedOrder
from knowledge.named.numbered import numbered
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.roadmaps import Roadmap
from knowledge.notes.schema import STAGE_TITLES, Stage

PHRASES = (
    "show me the roadmap",
    "roadmap",
    "open the roadmap",
    "show the whole learning path",
    "what are the stages of the roadmap",
    "list all the stages",
    "give me an overview of the whole curriculum",
    "which topics are there",
    "list all topics",
    "table of contents",
    "open the map",
    "show me all stages",
    "can i see the full roadmap",
)


@dataclass(frozen=True, slots=True)
class ShowRoadmap:
    """`/roadmap [STAGE | SOURCE | TOPIC]`, and “what do i do in week 5”, “what comes after pandas”."""

    curriculum: Curriculum
    topics: OpenTopic
    pictures: RoadmapPictures
    standings: Standings
    asked_order: AskedOrder

    def __call__(self, turn: Turn) -> Reply:
        if (parts := numbered(self.curriculum, turn.argument)) and parts.alone:
            return section_card(self.curriculum, parts.roadmap, parts.sections)
        if turn.guessed and (asked := self.asked_order.asked(turn.argument)):
            return self.standings.card(asked)
        wanted = "" if turn.guessed else turn.argument.strip().lower()
        if not wanted:
            return self._stages()
        for stage in get_args(Stage):
            if wanted in (stage, STAGE_TITLES[stage].lower()):
                return self._stage(stage)
        source, _, section = wanted.partition(" ")
        if roadmap := self.curriculum.roadmaps.get(source):
            return self._source(roadmap, section)
        id = self.topics.find(wanted)
        return self.standings.where(id) if id else self._stages()

    def recognises(self, text: str) -> bool:
        """Tell whether plain words ask for nothing but a part of a source, or the place of a topic in the sources."""
        parts = numbered(self.curriculum, text)
        return (parts is not None and parts.alone) or self.asked_order.asked(text) is not None

    def _stages(self) -> Reply:
        lines = [
            f"{number}. **{title}**: {len(self.curriculum.stage(stage))} topics"
            for number, (stage, title) in enumerate(STAGE_TITLES.items(), 1)
        ]
        text = "The trail in nine stages. You don't need all of one before the next; build something in each."
        stages = tuple(Button(label=title, send=f"/roadmap {stage}") for stage, title in STAGE_TITLES.items())
        sources = tuple(
            Button(label=f"As in {roadmap.name}", send=f"/roadmap {roadmap.id}")
            for roadmap in self.curriculum.roadmaps.values()
        )
        order = self.curriculum.advice.get("order-of-study")
        return Reply(
            title="The roadmap",
            text=f"{text}\n\n" + "\n".join(lines),
            buttons=(*stages, *sources, *((open_button(self.curriculum, order.id, "Which order?"),) if order else ())),
            image=self.pictures.picture(),
            links=tuple(Link(title=one.title, url=one.url) for one in self.curriculum.roadmaps.values() if one.url),
            basis=Basis(intent="roadmap"),
        )

    def _stage(self, stage: Stage) -> Reply:
        topics = self.curriculum.stage(stage)
        hours = sum(note.front.effort.theory + note.front.effort.practice for note in topics)
        lines = [f"{number}. {note.title}" for number, note in enumerate(topics, 1)]
        return Reply(
            title=STAGE_TITLES[stage],
            text=f"{len(topics)} topics, in an order that works. Allow some {hours:.0f} hours.\n\n" + "\n".join(lines),
            buttons=(*(open_button(self.curriculum, note.id) for note in topics[:8]), _back()),
            image=self.pictures.picture(stage),
            basis=Basis(
                intent="roadmap",
                topics=tuple(ScoredTopic(id=note.id, title=note.title, score=0.5) for note in topics[:5]),
            ),
        )

    def _source(self, roadmap: Roadmap, section: str) -> Reply:
        chosen = [part for part in roadmap.sections if part.id.partition(":")[2].lower() == section]
        if chosen:
            return section_card(self.curriculum, roadmap, chosen[:1])
        lines = [f"- {part.title}" for part in roadmap.parts()]
        return Reply(
            title=roadmap.title,
            text=f"{roadmap.about}\n\n" + "\n".join(lines),
            links=(Link(title=roadmap.title, url=roadmap.url),) if roadmap.url else (),
            buttons=(
                *(
                    Button(label=part.title, send=f"/roadmap {roadmap.id} {part.id.partition(':')[2]}")
                    for part in roadmap.parts()[:20]
                ),
                _back(),
            ),
            basis=Basis(intent="roadmap", sources=(Source(title=roadmap.title, note=roadmap.id, url=roadmap.url),)),
        )


def _back() -> Button:
    return Button(label="All stages", send="/roadmap")
