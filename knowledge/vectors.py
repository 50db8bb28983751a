"""Keeps encodings that were computed before, keyed by model and text, so that nothing is embedded twice."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import BATCH, Embedder, Vectors
from knowledge.late import Codes, compress

_RECORD = struct.Struct("<32sQII")
"""A text's SHA-256; where its bytes begin, how many they are, and their CRC-32."""
_STORED = np.dtype([("key", "V32"), ("start", "<u8"), ("length", "<u4"), ("checksum", "<u4")])
"""The same, for many."""

MANY = 16 * BATCH
"""Texts from which an embedder of many threads is worth starting."""
Place = tuple[int, int, int]
Progress = Callable[[int, int], None]
"""Hears how many are done, and how many there are in all."""


def no_progress(_done: int, _total: int) -> None:
    """Hear nothing."""


class EncodingCache:
    """An append-only file of encodings beside a file of their keys and checksums.

    An encoding is a text's vector and the compressed codes of its tokens. Its bytes are written before its key, so a
    process that is killed loses at most its last batch, and the next one goes on from there. Bytes whose checksum
    is wrong are computed again.
    """

    def __init__(self, folder: Path, embedder: Embedder, many: Callable[[], Embedder] | None = None) -> None:
        """Open the cache in a folder. `many` makes an embedder for long lists, which may use every processor."""
        folder.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self._many = many
        self._bytes_file = folder / f"{embedder.key[:16]}-{embedder.dims}.bytes"
        self._keys_file = self._bytes_file.with_suffix(".keys")
        self._stored, self._rows = self._read_keys()
        self._fresh: dict[bytes, Place] = {}

    def encode(self, texts: Sequence[str], progress: Progress = no_progress) -> tuple[Vectors, list[Codes]]:
        """Return (len(texts), dims) vectors and each text's codes, (tokens, 128 at most).

        Only what is not kept yet is computed, and saved as it goes.
        """
        keys = [_key(text) for text in texts]
        kept = self._kept(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        # of like length together, which pads least
        order = sorted(missing, key=lambda key: len(missing[key]))
        before = len(texts) - len(missing)
        progress(before, len(texts))
        embedder = self._many() if self._many and len(order) > MANY else self._embedder
        for start in range(0, len(order), BATCH):
            chunk = order[start : start + BATCH]
            kept |= self._compute(embedder, chunk, [missing[key] for key in chunk])
            progress(before + start + len(chunk), len(texts))
        return self._unpack([kept[key] for key in keys])

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dims): the vectors alone."""
        return self.encode(texts)[0]

    def _compute(self, embedder: Embedder, keys: Sequence[bytes], texts: Sequence[str]) -> dict[bytes, bytes]:
        fresh = {
            key: found.vector.astype(np.float32).tobytes() + compress(found.tokens).tobytes()
            for key, found in zip(keys, embedder.encode(texts), strict=True)
        }
        places = {}
        with self._bytes_file.open("ab") as file:
            for key, raw in fresh.items():
                places[key] = (file.tell(), len(raw), zlib.crc32(raw))
                file.write(raw)
        with self._keys_file.open("ab") as file:
            # a torn record of a killed run must not shift the ones behind it
            file.truncate(file.tell() // _RECORD.size * _RECORD.size)
            for key, place in places.items():
                file.write(_RECORD.pack(key, *place))
        self._fresh |= places
        return fresh

    def _kept(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        if not self._rows and not self._fresh:
            return found
        end = self._bytes_file.stat().st_size
        with self._bytes_file.open("rb") as file:
            for key in keys:
                if place := self._place(key):
                    start, length, checksum = place
                    file.seek(min(start, end))  # a damaged record names places that no file has
                    raw = file.read(min(length, end))
                    if len(raw) == length and zlib.crc32(raw) == checksum:
                        found[key] = raw
        return found

    def _unpack(self, rows: Sequence[bytes]) -> tuple[Vectors, list[Codes]]:
        dims = self._embedder.dims
        width = compress(np.zeros((1, dims), np.float32)).shape[1]
        vectors = np.array([np.frombuffer(raw, np.float32, dims) for raw in rows], np.float32).reshape(-1, dims)
        codes = [np.frombuffer(raw, np.int8, offset=dims * 4).reshape(-1, width) for raw in rows]
        return vectors, codes

    def _place(self, key: bytes) -> Place | None:
        if key in self._fresh or key not in self._rows:
            return self._fresh.get(key)
        _, start, length, checksum = self._stored[self._rows[key]].tolist()
        return start, length, checksum

    def _read_keys(self) -> tuple[NDArray[np.void], dict[bytes, int]]:
        """Return the stored records as they are, for few of the many are asked for, and which is whose."""
        raw = self._keys_file.read_bytes() if self._keys_file.exists() and self._bytes_file.exists() else b""
        stored = np.frombuffer(raw[: len(raw) // _RECORD.size * _RECORD.size], _STORED)
        return stored, dict(zip(stored["key"].tolist(), range(len(stored)), strict=True))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
