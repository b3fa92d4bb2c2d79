"""GS1 DataMatrix and GS1 QR: FNC1 where it belongs, brackets of values kept."""

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from aril.labelling.symbols import element_strings, matrix
from aril.labelling.symbols.shapes import MatrixShape, runs

VALUES = st.text(st.sampled_from("ABC123-()/.%"), min_size=1, max_size=20)
KINDS = {"gs1-datamatrix": "]d2", "gs1-qr": "]Q3"}


def read(shape: MatrixShape) -> str:
    scaled = np.kron(np.pad(shape.modules, 4), np.ones((3, 3), bool))
    found = zxingcpp.read_barcode(np.where(scaled, 0, 255).astype(np.uint8), is_pure=True)
    return found.symbology_identifier + found.bytes.decode()


@pytest.mark.parametrize("kind", KINDS)
@given(lot=VALUES, serial=VALUES)
def test_a_gs1_symbol_reads_back_exactly(kind: str, lot: str, serial: str) -> None:
    content = f"(01)06901234567892(10){element_strings.quoted(lot)}(21){element_strings.quoted(serial)}"

    (shape,) = matrix.encode_all(kind, [content], "M")

    assert read(shape) == KINDS[kind] + element_strings.payload(element_strings.read(content))
    assert element_strings.payload(element_strings.read(content)) == f"010690123456789210{lot}\x1d21{serial}"


def test_a_datamatrix_is_square() -> None:
    (shape,) = matrix.encode_all("gs1-datamatrix", ["(01)06901234567892"], "M")

    assert shape.modules.shape == (16, 16)


@given(st.lists(st.integers(0, 2**49 - 1), min_size=1, max_size=4))
def test_runs_are_the_dark_modules_row_by_row(numbers: list[int]) -> None:
    shapes = [
        MatrixShape(np.array([int(bit) for bit in f"{number:049b}"], bool).reshape(7, 7))
        for number in numbers
    ]
    shapes.append(MatrixShape(np.ones((9, 9), bool)))

    for shape, found in zip(shapes, runs(shapes), strict=True):
        rebuilt = np.zeros_like(shape.modules)
        for run in found:
            rebuilt[run >> 16, run >> 8 & 255 : (run >> 8 & 255) + (run & 255)] = True
        assert np.array_equal(rebuilt, shape.modules)


@pytest.mark.parametrize(
    ("identifiers", "part"),
    [
        (("10",), "(10)A"),
        (("01", "10"), "(01)06901234567892(10)A"),
        (("310n", "01"), "(3103)005000(01)06901234567892"),
        (("21",), None),
        (("31",), None),
    ],
)
def test_an_element_string_can_be_reduced(identifiers: tuple[str, ...], part: str | None) -> None:
    whole = element_strings.read("(01)06901234567892(3103)005000(10)A")

    reduced = element_strings.reduced(whole, identifiers)

    assert (reduced.bracketed() if reduced else None) == part


@pytest.mark.parametrize(
    ("text", "is_one"), [("(01)x", True), ("(1", False), ("", False), ("7K3M", False), ("(ab)", False)]
)
def test_an_element_string_is_told_by_its_bracket(text: str, is_one: bool) -> None:
    assert element_strings.is_bracketed(text) is is_one
