"""A reply becomes the messages that Telegram shows: a picture, pages of words with a keyboard, files; or a quiz."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.telegram.words import (
    BOLD,
    ITALIC,
    MOST_UNITS_OF_CAPTION,
    Run,
    anchor,
    html_of,
    markdown,
    pages,
    text_of,
    units,
)
from bot.core.reply import Button, File, Link, Poll, Reply

Row = tuple[Button, ...]

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
WIDEST_ROW = 36
"""Characters, two of them around each label: what a phone shows of a row without cutting labels off."""
MOST_BYTES_OF_KEYBOARD = 9_000
_NO_WORDS = "…"
"""A message has words; this stands for none."""


@dataclass(frozen=True, slots=True)
class Words:
    """One message of words. `preview` is the address whose page is shown below; none where empty."""

    html: str
    plain: str
    keyboard: tuple[Row, ...] = ()
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with the words that say the same."""

    png: bytes
    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file to keep."""

    file: File


@dataclass(frozen=True, slots=True)
class Quiz:
    """A single choice as a native quiz, with the buttons that are none of its options."""

    question: str
    poll: Poll
    explanation: str
    keyboard: tuple[Row, ...]


Part = Words | Picture | Document | Quiz


def parts(reply: Reply, *, quizzes: bool = False) -> tuple[Part, ...]:
    """Return the messages that show every part of a reply; a question as a quiz where those are wanted and it fits."""
    if quizzes and (quiz := _quiz(reply)):
        return (quiz,)
    shown: list[Part] = []
    if image := reply.image:
        title = [Run(reply.title, (BOLD,)), Run("\n")] if reply.title else []
        caption = [*title, Run(image.alt, (ITALIC,))]
        if units(text_of(caption)) <= MOST_UNITS_OF_CAPTION:
            reply = reply.model_copy(update={"title": ""})
        else:  # the words say it in full
            reply = reply.model_copy(update={"text": f"{reply.text}\n\n{_escaped(image.alt)}"})
        first = next(pages(caption, MOST_UNITS_OF_CAPTION), (Run(_NO_WORDS),))
        shown.append(Picture(image.png, html_of(first), text_of(first)))
    shown += _words(reply)
    shown += [Document(file) for file in reply.files]
    return tuple(shown)


def _words(reply: Reply) -> Iterator[Words]:
    """Yield the pages; the last one has the keyboard, and what is too much for one keyboard gets a message more."""
    found = list(pages(_runs(reply)))
    keyboards = list(_keyboards(reply.buttons))
    if not found and (keyboards or not (reply.image or reply.files)):
        found = [(Run(_NO_WORDS),)]
    # one link and nothing to read beside it: the card is about what lies behind that link
    preview = reply.links[0].url if len(reply.links) == 1 and not reply.sections else ""
    for number, page in enumerate(found, 1):
        is_last = number == len(found)
        keyboard = keyboards[0] if is_last and keyboards else ()
        yield Words(html_of(page), text_of(page), keyboard, preview if is_last else "")
    yield from (Words(_NO_WORDS, _NO_WORDS, more) for more in keyboards[1:])


def _runs(reply: Reply) -> Iterator[Run]:
    for number, part in enumerate(filter(None, map(list, _paragraphs(reply)))):
        if number:
            yield Run("\n\n")
        yield from part


def _paragraphs(reply: Reply) -> Iterator[Iterator[Run]]:
    yield iter([Run(reply.title, (BOLD,))] if reply.title else [])
    yield markdown(reply.text)
    for section in reply.sections:
        yield iter([Run(section.title, (BOLD,)), Run("\n"), *markdown(section.text)])
    yield (run for number, link in enumerate(reply.links) for run in _link(number, link))


def _link(number: int, link: Link) -> Iterator[Run]:
    yield Run("\n→ " if number else "→ ")
    yield from anchor(link.url, [Run(link.title if link.title.strip() else link.url)])
    if link.note:
        yield Run(f" ({link.note})")


def _keyboards(buttons: Sequence[Button]) -> Iterator[tuple[Row, ...]]:
    """Yield the buttons in rows, and the rows in as many keyboards as Telegram's limits ask for."""
    rows: list[Row] = []
    taken, size = 0, 0
    for row in _rows(buttons):
        bytes_more = sum(len(json.dumps([button.label, button.send])) + 40 for button in row)
        if rows and (taken + len(row) > MOST_BUTTONS or size + bytes_more > MOST_BYTES_OF_KEYBOARD):
            yield tuple(rows)
            rows, taken, size = [], 0, 0
        rows.append(row)
        taken, size = taken + len(row), size + bytes_more
    if rows:
        yield tuple(rows)


def _rows(buttons: Sequence[Button]) -> Iterator[Row]:
    row: list[Button] = []
    for button in buttons:
        longest = max(len(each.label) for each in (*row, button))
        if row and (len(row) == MOST_IN_A_ROW or (longest + 2) * (len(row) + 1) > WIDEST_ROW):
            yield tuple(row)
            row = []
        row.append(button)
    if row:
        yield tuple(row)


def _quiz(reply: Reply) -> Quiz | None:
    """Return a question as a quiz; None where Telegram would not take it as one."""
    poll = reply.poll
    if poll is None or reply.image or reply.files or reply.sections or reply.links:
        return None
    question = f"{reply.title}\n\n{poll.question}" if reply.title else poll.question
    question = question if units(question) <= 300 else poll.question
    texts = (question, *poll.options)
    explanation = " ".join(poll.explanation.split())  # at most two line ends are allowed
    is_blank = any(not any(map(str.isalnum, text)) for text in texts)
    is_long = units(question) > 300 or units(explanation) > 200 or any(units(option) > 100 for option in poll.options)
    is_double = len({option.strip() for option in poll.options}) < len(poll.options)
    if is_blank or is_long or is_double:
        return None
    others = [button for button in reply.buttons if button.send not in poll.sends]
    keyboard = next(_keyboards(others), ())
    return Quiz(question, poll, explanation, keyboard)


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in r"\`*_[]<>" else character for character in text)
