"""Shipping to another organisation, receiving from it, selling to a consumer, and destroying what nobody may eat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain import hold, trade
from aril.domain.chain import Product
from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.lot import Lot, Transit
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.reading import Fields, read_reason, sure
from aril.domain.units import MassUnit, kilograms, plain
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture
from aril.services.lots.finding import lot_at_hand
from aril.services.orchards.farm import chain_of_lot
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


@dataclass(frozen=True, slots=True)
class Underway:
    """Goods between two organisations, and the name of the other one."""

    transit: Transit
    lot: Lot
    product: Product
    partner: str

    @property
    def advice(self) -> str:
        """The number of the despatch advice, as people say it."""
        return self.transit.advice.rpartition("/")[2]


def ship(
    site: Site, scanned: str, quantity: str, unit: MassUnit, receiver_id: str, actor: Member, at: datetime
) -> Moved:
    """Ship kg of a lot to another organisation.

    Raises `Invalid`, `NotFound`, `NotEnoughHeld`, `LotNotFree`, `NotApproved`.
    """
    fields = Fields({"quantity": quantity})
    with site.db.write() as session:
        own = acting(session, actor)
        to_whom = fields.attempt(lambda: _receiver(session, receiver_id, own))
        lot, asked = _goods(session, site, fields, scanned, unit, own)
        receiver, kg = sure(to_whom), sure(asked)
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
    fields = Fields({"quantity": quantity})
    with site.db.write() as session:
        own = acting(session, actor)
        lot, asked = _goods(session, site, fields, scanned, unit, own, required=False)
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


def take_back(site: Site, document: str, epc: str, actor: Member, at: datetime) -> Moved:
    """Undo what is still on its way of a shipment of the actor's; `document` is what it travels under.

    Raises `NotFound` where nothing of it is, or somebody else sent it.
    """
    with site.db.write() as session:
        own = acting(session, actor)
        transit = next(
            (each for each in lots.transits_of(session, [epc]) if _left_of(each, document, own)), None
        )
        lot = lots.lot(session, epc)
        if transit is None or lot is None:
            raise NotFound("shipment", document.rpartition("/")[2])
        receiver = organisations.organisation(session, transit.receiver)
        event = trade.take_back(
            [(epc, transit.quantity)],
            organisations.as_party(own, site.terms),
            receiver.party if receiver else site.terms.party(transit.receiver),
            advice=transit.advice,
            at=at,
            terms=site.terms,
        )
        capture.event(session, site, event, actor, at)
        return Moved(
            lot,
            transit.quantity,
            _held(session, lot, own),
            receiver.name if receiver else "",
            transit.advice,
        )


def sell(site: Site, scanned: str, quantity: str, unit: MassUnit, actor: Member, at: datetime) -> Moved:
    """Sell kg of a lot over the counter; raises `NotEnoughHeld`, `LotNotFree`, `Invalid`, `NotFound`."""
    fields = Fields({"quantity": quantity})
    with site.db.write() as session:
        own = acting(session, actor)
        lot, asked = _goods(session, site, fields, scanned, unit, own)
        kg = sure(asked)
        event = trade.sell([(lot.epc, kg)], organisations.as_party(own, site.terms), at=at, terms=site.terms)
        capture.event(session, site, event, actor, at)
        return Moved(lot, kg, _held(session, lot, own))


def destroy(
    site: Site, scanned: str, quantity: str, unit: MassUnit, reason: str, actor: Member, at: datetime
) -> Moved:
    """Record that kg of a lot were destroyed; without a quantity, all that the actor holds.

    A lot that is on hold or recalled may be destroyed, for that is often how it ends. Raises `NotEnoughHeld`,
    `Invalid`, `NotFound`, `NotApproved`.
    """
    fields = Fields({"quantity": quantity})
    why = fields.attempt(lambda: read_reason(reason))
    if why == "":
        fields.refuse("reason", "Say why; what is destroyed does not come back.")
    with site.db.write() as session:
        own = acting(session, actor)
        lot, asked = _goods(session, site, fields, scanned, unit, own, required=False)
        kg = asked or _held(session, lot, own)
        if not kg:
            raise Invalid.at("code", "You hold nothing of lot {code}.", code=lot.code)
        place = organisations.as_party(own, site.terms).place
        event = hold.destroy(lot.epc, kg, sure(why), place=place, at=at, terms=site.terms)
        capture.event(session, site, event, actor, at)
        return Moved(lot, kg, _held(session, lot, own))


def on_the_way(site: Site, actor: Member) -> list[Underway]:
    """What is on its way to the actor's organisation, with who sent it."""
    with site.db.read() as session:
        coming = lots.transits_to(session, actor.organisation_id)
        return _underway(session, [(each, each.sender) for each in coming])


def sent(site: Site, actor: Member) -> list[Underway]:
    """What the actor's organisation sent and nobody has received yet, with who it is for."""
    with site.db.read() as session:
        gone = lots.transits_from(session, actor.organisation_id)
        return _underway(session, [(each, each.receiver) for each in gone])


def partners(site: Site, actor: Member) -> list[tuple[str, str]]:
    """Id and name of each organisation that the actor's can ship to."""
    with site.db.read() as session:
        return [(row.id, row.name) for row in organisations.trading_partners(session, actor.organisation_id)]


def _goods(
    session: Session,
    site: Site,
    fields: Fields,
    scanned: str,
    unit: MassUnit,
    own: OrganisationRow,
    *,
    required: bool = True,
) -> tuple[Lot, Decimal | None]:
    """The lot that was scanned and the kg of the field `quantity`; raises `Invalid` with every fault of the form."""
    kg = fields.through("quantity", lambda text, where: kilograms(text, unit, where), required=required)
    lot = fields.attempt(lambda: lot_at_hand(session, site, scanned, own.id))
    fields.check()
    return sure(lot), kg


def _receiver(session: Session, receiver_id: str, own: OrganisationRow) -> OrganisationRow:
    receiver = organisations.organisation(session, receiver_id)
    if receiver is None or not receiver.may_act or receiver.id == own.id:
        raise Invalid.at("receiver", "Choose an approved organisation to ship to.")
    return receiver


def _underway(session: Session, transits: Sequence[tuple[Transit, str]]) -> list[Underway]:
    known = lots.lots_by_epc(session, {transit.lot for transit, _ in transits})
    names = organisations.names(session, {partner for _, partner in transits})
    chains = {code: chain_of_lot(session, code) for code in {lot.chain for lot in known.values()}}
    found = []
    for transit, partner in transits:
        lot = known[transit.lot]
        product = chains[lot.chain].product_of(lot)
        found.append(Underway(transit, lot, product, names.get(partner, partner)))
    return found


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
        advice=transit.advice,
        at=at,
        terms=site.terms,
    )
    capture.event(session, site, event, actor, at)
    return Moved(lot, kg, _held(session, lot, own), sender.name if sender else "", transit.advice)


def _left_of(transit: Transit, document: str, own: OrganisationRow) -> bool:
    return transit.document == document and transit.sender == own.id and transit.quantity > 0


def _waits_for(transit: Transit, own: OrganisationRow) -> bool:
    return transit.receiver == own.id and transit.quantity > 0


def _held(session: Session, lot: Lot, own: OrganisationRow) -> Decimal:
    return next(
        (held.quantity for held in lots.holdings_of(session, [lot.epc]) if held.organisation_id == own.id),
        Decimal(0),
    )
