"""People who seek company, different from each other as real ones are."""

from __future__ import annotations

from random import Random

from bot.pairing.round import Last, Seeker, Wish

TOPICS = 174
"""On the roadmap, eight stages of some 22."""
ZONES = {
    "Asia/Kolkata": 24, "America/New_York": 10, "Europe/London": 8, "Europe/Berlin": 10, "America/Los_Angeles": 8,
    "America/Sao_Paulo": 6, "Africa/Lagos": 6, "Asia/Karachi": 4, "Asia/Dhaka": 4, "Africa/Cairo": 4,
    "Asia/Jakarta": 4, "Asia/Tokyo": 3, "Australia/Sydney": 3, "Asia/Kathmandu": 2, "Pacific/Auckland": 2,
    "America/Bogota": 2,
}  # fmt: skip
LANGUAGES = {"hi": 12, "es": 9, "pt": 7, "fr": 7, "de": 7, "ar": 6, "id": 4, "ja": 3}
_LEVELS: tuple[Wish, ...] = ("same", "mentor", "mentee")
_ENDS: tuple[Last, ...] = ("paired", "trio", "alone")


def seekers(number: int, random: Random, communities: int = 1) -> list[Seeker]:
    """Return so many people, spread over communities."""
    return [_seeker(f"{row:06}", random, communities) for row in range(number)]


def _seeker(id: str, random: Random, communities: int) -> Seeker:
    position = min(TOPICS - 1, int(random.expovariate(1 / 50)))
    ahead = range(position, min(TOPICS, position + 6))
    return Seeker(
        id=id,
        community=f"c{random.randrange(communities)}",
        platform=random.choices(("discord", "telegram", "web"), (6, 3, 1))[0],
        zone=random.choices(tuple(ZONES), tuple(ZONES.values()))[0],
        free=_free(random),
        languages=_languages(random),
        stage=position * 8 // TOPICS,
        position=position,
        next_topics=tuple(f"t{topic}" for topic in random.sample(ahead, min(3, len(ahead)))),
        hours_a_week=random.choice((3, 5, 5, 5, 8, 10, 15)),
        wish=random.choices(_LEVELS, (84, 7, 9))[0],
        reliability=round(random.betavariate(5, 2), 2),
        last=random.choices(_ENDS, (97, 2, 1))[0],
        crosses_platforms=random.random() < 0.8,
        wider=random.random() < 0.6,
    )


def _languages(random: Random) -> frozenset[str]:
    own = random.choices(tuple(LANGUAGES), tuple(LANGUAGES.values()))[0]
    return frozenset(random.choices((["en"], ["en", own], [own]), (30, 50, 20))[0])


def _free(random: Random) -> frozenset[int]:
    """Return two or three hours on most evenings, or mornings, and a piece of the weekend."""
    begin = random.choice((6, 7, 12, 18, 18, 19, 19, 20, 20, 21))
    days = random.sample(range(5), random.randint(2, 5))
    hours = {day * 24 + hour for day in days for hour in range(begin, min(24, begin + random.randint(1, 3)))}
    if random.random() < 0.6:
        day, first = random.choice((5, 6)), random.randrange(8, 18)
        hours |= {day * 24 + hour for hour in range(first, first + 3)}
    return frozenset(hours)
