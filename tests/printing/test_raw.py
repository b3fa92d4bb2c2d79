"""Labels on their way to a printer at a raw port, and what becomes of them when it stops."""

import pytest

from aril.i18n import translate
from aril.printing import raw
from aril.printing.address import Reach
from aril.printing.errors import (
    ConnectionLost,
    NotAllowed,
    NotReached,
    NotReady,
    NotUnderstood,
    Progress,
    Silent,
    Stuck,
)
from aril.printing.raw import TOGETHER, RawPrinter
from aril.printing.state import Condition, Status
from tests.labelling.paper import expected, printed, read_each, records, render_tspl, render_zpl, shipped
from tests.labelling.paper import placed as placed_symbols
from tests.printing.fakes import CALM, HASTY, FakePrinter, error_status, host_status, running

DESIGN = shipped("unit-40x30")
LANGUAGES = pytest.mark.parametrize("language", ["zpl", "tspl"])


def job(language: str, count: int) -> list[bytes]:
    return printed(DESIGN, records(count, DESIGN), output=language, dpi=203)


@LANGUAGES
def test_every_label_arrives_and_reads_as_what_was_asked(language: str) -> None:
    with running(FakePrinter(language)) as printer:
        told = RawPrinter(printer.address, language, patience=CALM).deliver(printer.reach, job(language, 20))
        assert list(told) == [Progress(8, 8), Progress(16, 16), Progress(20, 20)]

    width, height = round(DESIGN.width / 125), round(DESIGN.height / 125)
    received = bytes(printer.received)
    paper = render_zpl(received) if language == "zpl" else render_tspl(received, width, height)
    assert len(paper) == printer.labels == 20
    for label, record in zip(paper, records(20, DESIGN), strict=True):
        assert read_each(label, placed_symbols(DESIGN, record, dpi=203), 1) == expected(
            DESIGN, record, dpi=203
        )


@LANGUAGES
def test_no_more_labels_wait_in_the_printer_than_it_can_hold_beside_a_question(language: str) -> None:
    with running(FakePrinter(language, printed_between=1)) as printer:
        *_, last = RawPrinter(printer.address, language, patience=CALM).deliver(
            printer.reach, job(language, 40)
        )

    assert last == Progress(40, 40)
    assert printer.most_waiting < 2 * TOGETHER
    assert printer.waiting == 0


@pytest.mark.parametrize(
    ("language", "answer", "condition"),
    [
        ("zpl", host_status(paper_out=1, paused=1) + error_status(0x10001), Condition.PAPER_OUT),
        ("zpl", host_status(head_up=1), Condition.HEAD_OPEN),
        ("zpl", host_status(ribbon_out=1), Condition.RIBBON_OUT),
        ("zpl", host_status(paused=1), Condition.PAUSED),
        ("tspl", b"\x04", Condition.PAPER_OUT),
        ("tspl", b"\x01", Condition.HEAD_OPEN),
        ("tspl", b"\x08", Condition.RIBBON_OUT),
        ("tspl", b"\x10", Condition.PAUSED),
    ],
)
def test_a_printer_that_cannot_print_is_sent_nothing(
    language: str, answer: bytes, condition: Condition
) -> None:
    with (
        running(FakePrinter(language, healthy=0, wrong=answer)) as printer,
        pytest.raises(NotReady) as refused,
    ):
        list(RawPrinter(printer.address, language, patience=HASTY).deliver(printer.reach, job(language, 3)))

    assert condition in refused.value.conditions
    assert refused.value.progress == Progress(0, 0)
    assert printer.received == b""


@LANGUAGES
def test_paper_that_runs_out_halts_the_job_and_says_how_many_labels_the_printer_has(language: str) -> None:
    out = host_status(paper_out=1) if language == "zpl" else b"\x04"
    with (
        running(FakePrinter(language, healthy=13, wrong=out)) as printer,
        pytest.raises(NotReady) as halted,
    ):
        list(RawPrinter(printer.address, language, patience=HASTY).deliver(printer.reach, job(language, 40)))

    assert halted.value.conditions == (Condition.PAPER_OUT,)
    assert halted.value.progress == Progress(16, 16)
    assert translate(halted.value, "en") == (
        "The printer has stopped after 16 labels: paper out. Put in labels, then press feed once."
    )
    assert printer.labels == 16


@LANGUAGES
def test_a_broken_line_names_the_labels_that_had_surely_arrived(language: str) -> None:
    with (
        running(FakePrinter(language, healthy=21, drops=True)) as printer,
        pytest.raises(ConnectionLost) as lost,
    ):
        list(RawPrinter(printer.address, language, patience=CALM).deliver(printer.reach, job(language, 60)))

    assert lost.value.progress.arrived == 16
    assert printer.labels == 21
    assert lost.value.progress.sent <= 24
    assert str(lost.value).startswith("The connection broke. 16 labels have surely arrived")


@LANGUAGES
def test_a_printer_that_never_answers_is_named_before_a_label_is_sent(language: str) -> None:
    with running(FakePrinter(language, answers=False)) as printer, pytest.raises(Silent):
        list(RawPrinter(printer.address, language, patience=HASTY).deliver(printer.reach, job(language, 3)))

    assert printer.received == b""


@LANGUAGES
def test_a_model_that_never_answers_is_printed_to_when_its_settings_say_so(language: str) -> None:
    with running(FakePrinter(language, answers=False)) as printer:
        mute = RawPrinter(printer.address, language, answers=False, patience=CALM)
        told = list(mute.deliver(printer.reach, job(language, 20)))

    assert told == [Progress(8, told[0].arrived), Progress(16, told[1].arrived), Progress(20, 20)]
    assert told[0].arrived <= 8
    assert (printer.labels, printer.questions) == (20, [])


def test_a_broken_line_to_a_mute_printer_claims_no_label_that_did_not_arrive() -> None:
    with running(FakePrinter("zpl", answers=False, healthy=10, drops=True)) as printer:
        mute = RawPrinter(printer.address, "zpl", answers=False, patience=CALM)
        with pytest.raises(ConnectionLost) as lost:
            list(mute.deliver(printer.reach, job("zpl", 1) * 1500))

    # Its system may have taken more than it had read when the plug was pulled.
    assert lost.value.progress.arrived <= lost.value.progress.sent < 1500


def test_a_printer_that_falls_silent_in_the_middle_is_not_waited_for_for_ever() -> None:
    with (
        running(FakePrinter("zpl", healthy=10, wrong=None)) as printer,
        pytest.raises(Stuck) as stuck,
    ):
        list(RawPrinter(printer.address, "zpl", patience=HASTY).deliver(printer.reach, job("zpl", 40)))

    assert stuck.value.progress == Progress(16, 8)


def test_a_printer_that_prints_no_further_label_is_not_waited_for_for_ever() -> None:
    with (
        running(FakePrinter("zpl", printed_between=0)) as printer,
        pytest.raises(Stuck) as stuck,
    ):
        list(RawPrinter(printer.address, "zpl", patience=HASTY).deliver(printer.reach, job("zpl", 40)))

    assert stuck.value.progress == Progress(8, 8)


def test_a_printer_that_takes_no_byte_is_not_waited_for_for_ever() -> None:
    printer = FakePrinter("zpl")
    held = []

    def keep(line: object) -> None:
        held.append(line.dup())  # type: ignore[attr-defined]

    printer.serve = keep  # type: ignore[method-assign]
    with running(printer):
        mute = RawPrinter(printer.address, "zpl", answers=False, patience=HASTY)
        with pytest.raises(Stuck):
            list(mute.deliver(printer.reach, [b"^FO" + b"0" * 100_000 + b"^XZ\n"] * 200))
    for line in held:
        line.close()


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x02a\x03\x02b\x03\x02c\x03"])
def test_something_that_is_no_such_printer_is_called_so(answer: bytes) -> None:
    with running(FakePrinter("zpl", healthy=0, wrong=answer)) as printer, pytest.raises(NotUnderstood):
        RawPrinter(printer.address, "zpl", patience=HASTY).status(printer.reach)


def test_a_printer_that_is_silent_on_its_status_is_asked_for_its_errors() -> None:
    printer = FakePrinter("zpl")

    def serve(line: object) -> None:
        buffer = b""
        while part := line.recv(1000):  # type: ignore[attr-defined]
            buffer += part
            if b"~HQES" in buffer:
                line.sendall(error_status(0x5))  # type: ignore[attr-defined]

    printer.serve = serve  # type: ignore[method-assign,assignment]
    with running(printer):
        status = RawPrinter(printer.address, "zpl", patience=HASTY).status(printer.reach)

    assert status.stops == (Condition.PAPER_OUT, Condition.HEAD_OPEN)


def test_a_mute_printer_that_talks_without_end_is_not_listened_to_for_ever() -> None:
    printer = FakePrinter("zpl")

    def chatter(line: object) -> None:
        while True:  # until nobody is there any more
            line.sendall(b"." * 1000)  # type: ignore[attr-defined]

    printer.serve = chatter  # type: ignore[method-assign,assignment]
    with running(printer):
        mute = RawPrinter(printer.address, "zpl", answers=False, patience=HASTY)
        with pytest.raises(Stuck):
            list(mute.deliver(printer.reach, job("zpl", 1)))


@LANGUAGES
def test_a_ready_printer_says_so(language: str) -> None:
    with running(FakePrinter(language)) as printer:
        status = RawPrinter(printer.address, language, patience=CALM).status(printer.reach)

    assert status == Status((), 0 if language == "zpl" else None)


@LANGUAGES
def test_nobody_at_the_address_is_said_so(language: str) -> None:
    with running(FakePrinter(language)) as printer:
        pass

    with pytest.raises(NotReached, match=f"Nobody answers at 127.0.0.1:{printer.port}"):
        RawPrinter(printer.address, language, patience=HASTY).status(printer.reach)


def test_a_site_that_prints_nowhere_opens_no_connection() -> None:
    with running(FakePrinter("zpl")) as printer, pytest.raises(NotAllowed):
        RawPrinter(printer.address, "zpl").status(Reach())

    assert printer.connections == 0


@pytest.mark.parametrize(
    ("language", "sent"), [("zpl", b"~SD20\n^XA^PR4^XZ\n"), ("tspl", b"SPEED 4\r\nDENSITY 8\r\n")]
)
def test_speed_and_darkness_go_before_the_labels(language: str, sent: bytes) -> None:
    settings = raw.LANGUAGES[language].settings(4, 20 if language == "zpl" else 8)
    with running(FakePrinter(language)) as printer:
        list(
            RawPrinter(printer.address, language, patience=CALM).deliver(
                printer.reach, job(language, 1), settings
            )
        )

    assert bytes(printer.received).startswith(sent)
    assert printer.labels == 1


def test_a_job_is_not_drawn_ahead_of_the_printer() -> None:
    drawn = []

    def labels() -> object:
        for chunk in job("zpl", 30):
            drawn.append(chunk)
            yield chunk

    with running(FakePrinter("zpl")) as printer:
        told = RawPrinter(printer.address, "zpl", patience=CALM).deliver(printer.reach, labels())  # type: ignore[arg-type]
        next(told)
        ahead = len(drawn)
        told.close()

    assert ahead == TOGETHER + 1  # and the stored picture before them
