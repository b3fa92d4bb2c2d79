"""Loading lots into a case or onto a pallet, and unloading it: its SSCC is given out with the event that says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from aril.domain import loading
from aril.domain.allotment import NumberKind, NumberOrder
from aril.domain.errors import NotFound
from aril.domain.loading import Load
from aril.domain.membership import Member
from aril.services.codes import numbers
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture
from aril.services.lots import parcel
from aril.services.lots.finding import lot_at_hand
from aril.services.lots.parcel import epc_of
from aril.services.paging import Page, page_of
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import lots, organisations, parcels
from aril.store.organisations import OrganisationRow

LATEST = 20
"""Cases and pallets that the form of a new one shows."""


@dataclass(frozen=True, slots=True)
class LoadForm:
    """Whether the enterprise has a company prefix for SSCCs, and the SSCCs that it loaded last, the newest first."""

    has_prefix: bool
    loaded: Page[str]


def form(site: Site, actor: Member) -> LoadForm:
    with site.db.read() as session:
        own = organisations.organisation(session, actor.organisation_id)
        last = parcels.loaded_by(session, actor.organisation_id, LATEST + 1)
    ssccs = [epc.rpartition("/")[2] for epc in last]
    return LoadForm(bool(own and own.gs1_prefix), page_of(ssccs, str, LATEST))


def load(
    site: Site,
    values: Mapping[str, str],
    rows: Sequence[tuple[str, str]],
    actor: Member,
    at: datetime,
    key: str = "",
) -> str:
    """Put lots, as (scanned code, weight), into a new case or onto a new pallet; answers its SSCC.

    What is loaded again under the same `key` is that case or pallet. Raises `Invalid`, also without a company prefix,
    `NotFound` for a code the actor does not hold, `LotNotFree`, `NotEnoughHeld`, `PrefixOverlaps` and `NotApproved`;
    then no number is given out either.
    """
    wanted = Load.parse(values, rows)
    with site.db.write() as session:
        own = acting(session, actor)
        if known := numbers.given_under(session, own.id, key):
            return known.numbers[0]
        places = {code.strip(): f"input-{number}" for number, (code, _) in enumerate(rows, 1)}
        found = {code: lot_at_hand(session, site, code, own.id, places[code]) for code, _ in wanted.lots}
        locked = lots.lots_by_epc(session, {lot.epc for lot in found.values()}, lock=True)
        found = {code: locked[lot.epc] for code, lot in found.items()}
        held = {lot.epc: lots.held_of(session, lot.epc, own.id) for lot in found.values()}
        (sscc,) = numbers.give_out(site, NumberOrder(NumberKind.SSCC), actor, at, key).numbers
        event = loading.decide(
            wanted, found, held, unit=epc_of(sscc), place=_place(own, site), at=at, terms=site.terms
        )
        capture.event(session, site, event, actor, at)
        return sscc


def unload(site: Site, sscc: str, actor: Member, at: datetime) -> None:
    """Take everything out of a unit that the actor's organisation loaded; raises `NotFound` and `NotApproved`."""
    with site.db.write() as session:
        own = acting(session, actor)
        inside = parcel.view(site, sscc, actor).lots
        if not parcels.was_loaded_by(session, epc_of(sscc), own.id):
            raise NotFound("SSCC", sscc)
        if not inside:
            return
        event = loading.unloaded(
            epc_of(sscc),
            {epc: kg for epc, (_, kg) in inside.items()},
            place=_place(own, site),
            at=at,
            terms=site.terms,
        )
        capture.event(session, site, event, actor, at)


def _place(own: OrganisationRow, site: Site) -> str:
    return organisations.as_party(own, site.terms).place


@visible("parcel")
def _sees_parcel(session: Session, member: Member, sscc: str) -> bool:
    """Labels of a unit are its loader's affair."""
    return parcels.was_loaded_by(session, epc_of(sscc), member.organisation_id)
