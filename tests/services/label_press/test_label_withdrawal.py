"""Finished labels that are withdrawn: counted no more, good no more, and only those that somebody has in hand."""

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.label import JobState
from aril.domain.lot import Lot
from aril.domain.membership import Role
from aril.domain.standing import Standing
from aril.domain.units import MassUnit
from aril.services.label_press import (
    label_jobs,
    label_order,
    label_reprint,
    label_rolls,
    label_sending,
    label_withdrawal,
)
from aril.services.label_press.label_jobs import PrintJob, Withdrawn
from aril.services.label_press.label_sending import StillSending
from aril.services.label_press.label_withdrawal import NotWithdrawable, SomeHaveLeft, WithdrawnBefore
from aril.services.ledger import rebuild
from aril.services.lots import consumer, desk, hold, trade
from aril.services.lots.finding import LabelWithdrawn, NotYetInUse
from aril.services.site import Site
from aril.store import labels as store
from aril.store.database import Database
from tests.coded import coded
from tests.samples import BASE_URL, DAY, OFFICE, Orchard
from tests.services import at_once

UNITS = "unit-a4-48"
REASON = "多印了"


@dataclass
class Printed:
    """Labels of a lot, and the code on each."""

    lot: Lot
    job: PrintJob
    codes: list[str]


@pytest.fixture
def printed(orchard: Orchard) -> Printed:
    """Ten labels, each of 10 kg, of a lot of 100 kg."""
    lot = orchard.harvest("100")
    job = orchard.print_labels(lot, design=UNITS, count="10", net_weight="10")
    return Printed(lot, job, codes_of(orchard, job.id))


def codes_of(orchard: Orchard, job: str) -> list[str]:
    with orchard.site.db.read() as session:
        return list(store.serials_of(session, job, 1, 10**6))


def withdraw(orchard: Orchard, job: str, **values: str) -> list[tuple[int, int]]:
    gone = label_withdrawal.withdraw(orchard.site, job, {"reason": REASON} | values, orchard.grower, DAY)
    return [(each[0], each[-1]) for each in gone]


def sell(orchard: Orchard, code: str, kg: str = "5") -> None:
    trade.sell(orchard.site, code, kg, MassUnit.KG, orchard.grower, DAY)


def test_labels_of_a_mistaken_order_promise_nothing_any_more(orchard: Orchard, printed: Printed) -> None:
    twice = orchard.print_labels(printed.lot, design=UNITS, count="10", net_weight="10")
    assert twice.over == Decimal(100)

    assert withdraw(orchard, twice.id) == [(1, 10)]

    after = label_jobs.show(orchard.site, twice.id, orchard.grower)
    assert (after.state, after.over, after.is_withdrawn) == (JobState.DONE, 0, True)
    assert after.withdrawn == (Withdrawn(1, 10, REASON, orchard.grower.user_name, DAY),)
    assert orchard.print_labels(printed.lot, count="1", net_weight="1").over == Decimal(1)
    assert rebuild.differences(orchard.site) == []


def test_a_stretch_is_named_by_numbers_or_by_codes_and_the_rest_stays(
    orchard: Orchard, printed: Printed
) -> None:
    codes = printed.codes

    assert withdraw(orchard, printed.job.id, first="2", last=f"https://trace.example/t/{codes[3]}") == [
        (2, 4)
    ]
    assert withdraw(orchard, printed.job.id, first=codes[8].lower()) == [(9, 10)]
    assert withdraw(orchard, printed.job.id, first="3", last="9") == [(5, 8)]

    with pytest.raises(WithdrawnBefore, match="Labels 2 to 9 were withdrawn before"):
        withdraw(orchard, printed.job.id, first="2", last="9")
    with orchard.site.db.read() as session:
        assert sum(count for count, _ in store.issued(session, printed.lot.epc)) == 1
    assert not label_jobs.show(orchard.site, printed.job.id, orchard.grower).is_withdrawn
    assert rebuild.differences(orchard.site) == []


def test_a_label_with_a_gtin_is_known_by_what_a_scanner_reads_of_it(
    database: Database, tmp_path: Path
) -> None:
    has_gtin = coded(database, tmp_path)
    orchard, lot = has_gtin.orchard, has_gtin.lot
    job = orchard.print_labels(lot, design=UNITS, count="5")
    gone, good = (f"{BASE_URL}{has_gtin.path}/21/{each}" for each in codes_of(orchard, job.id)[3:])

    assert withdraw(orchard, job.id, first=gone, last=gone) == [(4, 4)]

    with pytest.raises(Invalid, match=f"type the code of the lot, {lot.code}"):
        sell(orchard, gone)
    sell(orchard, good)


def test_whoever_scans_it_is_told_and_still_shown_the_lot(orchard: Orchard, printed: Printed) -> None:
    withdraw(orchard, printed.job.id, first="3", last="3")

    gone, good = (consumer.view(orchard.site, f"/t/{printed.codes[at]}", DAY) for at in (2, 3))

    assert gone.unit is not None
    assert good.unit is not None
    assert (gone.unit.withdrawn_at, good.unit.withdrawn_at) == (DAY, None)
    assert gone.lot.epc == good.lot.epc == printed.lot.epc
    assert gone.standing == Standing.UNTESTED


def test_a_shop_that_holds_a_part_of_a_lot_names_the_labels_it_still_has(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER, Role.PACKER)
    lot = orchard.harvest("100")
    trade.ship(orchard.site, lot.code, "100", MassUnit.KG, shop.organisation_id, orchard.grower, DAY)
    trade.receive(orchard.site, lot.code, "", MassUnit.KG, shop, DAY)
    orchard.grower = shop
    job = orchard.print_labels(lot, design=UNITS, count="3")
    sell(orchard, lot.code, "40")

    with pytest.raises(SomeHaveLeft):
        withdraw(orchard, job.id)

    assert withdraw(orchard, job.id, first="2") == [(2, 3)]


def test_once_something_has_left_it_is_asked_which_labels_are_still_here(
    orchard: Orchard, printed: Printed
) -> None:
    assert not label_withdrawal.withdrawable(orchard.site, printed.job.id, orchard.grower).has_left
    sell(orchard, printed.codes[0])

    assert label_withdrawal.withdrawable(orchard.site, printed.job.id, orchard.grower).has_left
    with pytest.raises(SomeHaveLeft, match=f"Something of lot {printed.lot.code} has left"):
        withdraw(orchard, printed.job.id)
    assert withdraw(orchard, printed.job.id, first=printed.codes[5]) == [(6, 10)]

    seen = [consumer.view(orchard.site, f"/t/{code}", DAY).unit for code in printed.codes]
    assert [unit.withdrawn_at is not None for unit in seen if unit] == [False] * 5 + [True] * 5


def test_nothing_is_handed_out_bound_or_moved_by_a_withdrawn_label(
    orchard: Orchard, printed: Printed
) -> None:
    gone, good = printed.codes[1], printed.codes[2]
    withdraw(orchard, printed.job.id, first=gone, last=gone)

    def again(**values: str) -> None:
        values |= {"reason": "卡纸"}
        label_reprint.reprint(orchard.site, printed.job.id, values, orchard.grower, DAY)

    for deed in (
        lambda: again(pages="1"),
        lambda: again(first="1", last="2"),
        lambda: orchard.file_of(printed.job),
        lambda: orchard.file_of(printed.job, "1"),
    ):
        with pytest.raises(Refusal, match="Labels 2 to 2 of this print job were withdrawn"):
            deed()
    again(first="3", last="10")
    with pytest.raises(
        Invalid, match=f"Label {gone} was withdrawn on 2026-09-12 and should be on no produce"
    ):
        sell(orchard, gone)
    sell(orchard, good)
    sell(orchard, printed.lot.code, "6")
    hold.stop(orchard.site, gone, "可疑", OFFICE, DAY)


def test_a_withdrawn_label_is_sent_to_no_printer(orchard: Orchard, site: Site, zebra: str, job: str) -> None:
    withdraw(orchard, job, first="19")

    with pytest.raises(Refusal, match="Labels 19 to 20 of this print job were withdrawn"):
        label_sending.send(site, job, {"printer": zebra}, orchard.grower, DAY)
    label_sending.send(site, job, {"printer": zebra, "to": "18"}, orchard.grower, DAY)

    with pytest.raises(StillSending):
        withdraw(orchard, job)


def test_labels_of_a_roll_are_withdrawn_whether_they_are_bound_or_not(orchard: Orchard) -> None:
    lot = orchard.harvest("20")
    job = label_order.order_roll(orchard.site, {"count": "10"}, orchard.grower, DAY)
    orchard.printed(job)
    codes = codes_of(orchard, job)

    def bind(first: int, last: int) -> Decimal:
        values = {"first": codes[first - 1], "last": codes[last - 1], "lot": lot.code, "net_weight": "5"}
        return label_rolls.bind(orchard.site, values, orchard.grower, DAY).over

    assert bind(1, 4) == 0
    assert withdraw(orchard, job, first="3", last="6") == [(3, 6)]

    with pytest.raises(Refusal, match="Labels 3 to 6 of this print job were withdrawn"):
        bind(5, 7)
    assert bind(7, 8) == 0
    assert label_rolls.show(orchard.site, job, orchard.grower).free == 2
    seen = consumer.view(orchard.site, f"/t/{codes[2]}", DAY)
    assert (seen.lot.epc, seen.unit and seen.unit.withdrawn_at) == (lot.epc, DAY)
    with pytest.raises(LabelWithdrawn) as unbound:
        consumer.view(orchard.site, f"/t/{codes[4]}", DAY)
    assert unbound.value.at == DAY
    with pytest.raises(NotYetInUse):
        consumer.view(orchard.site, f"/t/{codes[9]}", DAY)
    sell(orchard, lot.code)
    with pytest.raises(SomeHaveLeft):
        withdraw(orchard, job)
    assert rebuild.differences(orchard.site) == []


def test_a_lot_whose_labels_are_all_withdrawn_waits_for_labels_again(
    orchard: Orchard, printed: Printed
) -> None:
    def is_labelled() -> bool:
        (card,) = desk.held(orchard.site, orchard.grower)
        return card.labelled

    withdraw(orchard, printed.job.id, first="2")
    assert is_labelled()
    withdraw(orchard, printed.job.id)

    assert not is_labelled()


def test_what_cannot_be_withdrawn_is_named(orchard: Orchard, printed: Printed) -> None:
    other = orchard.print_labels(orchard.harvest(), design=UNITS, count="1")
    (foreign,) = codes_of(orchard, other.id)

    for says, values in {
        "reason: This is needed.": {"reason": " "},
        "last: The last label comes before the first.": {"first": "5", "last": printed.codes[3]},
        "first: Expected a whole number from 1 to 10, found “11”.": {"first": "11"},
        f"last: “{foreign}” is not on a finished label of this job.": {"last": foreign},
    }.items():
        with pytest.raises(Invalid) as refused:
            withdraw(orchard, printed.job.id, **values)
        assert str(refused.value) == says
    stranger = orchard.member(8, Activity.GROWER, Role.GROWER)
    for deed in (
        lambda: label_withdrawal.withdraw(orchard.site, printed.job.id, {"reason": "x"}, stranger, DAY),
        lambda: label_withdrawal.withdrawable(orchard.site, printed.job.id, stranger),
    ):
        with pytest.raises(NotFound):
            deed()


def test_only_finished_labels_are_withdrawn(orchard: Orchard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(label_order, "AT_ONCE", 1)
    values = {"design": UNITS, "count": "5"}
    job = label_order.order(orchard.site, orchard.harvest().code, values, orchard.grower, DAY)

    with pytest.raises(NotWithdrawable, match="this print job is queued"):
        withdraw(orchard, job)


def test_two_who_withdraw_the_same_at_once_withdraw_it_once(
    orchard: Orchard, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def act(_: int) -> list[tuple[int, int]]:
        with suppress(WithdrawnBefore):
            return withdraw(orchard, printed.job.id)
        return []

    assert sorted(at_once.both(monkeypatch, store, "job", act)) == [[], [(1, 10)]]
    assert rebuild.differences(orchard.site) == []


def test_who_binds_and_who_withdraws_at_once_do_one_after_the_other(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = orchard.harvest()
    job = label_order.order_roll(orchard.site, {"count": "4"}, orchard.grower, DAY)
    orchard.printed(job)
    codes = codes_of(orchard, job)

    def act(number: int) -> str:
        with suppress(Refusal):
            if number:
                return f"withdrew {withdraw(orchard, job)}"
            values = {"first": codes[0], "last": codes[3], "lot": lot.code}
            label_rolls.bind(orchard.site, values, orchard.grower, DAY)
            return "bound"
        return "refused"

    bound, gone = at_once.both(monkeypatch, store, "job", act)

    assert gone == "withdrew [(1, 4)]"
    assert bound in {"bound", "refused"}
    assert rebuild.differences(orchard.site) == []
