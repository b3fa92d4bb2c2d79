"""Stopping lots and everything made of them; freeing them again; calling them back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from aril.domain import hold
from aril.domain.errors import Finding, Forbidden, Invalid
from aril.domain.identity import bare
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member, Role
from aril.domain.reading import Fields, read_reason, sure
from aril.domain.units import plain
from aril.services.ledger import capture
from aril.services.ledger.authority import decides, oversees
from aril.services.lots.finding import lot_of_scan
from aril.services.site import Site
from aril.store import lots, organisations

CONSUMERS_READ_IT = Finding("reason", "Say why; it is the first thing a consumer reads.")


def put_on_hold(
    session: Session, site: Site, lot: Lot, reason: str, actor: Member, at: datetime
) -> list[Lot]:
    """Hold a lot and every lot made of it, within the caller's transaction; answers those that were free."""
    family = _locked_family(session, lot)
    free = [each for each in family if each.state in {LotState.ACTIVE, LotState.VOID}]
    if free:
        event = hold.hold(
            [each.epc for each in free], reason, place=_place(session, site, actor), at=at, terms=site.terms
        )
        capture.event(session, site, event, actor, at)
    return free


def stop(site: Site, scanned: str, reason: str, actor: Member, at: datetime) -> list[Lot]:
    """Put a lot and everything made of it on hold by hand; answers the lots that were free.

    Raises `Forbidden` unless the actor is a regulator of the lot's region or made it, and `Invalid` where the
    reason is missing or nothing of it is free.
    """
    with site.db.write() as session:
        lot = lot_of_scan(session, site, scanned)
        _check_decides(session, actor, lot)
        why = _needed(reason, CONSUMERS_READ_IT)
        held = put_on_hold(session, site, lot, why, actor, at)
        if not held:
            raise Invalid.at("code", "Lot {code} and what was made of it are stopped already.", code=lot.code)
        return held


def recall(site: Site, scanned: str, typed_again: str, reason: str, actor: Member, at: datetime) -> list[Lot]:
    """Call a lot and everything made of it back; answers the lots that are recalled by it.

    Raises `Forbidden` unless the actor is a regulator of the lot's region or made it, and `Invalid` where the
    reason is missing, the code typed again is another, or all of it is recalled already.
    """
    with site.db.write() as session:
        lot = lot_of_scan(session, site, scanned)
        _check_decides(session, actor, lot)
        fields = Fields({})
        why = fields.attempt(lambda: _needed(reason, CONSUMERS_READ_IT))
        if bare(typed_again) != bare(lot.code):
            fields.refuse("confirm", "Type the code of the lot, {code}, to recall it.", code=lot.code)
        fields.check()
        family = [each for each in _locked_family(session, lot) if each.state is not LotState.RECALLED]
        if not family:
            raise Invalid.at(
                "code", "Lot {code} and everything made of it are recalled already.", code=lot.code
            )
        place = _place(session, site, actor)
        event = hold.recall([each.epc for each in family], sure(why), place=place, at=at, terms=site.terms)
        capture.event(session, site, event, actor, at)
        return family


def release(
    site: Site, scanned: str, reason: str, actor: Member, at: datetime, *, whole: bool = False
) -> list[Lot]:
    """Free a lot from its hold, or, as a `whole`, also what was made of it and held for the same reason.

    What is held for a reason of its own stays so. Raises `Forbidden` for anyone but a regulator of the lot's
    region, and `Invalid`.
    """
    with site.db.write() as session:
        lot = lot_of_scan(session, site, scanned)
        if not oversees(session, actor, lot):
            raise Forbidden(Role.REGULATOR)
        why = _needed(reason, Finding("reason", "Say why the lot may go on."))
        if lot.state is not LotState.ON_HOLD:
            raise Invalid.at("code", "Lot {code} is not on hold.", code=lot.code)
        family = _locked_family(session, lot) if whole else [lot]
        same = [each.epc for each in family if (each.state, each.reason) == (lot.state, lot.reason)]
        place = _place(session, site, actor)
        capture.event(session, site, hold.release(same, why, place=place, at=at, terms=site.terms), actor, at)
        return list(lots.lots_by_epc(session, same).values())


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has so many kg of a lot, or to whom they are on the way."""

    organisation_id: str
    name: str
    phone: str
    lot: Lot
    quantity: Decimal
    is_on_the_way: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a lot went: what was made of it, who has how much of that, and how many kg are beyond reach.

    `gone` is what was sold to consumers or destroyed.
    """

    lot: Lot
    made_of_it: tuple[Lot, ...]
    holders: tuple[Holder, ...]
    gone: Decimal

    @property
    def left(self) -> Decimal:
        """How many kg can still be stopped."""
        return sum((each.quantity for each in self.holders), Decimal(0))


def reach(site: Site, scanned: str) -> Reach:
    """What a hold or a recall of a lot would hit. Raises as a scan does."""
    with site.db.read() as session:
        lot = lot_of_scan(session, site, scanned)
        edges = lots.descendants(session, lot.epc)
        family = {each.epc: each for each in _family(session, lot)}
        having = [
            *(
                (each.organisation_id, each.lot, each.quantity, False)
                for each in lots.holdings_of(session, family)
            ),
            *((each.receiver, each.lot, each.quantity, True) for each in lots.transits_of(session, family)),
        ]
        contacts = organisations.contacts(session, {who for who, *_ in having})
        used = sum((edge.quantity for edge in edges), Decimal(0))
        spent = sum((each.quantity - each.remaining for each in family.values()), Decimal(0))
    holders = [
        Holder(who, *contacts.get(who, (who, "")), family[epc], kg, on_the_way)
        for who, epc, kg, on_the_way in having
        if kg > 0
    ]
    return Reach(
        lot,
        tuple(each for each in family.values() if each.epc != lot.epc),
        tuple(sorted(holders, key=lambda each: (each.name, each.lot.code, each.is_on_the_way))),
        plain(spent - used),
    )


def _needed(reason: str, otherwise: Finding) -> str:
    why = read_reason(reason)
    if not why:
        raise Invalid([otherwise])
    return why


def _family(session: Session, lot: Lot) -> list[Lot]:
    below = {edge.child for edge in lots.descendants(session, lot.epc)}
    return [lot, *sorted(lots.lots_by_epc(session, below).values(), key=lambda each: each.epc)]


def _locked_family(session: Session, lot: Lot) -> list[Lot]:
    """The same, and nobody makes anything more of them before this transaction ends.

    Whoever was at it already is waited for, and what they made is one of them.
    """
    known: dict[str, Lot] = {}
    asked: set[str] = set()
    while new := {lot.epc, *(edge.child for edge in lots.descendants(session, lot.epc))} - asked:
        known |= lots.lots_by_epc(session, new, lock=True)
        asked |= new
    return [known.pop(lot.epc), *(known[epc] for epc in sorted(known))]


def _check_decides(session: Session, actor: Member, lot: Lot) -> None:
    if not decides(session, actor, lot):
        raise Forbidden(Role.REGULATOR)


def _place(session: Session, site: Site, actor: Member) -> str:
    row = organisations.organisation(session, actor.organisation_id)
    return organisations.as_party(row, site.terms).place if row else site.terms.place(actor.organisation_id)
