"""Rebuilds the files of a traced program as a disk would hold them after a power cut at any moment.

The idea is SQLite's own crash test (sqlite.org/testing.html#crash_testing). What was synced stays; of what was not,
each sector of 512 bytes stays or is lost by chance. Names (creating, renaming, removing a file) last from the folder's
next sync on; before it each is kept or lost by chance, in no order, which is harsher than journaling file systems are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from tests.torture.strace import Step, Trace

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
SURVIVAL = (0.0, 0.5, 0.9)
"""Chances worth trying for what was not synced: nothing survives, half of it, almost all."""


@dataclass(slots=True, eq=False)
class File:
    """A file's contents: what lasts, and what is on its way to the disk."""

    lasting: bytearray = field(default_factory=bytearray)
    under_way: list[Step] = field(default_factory=list)
    size: int = 0

    def change(self, step: Step) -> None:
        start = self.size if step.offset is None else step.offset
        self.under_way.append(replace(step, offset=start))
        self.size = start if step.action == "resize" else max(self.size, start + len(step.data))

    def sync(self) -> None:
        for step in self.under_way:
            _apply(self.lasting, step)
        self.under_way.clear()

    def after_cut(self, chance: random.Random, survival: float) -> bytes:
        image = bytearray(self.lasting)
        for step in self.under_way:
            for sector in _sectors(step):
                if chance.random() < survival:
                    _apply(image, sector)
        return bytes(image)


class Disk:
    """Files and their names, as a program saw them and as they would be after a cut."""

    def __init__(self, folder: Path, before: dict[Path, bytes]) -> None:
        self._folder = folder
        self._names = {path: File(bytearray(data), size=len(data)) for path, data in before.items()}
        self._lasting = dict(self._names)
        self._under_way: list[dict[Path, File | None]] = []

    def do(self, step: Step) -> None:
        """Take one step."""
        match step.action:
            case "write" | "resize":
                self._file(step.path).change(step)
            case "sync" if step.path == self._folder:
                for change in self._under_way:
                    _rename(self._lasting, change)
                self._under_way.clear()
            case "sync" if step.path in self._names:  # and not a file that was removed meanwhile
                self._names[step.path].sync()
            case "remove":
                self._change({step.path: None})
            case "rename":
                self._change({step.target: self._names[step.path], step.path: None})

    def cut(self, chance: random.Random, survival: float) -> dict[Path, bytes]:
        """Return the files after a power cut; `survival` is the chance of each thing that was not synced."""
        names = dict(self._lasting)
        for change in self._under_way:
            if chance.random() < survival:
                _rename(names, change)
        return {path: self._contents(path, file, chance, survival) for path, file in names.items()}

    def _contents(self, path: Path, file: File, chance: random.Random, survival: float) -> bytes:
        if path.name.endswith("-shm"):
            return chance.randbytes(32768)  # shared memory: nobody promises anything about it
        return file.after_cut(chance, survival)

    def _file(self, path: Path) -> File:
        if path not in self._names:
            self._change({path: File()})
        return self._names[path]

    def _change(self, change: dict[Path, File | None]) -> None:
        self._under_way.append(change)
        _rename(self._names, change)


def after_cut(trace: Trace, moment: int, survival: float, seed: int, into: Path) -> list[str]:
    """Write into a folder what a cut before step number `moment` leaves; return what the program had said by then."""
    disk, said = Disk(trace.folder, trace.before), b""
    for step in trace.steps[:moment]:
        disk.do(step)
        said += step.data if step.action == "say" else b""
    into.mkdir()
    for path, data in disk.cut(random.Random(seed), survival).items():
        (into / path.name).write_bytes(data)
    return said.decode().splitlines()


def _apply(image: bytearray, step: Step) -> None:
    start = step.offset or 0
    if step.action == "resize":
        del image[start:]
    image.extend(bytes(max(0, start - len(image))))
    image[start : start + len(step.data)] = step.data


def _sectors(step: Step) -> Iterator[Step]:
    if step.action == "resize":
        yield step
        return
    start = step.offset or 0
    end = start + len(step.data)
    edges = [start, *range(start - start % SECTOR + SECTOR, end, SECTOR), end]
    for one, two in pairwise(edges):
        yield Step("write", step.path, one, step.data[one - start : two - start])


def _rename(names: dict[Path, File], change: dict[Path, File | None]) -> None:
    for path, file in change.items():
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file
