"""Turns text into vectors: the port, and its implementation on ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.model import ExportedModel

Vectors = NDArray[np.float32]
Inputs = dict[str, NDArray[np.int64]]
BATCH = 8
"""Texts run at once: what it computes of 32 does not fit a core's cache, and takes half as long again."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A question as the model sees it."""

    vector: Vectors
    """(dims,), of length 1."""
    tokens: Vectors
    """(tokens, dims), one vector a token, start and end marks left out, of any length."""


class Embedder(Protocol):
    """Whatever turns texts into vectors whose dot product is their likeness."""

    @property
    def key(self) -> str:
        """Identify the weights: vectors of different keys must not be mixed."""

    @property
    def dims(self) -> int:
        """Return the length of a vector."""

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Return each text as the model sees it."""


class OnnxEmbedder:
    """An exported sentence-transformers model, run by ONNX Runtime. Safe to call from several threads at once.

    Answering uses one thread: two are ten times slower as soon as another process wants a core. Long lists of texts
    may use more, waiting for each other asleep and not in a loop.
    """

    def __init__(self, model: ExportedModel, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.key, self.dims = model.key, model.dims
        self._tokenizer = Tokenizer.from_file(str(model.folder / "tokenizer.json"))
        # the packaged tokenizer cuts and pads everything to 128 tokens unless told otherwise
        self._tokenizer.enable_truncation(model.max_tokens)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # 25 MB less, and a long text's memory is given back
        options.add_session_config_entry("session.use_device_allocator_for_initializers", "1")
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(model.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def knows(self, word: str) -> bool:
        """Tell whether a word in small letters is one of the model's own, and not put together from pieces."""
        return self._tokenizer.token_to_id(word) is not None

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Return each text as the model sees it; texts are run in batches of like length, which pads least."""
        found: dict[int, Encoding] = {}
        for chosen in _batches(texts):
            encodings = self._encodings(self._inputs([texts[place] for place in chosen]))
            found |= zip(chosen, encodings, strict=True)
        return [found[place] for place in range(len(texts))]

    def ready(self, text: str) -> Callable[[], Encoding]:
        """Cut a text into tokens, and return what encodes it: from its call on, Python's lock is free for others."""
        inputs = self._inputs([text])
        return lambda: self._encodings(inputs)[0]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dims): the texts' vectors alone."""
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        for chosen in _batches(texts):
            vectors[chosen] = self._session.run(["sentence"], self._inputs([texts[place] for place in chosen]))[0]
        return vectors

    def _inputs(self, texts: Sequence[str]) -> Inputs:
        rows = self._tokenizer.encode_batch(list(texts))
        return {
            "input_ids": np.array([row.ids for row in rows], dtype=np.int64),
            "attention_mask": np.array([row.attention_mask for row in rows], dtype=np.int64),
        }

    def _encodings(self, inputs: Inputs) -> list[Encoding]:
        sentences, tokens = self._session.run(["sentence", "tokens"], inputs)
        lengths = inputs["attention_mask"].sum(axis=1).tolist()
        return [
            Encoding(sentence, own[1 : length - 1])
            for sentence, own, length in zip(sentences, tokens, lengths, strict=True)
        ]


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]
