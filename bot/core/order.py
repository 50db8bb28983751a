"""The order in which to learn some topics: along the trail in balance, or as one of the sources has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.trail import foundations
from knowledge.notes.curriculum import Curriculum
from knowledge.notes.schema import Effort, Stage

BUILDING = 0.7
"""The share of time for building, by the 70/30 rule of the video roadmap."""
HALF_OF_IT = 16.0
"""Hours after which the balance of theory and building counts half: two weeks of eight hours."""
PLACES = 20.0
"""Places on the trail that a topic may move if each of its hours brings the balance an hour nearer: in practice a few.
Twice as many balance little better, and begin with a long stretch of pure theory."""


@dataclass(frozen=True, slots=True)
class Template:
    """A way through the roadmap."""

    id: str
    title: str
    about: str
    roadmap: str | None = None
    """The source whose order this is; None for our own."""
    playlists: Mapping[str, tuple[Stage, ...]] = field(default_factory=dict)
    """Where a source names a whole playlist and no topics: its section, and the stages that stand for it."""


TEMPLATES = (
    Template(
        id="trail",
        title="Step by step",
        about="Our own order: each topic after what it needs, with some building in every week.",
    ),
    Template(
        id="24-weeks",
        title="In the order of the 24-week plan",
        about="The order of the codebasics plan for 24 weeks from zero: Python, SQL, data, maths, machine learning, "
        "deep learning, MLOps. It doesn't say how many hours a week holds, so your own calendar can be longer.",
        roadmap="plan-24-weeks",
        playlists={"3:w13": ("maths",), "3:w15": ("core-ml", "evaluation"), "3:w19": ("deep-learning",)},
    ),
    Template(
        id="6-to-9-months",
        title="In the order of the video roadmap",
        about="Python, libraries, just enough maths, core algorithms, deep learning, job-ready skills. Six to nine "
        "months is one source's estimate, for disciplined effort and some programming before.",
        roadmap="video",
    ),
)


def find_template(id: str) -> Template | None:
    """Return a template by its id."""
    return next((template for template in TEMPLATES if template.id == id), None)


def in_order(curriculum: Curriculum, topics: Collection[str], template: Template) -> tuple[str, ...]:
    """Return topics in the order of a template, each after those of them that it rests on.

    What is learned can be taken off the front: the rest stays in its order.
    """
    wanted = frozenset(topics)
    if template.roadmap is None:
        return _balanced(curriculum, wanted)
    return _as_listed(curriculum, wanted, list(_listed(curriculum, template)))


def _listed(curriculum: Curriculum, template: Template) -> Iterator[str]:
    """Yield the topics that a source names, in its order, then the whole trail for what it doesn't name."""
    roadmap = curriculum.roadmaps.get(template.roadmap or "")
    for section in roadmap.sections if roadmap else ():
        for item in section.items:
            yield item.note
        for stage in template.playlists.get(section.id, ()):
            yield from (note.id for note in curriculum.stage(stage))
    yield from (note.id for note in curriculum.trail)


def _as_listed(curriculum: Curriculum, wanted: frozenset[str], listed: list[str]) -> tuple[str, ...]:
    order: dict[str, None] = {}
    for id in dict.fromkeys(listed):
        if id in wanted and id not in order:
            missing = (foundations(curriculum, [id]) & wanted) - order.keys()
            order |= dict.fromkeys(note.id for note in curriculum.trail if note.id in missing)
    return tuple(order)


def _balanced(curriculum: Curriculum, wanted: frozenset[str]) -> tuple[str, ...]:
    """Order topics along the trail, moved a little so that every few weeks come near the 70/30 rule.

    Chosen from the last topic to the first: each time the one latest on the trail that nothing chosen later has to wait
    for, unless another brings the hours after it nearer to the rule. So the first topics depend on the last ones, never
    the other way round, and a plan that is made anew goes on as the old one did.
    """
    place = {note.id: number for number, note in enumerate(curriculum.trail)}
    before = {id: _nearest_wanted(curriculum, id, wanted) for id in wanted}
    waiting = Counter(earlier for id in wanted for earlier in before[id])
    target = min(BUILDING, _building(curriculum))
    efforts = {id: curriculum.topics[id].front.effort for id in wanted}
    hours = {id: _hours(effort) for id, effort in efforts.items()}
    kept = {id: 0.5 ** (hours[id] / HALF_OF_IT) for id in wanted}
    short = {id: target * hours[id] - efforts[id].practice for id in wanted}
    free = {id for id in wanted if not waiting[id]}
    backwards: list[str] = []
    debt = 0.0  # hours of building that the topics chosen so far are short of, the nearest counting most

    def fit(id: str) -> tuple[float, int]:
        grown = abs(kept[id] * debt + short[id]) - abs(debt)
        return place[id] - PLACES * grown / hours[id], place[id]

    while free:
        chosen = max(free, key=fit)
        debt = kept[chosen] * debt + short[chosen]
        backwards.append(chosen)
        waiting.subtract(before[chosen])
        free.remove(chosen)
        free |= {earlier for earlier in before[chosen] if not waiting[earlier]}
    return tuple(reversed(backwards))


def _nearest_wanted(curriculum: Curriculum, id: str, wanted: frozenset[str]) -> frozenset[str]:
    """Return what a topic waits for: its prerequisites, and behind those already known, what they rest on."""
    waits: set[str] = set()
    seen, open = {id}, [id]
    while open:
        for earlier in curriculum.prerequisites(open.pop()):
            if earlier in wanted:
                waits.add(earlier)
            elif earlier not in seen:
                seen.add(earlier)
                open.append(earlier)
    return frozenset(waits)


def _hours(effort: Effort) -> float:
    return effort.theory + effort.practice


def _building(curriculum: Curriculum) -> float:
    """Return the share of building in all hours of the notes; no order can do better than they allow."""
    efforts = [note.front.effort for note in curriculum.trail]
    return sum(effort.practice for effort in efforts) / sum(map(_hours, efforts))
