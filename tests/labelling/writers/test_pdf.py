"""PDF: a document every reader opens, with searchable text, whole dots, and memory that does not grow."""

import io
import re
import tracemalloc

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from aril.labelling.press import press
from tests.labelling.paper import FONT, design, pdf_pages, pdf_streams, printed, records, shipped, text

SHEET = shipped("lot-a4-24")
QR = 'kind = "qr"\nat = [34, 0]\nsize = [24, 24]'


def document(count: int = 25, **options) -> bytes:
    return b"".join(printed(SHEET, records(count, SHEET), **options))


def test_a_job_fills_as_many_pages_as_it_needs() -> None:
    opened = pypdfium2.PdfDocument(document(49))

    assert len(opened) == 3
    assert [round(side) for side in opened[0].get_size()] == [595, 842]


def test_a_roll_has_a_page_a_label_of_its_own_size() -> None:
    opened = pypdfium2.PdfDocument(
        b"".join(printed(shipped("unit-40x30"), records(3, shipped("unit-40x30"))))
    )

    assert len(opened) == 3
    assert opened[0].get_size() == pytest.approx((40 / 25.4 * 72, 30 / 25.4 * 72), abs=0.12)


def test_text_can_be_searched_and_copied() -> None:
    page = pypdfium2.PdfDocument(document(1))[0].get_textpage().get_text_range()

    assert "软籽石榴" in page
    assert "Soft-seed pomegranate" in page
    assert "NHST-SXZ4-Q3GN-D" in page


def test_every_offset_of_the_cross_reference_table_points_at_its_object() -> None:
    content = document()

    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", content)[1])
    rows = re.match(rb"xref\n0 (\d+)\n0000000000 65535 f \n((?:\d{10} 00000 n \n)*)", content[start:])
    offsets = [int(row[:10]) for row in rows[2].splitlines()]
    assert len(offsets) == int(rows[1]) - 1
    for number, offset in enumerate(offsets, 1):
        assert content[offset:].startswith(b"%d 0 obj\n" % number)


def test_the_font_is_embedded_with_no_more_than_its_characters() -> None:
    content = document(1)

    fonts = [stream for stream in pdf_streams(content) if stream[:4] == b"\x00\x01\x00\x00"]
    assert len(fonts) == 1
    outlines = TTFont(io.BytesIO(fonts[0]))["glyf"]
    assert 40 < sum(1 for glyph in outlines.glyphs.values() if getattr(glyph, "data", b"")) < 120


def test_what_labels_share_is_written_once() -> None:
    streams = [stream for stream in pdf_streams(document(48)) if b" Tj ET" in stream]

    assert len(streams) == 1


def test_symbols_are_drawn_with_whole_numbers_of_dots() -> None:
    page = next(stream for stream in pdf_streams(document(2)) if b"/B Do" in stream).decode()

    placements = re.findall(r"q (\S+) 0 0 (\S+) (\S+) (\S+) cm", page)
    assert placements
    assert all(part.isdigit() for placement in placements for part in placement)
    assert all(part.isdigit() for run in re.findall(r"(\S+) (\S+) (\S+) (\S+) re", page) for part in run)


@pytest.mark.parametrize("dpi", [300, 600])
def test_every_edge_of_a_symbol_falls_on_a_dot(dpi: int) -> None:
    """At the printer's own resolution nothing is grey but text."""
    roll = design(QR, 'kind = "linear"\nat = [0, 25]\nsize = [60, 12]\ncarries = [["10"]]')
    (page,) = pdf_pages(b"".join(printed(roll, records(1), dpi=dpi)), dpi)

    bars_and_code = page[: round(34 / 25.4 * dpi)]
    assert not ((bars_and_code > 8) & (bars_and_code < 247)).any()


def test_a_background_that_changes_becomes_another_form() -> None:
    roll = design(text(), QR)
    names = ["石榴"] * 240 + ["苹果"] * 240
    mixed = [
        type(record)({"product": name}, record.uri) for record, name in zip(records(480), names, strict=True)
    ]

    opened = pypdfium2.PdfDocument(b"".join(printed(roll, mixed)))

    assert opened[239].get_textpage().get_text_range().strip() == "石榴"
    assert opened[240].get_textpage().get_text_range().strip() == "苹果"


def test_a_symbol_wider_than_the_batch_encoder_s_word_is_drawn_all_the_same() -> None:
    roll = design('kind = "qr"\nat = [0, 0]\nsize = [58, 58]', width=58, height=58)
    record = next(iter(records(1)))

    job = press(roll, [type(record)(uri="x" * 700)], format="pdf", dpi=600, font=FONT)

    assert b"".join(job).endswith(b"%%EOF\n")
    assert job.proof.pages_rendered == 1


def test_memory_does_not_grow_with_the_job() -> None:
    job = press(SHEET, records(3600, SHEET), format="pdf", dpi=300, font=FONT)
    pages = enumerate(job)
    for number, _ in pages:
        if number == 25:
            break
    tracemalloc.start()
    peaks = []
    for number, _ in pages:
        if number % 20 == 0:
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
    tracemalloc.stop()

    assert max(peaks[-3:]) < 1.1 * max(peaks[:3])
