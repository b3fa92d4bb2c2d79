"""A mistyped harvest or packing is corrected or taken back as long as nothing rests on it; the log keeps both."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import ArilError, Invalid, NotFound, Refusal
from aril.domain.harvest import IntervalRunning
from aril.domain.journey import Stage
from aril.domain.lot import Lot, LotState
from aril.domain.lot_correction import LotWentOn
from aril.domain.lot_rules import LotExists, LotIsVoid, LotNotFree, NotEnoughHeld
from aril.domain.membership import Role
from aril.domain.standing import Standing
from aril.domain.units import MassUnit
from aril.epcis.reading import read_event
from aril.services.label_press import label_order
from aril.services.ledger import capture, correction, rebuild
from aril.services.ledger.correction import CertificateNamesIt, LotIsRestedOn
from aril.services.lots import consumer, correcting, desk, hold, lot_file, packing, trade
from aril.services.lots.correcting import MadeWithOthers
from aril.services.lots.finding import path_of
from aril.services.orchards import farm
from aril.services.quality import certificate
from aril.store import corrections, doubts, lots, papers
from tests.epcis.examples import CONTEXT, LOT, aggregation_event, object_event
from tests.samples import DAY, OFFICE, PLOT, SPRAY, Orchard
from tests.services import at_once

LATER = DAY + timedelta(hours=1)
PACKED = {"packed_on": "2026-09-12", "quantity": "80", "unit": "kg"}


def correct(orchard: Orchard, lot: Lot, kg: str, on: str = "2026-09-12", **values: str) -> Lot:
    said = {"harvested_on": on, "quantity": kg, "unit": "kg"} | values
    plot = said.pop("plot", orchard.plot.id)
    return correcting.correct_harvest(orchard.site, lot.code, plot, said, orchard.grower, LATER)


def take_back(orchard: Orchard, lot: Lot) -> Lot:
    return correcting.take_back(orchard.site, lot.code, orchard.grower, LATER)


def stands(orchard: Orchard, lot: Lot) -> tuple[LotState, Decimal, Decimal]:
    """State, what is left, and what the grower holds."""
    with orchard.site.db.read() as session:
        now = lots.lot(session, lot.epc)
        assert now is not None
        return now.state, now.remaining, lots.held_of(session, lot.epc, orchard.grower.organisation_id)


def test_a_mistyped_harvest_is_said_again_under_its_code(orchard: Orchard) -> None:
    lot = orchard.harvest("1250")

    now = correct(orchard, lot, "125", "2026-09-11", grade="first")

    assert (now.epc, now.code) == (lot.epc, lot.code)
    assert (now.quantity, now.harvested_on, now.grade) == (Decimal(125), date(2026, 9, 11), "first")
    assert stands(orchard, lot) == (LotState.ACTIVE, Decimal(125), Decimal(125))
    assert rebuild.differences(orchard.site) == []


def test_what_was_wrong_is_no_station_of_its_way_and_no_doubt_any_more(orchard: Orchard) -> None:
    other, _ = farm.add_plot(orchard.site, PLOT | {"code": "A2", "name": "南坡"}, orchard.grower, DAY)
    lot = orchard.harvest("100")

    correct(orchard, lot, "100", plot=other.id)

    file = lot_file.show(orchard.site, lot.code, orchard.grower)
    assert [(station.stage, station.place) for station in file.journey] == [(Stage.HARVESTED, "南坡")]
    assert [each.doubt.code for each in file.doubts] == ["made-again"]
    with orchard.site.db.read() as session:
        assert doubts.count_in_region(session, "370400") == 1


def test_a_correction_can_be_corrected_even_to_what_was_said_first(orchard: Orchard) -> None:
    lot = orchard.harvest("100")

    correct(orchard, lot, "10")
    correct(orchard, lot, "100")
    trade.sell(orchard.site, lot.code, "60", MassUnit.KG, orchard.grower, LATER)

    assert stands(orchard, lot) == (LotState.ACTIVE, Decimal(40), Decimal(40))
    assert rebuild.differences(orchard.site) == []


def test_a_harvest_that_never_was_leaves_nothing_that_could_be_sold(orchard: Orchard) -> None:
    lot = orchard.harvest("100")

    void = take_back(orchard, lot)

    assert stands(orchard, void) == (LotState.VOID, Decimal(0), Decimal(0))
    assert desk.held(orchard.site, orchard.grower) == ()
    seen = consumer.view(orchard.site, path_of(lot), DAY)
    assert (seen.standing, seen.journey) == (Standing.VOID, ())
    with pytest.raises(LotIsVoid):
        label_order.order(orchard.site, lot.code, {"count": "1"}, orchard.grower, DAY)
    with pytest.raises(Refusal):
        trade.sell(orchard.site, lot.code, "1", MassUnit.KG, orchard.grower, DAY)
    assert rebuild.differences(orchard.site) == []


def test_a_packing_that_is_taken_back_gives_its_lots_their_kilograms_back(orchard: Orchard) -> None:
    first, second = orchard.harvest("100"), orchard.harvest("50")
    packed = packing.record(
        orchard.site, PACKED, [(first.code, "60"), (second.code, "50")], orchard.grower, DAY
    )

    shown = correcting.show(orchard.site, packed.code, orchard.grower)
    take_back(orchard, packed)

    assert not shown.is_harvest
    assert {lot.code: kg for lot, kg in shown.back} == {first.code: Decimal(60), second.code: Decimal(50)}
    assert stands(orchard, packed) == (LotState.VOID, Decimal(0), Decimal(0))
    assert stands(orchard, first) == (LotState.ACTIVE, Decimal(100), Decimal(100))
    assert lot_file.show(orchard.site, first.code, orchard.grower).children == ()
    assert correct(orchard, second, "40").quantity == Decimal(40)
    assert rebuild.differences(orchard.site) == []


def test_a_hold_of_what_went_in_passes_a_packing_by_that_was_taken_back(orchard: Orchard) -> None:
    lot = orchard.harvest("100")
    packed = packing.record(orchard.site, PACKED, [(lot.code, "90")], orchard.grower, DAY)
    take_back(orchard, packed)

    held = hold.stop(orchard.site, lot.code, "示例", orchard.grower, DAY)

    assert [each.code for each in held] == [lot.code]


def made_again_by_a_program(orchard: Orchard, lot: Lot) -> None:
    made = object_event(
        action="ADD", epcList=None, quantityList=[{"epcClass": lot.epc, "quantity": 50, "uom": "KGM"}]
    )
    with orchard.site.db.write() as session:
        capture.event(session, orchard.site, read_event(made, (CONTEXT,)), orchard.grower, LATER)


def test_a_void_lot_that_fails_its_test_is_stopped_and_not_made_again(orchard: Orchard) -> None:
    lot = orchard.harvest("100")
    take_back(orchard, lot)
    orchard.load_limits("carbendazim", "chlorpyrifos")
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)

    orchard.inspect(lot, inspector, **{"value-carbendazim": "0.61"})

    assert stands(orchard, lot) == (LotState.ON_HOLD, Decimal(0), Decimal(0))
    with pytest.raises(LotExists):
        made_again_by_a_program(orchard, lot)
    hold.release(orchard.site, lot.code, "示例", OFFICE, DAY)
    assert stands(orchard, lot)[0] is LotState.VOID
    assert rebuild.differences(orchard.site) == []


@pytest.mark.parametrize("look", ["rested_on", "makings_of"])
def test_a_lot_that_fails_at_the_moment_it_is_taken_back_is_stopped(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    lot = orchard.harvest("100")
    orchard.load_limits("carbendazim", "chlorpyrifos")
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)

    def act(number: int) -> object:
        try:
            if number:
                return take_back(orchard, lot)
            return orchard.inspect(lot, inspector, **{"value-carbendazim": "0.61"})
        except ArilError as refusal:
            return refusal

    at_once.both(monkeypatch, corrections, look, act)

    assert stands(orchard, lot)[0] is LotState.ON_HOLD
    assert rebuild.differences(orchard.site) == []


def test_no_certificate_is_issued_of_what_is_taken_back_at_that_moment(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = orchard.harvest("100")

    def act(number: int) -> object:
        try:
            return take_back(orchard, lot) if number else promised(orchard, lot)
        except ArilError as refusal:
            return refusal

    answers = at_once.both(monkeypatch, papers, "certificates_on", act)

    assert [type(each) for each in answers if isinstance(each, ArilError)] in (
        [CertificateNamesIt],
        [LotNotFree],
    )
    assert rebuild.differences(orchard.site) == []


def test_an_event_without_a_weight_is_not_taken_for_the_making_of_a_lot(orchard: Orchard) -> None:
    lot = orchard.harvest("100")
    seen = object_event(action="ADD", epcList=None, quantityList=[{"epcClass": lot.epc}])
    stranger = orchard.member(4, Activity.GROWER)
    for by in (stranger, orchard.grower):
        with orchard.site.db.write() as session:
            event = read_event(
                {**seen, "readPoint": {"id": orchard.site.terms.place(by.organisation_id)}}, (CONTEXT,)
            )
            capture.event(session, orchard.site, event, by, DAY)

    with pytest.raises(LotIsRestedOn):  # by the maker's own word on it, and not by the stranger's
        take_back(orchard, lot)


def test_what_a_program_says_beyond_the_form_is_not_dropped_by_it(orchard: Orchard) -> None:
    lot = orchard.harvest("100")
    with orchard.site.db.read() as session:
        making = correction.making_of(session, lot)
        assert making is not None
        said = {**making.fact, "eventID": None}
    said = {key: value for key, value in said.items() if key != "eventID"}
    take_back(orchard, lot)
    said["ilmd"] = {**said["ilmd"], "gs1:itemExpirationDate": "2026-10-01"}
    with orchard.site.db.write() as session:
        capture.event(session, orchard.site, read_event(said), orchard.grower, LATER)

    assert not correcting.show(orchard.site, lot.code, orchard.grower).is_harvest
    with pytest.raises(NotFound):
        correct(orchard, lot, "90")


def sold(orchard: Orchard, lot: Lot) -> None:
    trade.sell(orchard.site, lot.code, "1", MassUnit.KG, orchard.grower, DAY)


def packed_on(orchard: Orchard, lot: Lot) -> None:
    packing.record(orchard.site, PACKED, [(lot.code, "90")], orchard.grower, DAY)


def stopped(orchard: Orchard, lot: Lot) -> None:
    hold.stop(orchard.site, lot.code, "示例", orchard.grower, DAY)


def promised(orchard: Orchard, lot: Lot) -> None:
    certificate.issue(orchard.site, lot.code, ["controls"], orchard.grower, DAY)


def sampled(orchard: Orchard, lot: Lot) -> None:
    orchard.load_limits("carbendazim", "chlorpyrifos")
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.inspect(lot, inspector, **{"value-carbendazim": "0.01"})


def loaded(orchard: Orchard, lot: Lot) -> None:
    """As a program loads it."""
    on = [{"epcClass": lot.epc, "quantity": 100, "uom": "KGM"}]
    event = aggregation_event(childEPCs=None, childQuantityList=on)
    with orchard.site.db.write() as session:
        capture.event(session, orchard.site, read_event(event, (CONTEXT,)), orchard.grower, DAY)


def freed_again(orchard: Orchard, lot: Lot) -> None:
    hold.stop(orchard.site, lot.code, "示例", orchard.grower, DAY)
    hold.release(orchard.site, lot.code, "示例", OFFICE, DAY)


@pytest.mark.parametrize(
    ("then", "refusal"),
    [
        (loaded, LotIsRestedOn),
        (freed_again, LotIsRestedOn),
        (sold, LotWentOn),
        (packed_on, LotWentOn),
        (stopped, LotWentOn),
        (promised, CertificateNamesIt),
        (sampled, LotIsRestedOn),
    ],
)
def test_a_lot_on_which_something_rests_stays_as_it_was_said(
    orchard: Orchard, then: Any, refusal: type[Refusal]
) -> None:
    lot = orchard.harvest("100")
    then(orchard, lot)
    before = stands(orchard, lot)

    for act in (lambda: correct(orchard, lot, "90"), lambda: take_back(orchard, lot)):
        with pytest.raises(refusal) as caught:
            act()
        assert getattr(caught.value, "lot", "") == lot.code

    assert stands(orchard, lot) == before


def test_once_its_certificate_is_void_a_lot_can_be_corrected(orchard: Orchard) -> None:
    lot = orchard.harvest("100")
    issued = certificate.issue(orchard.site, lot.code, ["controls"], orchard.grower, DAY)

    certificate.void(orchard.site, issued.id, "重量填错", orchard.grower, DAY)

    assert correct(orchard, lot, "90").quantity == Decimal(90)


def test_a_corrected_harvest_keeps_the_rules_of_a_harvest(orchard: Orchard) -> None:
    lot = orchard.harvest("100")
    farm.note_input(orchard.site, orchard.plot.id, SPRAY | {"used_on": "2026-09-09"}, orchard.grower, DAY)

    with pytest.raises(IntervalRunning):
        correct(orchard, lot, "100", "2026-09-10")
    with pytest.raises(Invalid) as caught:
        correct(orchard, lot, "-3", "2026-10-01")

    assert [finding.where for finding in caught.value.findings] == ["quantity", "harvested_on"]
    assert stands(orchard, lot) == (LotState.ACTIVE, Decimal(100), Decimal(100))


def test_a_correction_changes_something(orchard: Orchard) -> None:
    lot = orchard.harvest("100")

    with pytest.raises(Invalid) as caught:
        correct(orchard, lot, "100")

    assert caught.value.findings[0].where == "quantity"


def test_nobody_corrects_what_another_made(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER, Role.PACKER)
    lot = orchard.harvest("100")
    trade.ship(orchard.site, lot.code, "100", MassUnit.KG, shop.organisation_id, orchard.grower, DAY)
    trade.receive(orchard.site, lot.code, "100", MassUnit.KG, shop, DAY)

    with pytest.raises(NotFound):
        correcting.take_back(orchard.site, lot.code, shop, DAY)


def test_a_lot_that_a_program_recorded_with_others_takes_none_of_them_with_it(orchard: Orchard) -> None:
    two = object_event(
        action="ADD",
        epcList=None,
        quantityList=[{"epcClass": f"{LOT}{number}", "quantity": 10, "uom": "KGM"} for number in range(2)],
    )
    with orchard.site.db.write() as session:
        capture.event(session, orchard.site, read_event(two, (CONTEXT,)), orchard.grower, DAY)

    with pytest.raises(MadeWithOthers):
        correcting.take_back(orchard.site, "L70", orchard.grower, LATER)


def test_what_is_sold_at_the_moment_of_its_correction_is_sold_of_one_of_the_two(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = orchard.harvest("100")

    def act(number: int) -> object:
        try:
            if number:
                return correct(orchard, lot, "10")
            return trade.sell(orchard.site, lot.code, "50", MassUnit.KG, orchard.grower, LATER)
        except ArilError as refusal:
            return refusal

    answers = at_once.both(monkeypatch, lots, "lots_by_epc", act)

    refused = [answer for answer in answers if isinstance(answer, ArilError)]
    assert [type(each) for each in refused] in ([LotWentOn], [NotEnoughHeld])
    left = Decimal(50) if isinstance(refused[0], LotWentOn) else Decimal(10)
    assert stands(orchard, lot) == (LotState.ACTIVE, left, left)
    assert rebuild.differences(orchard.site) == []
