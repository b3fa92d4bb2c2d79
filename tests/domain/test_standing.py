"""What a consumer is told first."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from aril.domain.inspection import Report, TaskKind, Verdict
from aril.domain.lot import Edge, Lot, LotState
from aril.domain.standing import Standing, standing

DAY = date(2026, 9, 12)
LOT = Lot(
    epc="packed",
    code="P",
    gtin="",
    organisation_id="o",
    chain="c",
    product="p",
    variety="",
    grade="",
    plot_id="",
    made_on=DAY,
    harvested_on=DAY,
    packed_on=DAY,
    quantity=Decimal(10),
    remaining=Decimal(10),
)
MIXED = (Edge("a", "packed", Decimal(5)), Edge("b", "packed", Decimal(5)))


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (LotState.RECALLED, Standing.RECALLED),
        (LotState.ON_HOLD, Standing.ON_HOLD),
        (LotState.DESTROYED, Standing.DESTROYED),
    ],
)
def test_a_stopped_lot_says_so_whatever_was_found(state: LotState, told: Standing) -> None:
    assert standing(replace(LOT, state=state), (), [_report()]) is told


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Verdict.CONFORMING, Standing.PASSED),
        (Verdict.NON_CONFORMING, Standing.FAILED),
        (Verdict.NOT_JUDGED, Standing.NOT_JUDGED),
    ],
)
def test_a_laboratorys_report_decides(verdict: Verdict, told: Standing) -> None:
    assert standing(LOT, (), [_report(verdict)]) is told


@pytest.mark.parametrize("task", [TaskKind.SELF, TaskKind.RAPID])
def test_an_own_or_rapid_test_leaves_a_lot_untested(task: TaskKind) -> None:
    assert standing(LOT, (), [_report(task=task)]) is Standing.UNTESTED


def test_without_a_report_a_lot_is_untested() -> None:
    assert standing(LOT, (), ()) is Standing.UNTESTED


def test_a_later_report_replaces_an_earlier_one() -> None:
    reports = [_report(), _report(Verdict.NON_CONFORMING, on=DAY - timedelta(1))]

    assert standing(LOT, (), reports) is Standing.PASSED
    assert standing(LOT, (), reversed(reports)) is Standing.PASSED


def test_of_two_reports_of_one_day_the_worse_counts() -> None:
    assert standing(LOT, (), [_report(), _report(Verdict.NON_CONFORMING)]) is Standing.FAILED
    assert standing(LOT, (), [_report(Verdict.NOT_JUDGED), _report()]) is Standing.NOT_JUDGED


def test_a_mixed_lot_has_passed_when_everything_in_it_has() -> None:
    assert standing(LOT, MIXED, [_report(lot="a"), _report(lot="b")]) is Standing.PASSED


def test_a_mixed_lot_with_one_untested_part_has_not_passed() -> None:
    assert standing(LOT, MIXED, [_report(lot="a")]) is Standing.PARTLY_TESTED


def test_the_worst_part_of_a_mixed_lot_counts() -> None:
    reports = [_report(lot="a"), _report(Verdict.NOT_JUDGED, lot="b")]

    assert standing(LOT, MIXED, reports) is Standing.NOT_JUDGED


def test_a_report_on_the_lot_itself_counts_before_those_on_its_parts() -> None:
    assert standing(LOT, MIXED, [_report(), _report(Verdict.NOT_JUDGED, lot="a")]) is Standing.PASSED


def test_a_report_further_up_counts_too() -> None:
    edges = (Edge("a", "packed", Decimal(5)), Edge("root", "a", Decimal(5)))

    assert standing(LOT, edges, [_report(lot="root")]) is Standing.PASSED


def test_lots_that_went_into_each_other_are_no_endless_road() -> None:
    circle = (Edge("a", "packed", Decimal(5)), Edge("packed", "a", Decimal(5)))

    assert standing(LOT, circle, ()) is Standing.UNTESTED


def _report(
    verdict: Verdict = Verdict.CONFORMING,
    *,
    lot: str = "packed",
    task: TaskKind = TaskKind.ROUTINE,
    on: date = DAY,
) -> Report:
    return Report(
        id="r",
        organisation_id="lab",
        lot=lot,
        number="R-1",
        sample_number="S-1",
        task=task,
        laboratory="lab",
        accreditation="",
        sampled_on=on,
        issued_on=on,
        inspector="i",
        judgements=(),
        verdict=verdict,
    )
