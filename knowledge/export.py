"""Exports a sentence-transformers model to ONNX, pooling and normalising included; the only user of torch."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.model import EXPORTED, ExportedModel, ModelError, sha256_of

if TYPE_CHECKING:
    from onnx import GraphProto
    from sentence_transformers import SentenceTransformer

_LARGE = 1_000_000
"""Numbers in a table that is worth halving."""


def export(source: str, name: str, models: Path) -> ExportedModel:
    """Export the model of a folder or hub name, under a name for people, into `models/<weights' SHA-256>`.

    The graph takes `input_ids` and `attention_mask`, both (batch, tokens), and gives `sentence` (batch, dims),
    of length 1, and `tokens` (batch, tokens, dims), the token vectors it was pooled from.
    """
    weights = _weights(source)  # first: where there are none, nobody waits until torch is loaded
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(source, device="cpu", model_kwargs={"attn_implementation": "eager"})
    key = sha256_of(weights)
    models.mkdir(parents=True, exist_ok=True)
    # written aside and renamed: a folder in its place is always complete
    with tempfile.TemporaryDirectory(dir=models, prefix="export-") as scratch:
        folder = Path(scratch) / key
        folder.mkdir()
        traced = Path(scratch) / "traced.onnx"
        _write_graph(encoder, traced)
        _weights_apart(traced, folder)
        shutil.copy(weights.parent / "tokenizer.json", folder / "tokenizer.json")
        exported = ExportedModel(
            folder=folder,
            name=name,
            key=key,
            dims=int(encoder.get_sentence_embedding_dimension() or 0),
            max_tokens=int(encoder.get_max_seq_length() or 512),
            tables="float16",
            sha256={name: sha256_of(folder / name) for name in EXPORTED},
        )
        exported.save_manifest()
        target = models / key
        if target.exists():
            shutil.rmtree(target)
        # another process may have been faster with the same export; theirs is as good
        with contextlib.suppress(OSError):
            folder.rename(target)
    loaded = ExportedModel.load(models / key)
    if loaded is None:
        raise ModelError(f"the export in {models / key} cannot be read back")
    return loaded


def _weights(source: str) -> Path:
    if Path(source).is_dir():
        return Path(source) / "model.safetensors"
    from huggingface_hub import hf_hub_download

    hf_hub_download(source, "tokenizer.json")
    return Path(hf_hub_download(source, "model.safetensors"))


def _write_graph(encoder: SentenceTransformer, path: Path) -> None:
    import torch

    class Graph(torch.nn.Module):  # type: ignore[misc] # torch is not typed here
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "token_type_ids": torch.zeros_like(input_ids),
            }
            out = self.encoder(features)
            return torch.nn.functional.normalize(out["sentence_embedding"]), out["token_embeddings"]

    sample = encoder.tokenize(["a short line", "a second line that is somewhat longer"])
    names = {0: "batch", 1: "length"}
    with torch.no_grad():
        torch.onnx.export(
            Graph().eval(),
            (sample["input_ids"], sample["attention_mask"]),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence", "tokens"],
            dynamic_axes={"input_ids": names, "attention_mask": names, "sentence": {0: "batch"}, "tokens": names},
            opset_version=17,
            dynamo=False,
        )


def _weights_apart(traced: Path, folder: Path) -> None:
    """Write a graph again with its weights in a file beside it, which ONNX Runtime maps instead of copying."""
    import onnx

    graph, weights, _ = EXPORTED
    model = onnx.load(traced)
    _halve_tables(model.graph)
    onnx.save_model(model, folder / graph, save_as_external_data=True, location=weights)
    shutil.copymode(folder / graph, folder / weights)  # onnx lets nobody else read it; a container runs as another user


def _halve_tables(graph: GraphProto) -> None:
    """Keep large tables that rows are only taken from, as that of the words, as halves of floats.

    The rows are widened when they are taken. Of 90 MB that a running process maps it is 23 less; vectors move by less
    than one in a million.
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    tables = {table.name: table for table in graph.initializer}
    uses = Counter(name for node in graph.node for name in node.input)
    for place, node in reversed(list(enumerate(graph.node))):
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None or table.data_type != TensorProto.FLOAT or uses[table.name] > 1:
            continue
        if np.prod(table.dims) < _LARGE:
            continue
        rows, taken = node.output[0], f"{node.output[0]}_halves"
        table.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(table).astype(np.float16), table.name))
        node.output[0] = taken
        graph.node.insert(place + 1, helper.make_node("Cast", [taken], [rows], to=TensorProto.FLOAT))


if __name__ == "__main__":
    print(export(sys.argv[1], sys.argv[2], Path(sys.argv[3])).folder)
