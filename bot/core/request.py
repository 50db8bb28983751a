"""What comes in: one thing a person said, or one button they pressed."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

LONGEST_TEXT = 100_000
"""Characters an adapter hands over at most; what is longer is cut there."""


class _Incoming(BaseModel):
    model_config = ConfigDict(frozen=True)


class Person(_Incoming):
    """Who said it. `id` is unique over all platforms, such as `web:3f2a`."""

    id: str = Field(min_length=1, max_length=200)
    name: str = ""


class Place(_Incoming):
    """Where it was said: a channel, a group, a page, a terminal. A thread has a place of its own."""

    platform: str
    id: str

    @property
    def destination(self) -> str:
        """The name under which messages are sent there."""
        return f"{self.platform}:{self.id}"


class Request(_Incoming):
    """One thing a person said. The core takes the time from `at` and never reads a clock."""

    id: str
    person: Person
    place: Place
    text: str = Field(max_length=LONGEST_TEXT)
    at: AwareDatetime
    private: bool = True
    community: str | None = None
    """The community it was said in, such as `local` or `discord:42`; None where there is none."""
    zone: str | None = None
    """The IANA time zone that the person's device says it is in, where a platform tells."""
    owner: str | None = None
    """The person whom a pressed button belongs to; None for typed text and for anybody's buttons."""
    addressed: bool = True
    """Whether it was said to the bot; False for what it overhears in a channel."""
    manages: bool = False
    """Whether the platform says, at this moment, that this person may set up this community."""
