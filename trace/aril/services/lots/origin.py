"""Where lots grew 产地: the one answer for labels, pages, certificates and the form of a report."""

from sqlalchemy.orm import Session

from aril.domain.lot import Lot
from aril.domain.region import Region
from aril.store import farm


def origin_of(session: Session, *lots: Lot) -> tuple[Region, ...]:
    """Where all of `lots` grew, by the plots of what went into them: their smallest common region, or their provinces.

    Empty where any part is not known to have grown anywhere. Who packed it, and where, is no answer.
    """
    grown = farm.grown_in(session, {lot.epc for lot in lots})
    return () if "" in grown else Region.around(grown)
