"""A reply becomes messages that hold Discord's limits: an embed each, with buttons and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from math import ceil

import discord

from adapters.discord.customid import written
from adapters.discord.markup import WEB, escaped, markdown, readable
from adapters.discord.pieces import pieces
from adapters.discord.words import ANSWER
from bot.core.markdown import Anchor, Block, Bold, Italic, Items, Paragraph, Text, parse
from bot.core.reply import MOST_BYTES_SENT, Button, File, Image, Link, Reply

# developers/resources/message.mdx and developers/components/reference.mdx of Discord's documentation
LONGEST_TITLE, LONGEST_TEXT, LONGEST_FIELD_NAME, LONGEST_FIELD = 256, 4096, 256, 1024
LONGEST_EMBED, MOST_FIELDS = 6000, 25
MOST_IN_A_ROW, MOST_BUTTONS, LONGEST_LABEL = 5, 25, 80
MOST_FILES, LONGEST_DESCRIPTION = 10, 1024
LARGEST_FILE, LARGEST_MESSAGE = 8 << 20, 20 << 20
"""Bytes; somewhat less than the 10 and 25 MiB that Discord takes, for what is around them."""

_BLANK = "\N{ZERO WIDTH SPACE}"
_MORE = "More to choose from:"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a message; `description` is what a screen reader says."""

    name: str
    content: bytes
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One message. Buttons carry `mark`, by which a delivery is found again."""

    title: str = ""
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    uploads: tuple[Upload, ...] = ()
    buttons: tuple[Button, ...] = ()
    answering: Button | None = None
    """Opens a form for the answer that the reply waits for."""
    mark: str = ""

    def embeds(self) -> list[discord.Embed]:
        """Return the embed, if there are words."""
        if not (self.title or self.text or self.fields):
            return []
        embed = discord.Embed(title=self.title or None, description=self.text or None)
        for name, value in self.fields:
            embed.add_field(name=name, value=value, inline=False)
        return [embed]

    def files(self) -> list[discord.File]:
        """Return the files, to be sent once."""
        return [discord.File(BytesIO(one.content), one.name, description=one.description) for one in self.uploads]

    def view(self) -> discord.ui.View | None:
        """Return the buttons. The view is stopped: what a button says is in its id, so nothing is kept for it here."""
        buttons = (self.answering, *self.buttons) if self.answering else self.buttons
        if not buttons:
            return None
        view = discord.ui.View(timeout=None)
        in_a_row = ceil(len(buttons) / ceil(len(buttons) / MOST_IN_A_ROW))  # even rows: none is left with one alone
        for number, button in enumerate(buttons):
            label = _cut(readable(button.label).strip() or button.send, LONGEST_LABEL)
            id = written(button, number, self.mark, asks=button is self.answering)
            view.add_item(discord.ui.Button(label=label, custom_id=id, row=number // in_a_row))
        view.stop()
        return view


def to_posts(reply: Reply, mark: str = "", asked: str | None = None) -> tuple[Post, ...]:
    """Return the messages of a reply, mostly one; the buttons are below the last.

    `asked` is the person who gets a button for the answer that the reply waits for: where they can't just write it.
    """
    title = escaped(reply.title).strip()
    blocks = list(parse(reply.text))
    if length(title) > LONGEST_TITLE:
        title, blocks = "", [_heading(reply.title), *blocks]
    if reply.image and (not reply.image.png or length(reply.image.alt) > LONGEST_DESCRIPTION):
        blocks.append(Paragraph((Italic((Text(f"Picture: {reply.image.alt}"),)),)))
    sections = [(section.title, parse(section.text)) for section in reply.sections]
    if reply.links:
        sections.append(("Links", (_list_of(reply.links),)))
    posts = _with_uploads(_worded(title, blocks, sections), _uploads(reply.image, reply.files))
    *before, last = (replace(post, mark=mark) for post in _with_buttons(posts, reply.buttons))
    if asked and 0 < len(reply.expects.encode()) <= MOST_BYTES_SENT and len(last.buttons) < MOST_BUTTONS:
        last = replace(last, answering=Button(label=ANSWER, send=reply.expects, owner=asked))
    return (*before, last)


def length(text: str) -> int:
    """Return the characters of a text as Discord counts them at most: an emoji may be two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _worded(title: str, blocks: list[Block], sections: Sequence[tuple[str, Sequence[Block]]]) -> list[Post]:
    """Return messages with all words: sections as fields of the last one where they fit, else in the text."""
    texts = _texts(blocks)
    fields = tuple((escaped(name).strip() or _BLANK, markdown(body).strip() or _BLANK) for name, body in sections)
    around = length(texts[-1]) + length(title) if texts else length(title)
    if not _fit(fields, LONGEST_EMBED - around):
        texts, fields = _texts([*blocks, *(block for name, body in sections for block in (_heading(name), *body))]), ()
    first, *more = texts or [""]
    posts = [Post(title, first), *(Post(text=text) for text in more)]
    return [*posts[:-1], replace(posts[-1], fields=fields)]


def _fit(fields: Sequence[tuple[str, str]], room: int) -> bool:
    return (
        len(fields) <= MOST_FIELDS
        and all(length(name) <= LONGEST_FIELD_NAME and length(value) <= LONGEST_FIELD for name, value in fields)
        and sum(length(name) + length(value) for name, value in fields) <= room
    )


def _texts(blocks: Sequence[Block]) -> list[str]:
    texts = (markdown(piece).strip() for piece in pieces(blocks, lambda some: length(markdown(some)) <= LONGEST_TEXT))
    return [text for text in texts if text]


def _heading(words: str) -> Paragraph:
    return Paragraph((Bold((Text(words),)),))


def _list_of(links: Sequence[Link]) -> Items:
    def line(link: Link) -> Paragraph:
        note = (Text(f" ({link.note})"),) if link.note else ()
        if link.url.startswith(WEB):
            return Paragraph((Anchor(link.url, (Text(link.title),)), *note))
        return Paragraph((Text(link.title), *note, Text(f": {link.url}")))

    return Items(tuple((line(link),) for link in links), None)


def _uploads(image: Image | None, files: Sequence[File]) -> Iterator[Upload]:
    if image and image.png:
        yield Upload("picture.png", image.png, _cut(readable(image.alt).strip(), LONGEST_DESCRIPTION) or None)
    for file in files:
        content = file.text.encode() or b"\n"
        for number, start in enumerate(range(0, len(content), LARGEST_FILE)):
            name = file.name if number == 0 else f"{number + 1}-{file.name}"
            yield Upload(name, content[start : start + LARGEST_FILE])


def _with_uploads(posts: list[Post], uploads: Iterator[Upload]) -> list[Post]:
    """Return messages with files: those that the first cannot take follow the words."""
    groups: list[list[Upload]] = [[]]
    for upload in uploads:
        size = sum(len(one.content) for one in groups[-1]) + len(upload.content)
        if len(groups[-1]) == MOST_FILES or (groups[-1] and size > LARGEST_MESSAGE):
            groups.append([])
        groups[-1].append(upload)
    first, *more = groups
    return [replace(posts[0], uploads=tuple(first)), *posts[1:], *(Post(uploads=tuple(group)) for group in more)]


def _with_buttons(posts: list[Post], buttons: Sequence[Button]) -> Iterator[Post]:
    *before, last = posts
    if not (last.title or last.text or last.fields or last.uploads):
        last = replace(last, text=_MORE if buttons else "…")
    yield from before
    yield replace(last, buttons=tuple(buttons[:MOST_BUTTONS]))
    for start in range(MOST_BUTTONS, len(buttons), MOST_BUTTONS):
        yield Post(text=_MORE, buttons=tuple(buttons[start : start + MOST_BUTTONS]))


def _cut(text: str, longest: int) -> str:
    if length(text) <= longest:
        return text
    while length(text) > longest - 1:
        text = text[: longest - 1] if len(text) >= longest else text[:-1]
    return text + "…"
