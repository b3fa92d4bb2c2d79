"""Goods between organisations: what is underway, for whom, and how a wrong shipment comes back."""

from decimal import Decimal

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import NotFound
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.ledger import rebuild
from aril.services.lots import desk, trade
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
