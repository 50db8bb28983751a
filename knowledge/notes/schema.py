"""What a note is made of: front matter, sections, stuck entries and recall questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, field_validator

Stage = Literal[
    "start",
    "programming",
    "maths",
    "data",
    "core-ml",
    "evaluation",
    "deep-learning",
    "advanced",
    "production",
]
"""The nine stretches of the trail, in their usual order."""

STAGE_TITLES: dict[Stage, str] = {
    "start": "Getting your bearings",
    "programming": "Programming",
    "maths": "Maths and statistics",
    "data": "Working with data",
    "core-ml": "Core machine learning",
    "evaluation": "Evaluating models",
    "deep-learning": "Deep learning",
    "advanced": "Language, rewards and explanations",
    "production": "Into production",
}

TOPIC_SECTIONS = (
    "What it is",
    "Why it matters",
    "Key ideas",
    "Example",
    "Where people get stuck",
    "Try it",
    "Build it",
    "Check yourself",
    "Read on",
)
ADVICE_SECTIONS = ("Short answer", "What the sources say", "What we suggest", "Do this next")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
SourceItem = Annotated[str, StringConstraints(pattern=r"^[0-3]:[A-Za-z0-9.]+$")]
"""An item of a source roadmap: the source's number, a colon, the item's place in it."""


class _FrontMatterPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Resource(_FrontMatterPart):
    """One thing to read, watch or do, and where we know it from."""

    title: str
    url: HttpUrl | None = None
    kind: Literal["docs", "book", "video", "course", "exercise", "article", "dataset", "community"]
    level: Literal["beginner", "intermediate", "advanced"]
    language: str = Field("en", min_length=2, max_length=5)
    cost: Literal["free", "paid", "mixed"]
    origin: str = Field(description="a source item such as '3:w1.py', or 'official documentation' …")
    how: str | None = Field(None, description="the instruction that comes with it, e.g. 'watch the first 14'")

    @field_validator("url")
    @classmethod
    def _web_address(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url is not None and url.scheme != "https":
            raise ValueError("links start with https://")
        return url

    @property
    def address(self) -> str:
        """The address as written in the note, or an empty string for a printed book."""
        return str(self.url) if self.url else ""


class Effort(_FrontMatterPart):
    """Hours a beginner should allow for a topic."""

    theory: float = Field(gt=0, le=40)
    practice: float = Field(gt=0, le=80)


class _NoteFront(_FrontMatterPart):
    id: Slug
    title: str = Field(min_length=3, max_length=80)
    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = Field((), description="how learners ask for it, each in their own words")
    sources: tuple[SourceItem, ...] = ()
    resources: tuple[Resource, ...] = ()


class TopicFront(_NoteFront):
    """The front matter of a topic note."""

    stage: Stage
    kind: Literal["theory", "tool", "practice"]
    prerequisites: tuple[Slug, ...] = ()
    effort: Effort


class AdviceFront(_NoteFront):
    """The front matter of an advice note."""

    kind: Literal["advice"] = "advice"
    topics: tuple[Slug, ...] = Field((), description="the topics that this advice is about")


@dataclass(frozen=True, slots=True)
class StuckEntry:
    """A symptom as a learner would say it, what is going on, and the topics to study."""

    symptom: str
    explanation: str
    study: tuple[str, ...]
    said: tuple[str, ...] = ()
    """How learners say it: what search compares with, never shown."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """Return the symptom and all that learners say for it."""
        return self.symptom, *self.said

    @property
    def shown(self) -> str:
        """The symptom and what is going on, as Markdown."""
        return f"**{self.symptom}**\n\n{self.explanation}"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a single-choice question."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A recall question. Exactly one of `options`, `accepted` or `number` is filled."""

    id: str
    topic: str
    text: str
    why: str
    proof: str
    """The section of the note that proves the answer."""
    options: tuple[Option, ...] = ()
    accepted: tuple[str, ...] = ()
    number: float | None = None
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class MixedQuestion:
    """A small situation and several topics, of which one fits."""

    question: Question
    """Its `topic` is the one that fits; its `proof` is a section of the note `proof_topic`."""
    stage: Stage
    topics: tuple[str, ...]
    """The topic of each option, in the order of the options."""
    proof_topic: str
    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class TopicNote:
    """One topic, read from one file."""

    front: TopicFront
    sections: dict[str, str]
    """Markdown by section name, in file order."""
    stuck: tuple[StuckEntry, ...]
    questions: tuple[Question, ...]
    path: Path

    @property
    def ideas(self) -> list[str]:
        """The key ideas, each an item of a list."""
        items = re.split(r"^- ", self.sections["Key ideas"], flags=re.MULTILINE)
        return [f"- {item.strip()}" for item in items if item]

    @property
    def when_to_use(self) -> str:
        """What it is good for, and the ideas that help to choose, such as “**KNN or k-means?** …”."""
        choices = [idea for idea in self.ideas if re.match(r"- \*\*[^*]*\b(?:[Oo]r|[Ww]hich)\b[^*]*\?\*\*", idea)]
        return "\n\n".join(part for part in (self.sections["Why it matters"], "\n".join(choices)) if part)

    @property
    def opening(self) -> tuple[str, str]:
        """The first section and its words: what it is."""
        return next(iter(self.sections.items()))

    @property
    def id(self) -> str:
        return self.front.id

    @property
    def title(self) -> str:
        return self.front.title


@dataclass(frozen=True, slots=True)
class AdviceNote:
    """One piece of advice on how to study, with who says what."""

    front: AdviceFront
    sections: dict[str, str]
    path: Path

    @property
    def opening(self) -> tuple[str, str]:
        """The first section and its words: the short answer."""
        return next(iter(self.sections.items()))

    @property
    def id(self) -> str:
        return self.front.id

    @property
    def title(self) -> str:
        return self.front.title


Note = TopicNote | AdviceNote
