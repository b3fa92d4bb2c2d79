"""The calibration page: where the labels are, to the millimetre."""

import numpy as np
import pytest

from aril.labelling.calibration import calibrate
from tests.labelling.paper import DESIGNS, FONT, pdf_pages, shipped


@pytest.mark.parametrize("name", DESIGNS)
def test_every_design_s_paper_can_be_calibrated(name: str) -> None:
    (page,) = pdf_pages(b"".join(calibrate(shipped(name), format="pdf", dpi=203, font=FONT)), 203.2)

    design = shipped(name)
    assert page.shape == (round(design.sheet.height / 125), round(design.sheet.width / 125))
    assert (page < 128).any()


def test_each_label_s_outline_lies_on_its_edges() -> None:
    design = shipped("lot-a4-10")

    (page,) = pdf_pages(b"".join(calibrate(design, format="pdf", dpi=300, font=FONT)), 300)

    dots = 300 / 25_400
    for place in range(design.per_page):
        x, y = (round(edge * dots) for edge in design.sheet.origin(place))
        assert (page[y, x : x + 1000] < 128).all()
        assert (page[y : y + 600, x] < 128).all()


def test_a_scale_reaches_five_millimetres_to_both_sides_of_an_edge() -> None:
    design = shipped("lot-a4-24")

    (page,) = pdf_pages(b"".join(calibrate(design, format="pdf", dpi=300, font=FONT)), 300)

    x, y = design.sheet.origin(23)
    row = page[round((y + design.height // 4 + 500) / 25_400 * 300)]
    ticks = [
        round(x_tick * 25.4 / 300 - x / 1000)
        for x_tick in np.flatnonzero(np.diff((row < 128).astype(int)) == 1)
    ]
    assert [tick for tick in ticks if abs(tick) <= 5] == list(range(-5, 6))


def test_a_thermal_printer_is_calibrated_in_its_own_language() -> None:
    content = b"".join(calibrate(shipped("unit-40x30"), format="zpl", dpi=203, font=FONT))

    assert content.startswith(b"~DGR:ARIL.GRF,")
