"""Cards that were shown, where a platform tells of a press only which card it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Card:
    """What the buttons of a card say, in their order, and whom they belong to; None where they are anybody's."""

    sends: tuple[str, ...]
    owner: str | None = None


class Cards(Protocol):
    """Keeps cards by the platform's name for them, such as `telegram:poll:77`."""

    def keep(self, name: str, card: Card, at: datetime) -> None:
        """Keep what a card says."""

    def find(self, name: str) -> Card | None:
        """Return what a card says; None for one that is not kept, or not any longer."""
