"""PNG and SVG: one picture a label, true to scale."""

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from aril.labelling.record import LabelRecord
from tests.labelling.paper import URI, design, png_pixels, printed, read, records, shipped, text

LABEL = shipped("lot-a4-24")
SVG = "{http://www.w3.org/2000/svg}"


def test_a_png_says_its_size_and_resolution() -> None:
    (content,) = printed(LABEL, records(1, LABEL), output="png", dpi=300)

    image = Image.open(io.BytesIO(content))
    assert image.mode == "1"
    assert image.size == (827, 437)
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_every_png_reads_at_its_resolution(dpi: int) -> None:
    contents = printed(LABEL, records(5, LABEL), output="png", dpi=dpi)

    assert [sorted(read(png_pixels(content))) for content in contents] == [
        ["]C110ZZ260912" if dpi == 0 else "]C1010690123456789210ZZ260912", f"]Q1{URI}/21/{number:014d}"]
        for number in range(5)
    ]


def test_the_parts_that_labels_share_are_the_same_dots() -> None:
    first, second = (png_pixels(content) for content in printed(LABEL, records(2, LABEL), output="png"))

    different = np.argwhere(first != second)
    top, left = different.min(axis=0) / 300 * 25.4
    bottom, right = different.max(axis=0) / 300 * 25.4
    assert (left, top) > (45, 2)
    assert right < 68
    assert bottom < 25


def test_bold_type_is_heavier() -> None:
    plain, bold = (
        png_pixels(printed(design(text(more=more)), [LabelRecord({"product": "石榴"})], output="png")[0])
        for more in ("", "bold = true")
    )

    assert (bold < 128).sum() > 1.1 * (plain < 128).sum()


def test_an_svg_is_as_large_as_its_label() -> None:
    (content,) = printed(LABEL, records(1, LABEL), output="svg")

    root = ET.fromstring(content)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("70mm", "37mm", "0 0 827 437")


def test_an_svg_holds_outlines_and_no_text() -> None:
    record = LabelRecord({"product": "<script>&\"'x"}, URI)

    (content,) = printed(design(text()), [record], output="svg")

    assert {element.tag for element in ET.fromstring(content).iter()} == {
        SVG + "svg",
        SVG + "path",
        SVG + "g",
    }
    assert b"script" not in content
    content.decode("ascii")


def test_the_symbols_of_an_svg_read_back() -> None:
    """A small renderer of what the writer uses for symbols: absolute M, relative h and v, translate and scale."""
    contents = printed(LABEL, records(2, LABEL), output="svg", dpi=300)

    for number, content in enumerate(contents):
        canvas = np.zeros((437, 827), bool)
        for path in ET.fromstring(content).findall(f"{SVG}path")[1:]:
            place = re.fullmatch(
                r"translate\((\d+) (\d+)\)scale\((\d+)\)", path.get("transform", "translate(0 0)scale(1)")
            )
            x, y, scale = map(int, place.groups())
            for part in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+z", path.get("d")):
                left, top, width, height = (int(number) * scale for number in part)
                canvas[y + top : y + top + height, x + left : x + left + width] = True
        found = read(np.where(canvas, 0, 255).astype(np.uint8))
        assert sorted(found) == ["]C1010690123456789210ZZ260912", f"]Q1{URI}/21/{number:014d}"]


def test_a_glyph_s_outline_is_in_font_units() -> None:
    (content,) = printed(design(text("H")), [LabelRecord()], output="svg")

    group = ET.fromstring(content).find(f"{SVG}g")
    assert group.get("transform").startswith("translate(24 60)scale(0.04")
    assert group.find(f"{SVG}path").get("transform") == "translate(0)"


def test_a_space_has_no_outline() -> None:
    (content,) = printed(design(text("a b")), [LabelRecord()], output="svg")

    assert len(ET.fromstring(content).find(f"{SVG}g")) == 2
