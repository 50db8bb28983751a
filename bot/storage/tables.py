"""The tables. What changes here needs a migration beside it; a test compares the two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TextClause,
    Time,
    UniqueConstraint,
    event,
    text,
    true,
)

from bot.storage.columns import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _index_where(name: str, where: TextClause, *columns: Column[Any]) -> None:
    """Index the rows for which something holds.

    PostgreSQL is told when an index is made there: to name its dialect is to load it, a thirtieth of a start.
    """

    def tell(index: Index, connection: Connection, **_: Any) -> None:
        if connection.dialect.name == "postgresql":
            index.dialect_options["postgresql"]["where"] = where

    event.listen(Index(name, *columns, sqlite_where=where), "before_create", tell)


# -- the curators' inbox: questions, not people ------------------------------------------------------------------

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
)

# -- communities and learners ------------------------------------------------------------------------------------

communities = Table(
    "communities",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("channel", Text),
    Column("prompt_at", Time, nullable=False),
    Column("days", Integer, nullable=False),
    Column("prompts", Boolean, nullable=False),
    Column("since", Instant, nullable=False),
    Column("left_at", Instant),
    Column("weekly", Boolean, nullable=False, server_default=true()),
    Column("help", Text),
)
"""A Discord server, a Telegram group, the local page. `channel` is the destination of its daily prompt, `help` that of
members' questions.

`left_at` is when the bot was sent away; a while later the row goes.
"""

places = Table(
    "places",
    metadata,
    Column("platform", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("community", Text, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("manner", Text, nullable=False),
    PrimaryKeyConstraint("platform", "id"),
)
"""Channels for which somebody chose how the bot behaves there."""

learners = Table(
    "learners",
    metadata,
    Column("id", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("heard_at", Instant, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("ignored", Integer, nullable=False, server_default="0"),
)
"""`settings` is a versioned payload (`bot.core.learners`); `ignored` counts scheduled messages in a row."""

addresses = Table(
    "addresses",
    metadata,
    Column("person", Text, primary_key=True),
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("refused", Text),
    Column("heard_at", Instant, nullable=False),
)
"""Where a learner is reached: a person's id is a destination. `refused` says why a platform refuses it for good."""

memberships = Table(
    "memberships",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("community", Text, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    PrimaryKeyConstraint("learner", "community"),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""A hash for each forgotten learner, so that a late worker or a restored backup sends nothing."""

# -- what a learner did --------------------------------------------------------------------------------------------

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("key", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("right", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("question", Text),
    UniqueConstraint("learner", "key"),
)
"""What shows that somebody knows a topic. `key` names the occasion, so that pressing twice counts once; `question` is
the one that was answered, if any."""

tasks = Table(
    "tasks",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("id", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("session", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("settled_at", Instant),
    PrimaryKeyConstraint("learner", "id"),
)
"""One row for each task given; `id` is its local date, with a number from the second of a day on."""

opened = Table(
    "opened",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("topic", Text, nullable=False),
    Column("resource", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("finished_at", Instant),
    PrimaryKeyConstraint("learner", "topic", "resource"),
)
"""Resources that a learner began, for the finish-one-resource guard."""

# -- what is due, and what is on its way -------------------------------------------------------------------------

schedules = Table(
    "schedules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("owner", Text, nullable=False, index=True),
    Column("next_at", Instant),
    Column("next_date", Date),
    Column("last_at", Instant),
    Column("last_date", Date),
    Column("enabled", Boolean, nullable=False),
)
"""When something is next due, by `daily:<learner>` or `prompt:<community>`; follows from the owner's settings."""

# a partial index serves only a query that says the same literally
ENABLED = text("enabled")
_index_where("ix_schedules_due", ENABLED, schedules.c.next_at)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("destination", Text, nullable=False),
    Column("learner", Text, index=True),
    Column("payload", JSON, nullable=False),
    Column("state", Text, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tried_at", Instant),
    Column("claimed_at", Instant),
    Column("lease_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("receipt", Text),
    Column("reason", Text),
)
"""Messages on their way. `key` names the occasion, so that planning twice is planning once."""

# queries use these very texts, for the planners compare them with the indexes' literally
PENDING = text("state = 'pending'")
IN_FLIGHT = text("state IN ('sending', 'unknown')")
OPEN = text("state IN ('pending', 'sending', 'unknown')")
_index_where("ix_outbox_due", PENDING, outbox.c.platform, outbox.c.not_before, outbox.c.id)
_index_where("ix_outbox_ending", PENDING, outbox.c.expires_at)
_index_where("ix_outbox_in_flight", IN_FLIGHT, outbox.c.id)
_index_where("ix_outbox_line", OPEN, outbox.c.destination, outbox.c.id)
Index("ix_outbox_settled", outbox.c.settled_at)

posted = Table(
    "posted",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("destination", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_posted_waiting", "destination", "id"),
    sqlite_autoincrement=True,  # a number is never used twice, also after old messages were removed
)
"""The mailbox of the page and the terminal, which nobody can push to: messages wait here until they are looked at."""

handled = Table(
    "handled",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("person", Text, index=True),
    Column("reply", JSON(none_as_null=True)),
)
"""Updates of the platforms that took effect. Person and reply are kept until the reply was shown."""

facts = Table(
    "facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What the database must remember about itself, such as the time zone data its instants were worked out with."""

# -- study partners ----------------------------------------------------------------------------------------------

seekers = Table(
    "seekers",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("community", Text, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("wish", JSON, nullable=False),
    Column("since", Instant, nullable=False),
    Column("suits_at", Instant, nullable=False),
    Column("paused_until", Date),
    Column("skips", Boolean, nullable=False),
    Column("silent", Integer, nullable=False),
    Column("study_group", Text, nullable=False, server_default=""),
    Column("left_at", Instant),
)
"""Who looks for company, and who did until `left_at`; `wish` is a versioned payload (`bot.core.partners`)."""

blocks = Table(
    "blocks",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("other", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("learner", "other"),
)
"""Who is never brought together with whom."""

cadences = Table(
    "cadences",
    metadata,
    Column("community", Text, ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True),
    Column("weekday", Integer, nullable=False),
    Column("at", Time, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("apart", Integer, nullable=False),
    Column("on", Boolean, nullable=False),
    Column("reports", Text),
    Column("next_at", Instant, index=True),
    Column("announced", Boolean, nullable=False),
    Column("channel", Text),
)
"""When a community has its rounds."""

rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", Text, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("seekers", Integer, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("alone", JSON, nullable=False),
    UniqueConstraint("community", "number"),
)
"""Rounds that were held: once each, whoever tries again. `alone` counts reasons and names nobody."""

companies = Table(
    "companies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("community", Text, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("round", Integer, nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("times", JSON, nullable=False),
    Column("topics", JSON, nullable=False),
    Column("question", Text, nullable=False),
    Column("agreed", Instant),
    Column("study_group", Text, nullable=False, server_default=""),
    Column("room", Text, nullable=False, server_default=""),
)
"""People who were brought together in a round."""

members = Table(
    "members",
    metadata,
    Column("company", Integer, ForeignKey("companies.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("learner", Text, ForeignKey("learners.id", ondelete="SET NULL"), index=True),
    Column("name", Text, nullable=False),
    Column("works", JSON, nullable=False),
    Column("answer", Text),
    Column("contact", Text, nullable=False),
    Column("out", Boolean, nullable=False),
    PrimaryKeyConstraint("company", "place"),
)
"""Who is in a company. Somebody who asks to be forgotten leaves an empty place, so their partners' record holds."""

waiting = Table(
    "waiting",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("community", Text, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("tried", Boolean, nullable=False),
)
"""Who stayed alone in a round, or was left alone: first in line for a second chance, and next week."""
# -- noticing that somebody is stuck -------------------------------------------------------------------------------

traces = Table(
    "traces",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("topic", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    PrimaryKeyConstraint("learner", "topic", "kind", "at"),
)
"""That somebody asked about a topic or opened it, by the hour and without a word of it; kept for 14 days."""

turned_down = Table(
    "turned_down",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("date", Date, nullable=False),
    Column("signal", Text, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("learner", "date", "signal"),
)
"""The signals that led to a wrong prompt. A prompt is named by its local date, so that pressing twice counts once."""
# -- cards on platforms, and codes that link two accounts ----------------------------------------------------------

cards = Table(
    "cards",
    metadata,
    Column("name", Text, primary_key=True),
    Column("person", Text, index=True),
    Column("sends", JSON, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
"""What the buttons of a shown card say, where the platform does not tell; `person` is whose card it is."""

links = Table(
    "links",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)
"""Codes with which somebody joins an account on another platform: as a hash, for a quarter of an hour, used once."""
# -- asking members who know a topic --------------------------------------------------------------------------------

volunteers = Table(
    "volunteers",
    metadata,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("wider", Boolean, nullable=False),
    Column("without", JSON, nullable=False),
)
"""Who agreed to be asked about what they finished; `without` lists topics that they don't want to be asked about."""

calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("community", Text, ForeignKey("communities.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("topic", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("draft", JSON, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("wider", Boolean, nullable=False),
    Column("until", Instant),
    Column("company", Integer, ForeignKey("companies.id", ondelete="SET NULL")),
    Column("posted_at", Instant),
    Column("helped", Boolean),
    sqlite_autoincrement=True,  # keys of messages hold the number, so it is never used twice
)
"""Questions that somebody puts to others; `draft` is a versioned payload (`bot.core.draft`)."""

asked = Table(
    "asked",
    metadata,
    Column("call", Integer, ForeignKey("calls.id", ondelete="CASCADE"), nullable=False),
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("answer", Text),
    PrimaryKeyConstraint("call", "learner"),
)
"""Which volunteers a call was put to, and what they said."""
