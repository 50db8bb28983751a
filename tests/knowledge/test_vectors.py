"""Vectors are computed once, kept through a crash, and never trusted when damaged."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedder import Encoding
from knowledge.vectors import EncodingCache


class CountingEmbedder:
    """Stands in for the model: the point here is what is embedded, not how."""

    key, dims = "a" * 64, 8

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.stop_after: int | None = None

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        if self.stop_after is not None and len(self.seen) >= self.stop_after:
            raise KeyboardInterrupt
        self.seen += texts
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest()[:8], np.uint8) for text in texts]
        return [Encoding(row.astype(np.float32), row.astype(np.float32)[None].repeat(2, 0)) for row in rows]


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


def test_a_text_is_embedded_once_even_across_processes(tmp_path: Path, embedder: CountingEmbedder) -> None:
    first, codes = EncodingCache(tmp_path, embedder).encode(["a", "b", "a"])
    second, same_codes = EncodingCache(tmp_path, embedder).encode(["b", "c"])
    assert np.array_equal(codes[1], same_codes[0])
    assert sorted(embedder.seen) == ["a", "b", "c"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(first[1], second[0])


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path, embedder: CountingEmbedder) -> None:
    texts = [f"text {number:05}" for number in range(1500)]
    embedder.stop_after = 1000
    with pytest.raises(KeyboardInterrupt):
        EncodingCache(tmp_path, embedder).encode(texts)
    done = len(embedder.seen)
    assert 0 < done < 1500
    embedder.stop_after = None
    EncodingCache(tmp_path, embedder).encode(texts)
    assert len(embedder.seen) == 1500


@pytest.mark.parametrize("suffix", [".bytes", ".keys"])
@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_a_damaged_file_is_computed_again(tmp_path: Path, embedder: CountingEmbedder, suffix: str, harm: str) -> None:
    texts = [f"t{number}" for number in range(50)]
    right = EncodingCache(tmp_path, embedder).vectors(texts)
    (path,) = tmp_path.glob(f"*{suffix}")
    raw = bytearray(path.read_bytes())
    if harm == "cut":
        raw = raw[: len(raw) // 2 + 3]
    elif harm == "flip":
        raw[len(raw) // 2] ^= 0xFF
    else:
        raw = bytearray()
    path.write_bytes(raw)
    mended = EncodingCache(tmp_path, embedder)
    assert np.array_equal(mended.vectors(texts), right)
    often = len(embedder.seen)
    assert np.array_equal(mended.vectors(texts), right)
    assert len(embedder.seen) == often  # what was put right stays right
    assert np.array_equal(EncodingCache(tmp_path, embedder).vectors(texts), right)


def test_a_record_that_names_a_place_beyond_every_file_is_computed_again(
    tmp_path: Path, embedder: CountingEmbedder
) -> None:
    before = EncodingCache(tmp_path, embedder).vectors(["a"])
    (keys,) = tmp_path.glob("*.keys")
    keys.write_bytes(keys.read_bytes()[:32] + b"\xff" * 16)
    assert np.array_equal(EncodingCache(tmp_path, embedder).vectors(["a"]), before)
    assert embedder.seen == ["a", "a"]


def test_progress_hears_how_far_it_is(tmp_path: Path, embedder: CountingEmbedder) -> None:
    heard: list[tuple[int, int]] = []
    EncodingCache(tmp_path, embedder).encode(["a", "b"], lambda done, total: heard.append((done, total)))
    assert heard[0] == (0, 2)


def test_no_texts_are_no_rows(tmp_path: Path, embedder: CountingEmbedder) -> None:
    assert EncodingCache(tmp_path, embedder).vectors([]).shape == (0, 8)
