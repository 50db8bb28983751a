"""What came of a storm: what is on record against what arrived, and every step that a message took in between."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Engine, select, text

from bot.core.message import POLICIES, Doubt, Kind
from bot.core.parcel import SETTLED, STEPS, State
from bot.storage.tables import outbox

AUDIT = {
    "sqlite": """
        CREATE TRIGGER audit_steps AFTER UPDATE OF state ON outbox WHEN old.state != new.state BEGIN
          INSERT INTO audit VALUES (new.key, old.state, new.state, (julianday('now') - 2440587.5) * 86400.0);
        END""",
    "postgresql": """
        CREATE FUNCTION audit_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO audit VALUES (new.key, old.state, new.state, extract(epoch FROM clock_timestamp())); RETURN new;
        END $$;
        CREATE TRIGGER audit_steps AFTER UPDATE OF state ON outbox FOR EACH ROW
          WHEN (old.state IS DISTINCT FROM new.state) EXECUTE FUNCTION audit_step()""",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it, in messages. From `unaccounted` to `twice_at_most_once` all must be 0.

    `late` arrived from a sender that overslept its lease between its last look at it and the network: no program can
    do both in one step. They may be out of order; they are never doubled where a message must come once.
    """

    deliveries: int
    seconds: float
    unaccounted: int
    sent_not_received: int
    twice_with_nonce: int
    out_of_order: int
    twice_at_most_once: int
    wrong_steps: int
    repeats: int
    given_up_arrived: int
    given_up_lost: int
    late: int

    def faults(self) -> dict[str, int]:
        """Return what must be nothing and is not."""
        names = [field.name for field in fields(self)]
        checked = names[names.index("unaccounted") : names.index("wrong_steps") + 1]
        return {name: value for name in checked if (value := getattr(self, name))}

    def line(self) -> str:
        """Return a row of a table."""
        return " | ".join(f"{field.name.replace('_', ' ')} {getattr(self, field.name):.4g}" for field in fields(self))


def watch(engine: Engine) -> None:
    """Let the database itself write down each change of a message's state."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE audit (key TEXT, before TEXT, after TEXT, at DOUBLE PRECISION)"))
        connection.execute(text(AUDIT[engine.dialect.name]))


def judge(engine: Engine, arrived: list[dict[str, Any]], *, planned: int, seconds: float) -> Verdict:
    """Compare what is on record with what arrived."""
    with engine.connect() as connection:
        rows = {row.key: row for row in connection.execute(select(outbox))}
        steps = connection.execute(text("SELECT key, before, after, at FROM audit ORDER BY at")).all()
    copies = Counter(message["key"] for message in arrived)
    once = {key for key, row in rows.items() if POLICIES[Kind(row.kind)].in_doubt is Doubt.GIVE_UP}
    given_up = [key for key, row in rows.items() if row.state in {State.DEAD, State.EXPIRED}]
    late = overslept(arrived, steps)
    return Verdict(
        deliveries=len(rows),
        seconds=seconds,
        unaccounted=planned - sum(row.state in SETTLED for row in rows.values()),
        sent_not_received=sum(row.state == State.SENT and not copies[key] for key, row in rows.items()),
        twice_with_nonce=sum(number > 1 for key, number in copies.items() if rows[key].platform == "discord"),
        out_of_order=out_of_order([message for place, message in enumerate(arrived) if place not in late]),
        twice_at_most_once=sum(copies[key] > 1 for key in once),
        wrong_steps=sum(after not in STEPS[State(before)] | {State.SENT} for _, before, after, _ in steps),
        repeats=sum(copies.values()) - len(copies),
        given_up_arrived=sum(copies[key] > 0 for key in given_up),
        given_up_lost=sum(copies[key] == 0 for key in given_up),
        late=len(late),
    )


def overslept(arrived: list[dict[str, Any]], steps: Any) -> set[int]:
    """Return which arrivals came while their message was in nobody's hands: their sender's lease was over."""
    history: dict[str, list[tuple[float, str]]] = {}
    for key, _, after, at in steps:
        history.setdefault(key, []).append((at, after))
    late = set()
    for place, message in enumerate(arrived):
        states = [state for at, state in history.get(message["key"], []) if at <= message["at"]]
        if states and states[-1] != State.SENDING:
            late.add(place)
    return late


def out_of_order(arrived: list[dict[str, Any]]) -> int:
    """Return how many messages came, for the first time, after a later one to the same destination."""
    latest: Counter[str] = Counter()
    seen: set[str] = set()
    wrong = 0
    for message in arrived:
        place = int(message["text"].split()[-1])
        wrong += message["key"] not in seen and place < latest[message["destination"]]
        seen.add(message["key"])
        latest[message["destination"]] = max(latest[message["destination"]], place)
    return wrong
