"""Saves a drawing as the kind of file that its name asks for."""

from __future__ import annotations

from pathlib import Path

from knowledge.picture.faults import PictureError
from knowledge.picture.png import to_png
from knowledge.picture.shapes import Drawing
from knowledge.picture.svg import to_svg


def check_name(path: Path) -> None:
    """Raise PictureError where a file's name ends in neither .svg nor .png."""
    if path.suffix.lower() not in (".svg", ".png"):
        raise PictureError(f"'{path.name}' is no name for a picture. Let it end in .svg or .png.")


def save(drawing: Drawing, path: Path) -> None:
    """Write a picture. Raises PictureError for another name than *.svg or *.png, or where it cannot be written."""
    check_name(path)
    content = to_svg(drawing).encode() if path.suffix.lower() == ".svg" else to_png(drawing)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise PictureError(
            f"Cannot write {path} ({error.strerror or 'no access'}). Name a file in a folder that is yours."
        ) from error
