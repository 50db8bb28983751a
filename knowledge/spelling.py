"""Corrects misspelled words of a question by the documents' own, before model and word search stumble over them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.pasted import own_words
from knowledge.store import packed, unpacked

Arrays = Mapping[str, NDArray[Any]]

SHORTEST = 5
"""Letters from which a word is corrected: `wont` and `dont` are near too many others."""
TWO_EDITS = 8
"""Letters from which two edits are forgiven, where below it is one."""
LONGEST = 2_000
"""Letters up to which a text is corrected: what is longer than the model reads is a paste, and could cost a second."""
SEEN = 2
"""How often the documents use a word that others are corrected to: once may be a slip itself."""
_REMEMBERED = 10_000
"""Words whose correction is remembered: a megabyte."""
_ENDINGS = ("s", "es", "d", "ed", "r", "er", "ers", "ly")
"""With one of them a known word is known too; not with `ing`, for then `overfiting` would be."""
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORD = re.compile(r"(?<![\w.'’`/\\=(\[\"@#$-])[^\W\d_]+(?![\w'’`/\\=(\[\"@-]|\.\w)")
"""A word of a sentence: not quoted, and no part of a name, a path, an address or an expression."""


class Spelling:
    """The words of a corpus, and those that a question's unknown ones are taken for. Safe for concurrent reads.

    Known are the words of the documents and those that the model has whole: common words of any field, which must not
    be bent to ours. An unknown one becomes the nearest word that the documents use more than once and that begins with
    the same letter, as nearly all misspelled words do (Kukich 1992); of equally near ones a longer word, for letters
    are left out more often than added (Pollock and Zamora 1984), then the one that is used most.
    """

    def __init__(self, words: Sequence[str], often: int, knows: Callable[[str], bool]) -> None:
        """Open the words of a corpus, most frequent first, the first `often` of which may be corrected to."""
        self._words, self._often, self._knows = words, often, knows
        self._all = frozenset(words)
        self._nearest = lru_cache(_REMEMBERED)(self._look_up)  # most words are said again and again

    @cached_property
    def _by_letter(self) -> dict[str, list[tuple[str, int]]]:
        """The words that may be corrected to, with their letters; made when the first unknown word is met."""
        found: dict[str, list[tuple[str, int]]] = {}
        for word in self._words[: self._often]:
            found.setdefault(word[0], []).append((word, _letters(word)))
        return found

    @classmethod
    def build(cls, texts: Iterable[str], knows: Callable[[str], bool]) -> Spelling:
        """Learn from texts how words are spelled; `knows` tells of a word in small letters whether the model does."""
        counted = Counter(word for text in texts for word in map(str.lower, _LETTERS.findall(text)))
        frequent = sorted(counted, key=lambda word: (-counted[word], word))
        return cls(frequent, sum(count >= SEEN for count in counted.values()), knows)

    def corrected(self, text: str) -> str:
        """Return a text with the unknown words of its sentences corrected; errors, code and names stay as they are."""
        for line in own_words(text) if len(text) <= LONGEST else []:
            better = _WORD.sub(lambda found: self._nearest(found[0]), line)
            if better != line:
                text = text.replace(line, better)
        return text

    def _look_up(self, word: str) -> str:
        small = word.lower()
        if len(word) < SHORTEST or word not in (small, small.capitalize()) or self._is_known(small):
            return word
        most = 1 if len(word) < TWO_EDITS else 2
        near = [
            (away, len(other) <= len(small), other)
            for other in self._candidates(small, most)
            if (away := edits(small, other, most)) <= most
        ]
        return min(near, key=lambda found: found[:2])[2] if near else word

    def _candidates(self, word: str, most: int) -> Iterator[str]:
        """Yield the words that may be as near: a glance at their length and their letters rules out nearly all."""
        own = _letters(word)
        for other, letters in self._by_letter.get(word[0], ()):
            if abs(len(other) - len(word)) <= most and (letters ^ own).bit_count() <= 2 * most:
                yield other

    def _is_known(self, word: str) -> bool:
        stems = (word.removesuffix(ending) for ending in _ENDINGS if len(word) >= len(ending) + 3)
        return any(form in self._all or self._knows(form) for form in (word, *stems))

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything but the model that `from_arrays` needs."""
        return {"words": packed(self._words), "often": np.array([self._often])}

    @classmethod
    def from_arrays(cls, arrays: Arrays, knows: Callable[[str], bool]) -> Spelling:
        """Rebuild what `to_arrays` gave."""
        return cls(unpacked(arrays["words"]), int(arrays["often"][0]), knows)


def edits(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, added, changed or swapped with the next; beyond `most`, some number above.

    Optimal string alignment (Damerau 1964): a letter that was swapped is not changed again.
    """
    same = 0
    while same < len(one) and same < len(other) and one[same] == other[same]:
        same += 1
    one, other = one[same:], other[same:]
    if not one or not other or not most:
        return len(one) + len(other)
    ways = [(one[1:], other), (one, other[1:]), (one[1:], other[1:])]
    if len(one) > 1 and one[:2] == other[1::-1]:
        ways.append((one[2:], other[2:]))
    return 1 + min(edits(*way, most - 1) for way in ways)


def _letters(word: str) -> int:
    """Return which letters a word has, a bit each: one edit changes two bits at most."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 32)
    return bits
