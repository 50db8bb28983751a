"""What Discord refuses in a message, with 400 and code 50035 (developers/resources/message).

Lengths are counted in UTF-16 units, the larger of the ways of counting, so that what passes here passes there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.discord_server.component_limits import component_problems
from tests.discord_server.errors import Json, Problem, malformed
from tests.discord_server.world import V2

CONTENT = 2000
EMBEDS, FIELDS, EMBEDDED = 10, 25, 6000
TEXTS = {("title",): 256, ("description",): 4096, ("footer", "text"): 2048, ("author", "name"): 256}
FILES = 10
FILE_BYTES, REQUEST_BYTES = 10 * 2**20, 25 * 2**20
NONCE = 25
URL = re.compile(r"(https?://\S+|attachment://[\w.-]+)", re.ASCII)


def units(text: str) -> int:
    """Return how long a text is, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def too_long(path: tuple[str | int, ...], text: object, most: int, least: int = 0) -> Iterator[Problem]:
    """Find a text that is none, too short or too long."""
    if not isinstance(text, str):
        yield Problem(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
    elif units(text) > most:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    elif units(text) < least:
        yield Problem(path, "BASE_TYPE_REQUIRED", "This field is required")


def check_message(body: Json) -> None:
    """Refuse a message body that goes over a limit."""
    problems = list(_message_problems(body))
    if problems:
        raise malformed(*problems)


def _message_problems(body: Json) -> Iterator[Problem]:
    if body.get("content") is not None:
        yield from too_long(("content",), body["content"], CONTENT)
    if body.get("nonce") is not None:
        yield from too_long(("nonce",), str(body["nonce"]), NONCE)
    yield from _embed_problems(body.get("embeds") or [])
    modern = bool(int(body.get("flags") or 0) & V2)
    yield from component_problems(body.get("components") or [], modern=modern)
    if modern and (body.get("content") or body.get("embeds")):
        wrong = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
        yield Problem(("flags",), wrong, "The 'content' and 'embeds' fields cannot be used with components V2.")
    if len(body.get("attachments") or []) > FILES:
        yield Problem(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {FILES} or fewer in length.")
    for index, attachment in enumerate(body.get("attachments") or []):
        yield from too_long(("attachments", index, "description"), attachment.get("description") or "", 1024)
    yield from _mention_problems(body.get("allowed_mentions") or {})


def _mention_problems(allowed: Json) -> Iterator[Problem]:
    parse = allowed.get("parse") or []
    for kind in ("users", "roles"):
        if kind in parse and allowed.get(kind):
            wrong = f"parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive."
            yield Problem(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", wrong)
        if len(allowed.get(kind) or []) > 100:
            yield Problem(("allowed_mentions", kind), "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")


def _embed_problems(embeds: list[Json]) -> Iterator[Problem]:
    if len(embeds) > EMBEDS:
        yield Problem(("embeds",), "BASE_TYPE_MAX_LENGTH", f"Must be {EMBEDS} or fewer in length.")
    for index, embed in enumerate(embeds):
        for problem in _one_embed(embed):
            yield problem.under("embeds", index)
    if sum(units(text) for embed in embeds for text in embedded_texts(embed)) > EMBEDDED:
        wrong = f"Embed size exceeds maximum size of {EMBEDDED}"
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", wrong)


def embedded_texts(embed: Json) -> Iterator[str]:
    """Yield the texts that count towards the total, trimmed as the documentation says."""
    for path in TEXTS:
        yield str(_inside(embed, path) or "").strip()
    for field in embed.get("fields") or []:
        yield str(field.get("name", "")).strip()
        yield str(field.get("value", "")).strip()


def _inside(embed: Mapping[str, object], path: tuple[str, ...]) -> object:
    value: object = embed
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _one_embed(embed: Json) -> Iterator[Problem]:
    for path, most in TEXTS.items():
        text = _inside(embed, path)
        if text is not None:
            yield from too_long(path, text.strip() if isinstance(text, str) else text, most)
    fields = embed.get("fields") or []
    if len(fields) > FIELDS:
        yield Problem(("fields",), "BASE_TYPE_MAX_LENGTH", f"Must be {FIELDS} or fewer in length.")
    for index, field in enumerate(fields):
        for key, most in (("name", 256), ("value", 1024)):
            yield from too_long(("fields", index, key), str(field.get(key) or "").strip(), most, 1)
    color = embed.get("color")
    if color is not None and not 0 <= color <= 0xFFFFFF:
        yield Problem(("color",), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
    for path in (("url",), ("image", "url"), ("thumbnail", "url"), ("footer", "icon_url"), ("author", "url")):
        url = _inside(embed, path)
        if url is not None and not (isinstance(url, str) and URL.fullmatch(url) and units(url) <= 2048):
            yield Problem(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def is_empty(body: Json, files: int) -> bool:
    """Tell whether there is nothing to show in a message."""
    content = str(body.get("content") or "").strip()
    shown = [embed for embed in body.get("embeds") or [] if set(embed) - {"type", "flags"}]
    return not (content or shown or files or body.get("components") or body.get("sticker_ids") or body.get("poll"))
