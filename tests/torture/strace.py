"""Records with strace what a program does to the files of one folder, and what it says."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

STRACE = ("strace", "-f", "-y", "-qq", "-xx", "-s", "1000000", "--seccomp-bpf", "-e")
UNDERSTOOD = "write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2"
NOT_UNDERSTOOD = "link,linkat,writev,pwritev,pwritev2,fallocate,truncate,sendfile,copy_file_range"

Action = Literal["write", "resize", "sync", "remove", "rename", "say"]


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


def trace(program: list[str], folder: Path, cwd: Path) -> Trace:
    """Run a program under strace; return what it did to the files of `folder` and said on standard output."""
    folder = folder.resolve()  # as strace writes it
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
    if quoted and int(found["result"]) != len(quoted[0]):
        raise ValueError(f"{path} took only a part of what was written, which cannot be replayed: {line[:200]}")
    return _changing(call, path, arguments, quoted)


def _naming(call: str, paths: list[Path]) -> Step:
    if call.startswith("unlink"):
        return Step("remove", paths[0])
    if call.startswith("rename"):
        return Step("rename", paths[0], target=paths[1])
    raise ValueError(f"{paths[1]} is named in a way that cannot be replayed: {call}")


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
