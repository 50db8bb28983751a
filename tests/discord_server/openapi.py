"""Requests and answers held against Discord's own OpenAPI document, where a copy of it is at hand.

The document is not the whole truth: it allows 4000 characters of content (bots have 2000), wants snowflakes as strings
(the server takes numbers too, so they pass here), and ignores fields it does not know.
"""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
BESIDE = ROOT.parent / "shared" / "reference" / "discord-openapi.json"


def place() -> Path:
    """Return where the document would be."""
    return Path(os.environ.get("DISCORD_OPENAPI", BESIDE))


def document() -> Path:
    """Return where the document is (`DISCORD_OPENAPI`, or beside the repository); skips the test where it is absent."""
    path = place()
    if not path.is_file():
        pytest.skip("set DISCORD_OPENAPI to Discord's openapi.json (github.com/discord/discord-api-spec) to check this")
    return path


def faults(method: str, path: str, body: Any) -> list[str]:
    """Return what Discord's document finds wrong with a body; `path` is without the version: `/users/@me/channels`.

    An operation that takes no body accepts none; one that the document does not know is a fault.
    """
    operation = _operation(method, path)
    if operation is None:
        return [f"{method} {path} is not in Discord's document"]
    schema = _json(operation.get("requestBody", {}))
    if schema is None:
        return [] if body in (None, {}) else [f"{method} {path} takes no body"]
    return _found(schema, body)


def answer_faults(method: str, path: str, status: int, answer: Any) -> list[str]:
    """Return what Discord's document finds wrong with an answer."""
    operation = _operation(method, path)
    if operation is None:
        return [f"{method} {path} is not in Discord's document"]
    responses = operation["responses"]
    response = responses.get(str(status), responses.get(f"{status // 100}XX"))
    if response is None:
        return [f"{method} {path} never answers {status}, only {sorted(responses)}"]
    if "$ref" in response:
        response = _whole(document())["components"]["responses"][response["$ref"].split("/")[-1]]
    schema = _json(response)
    return [] if schema is None else _found(schema, answer)


def _json(content: Any) -> Any:
    """Return the schema of the JSON in a body, if there is any."""
    return content.get("content", {}).get("application/json", {}).get("schema")


def _found(schema: Any, value: Any) -> list[str]:
    whole = {**schema, "components": _whole(document())["components"]}
    return [f"{error.json_path}: {_deepest(error)}" for error in Draft202012Validator(whole).iter_errors(value)]


def _deepest(error: Any) -> str:
    """Say what is wrong, and in alternatives what is wrong with the one that comes nearest."""
    if not error.context:
        return str(error.message)[:300]
    alternatives: dict[object, list[Any]] = {}
    for inner in error.context:
        alternatives.setdefault(inner.schema_path[0], []).append(inner)
    nearest = min(alternatives.values(), key=lambda inner: (_other_kind(inner), len(inner)))
    return "; ".join(f"{inner.json_path}: {_deepest(inner)}" for inner in nearest)


def _other_kind(errors: list[Any]) -> bool:
    """Tell whether an alternative is for another kind of thing altogether."""
    return any(list(error.path) == ["type"] for error in errors)


def _operation(method: str, path: str) -> Any:
    """Return an operation of the document; a path that is written out goes before one with a placeholder."""
    for pattern, item in _paths(document()):
        if pattern.fullmatch(path) and method.lower() in item:
            return item[method.lower()]
    return None


@lru_cache(maxsize=1)
def _paths(path: Path) -> list[tuple[re.Pattern[str], Any]]:
    written = sorted(_whole(path)["paths"].items(), key=lambda item: (item[0].count("{"), item[0]))
    return [(re.compile(re.sub(r"\\{.*?\\}", "[^/]+", re.escape(template))), item) for template, item in written]


@lru_cache(maxsize=1)
def _whole(path: Path) -> Any:
    """Read the document; numbers pass as snowflakes."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    for schema in whole["components"]["schemas"].values():
        if schema.get("format") == "snowflake":
            schema["type"] = ["string", "integer"]
    return whole
