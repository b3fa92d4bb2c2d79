"""ZPL and TSPL: what comes out of a printer is what was laid out, and no field is ever a command."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aril.labelling.errors import LabelError, OffsetTooFar
from aril.labelling.layout import Placement
from aril.labelling.press import press
from aril.labelling.record import LabelRecord
from tests.labelling.paper import (
    FONT,
    URI,
    design,
    png_pixels,
    printed,
    records,
    render_tspl,
    render_zpl,
    shipped,
    text,
    zpl_commands,
)

LABEL = shipped("unit-50x30")
WIDTH, HEIGHT = 400, 240
HOSTILE = st.text(st.sampled_from("^~XA_JRZ\\\"'{}\r\n\x1b\x02石榴,:!0FG"), min_size=1, max_size=12)


def rendered(output: str, **options) -> list[np.ndarray]:
    content = b"".join(printed(LABEL, records(3, LABEL), output=output, dpi=203, **options))
    return render_zpl(content) if output == "zpl" else render_tspl(content, WIDTH, HEIGHT)


@pytest.mark.parametrize("output", ["zpl", "tspl"])
def test_a_printer_burns_the_dots_of_the_png(output: str) -> None:
    pictures = [png_pixels(content) for content in printed(LABEL, records(3, LABEL), output="png", dpi=203)]

    assert np.array_equal(rendered(output), pictures)


def test_the_shared_part_is_stored_once_and_removed_at_the_end() -> None:
    content = b"".join(printed(LABEL, records(3, LABEL), output="zpl", dpi=203))

    assert content.count(b"~DG") == 1
    assert content.count(b"^XG") == 3
    assert content.endswith(b"^XA^IDR:ARIL.GRF^FS^XZ\n")


def test_a_label_of_nothing_but_its_own_marks_stores_nothing() -> None:
    content = b"".join(printed(design(text("{serial}")), records(2), output="zpl", dpi=203))

    assert zpl_commands(content) == ["^XA", "^PW", "^LL", "^LH", "^FO", "^GF", "^FS", "^XZ"] * 2


@pytest.mark.parametrize("output", ["zpl", "tspl"])
def test_an_empty_label_is_fed_and_nothing_is_burnt(output: str) -> None:
    blank = design(text("[{grade}]"))

    content = b"".join(printed(blank, [LabelRecord()], output=output, dpi=203))

    pictures = render_zpl(content) if output == "zpl" else render_tspl(content, 480, 320)
    assert [picture.min() for picture in pictures] == [255]


def test_a_label_with_an_own_text_left_blank_sends_no_field() -> None:
    roll = design(text("[{grade}]", more=""), 'kind = "qr"\nat = [34, 0]\nsize = [24, 24]')
    mixed = [LabelRecord({"grade": grade}, URI) for grade in ("一级", "")]

    content = b"".join(printed(roll, mixed, output="zpl", dpi=203))

    assert content.count(b"^GFA") == 1


@pytest.mark.parametrize("output", ["zpl", "tspl"])
def test_an_offset_moves_every_dot(output: str) -> None:
    def pictures(placement: Placement) -> list[np.ndarray]:
        job = press(LABEL, records(1, LABEL), format=output, dpi=203, font=FONT, placement=placement)
        content = b"".join(job)
        return render_zpl(content) if output == "zpl" else render_tspl(content, WIDTH, HEIGHT)

    (still,), (moved,) = pictures(Placement()), pictures(Placement(right=-1000, down=500))

    assert np.array_equal(moved[4:, :-8], still[:-4, 8:])


def test_an_offset_off_the_print_head_is_refused() -> None:
    job = press(LABEL, records(1, LABEL), format="tspl", dpi=203, font=FONT, placement=Placement(right=-9000))

    with pytest.raises(OffsetTooFar) as caught:
        list(job)

    assert str(caught.value) == "The printer's offset moves the label 56 dots off the print head."


@pytest.mark.parametrize("output", ["zpl", "tspl"])
@settings(max_examples=30)
@given(hostile=HOSTILE)
def test_no_field_becomes_a_command(output: str, hostile: str) -> None:
    roll = design(text("{product}", size="[56, 5]"))
    harmless = b"".join(printed(roll, [LabelRecord({"product": "石榴"})], output=output, dpi=203))
    try:
        content = b"".join(printed(roll, [LabelRecord({"product": hostile})], output=output, dpi=203))
    except LabelError:
        return

    if output == "zpl":
        assert zpl_commands(content) == zpl_commands(harmless)
    else:
        assert len(render_tspl(content, 480, 320)) == 1


def test_a_tspl_job_begins_with_its_paper() -> None:
    content = b"".join(printed(LABEL, records(1, LABEL), output="tspl", dpi=203))

    assert content.startswith(b"SIZE 50 mm,30 mm\r\nGAP 2 mm,0 mm\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP ")
    assert content.endswith(b"\r\nPRINT 1,1\r\n")


def test_long_runs_of_zeros_and_ones_are_counted() -> None:
    roll = design(
        'kind = "line"\nat = [1, 1]\nsize = [100, 3]', text("{serial}", at="[2, 10]"), width=104, height=20
    )

    (picture,) = render_zpl(b"".join(printed(roll, records(1), output="zpl", dpi=600)))

    dots = 600 / 25.4
    assert (picture[round(1 * dots) : round(4 * dots), round(dots) : round(101 * dots)] == 0).all()
