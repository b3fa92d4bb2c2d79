"""A case or a pallet by its SSCC: that it is known is everybody's, what is in it is theirs who handle it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from aril.domain.errors import NotFound
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.parcel import boxes, contents
from aril.epcis.events import canonical_event
from aril.epcis.query import parse_query
from aril.services.ledger import querying
from aril.services.site import Site
from aril.store import lots, own_links, parcels

MOST_EVENTS = 500
UNIT = "https://id.gs1.org/00/"


@dataclass(frozen=True, slots=True)
class ParcelView:
    """A unit, with its lots and the kg of each as far as the reader may see them, and how many other things."""

    sscc: str
    lots: Mapping[str, tuple[Lot, Decimal]] = field(default_factory=dict)
    others: int = 0
    boxes: int = 0
    is_own: bool = False
    """Whether the reader's organisation loaded it."""


def epc_of(sscc: str) -> str:
    return f"{UNIT}{sscc}"


def sscc_of(epc: str) -> str:
    """The way back; empty for what is no case and no pallet."""
    return epc.removeprefix(UNIT) if epc.startswith(UNIT) else ""


def view(site: Site, sscc: str, reader: Member | None) -> ParcelView:
    """The unit with an SSCC; raises `NotFound` for one that no event names.

    SSCCs are counted up, so whoever could look into one could look into all of an enterprise's.
    """
    unit = epc_of(sscc)
    with site.db.read() as session:
        if not own_links.is_named(session, unit):
            raise NotFound("SSCC", sscc)
        if reader is None:
            return ParcelView(sscc)
        query = parse_query({"MATCH_parentID": unit, "perPage": str(MOST_EVENTS)})
        told = [canonical_event(each) for each in querying.find(site, reader, query).events]
        inside = contents(unit, told)
        known = lots.lots_by_epc(session, inside)
        return ParcelView(
            sscc,
            {epc: (known[epc], kg) for epc, kg in inside.items() if epc in known},
            len(inside.keys() - known.keys()),
            boxes(unit, told),
            parcels.was_loaded_by(session, unit, reader.organisation_id),
        )
