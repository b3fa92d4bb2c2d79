"""What printers answer, bit by bit, and what to do about it."""

import pytest

from aril.i18n import catalogue
from aril.printing import tspl, zpl
from aril.printing.state import ADVICE, HARMLESS, Condition, Status
from tests.printing.fakes import error_status, host_status


@pytest.mark.parametrize("condition", Condition)
def test_each_condition_has_a_word_and_advice_in_both_languages(condition: Condition) -> None:
    chinese = catalogue("zh_CN")

    assert ("Condition", condition.value) in chinese
    assert ("", ADVICE[condition]) in chinese


def test_a_host_status_tells_the_labels_that_wait() -> None:
    assert zpl.read_host_status(host_status(waiting=7)) == Status((), 7)


@pytest.mark.parametrize("length", range(len(host_status())))
def test_half_a_host_status_is_waited_for(length: int) -> None:
    whole = host_status(paper_out=1)

    answer = zpl.read_host_status(whole[:length])

    assert answer is None or answer.stops == (Condition.PAPER_OUT,)
    assert answer is None or length > whole.rindex(b"\x03")


@pytest.mark.parametrize(
    ("errors", "conditions"),
    [
        (0, ()),
        (0x1, (Condition.PAPER_OUT,)),
        (0x5, (Condition.PAPER_OUT, Condition.HEAD_OPEN)),
        (0x10003, (Condition.PAPER_OUT, Condition.RIBBON_OUT, Condition.PAUSED)),
        (0x8, (Condition.CUTTER_FAULT,)),
        (0x40000000, (Condition.OTHER_FAULT,)),
    ],
)
def test_each_bit_of_an_error_status_has_its_condition(
    errors: int, conditions: tuple[Condition, ...]
) -> None:
    status = zpl.read_error_status(error_status(errors, 0x8))

    assert status is not None
    assert status.stops == conditions
    assert Condition.PAPER_LOW in status.conditions


@pytest.mark.parametrize("byte", range(256))
def test_every_status_byte_of_tspl_is_understood(byte: int) -> None:
    status = tspl.read_status(bytes([byte]))

    assert status is not None
    assert len(status.conditions) == byte.bit_count()
    assert bool(status.stops) == bool(byte & ~0x20)
    assert (Condition.PAPER_OUT in status.stops) == bool(byte & 0x04)


def test_a_printer_prints_on_while_its_paper_is_only_low() -> None:
    status = Status.of(HARMLESS)

    assert status.stops == ()
    assert set(status.conditions) == HARMLESS
