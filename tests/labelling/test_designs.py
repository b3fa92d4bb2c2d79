"""The designs that travel with the project: each prints, in each language, and reads back from each output."""

import numpy as np
import pytest

from aril.labelling.geometry import Resolution
from aril.labelling.press import press
from aril.labelling.record import LabelRecord
from tests.labelling.paper import (
    DESIGNS,
    FONT,
    GTIN,
    placed,
    png_pixels,
    printed,
    read,
    render_tspl,
    render_zpl,
    shipped,
)

WITH_GTIN = "(01)06901234567892(13)260914(3103)005000(10)ZZ260912"
INTERNAL_CODE = "NHSTSXZ4Q3GND"


def sample(name: str, number: int = 0) -> LabelRecord:
    like = shipped(name).sample()
    return LabelRecord(like.fields, f"{like.uri[:-1]}{number}", WITH_GTIN)


def resolutions(name: str) -> tuple[int, ...]:
    """Thermal heads for rolls; no office printer has 203 dots to the inch."""
    return (300, 600) if shipped(name).gap is None else (203, 300, 600)


CASES = [(name, dpi) for name in DESIGNS for dpi in resolutions(name)]


@pytest.mark.parametrize("name", [name for name in DESIGNS if shipped(name).gap is None])
def test_a_sheet_s_labels_stand_centred_on_its_page_as_they_are_sold(name: str) -> None:
    sheet, design = shipped(name).sheet, shipped(name)
    right = sheet.width - sheet.origin(sheet.places - 1)[0] - design.width
    below = sheet.height - sheet.origin(sheet.places - 1)[1] - design.height

    assert abs(sheet.left - right) <= 2
    assert abs(sheet.top - below) <= 2


@pytest.mark.parametrize(
    ("name", "dpi"), [(name, dpi) for name, dpi in CASES if shipped(name).gap is not None]
)
def test_thermal_printers_burn_the_dots_of_the_png(name: str, dpi: int) -> None:
    design, labels = shipped(name), [sample(name, number) for number in range(2)]

    pictures = [png_pixels(content) for content in printed(design, labels, output="png", dpi=dpi)]
    zpl = render_zpl(b"".join(printed(design, labels, output="zpl", dpi=dpi)))
    height, width = pictures[0].shape
    tspl = render_tspl(b"".join(printed(design, labels, output="tspl", dpi=dpi)), width, height)

    assert np.array_equal(zpl, pictures)
    assert np.array_equal(tspl, pictures)


@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_prints_in_each_of_its_languages(name: str) -> None:
    for language in shipped(name).languages:
        job = press(shipped(name), [sample(name)], format="svg", dpi=300, font=FONT, language=language)

        assert b"".join(job).endswith(b"</svg>\n")


@pytest.mark.parametrize("name", [name for name in DESIGNS if name.startswith(("lot", "unit"))])
def test_an_enterprise_without_a_gtin_prints_an_internal_code(name: str) -> None:
    design = shipped(name)
    fields = {field: value for field, value in design.sample().fields.items() if field != "gtin"}
    record = LabelRecord(fields, f"https://trace.example.cn/t/{INTERNAL_CODE}", INTERNAL_CODE)

    (content,) = printed(design, [record], output="png", dpi=300)

    found = read(png_pixels(content))
    assert f"]Q1https://trace.example.cn/t/{INTERNAL_CODE}" in found
    assert set(found) <= {f"]Q1https://trace.example.cn/t/{INTERNAL_CODE}", f"]C0{INTERNAL_CODE}"}


@pytest.mark.parametrize("name", [name for name in DESIGNS if name.startswith(("lot", "unit"))])
def test_a_lot_of_which_little_is_known_prints_what_there_is(name: str) -> None:
    fields = {
        "product": "石榴",
        "product_en": "Pomegranate",
        "origin": "枣庄",
        "grower": "示例",
        "code": "A",
        "serial": "A",
    }

    contents = printed(shipped(name), [LabelRecord(fields, "https://a.cn/t/A", "A")], output="png", dpi=300)

    assert len(contents) == 1


@pytest.mark.parametrize("name", DESIGNS)
def test_a_code_for_phones_is_two_square_centimetres_or_more(name: str) -> None:
    for dpi in resolutions(name):
        codes = [symbol for symbol in placed(shipped(name), sample(name), dpi=dpi) if symbol.kind == "qr"]
        sides = [code.width / Resolution(dpi).true_dpi * 2.54 for code in codes]

        assert sides
        assert all(side * side >= 2 for side in sides)


def test_a_lot_number_that_is_short_stands_beside_its_gtin() -> None:
    (content,) = printed(shipped("lot-a4-24"), [sample("lot-a4-24")], output="png", dpi=300)

    assert f"]C101{GTIN}10ZZ260912" in read(png_pixels(content))


def test_a_lot_number_that_is_long_stands_alone() -> None:
    like = shipped("lot-a4-24").sample()
    record = LabelRecord(like.fields, like.uri, f"(01){GTIN}(10){INTERNAL_CODE}")

    (content,) = printed(shipped("lot-a4-24"), [record], output="png", dpi=300)

    assert f"]C110{INTERNAL_CODE}" in read(png_pixels(content))


def test_a_case_says_all_of_its_element_string() -> None:
    (content,) = printed(shipped("case-100x80"), [sample("case-100x80")], output="png", dpi=203)

    assert f"]C101{GTIN}132609143103005000" + "10ZZ260912" in read(png_pixels(content))


def test_a_pallet_says_its_content_and_its_sscc() -> None:
    (content,) = printed(shipped("pallet-100x150"), [sample("pallet-100x150")], output="png", dpi=203)

    found = read(png_pixels(content))
    assert f"]C102{GTIN}10ZZ260912\x1d3724" in found
    assert "]C100369012345000000012" in found
