"""The outbox as it is, and with one thing broken at a time: the torture has to tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from bot.core.parcel import Ending, Parcel, claimed, ended
from bot.storage.outbox import SqlOutbox, due
from bot.storage.tables import outbox


class WithoutFence(SqlOutbox):
    """Records the end of an attempt wherever the message is by then."""

    def record(self, parcel: Parcel, ending: Ending, now: datetime) -> bool:
        after = ended(parcel, ending, now)
        values: dict[str, Any] = {
            name: getattr(after, name)
            for name in ("state", "attempts", "not_before", "tried_at", "settled_at", "receipt", "reason")
        }
        with self._engine.begin() as connection:
            connection.execute(update(outbox).where(outbox.c.key == parcel.key).values(values))
        return True


class WithoutMark(WithoutFence):
    """Writes nothing down before sending."""

    def claim(self, platform: str, now: datetime, limit: int, lease: timedelta) -> Sequence[Parcel]:
        with self._engine.connect() as connection:
            found = connection.execute(due(platform, now).limit(limit)).all()
            connection.rollback()
        return [claimed(Parcel(**row._asdict()), now, lease) for row in found]


OUTBOXES = {"sound": SqlOutbox, "no fence": WithoutFence, "no mark": WithoutMark}
