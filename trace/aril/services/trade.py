"""Shipping to another organisation, receiving from it, and selling to a consumer."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain import trade
from aril.domain.errors import Invalid, Refusal
from aril.domain.lot import Lot, Transit
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.units import MassUnit, kilograms, plain
from aril.services import capture
from aril.services.filing import acting
from aril.services.finding import lot_at_hand
from aril.services.site import Site
from aril.store import lots, organisations
from aril.store.organisations import OrganisationRow


@dataclass(eq=False)
class NothingOnTheWay(Refusal):
    template: ClassVar[str] = "Nothing of lot {lot} is on its way to you."
    lot: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What a movement did: how much of which lot, under which advice, and what the actor holds now, in kg."""

    lot: Lot
    quantity: Decimal
    held: Decimal
    partner: str = ""
    advice: str = ""


def ship(
    site: Site, scanned: str, quantity: str, unit: MassUnit, receiver_id: str, actor: Member, at: datetime
) -> Moved:
    """Ship kg of a lot to another organisation.

    Raises `Invalid`, `NotFound`, `NotEnoughHeld`, `LotNotFree`, `NotApproved`.
    """
    kg = kilograms(quantity, unit)
    with site.db.write() as session:
        own = acting(session, actor)
        lot = lot_at_hand(session, site, scanned, own.id)
        receiver = organisations.organisation(session, receiver_id)
        if receiver is None or not receiver.may_act or receiver.id == own.id:
            raise Invalid.at("receiver", "Choose an approved organisation to ship to.")
        advice = f"{at.astimezone(CHINA):%Y%m%d}-{site.entropy(4).hex().upper()}"
        event = trade.ship(
            [(lot.epc, kg)],
            organisations.as_party(own, site.terms),
            organisations.as_party(receiver, site.terms),
            advice=advice,
            at=at,
            terms=site.terms,
        )
        capture.event(session, site, event, actor, at)
        return Moved(lot, kg, _held(session, lot, own), receiver.name, advice)


def receive(
    site: Site, scanned: str, quantity: str, unit: MassUnit, actor: Member, at: datetime
) -> list[Moved]:
    """Receive what is on the way to the actor of a scanned lot; without a quantity, all of it.

    Several shipments of one lot are received oldest first, each by its own event. Raises `NothingOnTheWay`,
    `NotShippedToYou`, `Invalid`, `NotFound`, `NotApproved`.
    """
    asked = kilograms(quantity, unit) if quantity.strip() else None
    with site.db.write() as session:
        own = acting(session, actor)
        lot = lot_at_hand(session, site, scanned, own.id)
        coming = [each for each in lots.transits_of(session, [lot.epc]) if _waits_for(each, own)]
        if not coming:
            raise NothingOnTheWay(lot.code)
        moved = []
        left = asked if asked is not None else sum((each.quantity for each in coming), Decimal(0))
        for number, transit in enumerate(coming, 1):
            # The last shipment takes what is left, so that receiving too much meets the rule that refuses it.
            kg = left if number == len(coming) else min(left, transit.quantity)
            if kg <= 0:
                break
            moved.append(_receive(session, site, lot, transit, kg, own, actor, at))
            left = plain(left - kg)
        return moved


def sell(site: Site, scanned: str, quantity: str, unit: MassUnit, actor: Member, at: datetime) -> Moved:
    """Sell kg of a lot over the counter; raises `NotEnoughHeld`, `LotNotFree`, `Invalid`, `NotFound`."""
    kg = kilograms(quantity, unit)
    with site.db.write() as session:
        own = acting(session, actor)
        lot = lot_at_hand(session, site, scanned, own.id)
        event = trade.sell([(lot.epc, kg)], organisations.as_party(own, site.terms), at=at, terms=site.terms)
        capture.event(session, site, event, actor, at)
        return Moved(lot, kg, _held(session, lot, own))


def on_the_way(site: Site, actor: Member) -> list[tuple[Transit, Lot, OrganisationRow | None]]:
    """What is on its way to the actor's organisation, with its lot and its sender."""
    with site.db.read() as session:
        coming = lots.transits_to(session, actor.organisation_id)
        known = lots.lots_by_epc(session, {each.lot for each in coming})
        return [(each, known[each.lot], organisations.organisation(session, each.sender)) for each in coming]


def _receive(
    session: Session,
    site: Site,
    lot: Lot,
    transit: Transit,
    kg: Decimal,
    own: OrganisationRow,
    actor: Member,
    at: datetime,
) -> Moved:
    sender = organisations.organisation(session, transit.sender)
    event = trade.receive(
        [(lot.epc, kg)],
        sender.party if sender else site.terms.party(transit.sender),
        organisations.as_party(own, site.terms),
        advice=transit.document,
        at=at,
        terms=site.terms,
    )
    capture.event(session, site, event, actor, at)
    return Moved(lot, kg, _held(session, lot, own), sender.name if sender else "", transit.document)


def _waits_for(transit: Transit, own: OrganisationRow) -> bool:
    return transit.receiver == own.id and transit.quantity > 0


def _held(session: Session, lot: Lot, own: OrganisationRow) -> Decimal:
    return next(
        (held.quantity for held in lots.holdings_of(session, [lot.epc]) if held.organisation_id == own.id),
        Decimal(0),
    )
