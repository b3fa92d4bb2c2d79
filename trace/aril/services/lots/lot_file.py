"""Everything an organisation sees of one lot that it made, holds or was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from aril.domain.inspection import Report
from aril.domain.journey import Station, stations
from aril.domain.lot import Lot
from aril.domain.lot_correction import is_as_made
from aril.domain.membership import Member
from aril.domain.region import Region
from aril.services.lots.desk import LotCard, cards
from aril.services.lots.finding import lot_at_hand, lot_named
from aril.services.lots.origin import origin_of
from aril.services.site import Site
from aril.store import doubts, farm, inspection, lots, organisations, papers, trail
from aril.store.doubts import Noted
from aril.store.papers import CertificateRow, LabelIssueRow

Relatives = tuple[tuple[Lot, Decimal], ...]
"""Lots that went in or came out, with the kg that went over."""


@dataclass(frozen=True, slots=True)
class LotFile:
    """A lot with its way, its papers and its relatives; of these only those the organisation knows as its own too.

    `doubts` are about what it recorded itself. `plots` are names of the plots it came from by their ids.
    """

    card: LotCard
    maker: str
    is_own: bool
    parents: Relatives
    children: Relatives
    journey: tuple[Station, ...]
    reports: Sequence[Report]
    certificates: Sequence[CertificateRow]
    labels: Sequence[LabelIssueRow]
    plots: Mapping[str, str]
    origin: tuple[Region, ...]
    doubts: Sequence[Noted]

    @property
    def lot(self) -> Lot:
        return self.card.lot

    @property
    def is_as_made(self) -> bool:
        """Whether nothing was done with it, so that it can still be corrected."""
        return self.is_own and is_as_made(self.lot, self.card.held)


def show(site: Site, name: str, actor: Member) -> LotFile:
    """The lot by this name (`finding.name_of`); raises `NotFound`."""
    own_id = actor.organisation_id
    with site.db.read() as session:
        lot = lot_named(session, site, name, own_id)
        edges = lots.ancestors(session, lot.epc)
        family = lots.lots_by_epc(session, {lot.epc, *(edge.parent for edge in edges)})
        plots = farm.plots_by_id(session, {each.plot_id for each in family.values() if each.plot_id})
        maker = organisations.organisation(session, lot.organisation_id)
        holding = next(
            (each for each in lots.holdings_of(session, [lot.epc]) if each.organisation_id == own_id), None
        )
        (card,) = cards(session, own_id, [(lot, holding.quantity if holding else Decimal(0))])
        into = {edge.parent: edge.quantity for edge in edges if edge.child == lot.epc}
        out = {
            edge.child: edge.quantity for edge in lots.descendants(session, lot.epc) if edge.parent == lot.epc
        }
        return LotFile(
            card=card,
            maker=maker.name if maker else "",
            is_own=lot.organisation_id == own_id,
            parents=_known(session, into, own_id),
            children=_known(session, out, own_id),
            journey=stations(
                lot,
                family,
                {site.terms.plot(plot.id): plot.name for plot in plots},
                trail.passages_of(session, family),
                site.terms,
            ),
            reports=inspection.reports_on(session, [lot.epc]),
            certificates=papers.certificates_of(session, lot.epc),
            labels=papers.label_issues(session, lot.epc),
            plots={plot.id: plot.name for plot in plots if plot.organisation_id == own_id},
            origin=origin_of(session, lot),
            doubts=doubts.of_lot(session, lot.epc, own_id),
        )


def find(site: Site, scanned: str, actor: Member) -> Lot:
    """The lot that was scanned, if the actor's organisation made, holds or was sent it; raises as a scan does."""
    with site.db.read() as session:
        return lot_at_hand(session, site, scanned, actor.organisation_id)


def _known(session: Session, amounts: Mapping[str, Decimal], organisation_id: str) -> Relatives:
    found = lots.lots_by_epc(session, amounts)
    return tuple(
        (lot, amounts[epc])
        for epc, lot in sorted(found.items(), key=lambda pair: (pair[1].made_on, pair[1].code))
        if lots.was_handed(session, epc, organisation_id)
    )
