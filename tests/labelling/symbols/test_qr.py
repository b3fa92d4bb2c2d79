"""QR codes by the batch: the very modules that qrcode draws one by one."""

import random

import numpy as np
import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode import util
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q

from aril.labelling.symbols.qr import encode, encode_all

LEVELS = {"L": ERROR_CORRECT_L, "M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
DENSE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:"
CONTENTS = (
    st.text(st.sampled_from(DENSE), min_size=1, max_size=90)
    | st.text(st.sampled_from("0123456789"), min_size=1, max_size=70)
    | st.text(min_size=1, max_size=40).filter(lambda text: "\x00" not in text and text.isprintable())
    | st.builds(
        "https://trace.example.cn/01/06901234567892/10/{}/21/{}".format,
        st.text(st.sampled_from(DENSE[:36]), min_size=1, max_size=20),
        st.text(st.sampled_from(DENSE[:36]), max_size=20),
    )
    | st.builds(
        "{}x{}y{}".format,
        st.text(st.sampled_from("0123456789"), min_size=15, max_size=30),
        st.text(st.sampled_from(DENSE), min_size=15, max_size=30),
        st.text(st.sampled_from("0123456789"), max_size=25),
    )
)


def by_qrcode(content: str, level: str) -> np.ndarray:
    code = qrcode.QRCode(error_correction=LEVELS[level], border=0)
    code.add_data(content)
    code.make()
    return np.array(code.modules, bool)


@settings(max_examples=15)
@given(st.lists(CONTENTS, min_size=1, max_size=6), st.sampled_from("LMQH"))
def test_a_batch_is_bit_for_bit_what_qrcode_draws(contents: list[str], level: str) -> None:
    shapes = encode_all(contents, level)

    for content, shape in zip(contents, shapes, strict=True):
        assert np.array_equal(shape.modules, by_qrcode(content, level)), content


@pytest.mark.parametrize("level", "LMQH")
def test_each_version_of_labels_and_beyond_is_drawn(level: str) -> None:
    contents = [_filling(version, level) for version in range(1, 13)]

    shapes = encode_all(contents, level)

    assert [(shape.side - 17) // 4 for shape in shapes] == list(range(1, 13))
    for content, shape in zip(contents, shapes, strict=True):
        assert np.array_equal(shape.modules, by_qrcode(content, level)), content


def _filling(version: int, level: str) -> str:
    """The longest text of small letters that a version holds."""
    header = 12 if version < 10 else 20
    length = (util.BIT_LIMIT_TABLE[LEVELS[level]][version] - header) // 8
    return "".join(random.Random(version).choices("abcdefgh?&", k=length))


def test_symbols_come_in_the_order_of_their_contents() -> None:
    contents = ["A" * 30, "b", "c" * 30, "1" * 30, "b"]

    shapes = encode_all(contents)

    for content, shape in zip(contents, shapes, strict=True):
        assert np.array_equal(shape.modules, encode(content).modules)


def test_many_symbols_are_judged_in_several_parts() -> None:
    contents = [f"https://trace.example.cn/t/{number:08d}" for number in range(150)]

    shapes = encode_all(contents)

    for number in (0, 63, 64, 127, 128, 149):
        assert np.array_equal(shapes[number].modules, by_qrcode(contents[number], "M"))


@pytest.mark.parametrize(
    ("content", "problem"), [("", "it is empty"), ("x" * 3000, "longer than the largest symbol")]
)
def test_what_no_symbol_holds_is_refused(content: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        encode(content)
