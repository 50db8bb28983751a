"""Writes a drawing as PNG: shapes at twice the size and then halved, which smooths their edges, then the words."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image, ImageDraw

from knowledge.picture.font import drawable, font
from knowledge.picture.shapes import Disc, Drawing, Panel, Patch, Point, Shape, Stroke, Words

_FINE = 2
_STRIP = 256
"""Rows of pixels that are drawn at once: a whole picture at twice the size would take 100 MB of memory."""
_COLOURS = 128


def to_png(drawing: Drawing) -> bytes:
    """Return the drawing as a PNG file; the same drawing gives the same bytes with one version of Pillow."""
    shapes = [shape for group in drawing.groups for shape in group.shapes]
    whole = Image.new("RGB", (drawing.width, drawing.height), drawing.background)
    for top in range(0, drawing.height, _STRIP):
        whole.paste(_strip(drawing, shapes, top), (0, top))
    pen = ImageDraw.Draw(whole)
    for shape in shapes:
        if isinstance(shape, Words):
            pen.text((shape.x, shape.y), drawable(shape.text), shape.colour, font(shape.size), anchor="ls")
    file = io.BytesIO()
    whole.quantize(palette=_palette(whole), dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _palette(whole: Image.Image) -> Image.Image:
    """Return an image whose palette fits the whole one; chosen on a sample of it, which takes a tenth of the memory."""
    sample = whole.resize((whole.width // 3, whole.height // 3), Image.Resampling.NEAREST)
    return sample.quantize(_COLOURS, Image.Quantize.FASTOCTREE)


def _strip(drawing: Drawing, shapes: Iterable[Shape], top: int) -> Image.Image:
    """Draw everything but words between `top` and `_STRIP` pixels below it."""
    height = min(_STRIP, drawing.height - top)
    fine = Image.new("RGB", (drawing.width * _FINE, height * _FINE), drawing.background)
    pen = ImageDraw.Draw(fine)
    for shape in shapes:
        first, last = _extent(shape)
        if last >= top and first <= top + height:
            _draw(pen, shape, top)
    return fine.reduce(_FINE)


def _extent(shape: Shape) -> tuple[float, float]:
    """Return the first and the last row of pixels that a shape touches, generously."""
    match shape:
        case Panel():
            return shape.y - 8, shape.y + shape.height + 8
        case Disc():
            return shape.y - shape.radius - 8, shape.y + shape.radius + 8
        case Stroke() | Patch():
            heights = [y for _, y in shape.points]
            return min(heights) - 8, max(heights) + 8
        case Words():
            return shape.y, shape.y


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, top: int) -> None:
    def fine(x: float, y: float) -> Point:
        return x * _FINE, (y - top) * _FINE

    match shape:
        case Panel():
            corners = (*fine(shape.x, shape.y), *fine(shape.x + shape.width, shape.y + shape.height))
            edge = round(shape.edge_width * _FINE) if shape.edge else 0
            pen.rounded_rectangle(corners, shape.radius * _FINE, shape.fill, shape.edge or None, edge)
        case Disc():
            edge = round(shape.edge_width * _FINE)
            pen.circle(fine(shape.x, shape.y), shape.radius * _FINE, shape.fill, shape.edge, edge)
        case Patch():
            pen.polygon([fine(x, y) for x, y in shape.points], shape.fill)
        case Stroke():
            points = [fine(x, y) for x, y in shape.points]
            pen.line(points, shape.colour, round(shape.width * _FINE), joint="curve")
        case Words():
            pass  # drawn at their own size, where the font's hints fit
