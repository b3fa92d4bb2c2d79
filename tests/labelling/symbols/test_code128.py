"""Code 128 and GS1-128: readable, exact, and as short as can be."""

import numpy as np
import pytest
import zint
import zxingcpp
from barcode.codex import Code128 as PythonBarcode
from hypothesis import given
from hypothesis import strategies as st

from aril.labelling.symbols.code128 import encode
from aril.labelling.symbols.shapes import BarShape

ASCII = st.text(st.characters(max_codepoint=127), min_size=1, max_size=40)
CODES = st.text(st.sampled_from("0123456789AB-z"), min_size=1, max_size=40)
GS1_VALUES = st.lists(
    st.text(st.sampled_from("0123456789ABCxyz-/"), min_size=1, max_size=12), min_size=1, max_size=4
)


def read(shape: BarShape) -> str:
    row = np.repeat([number % 2 == 0 for number in range(len(shape.widths))], shape.widths)
    paper = np.where(np.pad(np.repeat(row, 2), 20), 0, 255).astype(np.uint8)
    found = zxingcpp.read_barcode(np.tile(paper, (4, 1)), zxingcpp.BarcodeFormat.Code128, is_pure=True)
    return found.symbology_identifier + found.bytes.decode("latin-1")


def zint_modules(content: str, *, gs1: bool) -> int:
    symbol = zint.Symbol()
    symbol.symbology = zint.Symbology.GS1_128 if gs1 else zint.Symbology.CODE128
    symbol.encode(content)
    return symbol.width


@given(ASCII | CODES)
def test_a_symbol_reads_back_exactly(content: str) -> None:
    shape = encode(content)

    assert read(shape) == f"]C0{content}"


@given(GS1_VALUES)
def test_fnc1_stands_first_and_between_values(values: list[str]) -> None:
    content = "\x1d".join(values)

    shape = encode(content, gs1=True)

    assert read(shape) == f"]C1{content}"


@given(ASCII | CODES)
def test_a_symbol_is_never_longer_than_zint_s(content: str) -> None:
    assert encode(content).modules <= zint_modules(content, gs1=False)


@pytest.mark.parametrize(
    ("bracketed", "payload"),
    [
        ("[01]06901234567892[10]ZZ260912", "010690123456789210ZZ260912"),
        ("[01]06901234567892[13]260914[3103]005000[10]ZZ26", "0106901234567892132609143103005000" + "10ZZ26"),
        ("[02]06901234567892[10]A1234567[37]24", "020690123456789210A1234567\x1d3724"),
        ("[00]369012345000000012", "00369012345000000012"),
    ],
)
def test_a_gs1_symbol_is_as_short_as_zint_s(bracketed: str, payload: str) -> None:
    assert encode(payload, gs1=True).modules <= zint_modules(bracketed, gs1=True)


def test_digits_that_python_barcode_loses_are_kept() -> None:
    assert read(encode("999999")) == "]C0999999"


def test_a_symbol_is_never_longer_than_python_barcode_s() -> None:
    content = "10ZZ26091234AB5678901"

    (theirs,) = PythonBarcode(content).build()

    assert encode(content).modules <= len(theirs)


def test_bars_and_spaces_alternate_from_a_bar_to_a_bar() -> None:
    shape = encode("A1")

    assert shape.widths[:6] == (2, 1, 1, 2, 1, 4)
    assert shape.widths[-7:] == (2, 3, 3, 1, 1, 1, 2)
    assert shape.modules == sum(shape.widths) == 11 * 4 + 13
    assert (shape.text, shape.content, shape.gs1) == ("A1", "A1", False)


@pytest.mark.parametrize(("content", "problem"), [("", "it is empty"), ("石", "“石” is not ASCII")])
def test_what_cannot_be_encoded_is_refused(content: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        encode(content)
