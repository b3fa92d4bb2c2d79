"""Setting text: what may be printed, where it breaks, how far it shrinks, and that it stays in its box."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.labelling.bitmap import Bitmap
from aril.labelling.elements import Style
from aril.labelling.errors import CharacterRefused, MissingGlyph, TextTooLong
from aril.labelling.geometry import Box, Resolution
from aril.labelling.text import fit, require_printable, set_text, wrap
from tests.labelling.paper import FONT

BOX = Box(2000, 2000, 30_000, 6000)
PRINTABLE = st.text(
    st.sampled_from("软籽石榴一级，。（）《》 Soft-seedgjpqy0123456789é(),."), min_size=1, max_size=60
)


@pytest.mark.parametrize(
    ("text", "codepoint", "position"),
    [
        ("a\r\nb", "U+000D", 2),
        ("\x00", "U+0000", 1),
        ("a\u202eb", "U+202E", 2),
        ("石\u200f榴", "U+200F", 2),
        ("a\u2028b", "U+2028", 2),
        ("a\u00adb", "U+00AD", 2),
        ("\ue000", "U+E000", 1),
        ("a\tb", "U+0009", 2),
    ],
)
def test_a_character_without_a_shape_is_refused_with_its_place(
    text: str, codepoint: str, position: int
) -> None:
    with pytest.raises(CharacterRefused) as caught:
        require_printable("words", text, FONT)

    assert str(caught.value) == (
        f"Element “words”: the character {codepoint} at position {position} cannot be printed."
    )


@pytest.mark.parametrize("character", ["😀", "ع", "한", "𠀀"])
def test_a_character_the_font_lacks_is_an_error_and_never_a_box(character: str) -> None:
    with pytest.raises(MissingGlyph) as caught:
        require_printable("words", f"a{character}", FONT)

    assert str(caught.value) == (
        f"Element “words”: the font has no glyph for “{character}” (U+{ord(character):04X})."
    )


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("软籽石榴", 4000, ["软籽石榴"]),
        ("软籽石榴", 2000, ["软籽", "石榴"]),
        ("石榴，甜", 2000, ["石", "榴，", "甜"]),
        ("石（榴）", 2000, ["石", "（榴", "）"]),
        ("Soft seed", 3000, ["Soft", "seed"]),
        ("5 kg 石榴", 3000, ["5 kg", "石榴"]),
        ("Softseed", 2000, None),
    ],
)
def test_lines_break_after_spaces_and_around_ideographs_but_not_before_a_comma(
    text: str, room: int, lines: list[str] | None
) -> None:
    if text == "石（榴）":
        # An opening bracket never ends a line; with room for two the closing one cannot follow, so nothing fits.
        lines = None

    assert wrap(text, FONT, room) == lines


def test_a_text_that_fits_keeps_its_size() -> None:
    assert fit("words", "石榴", FONT, BOX, Style(12, 6)).size == 12


def test_a_longer_text_shrinks_in_quarter_points() -> None:
    setting = fit("words", "软籽石榴软籽石榴软籽石榴", FONT, BOX, Style(12, 6))

    assert setting.size == 7
    assert setting.lines == ("软籽石榴软籽石榴软籽石榴",)


def test_a_text_wraps_before_it_shrinks() -> None:
    setting = fit("words", "软籽石榴软籽石榴软籽石榴", FONT, BOX, Style(7.5, 6, lines=2))

    assert (setting.size, len(setting.lines)) == (7.5, 2)


def test_a_text_too_long_for_its_smallest_size_says_what_it_needs() -> None:
    with pytest.raises(TextTooLong) as caught:
        fit("words", "石" * 100, FONT, BOX, Style(12, 6, lines=2))

    assert str(caught.value) == (
        f"Element “words” cannot hold “{'石' * 40}…” (100 characters): at its smallest size of 6 pt it needs "
        "105.83 mm in each of 2 lines, and has 30 × 6 mm."
    )


def test_ten_thousand_characters_are_refused_and_quoted_briefly() -> None:
    with pytest.raises(TextTooLong) as caught:
        fit("words", "石" * 10_000, FONT, BOX, Style(12, 3, lines=20))

    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(("align", "side"), [("left", 0), ("right", 1), ("centre", 0.5)])
def test_a_line_stands_where_its_alignment_says(align, side: float) -> None:
    resolution = Resolution(300)

    (words,) = set_text("words", "石榴", FONT, resolution, BOX, Style(10, 10, align=align))

    slack = 30_000 - 2 * 10 * 25_400 / 72
    assert words.x == pytest.approx(resolution.dots(round(2000 + slack * side)), abs=1)


@given(PRINTABLE, st.booleans(), st.sampled_from([203, 300, 600]))
def test_ink_never_leaves_the_box(text: str, bold: bool, dpi: int) -> None:
    resolution, box = Resolution(dpi), Box(3000, 3000, 24_000, 9000)
    style = Style(12, 3, lines=3, bold=bold)
    try:
        words = set_text("words", text, FONT, resolution, box, style)
    except TextTooLong:
        return
    dots = np.zeros((resolution.dots(15_000), resolution.dots(30_000)), np.bool_)

    Bitmap(FONT).draw(dots, words)

    # Half a stroke of bold type, a dot of rounding, and the tail of a j, which reaches left of where it begins.
    allowance = 2 + round(words[0].size * 0.014)
    tail = round(words[0].size * 0.05)
    rows, columns = np.nonzero(dots)
    if len(rows):
        left, right = resolution.dots(box.x) - allowance, resolution.dots(box.right) + allowance
        top, bottom = resolution.dots(box.y) - allowance, resolution.dots(box.bottom) + allowance
        assert left - tail <= columns.min()
        assert columns.max() <= right
        assert top <= rows.min()
        assert rows.max() <= bottom


@given(PRINTABLE, st.integers(900, 8000))
def test_wrapping_loses_nothing_but_spaces(text: str, room: int) -> None:
    lines = wrap(text, FONT, room)

    if lines is not None:
        assert re.sub(" ", "", "".join(lines)) == text.replace(" ", "")
        assert all(FONT.width(line) <= room for line in lines)
