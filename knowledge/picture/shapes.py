"""What a picture is made of: a few shapes in pixels, from the top left, that every writer can draw."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle with round corners; without an `edge` it has no outline."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 8
    edge: str = ""
    edge_width: float = 1.5


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through some points."""

    points: tuple[Point, ...]
    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Patch:
    """A filled polygon."""

    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle with an outline."""

    x: float
    y: float
    radius: float
    fill: str
    edge: str
    edge_width: float = 2


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text that starts at `x` with its baseline at `y`, and is `width` wide."""

    x: float
    y: float
    text: str
    size: int
    width: float
    colour: str


Shape = Panel | Stroke | Patch | Disc | Words


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong to one thing, and its name."""

    name: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture before it is written. `alt` says the same in one or two sentences."""

    width: int
    height: int
    title: str
    alt: str
    background: str
    groups: tuple[Group, ...]
    """Drawn one after the other, the first at the bottom."""
