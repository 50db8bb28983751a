"""Keeps a built index in a folder: arrays without pickle, a manifest with checksums, swapped in whole."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

FORMAT = 23
"""Raise it when what is stored changes its meaning: older folders are then rebuilt."""

_HEADER = 4096
"""Bytes that surely hold what stands before an array's numbers; `save` writes a hundred or two."""

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Stored:
    """What a folder held: arrays by name, and facts that are JSON."""

    arrays: Arrays
    facts: dict[str, Any]


def fingerprint(*parts: str) -> str:
    """Return what names an index: it changes with the format and with everything that it was built from."""
    digest = hashlib.sha256(str(FORMAT).encode())
    for part in parts:
        digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()[:32]


def save(folder: Path, arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> None:
    """Write an index aside and rename it into place, so that a reader finds all of it or none."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="building-") as scratch:
        aside = Path(scratch) / "index"
        aside.mkdir()
        for name, array in arrays.items():
            np.save(aside / f"{name}.npy", array, allow_pickle=False)
        (aside / "facts.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        checksums = {file.name: _sha256(file) for file in sorted(aside.iterdir())}
        manifest = {"format": FORMAT, "arrays": sorted(arrays), "sha256": checksums}
        (aside / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
        # another process may have been faster with the same index; theirs is as good
        with contextlib.suppress(OSError):
            aside.rename(folder)


def load(folder: Path) -> Stored | None:
    """Read an index back; None where it is missing, of another format, or not to the byte what was saved."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            return None
        held = {name: np.fromfile(folder / name, np.uint8) for name in manifest["sha256"]}
        if any(
            hashlib.sha256(held[name].data).hexdigest() != checksum for name, checksum in manifest["sha256"].items()
        ):
            return None
        arrays = {name: _array(held[f"{name}.npy"]) for name in manifest["arrays"]}
        facts = json.loads(held["facts.json"].tobytes())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Stored(arrays, facts)


def forget_others(folder: Path, keep: int = 3) -> None:
    """Remove the oldest indexes beside this one, so that the cache does not grow for ever."""
    siblings = sorted(folder.parent.iterdir(), key=_changed, reverse=True)
    for old in [path for path in siblings if path != folder][keep:]:
        shutil.rmtree(old, ignore_errors=True)
    os.utime(folder)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process has just put it in its place
        return 0.0


def packed(strings: Iterable[str]) -> NDArray[np.uint8]:
    """Return strings as an array, which opens ten times as fast as JSON; NULs, which nobody can read, are left out."""
    ended = [string.replace("\0", "") + "\0" for string in strings]
    return np.frombuffer("".join(ended).encode(), np.uint8)


def unpacked(array: NDArray[Any]) -> list[str]:
    """Return what `packed` was given."""
    strings: list[str] = array.tobytes().decode().split("\0")[:-1]
    return strings


def _array(content: NDArray[np.uint8]) -> NDArray[Any]:
    """Return the array that the bytes of an `.npy` file hold, without a copy."""
    start = io.BytesIO(content[:_HEADER].tobytes())
    npy.read_magic(start)
    shape, in_columns, kind = npy.read_array_header_1_0(start)
    return content[start.tell() :].view(kind).reshape(shape, order="F" if in_columns else "C")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
