"""Everything the bot asked for, in order, for tests to read; also as JSON lines in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Entry:
    """One request and how it was answered; `status` is 0 where the connection was cut."""

    at: float
    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: list[tuple[str, int]] = field(default_factory=list)
    """Names and sizes in bytes."""
    route: str = ""
    """The path as a template, such as `/channels/{channel}/messages`."""
    status: int = 0
    answer: Any = None
    took: float = 0.0


@dataclass
class Journal:
    """The requests so far."""

    file: Path | None = None
    entries: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if self.file:
            with self.file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(entry)) + "\n")

    @property
    def refused(self) -> list[Entry]:
        """The requests that were answered with 400 or more."""
        return [entry for entry in self.entries if entry.status >= 400]

    def of(self, method: str, ending: str) -> Iterator[Entry]:
        """Yield the requests of a method whose path, or route, ends like this."""
        for entry in self.entries:
            if entry.method == method and (entry.path.endswith(ending) or entry.route.endswith(ending)):
                yield entry
