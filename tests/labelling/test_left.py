"""A job that was stopped: gone on with by another press, and its finished pages picked out."""

import io
import re
from itertools import chain, islice

import pypdfium2
import pytest

from aril.labelling.layout import Placement
from aril.labelling.press import Left, press
from aril.labelling.writers import WRITERS
from aril.labelling.writers.pdf_file import PdfFile
from tests.labelling.paper import FONT, records, shipped

UNITS = shipped("unit-a4-48")
PER_PAGE = 48


def serials(document: bytes) -> list[list[int]]:
    """The serials that stand on each page, in their order."""
    pages = pypdfium2.PdfDocument(document)
    texts = [page.get_textpage().get_text_range() for page in pages]
    return [
        sorted(
            int(found.replace(" ", "").replace("-", ""))
            for found in re.findall(r"(?:\d{4}[ -]?){3}\d\d", text)
        )
        for text in texts
    ]


def stopped(output: str, count: int, after: int, placement: Placement) -> tuple[bytes, Left]:
    """What a press of so many labels had written when it was stopped, and what it left."""
    job = press(UNITS, records(count, UNITS), format=output, dpi=300, font=FONT, placement=placement)
    written = b""
    for pieces in job.batches():
        written += b"".join(pieces)
        if job.proof.labels >= after:
            break
    job.close()
    return written, Left(io.BytesIO(written), job.proof, job.state)


@pytest.mark.parametrize("start", [1, 20])
def test_a_stopped_job_goes_on_as_if_nothing_had_happened(start: int) -> None:
    placement = Placement(start=start)
    options = {"format": "pdf", "dpi": 300, "font": FONT, "placement": placement}

    whole = b"".join(press(UNITS, records(400, UNITS), **options))
    beginning, left = stopped("pdf", 400, 200, placement)
    rest = islice(records(400, UNITS), left.proof.labels, None)
    going_on = press(UNITS, rest, left=left, **options)
    resumed = beginning + b"".join(going_on)

    assert 200 <= left.proof.labels < 400
    assert going_on.proof.labels == 400
    assert serials(resumed) == serials(whole)
    assert [*chain.from_iterable(serials(resumed))] == list(range(400))


@pytest.mark.parametrize("output", ["zpl", "tspl"])
def test_commands_go_on_behind_one_another(output: str) -> None:
    beginning, left = stopped(output, 300, 200, Placement())
    rest = islice(records(300, UNITS), left.proof.labels, None)

    resumed = beginning + b"".join(press(UNITS, rest, format=output, dpi=203, font=FONT, left=left))

    assert resumed.count(b"^XA^PW" if output == "zpl" else b"PRINT 1,1") == 300


@pytest.mark.parametrize("output", WRITERS)
def test_a_finished_job_has_only_its_end_left(output: str) -> None:
    _, left = stopped(output, 48, 48, Placement())

    rest = press(UNITS, [], format=output, dpi=300, font=FONT, left=left)
    end = b"".join(rest)

    assert rest.proof == left.proof
    assert (b"%%EOF" in end) == (output == "pdf")


@pytest.mark.parametrize("pages", [range(1), range(2, 4), range(4, 5)])
def test_pages_of_an_unfinished_job_are_a_document(pages: range) -> None:
    beginning, left = stopped("pdf", 400, 240, Placement())

    picked = b"".join(PdfFile(FONT).pick(io.BytesIO(beginning), pages, left.state))

    whole = range(pages.start * PER_PAGE, pages.stop * PER_PAGE)
    assert serials(picked) == [list(whole[at : at + PER_PAGE]) for at in range(0, len(whole), PER_PAGE)]
    assert picked.endswith(b"%%EOF\n")
