"""The curriculum: all notes and roadmaps together, and what they say about each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

from knowledge.documents import Document
from knowledge.notes.front_matter import Parse, parse_yaml
from knowledge.notes.mixed import QUIZ, read_mixed
from knowledge.notes.reader import read_note
from knowledge.notes.references import check_mixed, check_references
from knowledge.notes.roadmaps import Part, Roadmap, Standing, read_roadmap
from knowledge.notes.schema import STAGE_TITLES, AdviceNote, MixedQuestion, Note, Question, Resource, Stage, TopicNote
from knowledge.notes.searched import note_document, roadmap_documents

CONTENT = Path(__file__).parent.parent / "content"


@dataclass(frozen=True)
class Curriculum:
    """Topic notes, advice notes and source roadmaps by id, and the questions that mix topics."""

    topics: dict[str, TopicNote]
    advice: dict[str, AdviceNote]
    roadmaps: dict[str, Roadmap]
    mixed: tuple[MixedQuestion, ...] = ()
    """In the order of the stages."""

    @classmethod
    def load(cls, *folders: Path, parse: Parse = parse_yaml) -> Curriculum:
        """Read every note, roadmap and mixed question below some folders and check that they fit together.

        Without folders, the notes that come with Trailmate. A note of a later folder replaces one of the same id.
        Raises NoteError for the first fault, naming file and line.
        """
        places = folders or (CONTENT,)
        notes = [read_note(path, parse) for place in places for path in _files(place, "topics/*.md", "advice/*.md")]
        roadmaps = [read_roadmap(path, parse) for place in places for path in _files(place, "roadmaps/*.yaml")]
        topics = {note.id: note for note in notes if isinstance(note, TopicNote)}
        advice = {note.id: note for note in notes if isinstance(note, AdviceNote)}
        mixed = [
            question for place in places for path in _files(place, f"{QUIZ}/*.md") for question in read_mixed(path)
        ]
        check_references(topics)
        check_mixed(mixed, topics)
        ordered = sorted(roadmaps, key=lambda roadmap: roadmap.number)
        stages = list(STAGE_TITLES)
        mixed.sort(key=lambda question: stages.index(question.stage))
        return cls(topics, advice, {roadmap.id: roadmap for roadmap in ordered}, tuple(mixed))

    def check_with(self, notes: Iterable[Note]) -> None:
        """Check that these would still fit together with more notes. Raises NoteError naming the file and what not."""
        topics = self.topics | {note.id: note for note in notes if isinstance(note, TopicNote)}
        check_references(topics)

    @property
    def notes(self) -> list[Note]:
        """Return the topics in trail order, then the advice."""
        return [*self.trail, *self.advice.values()]

    def note(self, id: str) -> Note | None:
        """Return a topic or advice note."""
        return self.topics.get(id) or self.advice.get(id)

    def title(self, id: str) -> str:
        """Return what to call a note; for a topic without one, the wording of a source."""
        if note := self.note(id):
            return note.title
        standings = self.standings(id)
        return standings[0].item.title if standings else id.replace("-", " ")

    def standings(self, id: str) -> list[Standing]:
        """Return where each source names a topic, in the order of the sources."""
        return self._standings.get(id, [])

    def resource_line(self, resource: Resource) -> str:
        """Return a resource in one line: title, instruction, where a source names it, address."""
        origin = self._by_source.get(resource.origin)
        place = f" ({origin.roadmap.name}, {origin.section.title.partition(':')[0]})" if origin else ""
        how = f", {resource.how}" if resource.how else ""
        return f"{resource.title}{how}{place}" + (f": {resource.address}" if resource.address else "")

    def subject(self, resource: Resource) -> str:
        """Return other words for what a resource teaches: those of the source that names it, and of its topic."""
        origin = self._by_source.get(resource.origin)
        if origin is None:
            return ""
        topic = self.topics.get(origin.item.note)
        names = (topic.title, *topic.front.aliases) if topic else ()
        return " ".join((origin.item.title, *names))

    def section(self, id: str) -> Part | None:
        """Return the part of a roadmap that a document such as `plan-24-weeks/w13` stands for."""
        return self._parts.get(id)

    def prerequisites(self, id: str) -> tuple[str, ...]:
        """Return what to know first, directly."""
        topic = self.topics.get(id)
        return topic.front.prerequisites if topic else ()

    def unlocks(self, id: str) -> tuple[str, ...]:
        """Return the topics that name this one as a prerequisite, in trail order."""
        return tuple(other.id for other in self.trail if id in other.front.prerequisites)

    @cached_property
    def trail(self) -> tuple[TopicNote, ...]:
        """All topics in an order in which every prerequisite comes first, stage by stage where it can."""
        stages = list(STAGE_TITLES)
        outlined = self._outlined
        places = {
            id: (stages.index(note.front.stage), outlined.get(id, len(outlined)), id)
            for id, note in self.topics.items()
        }
        sorter = TopologicalSorter({note.id: note.front.prerequisites for note in self.topics.values()})
        sorter.prepare()
        ready: list[str] = []
        order: list[TopicNote] = []
        while sorter.is_active():
            ready += sorter.get_ready()
            ready.sort(key=places.__getitem__)
            chosen = ready.pop(0)
            order.append(self.topics[chosen])
            sorter.done(chosen)
        return tuple(order)

    def stage(self, stage: Stage) -> tuple[TopicNote, ...]:
        """Return the topics of one stage in trail order."""
        return tuple(note for note in self.trail if note.front.stage == stage)

    def next_after(self, id: str, count: int = 3) -> tuple[str, ...]:
        """Return what to study after a topic: what it unlocks, then what follows it on the trail."""
        order = [note.id for note in self.trail]
        place = order.index(id) if id in order else -1
        follow = [*self.unlocks(id), *order[place + 1 :]]
        return tuple(dict.fromkeys(other for other in follow if other != id))[:count]

    def mixed_for(self, id: str) -> tuple[MixedQuestion, ...]:
        """Return the mixed questions that name a topic, first those that it is the answer of."""
        found = [question for question in self.mixed if id in question.topics]
        return tuple(sorted(found, key=lambda question: question.question.topic != id))

    def questions(self) -> Iterator[Question]:
        """Yield every recall question: the notes' own in trail order, then those that mix topics."""
        for note in self.trail:
            yield from note.questions
        for mixed in self.mixed:
            yield mixed.question

    def resources(self) -> Iterator[tuple[Note, Resource]]:
        """Yield every resource with the note that lists it."""
        for note in self.notes:
            for resource in note.front.resources:
                yield note, resource

    def documents(self) -> list[Document]:
        """Return everything that can answer a question: notes, and the sections of the roadmaps."""
        found = [note_document(note) for note in self.notes]
        for roadmap in self.roadmaps.values():
            found += roadmap_documents(roadmap)
        found += [self._entry_document(id) for id in self._standings if self.note(id) is None]
        return found

    def entry_text(self, id: str) -> str:
        """Return what the sources say about a topic, as a Markdown list."""
        lines = []
        for standing in self.standings(id):
            link = f" ({standing.item.link})" if standing.item.link else ""
            lines.append(f"- **{standing.roadmap.name}**, {standing.section.title}: {standing.item.title}{link}")
        return "\n".join(lines)

    def _entry_document(self, id: str) -> Document:
        names = tuple(dict.fromkeys(standing.item.title for standing in self.standings(id)))
        return Document(id, self.title(id), self.entry_text(id), names)

    @cached_property
    def _standings(self) -> dict[str, list[Standing]]:
        found: dict[str, list[Standing]] = {}
        for roadmap in self.roadmaps.values():
            for section in roadmap.sections:
                for item in section.items:
                    found.setdefault(item.note, []).append(Standing(roadmap, section, item))
        notes: list[Note] = [*self.topics.values(), *self.advice.values()]
        for note in notes:
            for source in note.front.sources:
                standing = self._by_source.get(source)
                if standing and standing not in found.setdefault(note.id, []):
                    found[note.id].append(standing)
        return found

    @cached_property
    def _by_source(self) -> dict[str, Standing]:
        return {
            item.id: Standing(roadmap, section, item)
            for roadmap in self.roadmaps.values()
            for section in roadmap.sections
            for item in section.items
        }

    @cached_property
    def _parts(self) -> dict[str, Part]:
        return {
            roadmap.document_id(section): Part(roadmap, section)
            for roadmap in self.roadmaps.values()
            for section in roadmap.sections
        }

    @cached_property
    def _outlined(self) -> dict[str, int]:
        """Where the outline, the only full ordering, first names a topic."""
        outline = self.roadmaps.get("roadmap-sh")
        order = [item.note for section in outline.sections for item in section.items] if outline else []
        return {note: place for place, note in reversed(list(enumerate(order)))}


def _files(place: Path, *patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in sorted(place.glob(pattern))]
