"""Goods between organisations: what is underway, for whom, and how a wrong shipment comes back."""

from decimal import Decimal

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import NotFound
from aril.domain.lot import Lot
from aril.domain.lot_rules import NotShippedToYou
from aril.domain.membership import Member, Role
from aril.domain.units import MassUnit
from aril.epcis.reading import read_event
from aril.services.ledger import capture, rebuild
from aril.services.lots import desk, trade
from aril.store import doubts
from tests.epcis.examples import CONTEXT, object_event
from tests.samples import DAY, Orchard


def test_what_is_underway_is_known_to_both_ends(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("1000")
    moved = trade.ship(orchard.site, lot.code, "200", MassUnit.KG, shop.organisation_id, orchard.grower, DAY)

    (coming,) = trade.on_the_way(orchard.site, shop)
    (sent,) = trade.sent(orchard.site, orchard.grower)

    assert coming.transit == sent.transit
    assert (coming.partner, sent.partner) == (orchard.grower.organisation_name, shop.organisation_name)
    assert (sent.advice, sent.product.name, sent.transit.quantity) == (moved.advice, "石榴", Decimal(200))


def test_a_shipment_taken_back_is_held_by_its_sender_again(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("1000")
    trade.ship(orchard.site, lot.code, "200", MassUnit.KG, shop.organisation_id, orchard.grower, DAY)
    trade.receive(orchard.site, lot.code, "50", MassUnit.KG, shop, DAY)
    (sent,) = trade.sent(orchard.site, orchard.grower)

    moved = trade.take_back(orchard.site, sent.transit.document, lot.epc, orchard.grower, DAY)

    assert (moved.quantity, moved.held) == (Decimal(150), Decimal(950))
    assert trade.on_the_way(orchard.site, shop) == []
    assert rebuild.differences(orchard.site) == []


def test_nobody_takes_anothers_shipment_back(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("1000")
    trade.ship(orchard.site, lot.code, "200", MassUnit.KG, shop.organisation_id, orchard.grower, DAY)
    (coming,) = trade.on_the_way(orchard.site, shop)

    with pytest.raises(NotFound) as refused:
        trade.take_back(orchard.site, coming.transit.document, lot.epc, shop, DAY)

    assert str(refused.value) == f"There is no shipment “{coming.advice}”."
    assert desk.held(orchard.site, shop) == ()


def test_one_ships_to_everybody_but_oneself(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)

    assert trade.partners(orchard.site, orchard.grower) == [(shop.organisation_id, shop.organisation_name)]


def ship_without_advice(orchard: Orchard, lot: Lot, kg: int, to: Member, step: str = "shipping") -> None:
    """As a program does that keeps no despatch advices; with another step it undoes that."""
    terms = orchard.site.terms
    event = object_event(
        epcList=None,
        bizStep=step,
        quantityList=[{"epcClass": lot.epc, "quantity": kg, "uom": "KGM"}],
        destinationList=[{"type": "owning_party", "destination": terms.party(to.organisation_id)}],
    )
    with orchard.site.db.write() as session:
        capture.event(session, orchard.site, read_event(event, (CONTEXT,)), orchard.grower, DAY)


def test_what_is_shipped_without_a_despatch_advice_arrives_at_each_of_its_receivers(orchard: Orchard) -> None:
    one, other = (orchard.member(seed, Activity.TRADER, Role.TRADER) for seed in (2, 3))
    lot = orchard.harvest("1000")
    ship_without_advice(orchard, lot, 100, one)
    ship_without_advice(orchard, lot, 30, other)
    ship_without_advice(orchard, lot, 20, one)

    (first,) = trade.receive(orchard.site, lot.code, "70", MassUnit.KG, one, DAY)
    (second,) = trade.receive(orchard.site, lot.code, "", MassUnit.KG, other, DAY)
    ship_without_advice(orchard, lot, 10, one, step="void_shipping")

    assert [(each.held, each.advice) for each in (first, second)] == [(Decimal(70), ""), (Decimal(30), "")]
    (coming,) = trade.on_the_way(orchard.site, one)
    assert (coming.transit.quantity, coming.advice) == (Decimal(40), "")
    with pytest.raises(NotShippedToYou):
        trade.receive(orchard.site, lot.code, "41", MassUnit.KG, one, DAY)
    back = trade.take_back(orchard.site, coming.transit.document, lot.epc, orchard.grower, DAY)
    assert (back.quantity, back.held) == (Decimal(40), Decimal(900))
    with orchard.site.db.read() as session:
        assert doubts.of_lot(session, lot.epc) == []
    assert rebuild.differences(orchard.site) == []
