"""Pictures become SVG and PNG files that every viewer takes, the same each time."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from knowledge.notes.curriculum import Curriculum
from knowledge.picture.faults import PictureError
from knowledge.picture.file import save
from knowledge.picture.font import drawable, width_of, wrapped
from knowledge.picture.png import to_png
from knowledge.picture.roadmap import draw_roadmap
from knowledge.picture.shapes import Drawing, Group, Words
from knowledge.picture.svg import to_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def whole(curriculum: Curriculum) -> Drawing:
    return draw_roadmap(curriculum, marks={"recall": "done", "precision": "next"})


def test_a_png_is_quickly_drawn_light_and_taken_by_telegram(whole: Drawing) -> None:
    started = time.process_time()
    png = to_png(whole)
    assert time.process_time() - started < 2
    picture = Image.open(io.BytesIO(png))
    assert len(png) < 1_000_000
    assert picture.size == (1600, whole.height)
    assert sum(picture.size) <= 10_000
    assert max(picture.size) <= 20 * min(picture.size)


def test_a_stage_fits_the_width_of_a_phone(curriculum: Curriculum) -> None:
    drawing = draw_roadmap(curriculum, "core-ml")
    assert drawing.width <= 1000
    titles = [shape for group in drawing.groups for shape in group.shapes if isinstance(shape, Words)]
    assert min(words.size for words in titles) >= 22
    assert len(to_png(drawing)) < 200_000


def test_the_same_roadmap_gives_the_same_bytes(curriculum: Curriculum) -> None:
    again = Curriculum.load()
    assert to_png(draw_roadmap(curriculum, "maths")) == to_png(draw_roadmap(again, "maths"))
    assert to_svg(draw_roadmap(curriculum)) == to_svg(draw_roadmap(again))


def test_an_svg_is_well_formed_and_names_every_topic(curriculum: Curriculum, whole: Drawing) -> None:
    tree = ET.fromstring(to_svg(whole))
    assert tree.findtext(f"{SVG}title") == "The machine learning trail"
    assert tree.findtext(f"{SVG}desc") == whole.alt
    names = [title.text for title in tree.findall(f"{SVG}g/{SVG}title")]
    assert "Recall (done)" in names
    assert "Precision (next)" in names
    assert {note.title for note in curriculum.trail} - set(names) == {"Recall", "Precision"}


def test_signs_that_xml_or_the_font_does_not_have_come_through(tmp_path: Path) -> None:
    words = Words(5, 20, "R² & <b> – naïve", 16, 90, "#000000")
    drawing = Drawing(100, 40, 'A "title"', "alt & more", "#ffffff", (Group("x < y", (words,)),))
    tree = ET.fromstring(to_svg(drawing))
    assert tree.findtext(f"{SVG}g/{SVG}text") == "R² & <b> – naïve"
    assert drawable(words.text) == "R2 & <b> - naive"
    save(drawing, tmp_path / "small.PNG")
    assert Image.open(io.BytesIO((tmp_path / "small.PNG").read_bytes())).size == (100, 40)


def test_a_word_wider_than_its_box_is_broken() -> None:
    lines = wrapped("a Donaudampfschifffahrtsgesellschaft", 16, 100, width_of)
    assert "".join(lines) == "aDonaudampfschifffahrtsgesellschaft"
    assert all(width_of(line, 16) <= 100 for line in lines)


def test_a_wrong_name_and_a_missing_folder_get_a_sentence(whole: Drawing, tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"'map\.gif' is no name for a picture\. Let it end in \.svg or \.png"):
        save(whole, tmp_path / "map.gif")
    with pytest.raises(PictureError, match=f"Cannot write .*nowhere{os.sep}map.svg"):
        save(whole, tmp_path / "nowhere" / "map.svg")
