"""The press: order, streaming, proof before paper, and errors before anything is printed."""

import itertools
from dataclasses import replace

import pytest

from aril.labelling.errors import (
    LabelError,
    MissingField,
    NoSuchPlace,
    OutputUnknown,
    ProofFailed,
    ResolutionRefused,
)
from aril.labelling.layout import Placement
from aril.labelling.press import press
from aril.labelling.proof import Proof
from aril.labelling.record import LabelRecord
from aril.labelling.symbols import qr
from aril.labelling.symbols.shapes import MatrixShape
from aril.labelling.writers import WRITERS
from tests.labelling.paper import FONT, URI, design, pdf_pages, read_labels, records, shipped, text

SHEET = shipped("lot-a4-24")
ROLL = design(text(), 'kind = "qr"\nat = [34, 0]\nsize = [24, 24]')


def test_labels_come_in_the_order_of_their_records() -> None:
    document = b"".join(press(SHEET, records(30, SHEET), format="pdf", dpi=300, font=FONT))

    pages = pdf_pages(document, 300)
    found = read_labels(pages[0], SHEET, 300, 24) + read_labels(pages[1], SHEET, 300, 6)
    assert [label[0] for label in found] == [f"]Q1{URI}/21/{number:014d}" for number in range(30)]


def test_the_proof_covers_every_symbol_and_a_rendered_page() -> None:
    job = press(SHEET, records(30, SHEET), format="pdf", dpi=300, font=FONT)

    for _ in job:
        pass

    assert job.proof == Proof(labels=30, symbols=60, pages_rendered=1)


def test_later_pages_are_sampled_too() -> None:
    job = press(ROLL, records(1300), format="png", dpi=203, font=FONT)

    for _ in job:
        pass

    assert job.proof == Proof(labels=1300, symbols=1300, pages_rendered=2)


@pytest.mark.parametrize("output", WRITERS)
def test_bytes_come_before_the_last_record_is_asked_for(output: str) -> None:
    asked = []

    def endless():
        for number in itertools.count():
            asked.append(number)
            yield LabelRecord({"product": "石榴"}, f"{URI}/21/{number}")

    job = press(ROLL, endless(), format=output, dpi=203, font=FONT)
    for _ in range(3):
        next(job)
    job.close()

    assert len(asked) < 1000
    with pytest.raises(StopIteration):
        next(job)


@pytest.mark.parametrize("output", WRITERS)
def test_no_records_make_no_labels(output: str) -> None:
    job = press(ROLL, [], format=output, dpi=300, font=FONT)

    assert not (b"".join(job) and output in {"png", "svg", "zpl"})
    assert job.proof == Proof()


def test_a_faulty_label_stops_the_job_before_its_page() -> None:
    good = list(records(300))
    good[270] = LabelRecord()
    job = press(ROLL, good, format="png", dpi=203, font=FONT)

    released = []
    with pytest.raises(MissingField) as caught:
        released.extend(job)

    assert caught.value.label == 271
    assert len(released) == 264


def test_a_symbol_that_cannot_be_read_back_is_never_released(monkeypatch) -> None:
    genuine = qr.encode_all

    def spoilt(contents, level="M"):
        shapes = genuine(contents, level)
        modules = shapes[2].modules.copy()
        modules[9:20, :] = True
        return [*shapes[:2], MatrixShape(modules), *shapes[3:]]

    monkeypatch.setattr(qr, "encode_all", spoilt)
    job = press(ROLL, records(5), format="png", dpi=203, font=FONT)

    with pytest.raises(ProofFailed) as caught:
        next(job)

    assert caught.value.label == 3


def test_a_page_that_shows_something_else_is_never_released(monkeypatch) -> None:
    genuine = WRITERS["pdf"].pictures

    def blank(self, batch, places):
        return (picture | 255 for picture in genuine(self, batch, places))

    monkeypatch.setattr(WRITERS["pdf"], "pictures", blank)
    job = press(ROLL, records(1), format="pdf", dpi=300, font=FONT)

    released = []
    with pytest.raises(ProofFailed):
        released.extend(job)

    assert released == [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]


def test_a_half_used_sheet_is_filled_from_a_place_on() -> None:
    job = press(SHEET, records(27, SHEET), format="pdf", dpi=300, font=FONT, placement=Placement(start=20))

    pages = pdf_pages(b"".join(job), 300)

    first, second = read_labels(pages[0], SHEET, 300, 24), read_labels(pages[1], SHEET, 300, 24)
    assert [bool(label) for label in first] == [False] * 19 + [True] * 5
    assert [bool(label) for label in second] == [True] * 22 + [False] * 2
    assert first[19][0] == f"]Q1{URI}/21/{0:014d}"
    assert job.proof.labels == 27


def test_a_printer_s_offset_moves_the_whole_sheet() -> None:
    still, moved = (
        pdf_pages(
            b"".join(press(SHEET, records(1, SHEET), format="pdf", dpi=300, font=FONT, placement=placement)),
            300,
        )[0]
        for placement in (Placement(), Placement(right=2540, down=1270))
    )

    assert ((moved[15:515, 30:830] < 128) == (still[:500, :800] < 128)).all()


@pytest.mark.parametrize("start", [0, 25])
def test_a_place_beyond_the_sheet_is_refused(start: int) -> None:
    with pytest.raises(NoSuchPlace) as caught:
        press(SHEET, [], format="pdf", dpi=300, font=FONT, placement=Placement(start=start))

    assert str(caught.value) == f"Expected a place from 1 to 24 on the first sheet, found {start}."


def test_an_unknown_output_names_those_there_are() -> None:
    with pytest.raises(OutputUnknown) as caught:
        press(ROLL, [], format="docx", dpi=300, font=FONT)

    assert caught.value.data == {"format": "docx", "known": ("pdf", "png", "svg", "zpl", "tspl")}


@pytest.mark.parametrize("dpi", [0, 96, 4800])
def test_a_resolution_no_printer_has_is_refused(dpi: int) -> None:
    with pytest.raises(ResolutionRefused) as caught:
        press(ROLL, [], format="pdf", dpi=dpi, font=FONT)

    assert str(caught.value) == f"Expected a resolution from 150 to 1200 dpi, found {dpi}."


def test_every_refusal_is_a_sentence_with_its_data() -> None:
    def kinds(of: type[LabelError]):
        yield of
        for each in of.__subclasses__():
            yield from kinds(each)

    for kind in kinds(LabelError):
        names = [field for field in kind.__dataclass_fields__ if field != "template"]
        error = kind(**dict.fromkeys(names, "x"))
        assert str(error) == kind.template.format(**dict.fromkeys(names, "x"))
        assert error.code == error.code.lower()


def test_a_record_may_be_printed_twice() -> None:
    record = LabelRecord({"product": "石榴"}, URI)

    chunks = list(press(ROLL, [record, replace(record)], format="png", dpi=203, font=FONT))

    assert chunks[0] == chunks[1]
