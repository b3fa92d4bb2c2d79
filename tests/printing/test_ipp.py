"""PDF to a printer that speaks IPP: to the one that CUPS brings, and to others that fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aril.printing.address import LOCAL, Address, Reach
from aril.printing.errors import (
    ConnectionLost,
    JobRefused,
    NotAllowed,
    NotReached,
    NotReady,
    NotTrusted,
    NotUnderstood,
    Progress,
    Silent,
    Stuck,
)
from aril.printing.ipp import IppPrinter, Operation
from aril.printing.state import Condition, Status
from tests import tls
from tests.conftest import missing
from tests.labelling.paper import pdf_pages, printed, read_labels, records, shipped
from tests.printing import eve
from tests.printing.eve import Eve
from tests.printing.fakes import CALM, HASTY
from tests.printing.peer import Peer, serving
from tests.receiver import misbehaving, receiving, until_it_goes

DESIGN = shipped("lot-a4-24")


@pytest.fixture
def cups(tmp_path: Path) -> Iterator[Eve]:
    if eve.PROGRAM is None or eve.BUS is None:
        missing("ippeveprinter is not installed (Debian: apt install cups-ipp-utils dbus-daemon)")
    with eve.eve(tmp_path) as printer:
        yield printer


def test_a_sheet_arrives_at_a_cups_printer_and_reads_as_what_was_asked(cups: Eve) -> None:
    document = printed(DESIGN, records(30, DESIGN))

    told = list(IppPrinter(cups.address, CALM).deliver(cups.reach, iter(document), "aril-1", 30))

    arrived = (cups.folder / "printed.pdf").read_bytes()
    assert set(told) == {Progress(30, 30)}
    assert arrived == b"".join(document)
    first, second = pdf_pages(arrived, 300)
    assert len(read_labels(first, DESIGN, 300, 24)) + len(read_labels(second, DESIGN, 300, 6)) == 30
    assert all(read_labels(first, DESIGN, 300, 24))


def test_a_cups_printer_that_is_ready_says_so(cups: Eve) -> None:
    assert IppPrinter(cups.address, CALM).status(cups.reach) == Status()


@pytest.mark.parametrize(
    ("reason", "condition"),
    [
        ("media-empty-error", Condition.PAPER_OUT),
        ("cover-open-error", Condition.COVER_OPEN),
        ("media-jam-error", Condition.PAPER_JAM),
    ],
)
def test_what_halts_a_cups_printer_in_the_middle_is_named(
    cups: Eve, reason: str, condition: Condition
) -> None:
    cups.says(f"+{reason}")
    cups.holds()

    with pytest.raises(NotReady) as halted:
        list(IppPrinter(cups.address, CALM).deliver(cups.reach, [b"%PDF-1.7\n"], "aril-1", 5))
    with pytest.raises(NotReady) as refused:
        list(IppPrinter(cups.address, CALM).deliver(cups.reach, [b"%PDF-1.7\n"], "aril-2", 5))

    assert (halted.value.conditions, halted.value.progress) == ((condition,), Progress(5, 5))
    assert (refused.value.conditions, refused.value.progress) == ((condition,), Progress(0, 0))


def test_a_cups_printer_that_prints_no_page_is_not_waited_for_for_ever(cups: Eve) -> None:
    cups.holds()

    with pytest.raises(Stuck) as stuck:
        list(IppPrinter(cups.address, HASTY).deliver(cups.reach, [b"%PDF-1.7\n"], "aril-1", 5))

    assert stuck.value.progress == Progress(5, 5)


def test_a_job_that_cannot_be_drawn_to_its_end_is_taken_back(cups: Eve) -> None:
    def torn() -> Iterator[bytes]:
        yield b"%PDF-1.7\n"
        raise ZeroDivisionError

    printer = IppPrinter(cups.address, CALM)
    with pytest.raises(ZeroDivisionError):
        list(printer.deliver(cups.reach, torn(), "aril-1", 5))

    assert not (cups.folder / "printed.pdf").exists()
    assert printer.status(cups.reach).stops == ()


def test_nobody_at_the_address_is_said_so() -> None:
    with serving(Peer()) as peer:
        pass

    with pytest.raises(NotReached):
        IppPrinter(peer.address, HASTY).status(peer.reach)


def test_a_site_that_prints_nowhere_asks_nobody() -> None:
    with serving(Peer()) as peer, pytest.raises(NotAllowed):
        IppPrinter(peer.address, HASTY).status(Reach())

    assert peer.asked == []


def test_a_certificate_that_nobody_vouches_for_is_not_called_silence(tmp_path: Path) -> None:
    with receiving(tls.certificate(tmp_path)) as server:
        address = Address.parse(server.url, ipp=True)
        with pytest.raises(NotTrusted, match=f"The certificate of {address} is not trusted: "):
            IppPrinter(address, CALM).status(Reach(LOCAL, frozenset({address.port})))


def test_a_printer_that_never_answers_is_said_so() -> None:
    peer = Peer(silent=True)
    with serving(peer), pytest.raises(Silent):
        IppPrinter(peer.address, HASTY).status(peer.reach)
    assert peer.asked == [Operation.GET_PRINTER_ATTRIBUTES]


@pytest.mark.parametrize(
    "words", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1000]
)
def test_an_answer_without_end_is_cut_off(words: bytes) -> None:
    with misbehaving(lambda visitor: until_it_goes(visitor, words)) as url:
        address = Address.parse(url, ipp=True)
        with pytest.raises(Silent):
            IppPrinter(address, HASTY).status(Reach(LOCAL, frozenset({address.port})))


@pytest.mark.parametrize(("status", "body"), [(200, b"<html>"), (302, b""), (404, b""), (200, b"")])
def test_something_that_is_no_ipp_printer_is_called_so(status: int, body: bytes) -> None:
    with serving(Peer(status=status, body=body)) as peer, pytest.raises(NotUnderstood):
        IppPrinter(peer.address, HASTY).status(peer.reach)

    assert len(peer.asked) == 1


def test_a_printer_that_knows_no_separate_documents_is_sent_both_at_once() -> None:
    with serving(Peer(operations=(Operation.PRINT_JOB,))) as peer:
        told = list(IppPrinter(peer.address, CALM).deliver(peer.reach, [b"%PDF", b"-1.7"], "aril-1", 3))

    assert told == [Progress(3, 3)]
    assert Operation.PRINT_JOB in peer.asked
    assert Operation.CREATE_JOB not in peer.asked
    assert peer.document == b"%PDF-1.7"


def test_labels_are_never_fitted_to_the_page_where_a_printer_can_be_told() -> None:
    with serving(Peer(scalings=("auto", "none"))) as peer:
        list(IppPrinter(peer.address, CALM).deliver(peer.reach, [b"%PDF-1.7"], "aril-1", 3))

    assert peer.job.values("print-scaling") == ("none",)
    assert peer.job.values("job-name") == ("aril-1",)


def test_a_line_that_breaks_within_a_document_leaves_its_fate_open() -> None:
    with serving(Peer(breaks_on=Operation.SEND_DOCUMENT)) as peer, pytest.raises(ConnectionLost) as lost:
        list(IppPrinter(peer.address, HASTY).deliver(peer.reach, [b"%PDF-1.7"], "aril-1", 3))

    assert lost.value.progress == Progress(3, 0)


def test_a_line_that_breaks_after_the_document_does_not_unsend_it() -> None:
    with serving(Peer(breaks_on=Operation.GET_JOB_ATTRIBUTES)) as peer, pytest.raises(ConnectionLost) as lost:
        list(IppPrinter(peer.address, HASTY).deliver(peer.reach, [b"%PDF-1.7"], "aril-1", 3))

    assert lost.value.progress == Progress(3, 3)


def test_a_printer_that_will_not_speak_of_a_job_any_more_does_not_unsend_it() -> None:
    peer = Peer(refuses=Operation.GET_JOB_ATTRIBUTES, code=0x0500)
    with serving(peer), pytest.raises(JobRefused) as refused:
        list(IppPrinter(peer.address, HASTY).deliver(peer.reach, [b"%PDF-1.7"], "aril-1", 3))

    assert refused.value.progress == Progress(3, 3)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (0x040A, "client-error-document-format-not-supported"),
        (0x0507, "server-error-busy"),
        (0x0999, "0x0999"),
    ],
)
def test_a_job_that_is_refused_says_by_which_status(code: int, error: str) -> None:
    with (
        serving(Peer(refuses=Operation.CREATE_JOB, code=code)) as peer,
        pytest.raises(JobRefused) as refused,
    ):
        list(IppPrinter(peer.address, HASTY).deliver(peer.reach, [b"%PDF-1.7"], "aril-1", 3))

    assert refused.value.status == error


@pytest.mark.parametrize(
    ("reasons", "stops"),
    [
        (("none",), ()),
        (("media-low-warning",), ()),
        (("toner-empty-warning",), ()),
        (("toner-empty",), (Condition.TONER_OUT,)),
        (("media-needed", "paused"), (Condition.PAPER_OUT, Condition.PAUSED)),
        (("door-open-report",), (Condition.COVER_OPEN,)),
        (("com.example-odd-error",), ()),
    ],
)
def test_reasons_of_a_printer_s_state_are_understood(
    reasons: tuple[str, ...], stops: tuple[Condition, ...]
) -> None:
    with serving(Peer(reasons=reasons)) as peer:
        assert IppPrinter(peer.address, CALM).status(peer.reach).stops == stops


def test_a_stopped_printer_without_a_reason_that_is_known_is_not_called_ready() -> None:
    with serving(Peer(state=5, reasons=("com.example-odd-error",))) as peer:
        assert IppPrinter(peer.address, CALM).status(peer.reach).stops == (Condition.OTHER_FAULT,)


def test_a_queue_that_takes_no_jobs_says_so() -> None:
    with serving(Peer(accepting=False)) as peer:
        assert IppPrinter(peer.address, CALM).status(peer.reach).stops == (Condition.NOT_ACCEPTING,)
