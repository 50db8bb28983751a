"""Parses the YAML of notes, and remembers what was parsed: the parser alone took a twentieth of a start."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import yaml

Parse = Callable[[str], object]


def parse_yaml(text: str) -> object:
    """Return what a YAML text says. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


class Remembered:
    """`parse_yaml` with a memory in a file, which is believed only as it was written."""

    def __init__(self, file: Path) -> None:
        """Open a memory; one that is missing or damaged is empty."""
        self._file = file
        self._before = _read(file)
        self._now: dict[str, object] = {}

    def __call__(self, text: str) -> object:
        """Return what a YAML text says. Raises yaml.YAMLError."""
        key = hashlib.sha256(text.encode()).hexdigest()
        self._now[key] = found = self._before[key] if key in self._before else parse_yaml(text)
        return found

    def keep(self) -> None:
        """Write down what was asked for since the memory was opened, if that is not what it held."""
        if self._now.keys() == self._before.keys():
            return
        held = json.dumps({key: value for key, value in self._now.items() if _survives(value)}, ensure_ascii=False)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        aside = self._file.with_suffix(f".{os.getpid()}")
        aside.write_text(f"{_checksum(held)}\n{held}", encoding="utf-8")
        aside.replace(self._file)


def _read(file: Path) -> dict[str, object]:
    try:
        checksum, _, held = file.read_text(encoding="utf-8").partition("\n")
        if checksum == _checksum(held):
            found: dict[str, object] = json.loads(held)
            return found
    except (OSError, ValueError):
        pass
    return {}


def _checksum(held: str) -> str:
    return hashlib.sha256(held.encode()).hexdigest()


def _survives(value: object) -> bool:
    """Tell whether JSON gives back what it was given; it has no dates, for one."""
    try:
        return bool(json.loads(json.dumps(value)) == value)
    except TypeError:
        return False
