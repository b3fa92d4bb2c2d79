"""Who may stop, free and call back lots, and whose goods an event moves, when a program says so."""

from typing import Any

import pytest

from aril.domain.enterprise import Activity
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member, Role
from aril.domain.units import MassUnit
from aril.services.enterprises import filing
from aril.services.ledger import rebuild
from aril.services.lots import consumer, hold, packing, trade
from aril.services.orchards import farm
from aril.store import lots
from tests.api.partner import ARIL, BARE, Partner
from tests.epcis.examples import LOT, document, object_event
from tests.samples import DAY, OFFICE, SPRAY, enterprise

KG = MassUnit.KG


def said(partner: Partner, step: str, lot: Lot, **more: Any) -> dict[str, Any]:
    """The event of a step of a lot, its kg where `kg` says any."""
    kg = more.pop("kg", None)
    weight = {"quantity": kg, "uom": "KGM"} if kg else {}
    named = {"releasing": partner.orchard.site.terms.releasing}.get(step, step)
    return object_event(epcList=None, bizStep=named, quantityList=[{"epcClass": lot.epc, **weight}], **more)


def picked(epc: str, plot: str, day: str) -> dict[str, Any]:
    """The event of a harvest on a plot."""
    quantity = {"epcClass": epc, "quantity": 5, "uom": "KGM"}
    master = {"aril:plot": plot, "aril:harvestDate": day}
    return object_event(action="ADD", epcList=None, quantityList=[quantity], ilmd=master)


def faults(partner: Partner, *events: Any) -> list[str]:
    """The codes of the rules that refuse events."""
    return [each["code"] for each in partner.captured(*events).get_json()["errors"]]


def state(partner: Partner, lot: Lot) -> LotState:
    with partner.orchard.site.db.read() as session:
        found = lots.lot(session, lot.epc)
    assert found is not None
    return found.state


def office(partner: Partner, region: str) -> Partner:
    """The program of an office; the orchard lies in 370404."""
    return partner.of(partner.orchard.member(int(region), Activity.OFFICE, region=region))


def laboratory(partner: Partner) -> Member:
    partner.orchard.load_limits("carbendazim", "chlorpyrifos")
    return partner.orchard.member(8, Activity.LABORATORY, Role.INSPECTOR)


@pytest.mark.parametrize("disposition", ["non_sellable_other", "recalled"])
def test_a_stranger_stops_nobodys_lot(partner: Partner, disposition: str) -> None:
    lot = partner.orchard.harvest()
    stranger = partner.of(partner.orchard.member(4, Activity.TRADER))

    found = faults(stranger, said(partner, "holding", lot, disposition=disposition))

    assert found == ["not-yours-to-hold"]
    assert state(partner, lot) is LotState.ACTIVE


def test_who_made_a_lot_stops_it_and_what_others_made_of_it(partner: Partner) -> None:
    lot = partner.orchard.harvest()
    packer = partner.orchard.member(4, Activity.PACKER, Role.PACKER)
    trade.ship(partner.orchard.site, lot.code, "100", KG, packer.organisation_id, partner.orchard.grower, DAY)
    trade.receive(partner.orchard.site, lot.code, "", KG, packer, DAY)
    values = {"packed_on": "2026-09-12", "unit": "kg", "quantity": "90"}
    packed = packing.record(partner.orchard.site, values, [(lot.code, "100")], packer, DAY)

    assert faults(partner, said(partner, "holding", lot), said(partner, "holding", packed)) == []

    assert (state(partner, lot), state(partner, packed)) == (LotState.ON_HOLD, LotState.ON_HOLD)
    assert rebuild.differences(partner.orchard.site) == []


def test_nobody_but_the_office_of_its_region_frees_a_lot(partner: Partner) -> None:
    lot = partner.orchard.harvest()
    hold.stop(partner.orchard.site, lot.code, "待复检", OFFICE, DAY)

    for program in (partner, office(partner, "370402")):
        assert faults(program, said(partner, "releasing", lot)) == ["not-yours-to-release"]
        assert state(partner, lot) is LotState.ON_HOLD

    assert faults(office(partner, "370400"), said(partner, "releasing", lot)) == []
    assert state(partner, lot) is LotState.ACTIVE


def test_an_office_calls_back_what_was_made_in_its_region(partner: Partner) -> None:
    lot = partner.orchard.harvest()
    recall = BARE | said(partner, "holding", lot, disposition="recalled")

    refused = office(partner, "370402").post("/events", recall)
    taken = office(partner, "370400").post("/events", recall)

    assert (refused.status_code, refused.get_json()["code"]) == (409, "not-yours-to-hold")
    assert taken.status_code == 201
    assert state(partner, lot) is LotState.RECALLED


def test_who_found_a_lot_failing_stops_it_and_cannot_call_it_back(partner: Partner) -> None:
    lot = partner.orchard.harvest()
    tester = laboratory(partner)
    partner.orchard.inspect(lot, tester, **{"value-carbendazim": "0.61"})
    hold.release(partner.orchard.site, lot.code, "复检合格", OFFICE, DAY)
    program = partner.of(tester)

    assert faults(program, said(partner, "holding", lot, disposition="recalled")) == ["not-yours-to-hold"]
    assert faults(program, said(partner, "holding", lot)) == []
    assert state(partner, lot) is LotState.ON_HOLD


def test_nobody_borrows_anothers_orchard(partner: Partner) -> None:
    plot, site = partner.orchard.plot, partner.orchard.site
    borrower = partner.of(partner.orchard.member(4, Activity.GROWER))

    for program, epc, warned in ((borrower, LOT, ["at-anothers-place"]), (partner, f"{LOT}-2", [])):
        job = program.post("/capture", document(picked(epc, plot.id, "2026-09-12"), **ARIL)).get_json()
        assert [each["code"] for each in job["warnings"]] == warned

    with site.db.read() as session:
        seen = [
            consumer.seen(session, site, lot) for lot in lots.lots_by_epc(session, [LOT, f"{LOT}-2"]).values()
        ]
    assert {each.lot.epc: [plot.name for plot in each.plots] for each in seen} == {
        LOT: [],
        f"{LOT}-2": [plot.name],
    }
    assert rebuild.differences(site) == []


def test_a_harvest_within_an_interval_is_kept_with_its_doubt_when_a_program_says_it(partner: Partner) -> None:
    plot, site = partner.orchard.plot, partner.orchard.site
    farm.note_input(site, plot.id, SPRAY, partner.orchard.grower, DAY)

    early = partner.post("/capture", document(picked(LOT, plot.id, "2026-09-12"), **ARIL)).get_json()
    late = partner.post("/capture", document(picked(f"{LOT}-2", plot.id, "2026-09-15"), **ARIL)).get_json()

    (warning,) = early["warnings"]
    assert warning["detail"] == (
        "Lot L7 is said to be of 2026-09-12; its plot was treated with 示例杀菌剂 on 2026-09-01 and may be "
        "harvested from 2026-09-15."
    )
    assert [each["code"] for each in late["warnings"]] == ["made-later"]
    assert rebuild.differences(site) == []


def test_nobody_reads_what_is_shipped_to_a_number_they_only_claim(partner: Partner) -> None:
    site = partner.orchard.site
    lot = partner.orchard.harvest("1000")
    filed = enterprise(4, Activity.TRADER, gln="9521141000018")
    claimant_id = filing.submit(site, filed, filed.legal_representative, DAY)
    claimant = Member("u4", "示例", claimant_id, filed.name, filed.region, frozenset({Role.TRADER}))
    sent = said(
        partner,
        "shipping",
        lot,
        kg=10,
        bizTransactionList=[{"type": "desadv", "bizTransaction": "https://example.org/advice/1"}],
        destinationList=[{"type": "owning_party", "destination": "https://id.gs1.org/417/9521141000018"}],
    )

    warned = partner.captured(sent).get_json()["warnings"]

    assert [each["code"] for each in warned] == ["nobody-receives"]
    assert trade.on_the_way(site, claimant) == []
    assert partner.of(claimant).events() == []
    assert rebuild.differences(site) == []


def test_a_despatch_advice_of_anothers_goods_takes_nothing_from_them(partner: Partner) -> None:
    site, grower = partner.orchard.site, partner.orchard.grower
    shop, thief = (partner.orchard.member(seed, Activity.TRADER, Role.TRADER) for seed in (4, 5))
    lot = partner.orchard.harvest("1000")
    sent = trade.ship(site, lot.code, "100", KG, shop.organisation_id, grower, DAY)
    trade.ship(site, lot.code, "1", KG, thief.organisation_id, grower, DAY)
    trade.receive(site, lot.code, "", KG, thief, DAY)
    to_themselves = said(
        partner,
        "shipping",
        lot,
        kg=1,
        bizTransactionList=[{"type": "desadv", "bizTransaction": site.terms.document("desadv", sent.advice)}],
        destinationList=[{"type": "owning_party", "destination": site.terms.party(thief.organisation_id)}],
    )

    assert faults(partner.of(thief), to_themselves) == ["advice-in-use"]

    (moved,) = trade.receive(site, lot.code, "", KG, shop, DAY)
    assert (moved.quantity, moved.partner) == (100, enterprise().name)
