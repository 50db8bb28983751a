"""Writes a drawing as SVG: real text that can be searched and copied, each topic a group with its name."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from knowledge.picture.shapes import Disc, Drawing, Group, Panel, Patch, Point, Shape, Stroke, Words

_FONTS = "Aileron, 'Helvetica Neue', Helvetica, Arial, sans-serif"


def to_svg(drawing: Drawing) -> str:
    """Return the drawing as an SVG document; `textLength` keeps words in their boxes whatever the font."""
    size = f'width="{drawing.width}" height="{drawing.height}" viewBox="0 0 {drawing.width} {drawing.height}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family={quoteattr(_FONTS)}>',
            f"<title>{escape(drawing.title)}</title>",
            f"<desc>{escape(drawing.alt)}</desc>",
            f'<rect width="100%" height="100%" fill="{drawing.background}"/>',
            *(_group(group) for group in drawing.groups),
            "</svg>\n",
        )
    )


def _group(group: Group) -> str:
    return "\n".join(
        ("<g>", f"<title>{escape(group.name)}</title>", *(_shape(shape) for shape in group.shapes), "</g>")
    )


def _shape(shape: Shape) -> str:
    match shape:
        case Panel():
            place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
            return f'<rect {place} rx="{shape.radius:.1f}" fill="{shape.fill}"{_edge(shape.edge, shape.edge_width)}/>'
        case Stroke():
            look = f'fill="none" stroke="{shape.colour}" stroke-width="{shape.width:.1f}" stroke-linejoin="round"'
            return f'<polyline points="{_points(shape.points)}" {look}/>'
        case Patch():
            return f'<polygon points="{_points(shape.points)}" fill="{shape.fill}"/>'
        case Disc():
            place = f'cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:.1f}"'
            return f'<circle {place} fill="{shape.fill}"{_edge(shape.edge, shape.edge_width)}/>'
        case Words():
            place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size}" textLength="{shape.width:.1f}"'
            return f'<text {place} lengthAdjust="spacingAndGlyphs" fill="{shape.colour}">{escape(shape.text)}</text>'


def _edge(colour: str, width: float) -> str:
    return f' stroke="{colour}" stroke-width="{width:.1f}"' if colour else ""


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
