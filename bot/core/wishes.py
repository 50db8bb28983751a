"""Reads what somebody wishes of a partner: `/partner hours sat 10-16`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.core.partners import Wish
from bot.core.sentence import ended
from bot.core.unclear import Unclear, quoted
from bot.core.weekhours import parse_hours

LANGUAGES: Mapping[str, str] = {
    "en": "English", "es": "Spanish", "pt": "Portuguese", "fr": "French", "de": "German", "it": "Italian",
    "nl": "Dutch", "pl": "Polish", "ru": "Russian", "uk": "Ukrainian", "tr": "Turkish", "ar": "Arabic",
    "fa": "Persian", "ur": "Urdu", "hi": "Hindi", "bn": "Bengali", "ta": "Tamil", "te": "Telugu", "id": "Indonesian",
    "vi": "Vietnamese", "th": "Thai", "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "sw": "Swahili",
    "ro": "Romanian", "el": "Greek", "he": "Hebrew", "sv": "Swedish", "cs": "Czech",
}  # fmt: skip
"""By their ISO 639-1 codes."""
_MOST_LANGUAGES = 6
_YES, _NO = frozenset({"yes", "on", "y", "true"}), frozenset({"no", "off", "n", "false"})
_NOT_A_NAME = re.compile(r"[@#<>`*_~|\[\]()/\\:]|https?|www\.", re.IGNORECASE)
Changes = dict[str, Any]


def wish_for(wish: Wish, name: str, value: str) -> Wish | Unclear:
    """Return a wish with one part changed; Unclear says why a value cannot be read and what would do."""
    changes = _READERS[name](value)
    return changes if isinstance(changes, Unclear) else wish.model_copy(update=changes)


def nickname(text: str) -> str:
    """Return a name as partners may see it: one line, no markup, no address; empty where nothing is left."""
    words = " ".join(_NOT_A_NAME.sub(" ", text).split())
    return "".join(letter for letter in words if letter.isprintable())[:30].strip()


def first_name(text: str) -> str:
    """Return the first word of the name that a platform shows: nobody's surname is handed on unasked."""
    return nickname(text).partition(" ")[0]


def _name(value: str) -> Changes | Unclear:
    name = nickname(value)
    if not name or name != " ".join(value.split()):
        return Unclear("What shall partners call you? A first name or a nickname, up to 30 letters, no address.")
    return {"name": name}


def _languages(value: str) -> Changes | Unclear:
    known = {name.lower(): code for code, name in LANGUAGES.items()} | {code: code for code in LANGUAGES}
    words = [word for word in re.split(r"[\s,;/&]+|\band\b", value.lower()) if word]
    codes = [known.get(word) for word in words]
    for word, code in zip(words, codes, strict=True):
        if code is None:
            unknown = ended(f"I don't know a language called {quoted(word)}")
            return Unclear(f"{unknown} Write it like English, Hindi or es.")
    if not 0 < len(set(codes)) <= _MOST_LANGUAGES:
        return Unclear("Which languages could you study in? One to six, for example English and Spanish.")
    return {"languages": frozenset(codes)}


def _hours(value: str) -> Changes | Unclear:
    found = parse_hours(value)
    return found if isinstance(found, Unclear) else {"free": found}


def _level(value: str) -> Changes | Unclear:
    word = value.strip().lower()
    if word in ("same", "mentor", "mentee"):
        return {"level": word}
    return Unclear(
        "Whom would you like? **same**: somebody near you; **mentor**: you explain to somebody who is behind you; "
        "**mentee**: somebody ahead explains to you.",
        ("same", "mentor", "mentee"),
    )


def _switch(field: str, what: str) -> Callable[[str], Changes | Unclear]:
    def read(value: str) -> Changes | Unclear:
        word = value.strip().lower()
        return {field: word in _YES} if word in _YES | _NO else Unclear(f"{what} On or off?", ("on", "off"))

    return read


_READERS: Mapping[str, Callable[[str], Changes | Unclear]] = {
    "name": _name,
    "languages": _languages,
    "hours": _hours,
    "level": _level,
    "group": _switch("group", "Three to five people who stay together from week to week, instead of one partner."),
    "platforms": _switch("platforms", "Partners who use another app than you; I carry your words across."),
    "wider": _switch("wider", "Partners from other communities too, where nobody is left in yours."),
}
NAMES = tuple(_READERS)
