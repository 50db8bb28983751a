"""How the bot behaves in a place, in SQL."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Engine, select, update

from bot.core.places import USUAL, Manner
from bot.core.request import Place
from bot.storage.steps import reading, writing
from bot.storage.tables import places
from bot.storage.writing import insert_once


class SqlPlaces:
    """The manners of the places that somebody chose one for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def manner(self, place: Place) -> Manner:
        """Return how the bot behaves in a place; `USUAL` where nobody chose."""
        query = select(places.c.manner).where(places.c.platform == place.platform, places.c.id == place.id)
        with reading(self._engine) as connection:
            return cast("Manner", connection.execute(query).scalar() or USUAL)

    def choose(self, place: Place, community: str, manner: Manner) -> None:
        """Keep how the bot is to behave in a place."""
        row = {"platform": place.platform, "id": place.id, "community": community, "manner": manner}
        here = update(places).where(places.c.platform == place.platform, places.c.id == place.id)
        with writing(self._engine) as connection:
            if not insert_once(connection, places, row):
                connection.execute(here.values(community=community, manner=manner))

    def listening(self, community: str) -> tuple[Place, ...]:
        """Return the places of a community in which it answers questions that nobody put to it."""
        query = select(places.c.platform, places.c.id).where(
            places.c.community == community, places.c.manner == "questions"
        )
        with reading(self._engine) as connection:
            return tuple(Place(platform=row.platform, id=row.id) for row in connection.execute(query.order_by("id")))
