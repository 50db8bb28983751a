"""The library's own command line: `python -m knowledge`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check note files: schema, words, code, questions")
    check.add_argument("files", nargs="+", type=Path)
    search = commands.add_parser("search", help="search the notes that come with the library")
    search.add_argument("question", nargs="+")
    search.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "trailmate-knowledge")
    export = commands.add_parser("export", help="export the search model into a folder, for a machine without torch")
    export.add_argument("folder", type=Path)
    picture = commands.add_parser("picture", help="draw the roadmap that comes with the library")
    picture.add_argument("file", type=Path, help="a name in .svg or .png")
    picture.add_argument("--stage", help="one stage, such as core-ml (default: all)")
    chosen = parser.parse_args(arguments)
    commands_by_name = {"check": _check, "search": _search, "export": _export, "picture": _picture}
    return commands_by_name[chosen.command](chosen)


def _check(chosen: argparse.Namespace) -> int:
    os.environ.setdefault("MPLBACKEND", "Agg")  # notes draw; nobody looks
    os.environ.setdefault("KERAS_BACKEND", "torch")  # TensorFlow is not installed
    from knowledge.notes.checks import check_notes

    faults = check_notes(chosen.files)
    for fault in faults:
        print(fault)
    print(f"{len(chosen.files)} notes, {len(faults)} faults")
    return 1 if faults else 0


def _search(chosen: argparse.Namespace) -> int:
    from knowledge.library import Library

    library = Library.open(chosen.cache, model=os.environ.get("TRAILMATE_MODEL"), say=print)
    for hit in library.search(library.read(" ".join(chosen.question))).hits:
        print(f"{hit.score:.3f}  {hit.document.title}, {hit.passage.heading}")
    return 0


def _export(chosen: argparse.Namespace) -> int:
    from knowledge.model import ready_model

    with tempfile.TemporaryDirectory() as scratch:
        model = ready_model(os.environ.get("TRAILMATE_MODEL"), Path(scratch), print)
        model.copy_to(chosen.folder)
    print(f"{model.name} is in {chosen.folder}")
    return 0


def _picture(chosen: argparse.Namespace) -> int:
    from knowledge.notes.curriculum import Curriculum
    from knowledge.picture.faults import PictureError
    from knowledge.picture.file import save
    from knowledge.picture.roadmap import draw_roadmap, stage_of

    try:
        save(draw_roadmap(Curriculum.load(), stage_of(chosen.stage) if chosen.stage else None), chosen.file)
    except PictureError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The picture is in {chosen.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
