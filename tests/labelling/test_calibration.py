"""The calibration page: where the labels are, to the millimetre."""

from functools import cache

import numpy as np
import pytest

from aril.labelling.calibration import REACH, calibrate
from aril.labelling.layout import Placement
from aril.labelling.press import press
from tests.labelling.paper import (
    DESIGNS,
    FONT,
    Pixels,
    pdf_pages,
    records,
    render_tspl,
    render_zpl,
    shipped,
)

DOTS = 8
"""Dots to the millimetre of a 203 dpi printer."""


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


@pytest.mark.parametrize("shift", range(-REACH + 1, REACH))
@pytest.mark.parametrize("output", ["pdf", "zpl", "tspl"])
@pytest.mark.parametrize("name", ["lot-a4-24", "lot-a4-10", "unit-40x30", "lot-60x40", "pallet-100x150"])
def test_what_is_read_off_the_scales_sets_a_shifted_printer_right(name: str, output: str, shift: int) -> None:
    design = shipped(name)
    paper = _sheet(name, output)
    label = (design.sheet.rows // 2) * design.sheet.columns + design.sheet.columns // 2
    x, y = (round(edge / 1000 * DOTS) for edge in design.sheet.origin(label))
    width, height = design.width * DOTS // 1000, design.height * DOTS // 1000

    right = _read(_shifted(paper, shift * DOTS, 0), x, x + width, y + height // 4)
    down = _read(_shifted(paper, 0, shift * DOTS).T, y, y + height, x + width // 2)

    assert (right, down) == (-shift, -shift)


@pytest.mark.parametrize(("right", "down"), [(0, 0), (3, 2), (1, 4)])
@pytest.mark.parametrize("output", ["zpl", "tspl"])
def test_an_offset_moves_a_thermal_label_by_so_much(output: str, right: int, down: int) -> None:
    design = shipped("unit-40x30")
    record = next(iter(records(1, design)))

    def drawn(placement: Placement) -> Pixels:
        job = press(design, [record], format=output, dpi=203, font=FONT, placement=placement)
        return _rendered(b"".join(job), output, design.width, design.height)

    moved = drawn(Placement(right * 1000, down * 1000))

    assert (moved == _shifted(drawn(Placement()), right * DOTS, down * DOTS)).all()


@cache
def _sheet(name: str, output: str) -> Pixels:
    design = shipped(name)
    content = b"".join(calibrate(design, format=output, dpi=203, font=FONT))
    return _rendered(content, output, design.sheet.width, design.sheet.height)


def _rendered(content: bytes, output: str, width: int, height: int) -> Pixels:
    """The first page as a printer of 203 dpi burns it."""
    if output == "pdf":
        return pdf_pages(content, 203.2)[0]
    if output == "zpl":
        return render_zpl(content)[0]
    return render_tspl(content, width * DOTS // 1000, height * DOTS // 1000)[0]


def _shifted(paper: Pixels, right: int, down: int) -> Pixels:
    """The same page from a printer that misses its place; what falls beside the paper is lost."""
    moved = np.full_like(paper, 255)
    height, width = paper.shape
    moved[max(0, down) : height + min(0, down), max(0, right) : width + min(0, right)] = paper[
        max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)
    ]
    return moved


def _read(paper: Pixels, near: int, far: int, along: int) -> int:
    """What a person reads: the number of the tick under a true edge, counted from the numbered one beside it."""
    for edge, number in ((near, REACH), (far, -REACH)):
        under = paper[along + DOTS, max(0, edge - 2) : edge + 2]
        if (under < 128).any():  # otherwise no tick is under this edge, and the other side shows it
            beside = (tick for tick in _long_ticks(paper, edge, along) if (tick - edge) * number > 0)
            numbered = min(beside, key=lambda tick: abs(tick - edge))
            return number - round((numbered - edge) / DOTS)
    raise AssertionError("no tick is under an edge")


def _long_ticks(paper: Pixels, edge: int, along: int) -> list[int]:
    """Where the ticks of 3 mm around an edge are, which bear the numbers."""
    reach = range(max(0, edge - 2 * REACH * DOTS), min(paper.shape[1], edge + 2 * REACH * DOTS))
    lengths = (paper[along : along + 6 * DOTS] < 128).sum(axis=0)
    long = [at for at in reach if abs(lengths[at] - 3 * DOTS) <= 2]
    return [at for at in long if at - 1 not in long]
