"""One lot's whole way through the services, and what the rules refuse on it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import NotFound
from aril.domain.harvest import IntervalRunning
from aril.domain.inspection import Verdict
from aril.domain.lot_rules import LotNotFree, NotEnoughHeld, NotShippedToYou
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.ledger import rebuild
from aril.services.lots import consumer, packing, trade
from aril.services.merkle_log import log, verification
from aril.services.orchards import farm
from aril.store import lots
from tests.samples import DAY, SPRAY, Orchard

KG = MassUnit.KG
LATER = DAY + timedelta(hours=1)


def test_a_harvest_makes_a_lot_that_its_grower_holds(orchard: Orchard) -> None:
    lot = orchard.harvest("1250.5")

    with orchard.site.db.read() as session:
        held = lots.lots_held_by(session, orchard.grower.organisation_id)

    assert held == [(lot, Decimal("1250.5"))]
    assert lot.variety == "daqingpitian"
    assert lot.epc == f"https://trace.example/lot/{lot.code}"


def test_a_harvest_is_refused_while_an_interval_still_runs(orchard: Orchard) -> None:
    farm.note_input(orchard.site, orchard.plot.id, SPRAY, orchard.grower, DAY)

    with pytest.raises(IntervalRunning) as refused:
        orchard.harvest(on="2026-09-12")

    assert str(refused.value) == (
        "Plot 北坡一号 was treated with 示例杀菌剂 on 2026-09-01; its pre-harvest interval is 14 days. "
        "The earliest legal harvest day is 2026-09-15."
    )
    with orchard.site.db.read() as session:
        assert lots.lots_made_by(session, orchard.grower.organisation_id) == []


def test_a_lot_goes_from_the_orchard_over_a_packer_and_a_shop_to_a_consumer(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    harvested = orchard.harvest("1000")

    packed = packing.record(
        orchard.site,
        {"packed_on": "2026-09-12", "unit": "kg", "quantity": "590", "grade": "first"},
        [(harvested.code, "600")],
        orchard.grower,
        LATER,
    )
    trade.ship(orchard.site, packed.code, "200", KG, shop.organisation_id, orchard.grower, LATER)
    received = trade.receive(orchard.site, packed.code, "", KG, shop, LATER + timedelta(hours=3))
    sold = trade.sell(orchard.site, packed.code, "4", MassUnit.JIN, shop, LATER + timedelta(hours=4))
    seen = consumer.view(orchard.site, f"/t/{packed.code}", LATER)

    assert [moved.quantity for moved in received] == [Decimal(200)]
    assert sold.held == Decimal(198)
    assert seen.scan_count == 1
    assert [parent.code for parent in seen.parents] == [harvested.code]
    assert [station.stage for station in seen.journey] == [
        "sold",
        "received",
        "shipped",
        "packed",
        "harvested",
    ]
    assert seen.journey[-1].place == "北坡一号"


def test_a_failing_report_holds_the_lot_and_everything_made_of_it(orchard: Orchard) -> None:
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.load_limits("carbendazim", "chlorpyrifos")
    harvested = orchard.harvest("1000")
    packed = packing.record(
        orchard.site,
        {"packed_on": "2026-09-12", "unit": "kg", "quantity": "500"},
        [(harvested.code, "500")],
        orchard.grower,
        LATER,
    )

    readings = {"value-carbendazim": "0.61", "not-detected-chlorpyrifos": "1", "loq-chlorpyrifos": "0.01"}
    inspected = orchard.inspect(harvested, inspector, **readings)

    assert inspected.report.verdict is Verdict.NON_CONFORMING
    assert {lot.code for lot in inspected.held} == {harvested.code, packed.code}
    with pytest.raises(LotNotFree) as refused:
        trade.sell(orchard.site, packed.code, "1", KG, orchard.grower, LATER)
    assert str(refused.value) == f"Lot {packed.code} is on_hold and must not be moved: 检验不合格 R-1"


def test_an_empty_reading_is_not_judged_and_never_a_pass(orchard: Orchard) -> None:
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.load_limits("carbendazim", "chlorpyrifos")
    lot = orchard.harvest()

    inspected = orchard.inspect(lot, inspector, **{"value-carbendazim": "0.02"})

    assert inspected.report.verdict is Verdict.NOT_JUDGED
    assert [each.ground for each in inspected.report.judgements] == ["within_limit", "no_reading"]
    assert inspected.held == ()


def test_more_than_is_held_cannot_be_shipped(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("100")

    with pytest.raises(NotEnoughHeld) as refused:
        trade.ship(orchard.site, lot.code, "100.001", KG, shop.organisation_id, orchard.grower, LATER)

    assert str(refused.value) == f"You hold 100 kg of lot {lot.code}; 100.001 kg are more than that."


def test_more_than_was_shipped_cannot_be_received(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("100")
    trade.ship(orchard.site, lot.code, "40", KG, shop.organisation_id, orchard.grower, LATER)

    with pytest.raises(NotShippedToYou) as refused:
        trade.receive(orchard.site, lot.code, "41", KG, shop, LATER)

    assert (
        str(refused.value) == f"Of lot {lot.code}, 40 kg are on their way to you; 41 kg are more than that."
    )


def test_another_organisations_lot_is_as_unknown_as_none(orchard: Orchard) -> None:
    stranger = orchard.member(4, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest()

    with pytest.raises(NotFound) as refused:
        trade.sell(orchard.site, lot.code, "1", KG, stranger, LATER)

    assert str(refused.value) == f"There is no lot “{lot.code}”."


def test_everything_shown_can_be_made_again_from_the_ledger(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.load_limits("carbendazim", "chlorpyrifos")
    farm.note_input(orchard.site, orchard.plot.id, SPRAY | {"interval_days": "3"}, orchard.grower, DAY)
    lot = orchard.harvest("1000")
    trade.ship(orchard.site, lot.code, "200", KG, shop.organisation_id, orchard.grower, LATER)
    orchard.inspect(lot, inspector, **{"value-carbendazim": "0.61"})

    assert rebuild.differences(orchard.site) == []


def test_a_projection_changed_behind_the_ledgers_back_is_found(orchard: Orchard) -> None:
    lot = orchard.harvest("1000")
    with orchard.site.db.write() as session:
        row = session.get_one(lots.LotRow, lot.epc)
        row.remaining = Decimal(2000)

    (difference,) = rebuild.differences(orchard.site)

    assert difference.table == "lot"
    assert difference.key == (lot.epc,)
    assert difference.kept is not None
    assert difference.said is not None
    assert (difference.kept["remaining"], difference.said["remaining"]) == (Decimal(2000), Decimal(1000))


def test_every_fact_becomes_a_leaf_of_the_log_and_verifies(orchard: Orchard) -> None:
    orchard.harvest()

    sequenced = log.sequence(orchard.site)

    assert sequenced > 4
    assert verification.verify(orchard.site) == (sequenced, None)
    assert log.sequence(orchard.site) == 0
