"""A stored index is read back to the byte, or not at all."""

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge import store

ARRAYS = {"vectors": np.arange(12, dtype=np.float32).reshape(3, 4), "rows": np.array([1, 2])}
FACTS = {"model": "abc", "titles": ["ä", "b"]}


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    store.save(tmp_path / "index", ARRAYS, FACTS)
    found = store.load(tmp_path / "index")
    assert found is not None
    assert np.array_equal(found.arrays["vectors"], ARRAYS["vectors"])
    assert found.facts == FACTS


@pytest.mark.parametrize("strings", [[], [""], ["a", "", "zwei\nlines", "ä 🤖"]])
def test_strings_are_unpacked_as_they_were_packed(strings: list[str]) -> None:
    assert store.unpacked(store.packed(strings)) == strings


def test_a_nul_in_a_note_does_not_shift_the_strings_behind_it() -> None:
    assert store.unpacked(store.packed(["a\0b", "c"])) == ["ab", "c"]


@pytest.mark.parametrize("name", ["vectors.npy", "facts.json", "manifest.json"])
@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_a_damaged_index_is_not_trusted(tmp_path: Path, name: str, harm: str) -> None:
    store.save(tmp_path / "index", ARRAYS, FACTS)
    path = tmp_path / "index" / name
    raw = bytearray(path.read_bytes())
    if harm == "remove":
        path.unlink()
    else:
        if harm == "flip":
            raw[len(raw) // 2] ^= 0xFF
        path.write_bytes(raw if harm == "flip" else raw[: len(raw) // 2])
    assert store.load(tmp_path / "index") is None


@pytest.mark.parametrize("manifest", [[], {"format": store.FORMAT, "arrays": [], "sha256": []}])
def test_a_manifest_of_another_shape_is_not_trusted(tmp_path: Path, manifest: object) -> None:
    store.save(tmp_path / "index", ARRAYS, FACTS)
    (tmp_path / "index" / "manifest.json").write_text(json.dumps(manifest))
    assert store.load(tmp_path / "index") is None


def test_what_another_process_removes_meanwhile_is_no_error(tmp_path: Path) -> None:
    store.save(tmp_path / "index", ARRAYS, FACTS)
    (tmp_path / "building-x").symlink_to(tmp_path / "gone")  # listed, but no longer there to be looked at
    store.forget_others(tmp_path / "index")
    assert store.load(tmp_path / "index") is not None


def test_an_index_is_replaced_whole(tmp_path: Path) -> None:
    store.save(tmp_path / "index", ARRAYS, FACTS)
    store.save(tmp_path / "index", {"rows": np.array([9])}, {"new": True})
    found = store.load(tmp_path / "index")
    assert found is not None
    assert set(found.arrays) == {"rows"}
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_pickle_in_disguise_is_refused(tmp_path: Path) -> None:
    store.save(tmp_path / "index", ARRAYS, FACTS)
    with pytest.raises(ValueError, match="pickle"):
        store.save(tmp_path / "other", {"objects": np.array([{}], dtype=object)}, {})


def test_the_name_of_an_index_changes_with_all_that_it_is_built_from() -> None:
    assert store.fingerprint("a", "bc") != store.fingerprint("ab", "c")
    assert store.fingerprint("a") == store.fingerprint("a")


def test_old_indexes_are_forgotten(tmp_path: Path) -> None:
    for number in range(6):
        store.save(tmp_path / str(number), {"rows": np.array([number])}, {})
    store.forget_others(tmp_path / "0", keep=2)
    assert (tmp_path / "0").exists()
    assert len(list(tmp_path.iterdir())) == 3
