"""Harvesting a plot into a lot."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from aril.domain import harvest
from aril.domain.errors import Invalid
from aril.domain.harvest import Harvest
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture
from aril.services.orchards.farm import own_plot
from aril.services.site import Site
from aril.store import farm, lots


def record(site: Site, plot_id: str, values: Mapping[str, str], actor: Member, at: datetime) -> Lot:
    """Record a harvest and answer its lot.

    Raises `Invalid` for its fields, `NotFound` for a plot that is not the actor's, `IntervalRunning` while a
    pre-harvest interval runs, `NotApproved`.
    """
    happened = Harvest.parse(values, today=at.astimezone(CHINA).date())
    with site.db.write() as session:
        organisation = acting(session, actor)
        plot = own_plot(session, plot_id, organisation.id)
        check_gtin(session, happened.gtin, organisation.id)
        code = site.new_code()
        event = harvest.decide(
            plot,
            farm.uses_on(session, plot.id),
            happened,
            code=code,
            chain=organisation.chain,
            at=at,
            terms=site.terms,
        )
        capture.event(session, site, event, actor, at)
        made = lots.lot(session, site.terms.lot(code, happened.gtin))
        assert made is not None, "a captured harvest has made its lot"
        return made


def check_gtin(session: Session, gtin: str, organisation_id: str) -> None:
    """Raise `Invalid` unless a GTIN is empty or registered by the organisation."""
    item = farm.trade_item(session, gtin) if gtin else None
    if gtin and (item is None or item.organisation_id != organisation_id):
        raise Invalid.at("gtin", "{gtin} is none of your registered GTINs.", gtin=gtin)
