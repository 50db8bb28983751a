"""Traces what a program writes, and rebuilds its files as a disk would hold them after a power cut at any moment.

The idea is SQLite's own crash test (sqlite.org/testing.html#crash_testing). strace records every call that changes a
file. What was synced stays; of what was not, each sector of 512 bytes stays or is lost by chance. Names (creating,
renaming, removing a file) last from the folder's next sync on; before it each is kept or lost by chance, in no order,
which is harsher than journaling file systems are.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
SURVIVAL = (0.0, 0.5, 0.9)
"""Chances worth trying for what was not synced: nothing survives, half of it, almost all."""
STRACE = ("strace", "-f", "-y", "-qq", "-xx", "-s", "1000000", "--seccomp-bpf", "-e")
UNDERSTOOD = "write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,link,linkat"
NOT_UNDERSTOOD = "writev,pwritev,pwritev2,fallocate,truncate,sendfile,copy_file_range"

Action = Literal["write", "resize", "sync", "remove", "rename", "link", "say"]


@dataclass(frozen=True, slots=True)
class Step:
    """One call that changed a file, made it last, or said something on standard output. No offset: at the end."""

    action: Action
    path: Path
    offset: int | None = None
    data: bytes = b""
    target: Path = Path()


@dataclass(frozen=True, slots=True)
class Trace:
    """What was in the folder before a program ran, and what the program did there."""

    folder: Path
    before: dict[Path, bytes]
    steps: list[Step]


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

    def __init__(self, before: dict[Path, bytes]) -> None:
        self._names = {path: File(bytearray(data), size=len(data)) for path, data in before.items()}
        self._lasting = dict(self._names)
        self._under_way: list[dict[Path, File | None]] = []

    def do(self, step: Step) -> None:
        """Take one step."""
        match step.action:
            case "write" | "resize":
                self._file(step.path).change(step)
            case "sync" if step.path in self._names:
                self._names[step.path].sync()
            case "sync":  # a folder
                for change in self._under_way:
                    _rename(self._lasting, change)
                self._under_way.clear()
            case "remove":
                self._change({step.path: None})
            case "rename":
                self._change({step.target: self._names[step.path], step.path: None})
            case "link":
                self._change({step.target: self._names[step.path]})

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


def trace(program: list[str], folder: Path, cwd: Path) -> Trace:
    """Run a program under strace; return what it did to the files of `folder` and said on standard output."""
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    record = folder.with_name(f"{folder.name}.strace")
    subprocess.run(
        [*STRACE, f"trace={UNDERSTOOD},{NOT_UNDERSTOOD}", "-o", str(record), *program],
        check=True,
        cwd=cwd,
        stdout=subprocess.PIPE,
        timeout=300,
    )
    with record.open(encoding="ascii") as lines:
        return Trace(folder, before, [step for line in lines if (step := _read(line, folder))])


def after_cut(trace: Trace, moment: int, survival: float, seed: int, into: Path) -> list[str]:
    """Write into a folder what a cut before step number `moment` leaves; return what the program had said by then."""
    disk, said = Disk(trace.before), b""
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


# -- reading what strace writes ------------------------------------------------------------------------------------

_LINE = re.compile(r"^(?:\d+ +)?(?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)")
_OPEN_FILE = re.compile(r"(\d+)<((?:\\x..)+)>")
_QUOTED = re.compile(r'"((?:\\x..)*)"')


def _read(line: str, folder: Path) -> Step | None:
    """Return one step, or None for what happened elsewhere or failed. Raises ValueError where it is not understood."""
    if "unfinished ..." in line or "resumed>" in line:
        raise ValueError(f"strace saw two threads at once, which has no order to replay: {line[:200]}")
    if not (found := _LINE.match(line)) or int(found["result"]) < 0:
        return None
    call, arguments = found["call"], found["arguments"]
    quoted = [_bytes(text) for text in _QUOTED.findall(arguments)]
    if call.startswith(("unlink", "rename", "link")):
        paths = [Path(os.fsdecode(name)) for name in quoted]
        return _naming(call, paths) if any(path.parent == folder for path in paths) else None
    if not (file := _OPEN_FILE.match(arguments)):
        return None
    if call == "write" and file[1] == "1":
        return Step("say", Path(), data=quoted[0])
    path = Path(os.fsdecode(_bytes(file[2])))
    if folder not in (path, path.parent):
        return None
    return _changing(call, path, arguments, quoted)


def _naming(call: str, paths: list[Path]) -> Step:
    if call.startswith("unlink"):
        return Step("remove", paths[0])
    return Step("rename" if call.startswith("rename") else "link", paths[0], target=paths[1])


def _changing(call: str, path: Path, arguments: str, quoted: list[bytes]) -> Step:
    last = arguments.rsplit(", ", 1)[-1]
    match call:
        case "write":
            return Step("write", path, data=quoted[0])
        case "pwrite64":
            return Step("write", path, int(last), quoted[0])
        case "ftruncate":
            return Step("resize", path, int(last))
        case "fsync" | "fdatasync":
            return Step("sync", path)
    raise ValueError(f"{path} is changed in a way that cannot be replayed: {call}({arguments[:200]})")


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
