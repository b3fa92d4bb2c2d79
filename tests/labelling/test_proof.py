"""Reading back: what was printed wrong must not pass."""

from dataclasses import replace

import numpy as np
import pytest

from aril.labelling.errors import ProofFailed
from aril.labelling.geometry import Resolution
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch, PlacedBars, PlacedMatrix
from aril.labelling.proof import Proof, prove, prove_picture
from aril.labelling.record import LabelRecord
from aril.labelling.symbols.shapes import MatrixShape
from tests.labelling.paper import FONT, GTIN, LOT, URI, design, records

PAPER = design(
    'kind = "qr"\nat = [34, 0]\nsize = [24, 24]',
    'kind = "gs1-datamatrix"\nat = [2, 0]\nsize = [14, 14]\ndata = "(01){gtin}(10){lot}"\nmargin = 1',
    'kind = "gs1-qr"\nat = [17, 0]\nsize = [16, 16]\ndata = "(01){gtin}(10){lot}"\nmargin = 1\nlevel = "L"',
    'kind = "linear"\nat = [0, 25]\nsize = [60, 12]\ncarries = [["10"]]',
)


def batch(count: int = 1, dpi: int = 300) -> Batch:
    made = [replace(record, fields={"gtin": GTIN, "lot": LOT}) for record in records(count)]
    return Layout(PAPER, FONT, Resolution(dpi), "zh").batch(made, 7)


def with_symbol(of: Batch, changed: PlacedMatrix | PlacedBars) -> Batch:
    background = tuple(
        changed if getattr(mark, "element", None) == changed.element else mark for mark in of.background
    )
    return replace(of, background=background)


def symbol(of: Batch, element: str) -> PlacedMatrix | PlacedBars:
    return next(mark for mark in of.background if getattr(mark, "element", None) == element)


def test_every_kind_of_symbol_is_counted_on_every_label() -> None:
    assert prove(batch(3)) == Proof(labels=3, symbols=12)


def test_proofs_add_up() -> None:
    assert Proof(1, 2, 3) + Proof(10, 20, 30) == Proof(11, 22, 33)


def test_nothing_is_proven_of_no_labels() -> None:
    assert prove(replace(batch(), labels=())) == Proof()


def test_a_symbol_that_says_something_else_fails_and_names_both() -> None:
    good = batch()
    other = Layout(PAPER, FONT, Resolution(300), "zh").batch(
        [LabelRecord({"gtin": GTIN, "lot": LOT}, f"{URI}/21/OTHER", f"(10){LOT}")]
    )
    wrong = replace(symbol(good, "qr"), shape=symbol(other, "qr").shape)

    with pytest.raises(ProofFailed) as caught:
        prove(with_symbol(good, wrong))

    assert str(caught.value) == (
        f"Label 7, element “qr”: the finished symbol should read “]Q1{URI}/21/00000000000000” "
        f"and reads “]Q1{URI}/21/OTHER”."
    )


def test_a_symbol_of_which_a_part_is_missing_fails() -> None:
    good = batch()
    modules = symbol(good, "qr").shape.modules.copy()
    modules[:, :12] = False

    with pytest.raises(ProofFailed) as caught:
        prove(with_symbol(good, replace(symbol(good, "qr"), shape=MatrixShape(modules))))

    assert caught.value.found == ""


def test_bars_without_fnc1_fail_although_their_characters_are_right() -> None:
    good = batch()
    bars = symbol(good, "linear")
    plain = Layout(
        design('kind = "code128"\nat = [0, 25]\nsize = [60, 12]'), FONT, Resolution(300), "zh"
    ).batch([LabelRecord(linear=f"10{LOT}")])

    with pytest.raises(ProofFailed) as caught:
        prove(with_symbol(good, replace(bars, shape=replace(symbol(plain, "code128").shape, gs1=True))))

    assert (caught.value.expected, caught.value.found) == (f"]C110{LOT}", f"]C010{LOT}")


def test_the_label_at_fault_is_named_among_many() -> None:
    good = batch(5)
    labels = list(good.labels)
    (own,) = labels[3]
    labels[3] = (replace(own, expected="something else"),)

    with pytest.raises(ProofFailed) as caught:
        prove(replace(good, labels=tuple(labels)))

    assert caught.value.label == 10


def test_a_picture_is_read_symbol_by_symbol() -> None:
    good = batch()
    blank = np.full((good.height, good.width), 255, np.uint8)

    with pytest.raises(ProofFailed) as caught:
        prove_picture(blank, good.background, 3)

    assert (caught.value.label, caught.value.element, caught.value.found) == (3, "qr", "")
