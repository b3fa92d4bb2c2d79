"""Correcting what was recorded of the making of an own lot, or taking it back, while nothing rests on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain import harvest
from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.harvest import Harvest
from aril.domain.lot import Lot, LotState, comes_out
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.epcis.event_hash import event_hash
from aril.epcis.events import Event, canonical_event
from aril.epcis.reading import read_event
from aril.epcis.vocabulary import ErrorReason
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture, correction
from aril.services.lots.desk import LotCard, cards
from aril.services.lots.finding import lot_named
from aril.services.orchards.farm import own_plot
from aril.services.site import Site
from aril.store import farm, lots


@dataclass(eq=False)
class MadeWithOthers(Refusal):
    template: ClassVar[str] = (
        "Lot {lot} was recorded together with others. The program that recorded them can declare the event in error."
    )
    lot: str


@dataclass(frozen=True, slots=True)
class Correctable:
    """A lot that may be wrong. `back` has the lots that went in, with the kg that taking it back returns to each."""

    card: LotCard
    is_harvest: bool
    back: Sequence[tuple[Lot, Decimal]]


def show(site: Site, name: str, actor: Member) -> Correctable:
    """An own lot by its name; raises `MadeWithOthers`, and `NotFound` also where its making was declared an error."""
    with site.db.read() as session:
        lot, making = _own(session, site, name, actor)
        (card,) = cards(session, actor.organisation_id, [(lot, lot.remaining)])
        edges = [edge for edge in lots.ancestors(session, lot.epc) if edge.child == lot.epc]
        known = lots.lots_by_epc(session, [edge.parent for edge in edges])
        back = [(known[edge.parent], edge.quantity) for edge in edges if edge.parent in known]
        return Correctable(card, _is_ours(site, lot, making), back)


def correct_harvest(
    site: Site, name: str, plot_id: str, values: Mapping[str, str], actor: Member, at: datetime
) -> Lot:
    """Say again what was harvested as a lot, which keeps its code and its GTIN; answers it.

    Raises what recording a harvest does, `Invalid` where nothing is different, and `LotWentOn`, `LotIsRestedOn` or
    `CertificateNamesIt` where something rests on the lot.
    """
    said = Harvest.parse({**values, "gtin": ""}, today=at.astimezone(CHINA).date())
    with site.db.write() as session:
        acting(session, actor)
        lot, making = _own(session, site, name, actor)
        if not _is_ours(site, lot, making):
            raise NotFound("lot", name)
        plot = own_plot(session, plot_id, actor.organisation_id)
        known = (lot.plot_id, lot.harvested_on, lot.quantity, lot.grade)
        if known == (plot.id, said.harvested_on, said.quantity, said.grade):
            raise Invalid.at("quantity", "This is what is recorded already. Change what is wrong.")
        event = harvest.decide(
            plot,
            farm.uses_on(session, plot.id),
            replace(said, gtin=lot.gtin),
            code=lot.code,
            chain=lot.chain,
            at=at,
            terms=site.terms,
        )
        wrong = correction.declaration(making, ErrorReason.INCORRECT_DATA, at, event_hash(event))
        capture.events(session, site, [wrong, event], actor, at)
        return _again(session, lot)


def take_back(site: Site, name: str, actor: Member, at: datetime) -> Lot:
    """Declare that an own lot was never made: it is void, and what went into it is back. Answers it.

    Raises as `correct_harvest` does.
    """
    with site.db.write() as session:
        acting(session, actor)
        lot, making = _own(session, site, name, actor)
        wrong = correction.declaration(making, ErrorReason.DID_NOT_OCCUR, at)
        capture.event(session, site, wrong, actor, at)
        return _again(session, lot)


def _own(session: Session, site: Site, name: str, actor: Member) -> tuple[Lot, Event]:
    """A lot that the actor's organisation made, and the event by which it did.

    Raises `NotFound`, and `MadeWithOthers` for an event that made more lots than this one.
    """
    lot = lot_named(session, site, name, actor.organisation_id)
    making = correction.making_of(session, lot)
    if lot.organisation_id != actor.organisation_id or lot.state is LotState.VOID or making is None:
        raise NotFound("lot", name)
    event = read_event(making.fact)
    if len(comes_out(canonical_event(event))) > 1:
        raise MadeWithOthers(lot.code)
    return lot, event


def _is_ours(site: Site, lot: Lot, making: Event) -> bool:
    """Whether a lot was harvested by a form: what a program recorded may say more than the form knows."""
    return harvest.says_no_more(making) and lot.epc == site.terms.lot(lot.code, lot.gtin)


def _again(session: Session, lot: Lot) -> Lot:
    now = lots.lot(session, lot.epc)
    assert now is not None, "no lot is ever removed"
    return now
