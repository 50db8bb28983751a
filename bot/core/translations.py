"""What the commands do, in other languages than English, for the menus of platforms that know their users' language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "locale"


@cache
def languages() -> tuple[str, ...]:
    """Return the languages there are words for, such as `de`."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


@cache
def summaries(language: str) -> Mapping[str, str]:
    """Return the summaries of one of the `languages`, by `command` or `command part`; not all may be there."""
    return dict(json.loads((_FOLDER / f"{language}.json").read_text("utf-8")))
