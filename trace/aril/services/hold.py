"""Stopping lots and everything made of them; freeing them again; calling them back; destroying them."""

from datetime import datetime

from sqlalchemy.orm import Session

from aril.domain import hold
from aril.domain.errors import Forbidden, Invalid
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member, Role
from aril.services import capture
from aril.services.filing import acting
from aril.services.finding import lot_at_hand, lot_of_scan
from aril.services.site import Site
from aril.store import lots, organisations


def put_on_hold(
    session: Session, site: Site, lot: Lot, reason: str, actor: Member, at: datetime
) -> list[Lot]:
    """Hold a lot and every lot made of it, within the caller's transaction; answers those that were free."""
    family = _family(session, lot)
    free = [each for each in family if each.state is LotState.ACTIVE]
    if free:
        event = hold.hold(
            [each.epc for each in free], reason, place=_place(session, site, actor), at=at, terms=site.terms
        )
        capture.event(session, site, event, actor, at)
    return free


def recall(site: Site, scanned: str, typed_again: str, reason: str, actor: Member, at: datetime) -> list[Lot]:
    """Call a lot and everything made of it back; answers the lots that are recalled by it.

    Raises `Forbidden` unless the actor is a regulator of the lot's region or made it, and `Invalid` where the
    reason is missing or the code typed again is another.
    """
    with site.db.write() as session:
        lot = lot_of_scan(session, site, scanned)
        _may_decide(session, lot, actor)
        if not reason.strip():
            raise Invalid.at("reason", "Say why; it is the first thing a consumer reads.")
        if typed_again.replace("-", "").strip().upper() != lot.code.upper():
            raise Invalid.at("confirm", "Type the code of the lot, {code}, to recall it.", code=lot.code)
        family = [each for each in _family(session, lot) if each.state is not LotState.RECALLED]
        event = hold.recall(
            [each.epc for each in family],
            reason.strip(),
            place=_place(session, site, actor),
            at=at,
            terms=site.terms,
        )
        capture.event(session, site, event, actor, at)
        return family


def release(site: Site, scanned: str, reason: str, actor: Member, at: datetime) -> Lot:
    """Free one lot from its hold; raises `Forbidden` for anyone but a regulator, and `Invalid`."""
    with site.db.write() as session:
        lot = lot_of_scan(session, site, scanned)
        if not actor.has(Role.REGULATOR):
            raise Forbidden(Role.REGULATOR)
        _may_decide(session, lot, actor)
        if not reason.strip():
            raise Invalid.at("reason", "Say why the lot may go on.")
        if lot.state is not LotState.ON_HOLD:
            raise Invalid.at("code", "Lot {code} is not on hold.", code=lot.code)
        event = hold.release(
            [lot.epc], reason.strip(), place=_place(session, site, actor), at=at, terms=site.terms
        )
        capture.event(session, site, event, actor, at)
        freed = lots.lot(session, lot.epc)
        assert freed is not None
        return freed


def destroy(site: Site, scanned: str, reason: str, actor: Member, at: datetime) -> Lot:
    """Record that all the actor holds of a lot was destroyed; answers the lot as it stands then.

    A lot that is on hold or recalled may be destroyed, for that is often how it ends. Raises `Invalid`,
    `NotFound`, `NotApproved`.
    """
    with site.db.write() as session:
        own = acting(session, actor)
        lot = lot_at_hand(session, site, scanned, own.id)
        if not reason.strip():
            raise Invalid.at("reason", "Say why; what is destroyed does not come back.")
        held = lots.held_of(session, lot.epc, own.id)
        if not held:
            raise Invalid.at("code", "You hold nothing of lot {code}.", code=lot.code)
        place = organisations.as_party(own, site.terms).place
        event = hold.destroy(lot.epc, held, reason.strip(), place=place, at=at, terms=site.terms)
        capture.event(session, site, event, actor, at)
        gone = lots.lot(session, lot.epc)
        assert gone is not None
        return gone


def reach(site: Site, scanned: str) -> tuple[Lot, list[Lot], list[tuple[str, Lot, str]]]:
    """What a recall of a lot would hit: the lot, its descendants, and (holder, lot, kg) wherever some is left."""
    with site.db.read() as session:
        lot = lot_of_scan(session, site, scanned)
        family = {each.epc: each for each in _family(session, lot)}
        holders = []
        for held in lots.holdings_of(session, family):
            if held.quantity > 0:
                row = organisations.organisation(session, held.organisation_id)
                holders.append(
                    (row.name if row else held.organisation_id, family[held.lot], str(held.quantity))
                )
        return (
            lot,
            [each for each in family.values() if each.epc != lot.epc],
            sorted(holders, key=lambda line: (line[0], line[1].code)),
        )


def _family(session: Session, lot: Lot) -> list[Lot]:
    below = {edge.child for edge in lots.descendants(session, lot.epc)}
    return [lot, *sorted(lots.lots_by_epc(session, below).values(), key=lambda each: each.epc)]


def _may_decide(session: Session, lot: Lot, actor: Member) -> None:
    maker = organisations.organisation(session, lot.organisation_id)
    if actor.organisation_id == lot.organisation_id or (maker and actor.oversees(maker.region)):
        return
    raise Forbidden(Role.REGULATOR)


def _place(session: Session, site: Site, actor: Member) -> str:
    row = organisations.organisation(session, actor.organisation_id)
    return organisations.as_party(row, site.terms).place if row else site.terms.place(actor.organisation_id)
