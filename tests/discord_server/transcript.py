"""What people see in a channel, as plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.discord_server.component_limits import BUTTON, MENUS, TEXT, every
from tests.discord_server.errors import Json
from tests.discord_server.world import LOADING, Message


def transcript(messages: Iterable[Message]) -> str:
    """Write messages as lines: who says what, in which card, with which [buttons]."""
    return "\n".join(line for message in messages for line in _lines(message))


def _lines(message: Message) -> Iterator[str]:
    private = " (only you see this)" if message.seen_by is not None else ""
    said = "is thinking…" if message.flags & LOADING else message.content
    yield f"{message.author.name}{private}: {said}".rstrip()
    for embed in message.embeds:
        for line in _card(embed):
            yield f"  | {line}".rstrip()
    for attachment in message.attachments:
        yield f"  <{attachment['filename']}: {attachment.get('description', 'no description')}>"
    flat = list(every(message.components))
    yield from (f"  | {part}" for each in flat if each["type"] == TEXT for part in each["content"].splitlines())
    pressable = [f"[{_label(each)}]" for each in flat if each["type"] in (BUTTON, *MENUS)]
    if pressable:
        yield f"  {' '.join(pressable)}"


def _label(component: Json) -> str:
    label = component.get("label") or component.get("placeholder") or (component.get("emoji") or {}).get("name", "")
    return f"{label}{' ↗' if component.get('url') else ''}{' (off)' if component.get('disabled') else ''}"


def _card(embed: Json) -> Iterator[str]:
    texts = [
        (embed.get("author") or {}).get("name"),
        embed.get("title"),
        embed.get("description"),
        *(f"{field['name']}\n{field['value']}" for field in embed.get("fields") or []),
        (embed.get("footer") or {}).get("text"),
    ]
    for text in texts:
        yield from (text or "").splitlines()
    if embed.get("image"):
        yield f"<{embed['image']['url']}>"
