"""A round as lines of JSON, small enough that writing or reading one of them holds nobody up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.pairing.round import History, Outcome, Pair, Round, Seeker

END = b"\n"
"""The line after the last."""
_AT_ONCE = 100
T = TypeVar("T")


class Portion(BaseModel):
    """A part of what a round is made of."""

    model_config = ConfigDict(frozen=True)

    round: Round | None = None
    seekers: tuple[Seeker, ...] = ()
    met: tuple[tuple[str, str, int], ...] = ()
    blocks: tuple[Pair, ...] = ()


def question(seekers: Sequence[Seeker], history: History, round: Round) -> Iterator[bytes]:
    """Yield the lines that ask for a round."""
    yield _line(Portion(round=round))
    for some in _portions(seekers):
        yield _line(Portion(seekers=some))
    for few in _portions(_flat(history.met)):
        yield _line(Portion(met=few))
    for pairs in _portions(history.blocks):
        yield _line(Portion(blocks=pairs))


def read_question(lines: Iterable[bytes]) -> tuple[list[Seeker], History, Round]:
    """Return what was asked; raises ValueError where the lines are no question."""
    seekers: list[Seeker] = []
    met: dict[Pair, int] = {}
    blocks: set[Pair] = set()
    round: Round | None = None
    for line in lines:
        portion = Portion.model_validate_json(line)
        round = portion.round or round
        seekers += portion.seekers
        met.update({(one, other): number for one, other, number in portion.met})
        blocks.update(portion.blocks)
    if round is None:
        raise ValueError("the question ended before it named its round")
    return seekers, History(met, frozenset(blocks)), round


def answer(outcome: Outcome) -> Iterator[bytes]:
    """Yield the lines that tell an outcome."""
    parts = (
        *(Outcome(pairs=some) for some in _portions(outcome.pairs)),
        *(Outcome(trios=some) for some in _portions(outcome.trios)),
        *(Outcome(groups=some) for some in _portions(outcome.groups)),
        *(Outcome(alone=some) for some in _portions(outcome.alone)),
    )
    for part in parts:
        yield _outcomes().dump_json(part) + END


def read_answer(line: bytes) -> Outcome:
    """Return a part of an outcome."""
    return _outcomes().validate_json(line)


def joined(parts: Sequence[Outcome]) -> Outcome:
    """Return an outcome from its parts."""
    return Outcome(
        pairs=tuple(pair for part in parts for pair in part.pairs),
        trios=tuple(trio for part in parts for trio in part.trios),
        groups=tuple(group for part in parts for group in part.groups),
        alone=tuple(one for part in parts for one in part.alone),
    )


def _line(portion: Portion) -> bytes:
    return portion.model_dump_json(exclude_defaults=True).encode() + END


@cache
def _outcomes() -> TypeAdapter[Outcome]:
    return TypeAdapter(Outcome)


def _flat(met: Mapping[Pair, int]) -> Iterator[tuple[str, str, int]]:
    return ((one, other, number) for (one, other), number in met.items())


def _portions(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    rest = iter(items)
    while some := tuple(islice(rest, _AT_ONCE)):
        yield some
