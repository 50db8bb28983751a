"""What goes out: one fixed shape that every platform can show in full."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from bot.core.sentence import cut_at_word

MOST_BYTES_SENT = 64
"""UTF-8 bytes of a button's text: Telegram's limit, so that a button works everywhere."""
LONGEST_LABEL = 80

Intent = Literal[
    "answer",
    "decline",
    "topic",
    "roadmap",
    "today",
    "stuck",
    "partner",
    "start",
    "plan",
    "progress",
    "settings",
    "privacy",
    "help",
    "feedback",
    "hello",
    "refusal",
    "error",
]


class _Outgoing(BaseModel):
    # a stored picture is base64 in JSON
    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")


class Button(_Outgoing):
    """A button says something: pressing it is a request with the text `send`."""

    label: str = Field(min_length=1, max_length=LONGEST_LABEL)
    """A longer one is cut at a word."""
    send: str = Field(min_length=1)
    owner: str | None = None
    """Set where a press changes somebody's state: only this person may press."""

    @field_validator("label", mode="before")
    @classmethod
    def _fits_a_button(cls, label: str) -> str:
        return cut_at_word(label, LONGEST_LABEL)

    @field_validator("send")
    @classmethod
    def _fits_every_platform(cls, send: str) -> str:
        return _short_enough(send)


class Poll(_Outgoing):
    """A single-choice question, for platforms that show one natively; within the limits of Telegram's quiz polls.

    The reply's text and buttons ask the same, so that an adapter without polls loses nothing. All texts are plain.
    """

    question: str = Field(min_length=1, max_length=300)
    options: tuple[Annotated[str, StringConstraints(min_length=1, max_length=100)], ...] = Field(
        min_length=2, max_length=10
    )
    sends: tuple[str, ...]
    """What choosing each option says, as a button would."""
    right: int = Field(ge=0)
    """The place of the right option, from 0."""
    explanation: str = Field(max_length=200)

    @field_validator("sends")
    @classmethod
    def _fit_every_platform(cls, sends: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_short_enough(send) for send in sends)

    @model_validator(mode="after")
    def _each_option_says_something(self) -> Self:
        if len(self.sends) != len(self.options) or self.right >= len(self.options):
            raise ValueError("a poll has a text to send for each option, and one of its options is right")
        return self


class Link(_Outgoing):
    """A web address with its title, and the instruction that comes with it."""

    title: str
    url: str
    note: str = ""


class Section(_Outgoing):
    """A titled part of a reply, in the Markdown subset."""

    title: str
    text: str


class Image(_Outgoing):
    """A PNG picture; `alt` says the same in words."""

    png: bytes
    alt: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class File(_Outgoing):
    """A file to keep, such as the export of what is stored about somebody."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=80)
    text: str


class Room(_Outgoing):
    """The room in which a reply is shown, where its destination is one (`bot.core.rooms`)."""

    name: str = Field(min_length=1, max_length=100)
    people: tuple[str, ...] = ()
    """Who has to be in it, by address: it is opened for them where it is not there. For nobody it is never opened."""
    gone: tuple[str, ...] = ()
    """Who must not be in it any more."""


class ScoredTopic(_Outgoing):
    """A note that was found, with its score between 0 and 1."""

    id: str
    title: str
    score: float


class Source(_Outgoing):
    """Where a reply's words come from."""

    title: str
    note: str
    heading: str = ""
    url: str = ""


class Basis(_Outgoing):
    """What a reply rests on, for programs; no adapter shows it."""

    intent: Intent
    answered: bool = True
    confidence: float = Field(1.0, ge=0, le=1)
    topics: tuple[ScoredTopic, ...] = ()
    sources: tuple[Source, ...] = ()
    said: str = ""
    """What the person said about their trouble; the talk remembers it, for a question to others."""


class Reply(_Outgoing):
    """One reply. `text` and section texts are Markdown of the subset in `bot.core.markdown`."""

    text: str
    title: str = ""
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    buttons: tuple[Button, ...] = ()
    image: Image | None = None
    files: tuple[File, ...] = ()
    poll: Poll | None = None
    """The question that this reply asks, where that is a single choice; its buttons send the same."""
    room: Room | None = None
    private: bool = False
    expects: str = ""
    """The command that a plain answer belongs to, such as `/settings zone` after asking for a city."""
    hears_all: bool = False
    """Whether whatever is said next is that answer, also a question, such as a message to a partner."""
    basis: Basis


def cut_to_send(text: str) -> str:
    """Return as much of a text as a button may send."""
    return text.encode()[:MOST_BYTES_SENT].decode(errors="ignore")


def _short_enough(send: str) -> str:
    if len(send.encode()) > MOST_BYTES_SENT:
        raise ValueError(f"a button sends at most {MOST_BYTES_SENT} bytes, not '{send}'")
    return send
