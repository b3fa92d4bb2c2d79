"""What a consumer sees of a lot: one value, assembled in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from aril.domain.certificate import PromiseCertificate
from aril.domain.chain import Chain, PanelItem, Product, Term
from aril.domain.enterprise import Enterprise
from aril.domain.farm import InputKind, Plot
from aril.domain.inspection import Report, TaskKind
from aril.domain.journey import Station, stations
from aril.domain.lot import Edge, Lot
from aril.domain.region import Region
from aril.domain.standing import Standing, standing
from aril.services.lots.finding import (
    at_address,
    link_without_lot,
    lot_of_typing,
    page_of,
    page_of_unit,
    unit_of_scan,
)
from aril.services.lots.origin import origin_of
from aril.services.site import Site
from aril.store import chains, farm, inspection, lots, organisations, papers, scans, trail
from aril.store.labels import Unit
from aril.store.trail import SignedLeaf

MOST_EDGES = 500
"""How far back a page looks. Beyond, a lot counts as untested: better one report too few than a promise too many."""
SEASON = timedelta(days=365)
"""What was put on a plot earlier than this before a harvest belongs to the harvest before it."""

log = structlog.get_logger("aril.services")


@dataclass(frozen=True, slots=True)
class InputSummary:
    """An input that went onto the plots: its name, the day of its last use, and the days from there to the harvest."""

    kind: InputKind
    name: str
    last_on: date
    days_before: int


@dataclass(frozen=True, slots=True)
class LotView:
    """Everything the consumer page shows. What is not known is `None` or empty, and is left out there.

    `unit` is the piece whose label was looked up, where it has a code of its own. `scan_count` is how often that code
    was looked up, this time included if it counts.
    """

    lot: Lot
    unit: Unit | None
    standing: Standing
    chain: Chain | None
    product: Product | None
    variety: Term | None
    grade: Term | None
    producer: Enterprise | None
    origin: tuple[Region, ...]
    plots: tuple[Plot, ...]
    parents: tuple[Lot, ...]
    institution_reports: tuple[Report, ...]
    rapid_reports: tuple[Report, ...]
    own_reports: tuple[Report, ...]
    certificates: tuple[PromiseCertificate, ...]
    journey: tuple[Station, ...]
    inputs: tuple[InputSummary, ...]
    proof: SignedLeaf | None
    scan_count: int
    first_scan: datetime | None

    def item(self, substance: str) -> PanelItem:
        """What a reading measured, by the names of the chain's panel."""
        panel = self.chain.panel if self.chain else ()
        found = next((each for each in panel if each.substance == substance), None)
        return found or PanelItem(substance, substance, substance, "", "")


def view(site: Site, path: str, at: datetime, *, counts: bool = True) -> LotView:
    """The lot whose page has a raw path; raises `NotFound`, or `Invalid` for a path that no page can have.

    The look-up is counted after all is read, unless it is not to count: a page neither waits for its counter
    nor fails with it.
    """
    with site.db.read() as session:
        lot, unit = at_address(session, site, path)
        code = unit.serial if unit else lot.epc
        earlier, first = scans.scans_of(session, code)
        seen = _assemble(session, site, lot, unit, earlier + counts, first or (at if counts else None))
    if counts:
        _count(site, code, at)
    return seen


def seen(session: Session, site: Site, lot: Lot) -> LotView:
    """The same for a lot that is known already; nobody looks, and nothing is counted."""
    return _assemble(session, site, lot, None, *scans.scans_of(session, lot.epc))


def find(site: Site, typed: str) -> str:
    """The raw path of the page of the lot that somebody typed or scanned the code of.

    A scanner may send the address in the QR code as well. What names no lot, such as the number under the bars, leads
    where its Digital Link does. Raises `NotFound`, or `Invalid` for what cannot be a code.
    """
    with site.db.read() as session:
        unit = unit_of_scan(session, typed)
        if unit:
            return page_of_unit(unit.serial)
        return link_without_lot(typed) or page_of(lot_of_typing(session, site, typed))


def _count(site: Site, code: str, at: datetime) -> None:
    try:
        with site.db.tally() as session:
            scans.count_scan(session, code, at)
    except (SQLAlchemyError, OSError) as error:  # a `TimeoutError` is an `OSError`
        log.warning("look-up not counted", code=code, reason=str(error))


def _assemble(
    session: Session, site: Site, lot: Lot, unit: Unit | None, count: int, first: datetime | None
) -> LotView:
    chain = chains.chain(session, lot.chain)
    product = next((each for each in chain.products if each.code == lot.product), None) if chain else None
    edges = _whole(lot, lots.ancestors(session, lot.epc, MOST_EDGES))
    family = lots.lots_by_epc(session, {lot.epc, *(edge.parent for edge in edges)})
    producer = organisations.organisation(session, lot.organisation_id)
    passages = trail.passages_of(session, family)
    plots = farm.plots_by_id(session, {each.plot_id for each in family.values()})
    reports = inspection.reports_on(session, family)
    return LotView(
        lot=lot,
        unit=unit,
        standing=standing(lot, edges, reports),
        chain=chain,
        product=product,
        variety=product.variety(lot.variety) if product and lot.variety else None,
        grade=product.grade(lot.grade) if product and lot.grade else None,
        producer=producer.filed() if producer else None,
        origin=origin_of(session, lot),
        plots=tuple(plots),
        parents=tuple(
            family[edge.parent] for edge in edges if edge.child == lot.epc and edge.parent in family
        ),
        institution_reports=tuple(each for each in reports if each.task.by_institution),
        rapid_reports=tuple(each for each in reports if each.task is TaskKind.RAPID),
        own_reports=tuple(each for each in reports if each.task is TaskKind.SELF),
        certificates=tuple(papers.certificates_on(session, [lot.epc])),
        journey=stations(
            lot, family, {site.terms.plot(plot.id): plot.name for plot in plots}, passages, site.terms
        ),
        inputs=_inputs(farm.inputs_before_harvest(session, family)),
        proof=trail.signed_leaf_of(session, lot.epc),
        scan_count=count,
        first_scan=first,
    )


def _whole(lot: Lot, edges: Sequence[Edge]) -> Sequence[Edge]:
    """Those edges above a lot, the nearest first, of which none is missing: a walk that was cut ends within a step."""
    if len(edges) < MOST_EDGES:
        return edges
    steps = {lot.epc: 0}
    for edge in edges:
        steps.setdefault(edge.parent, steps[edge.child] + 1)
    farthest = steps[edges[-1].child]
    return [edge for edge in edges if steps[edge.child] < farthest]


def _inputs(uses: Iterable[tuple[str, str, date, date]]) -> tuple[InputSummary, ...]:
    """Each input once, by the last use before the earliest of the harvests that followed it."""
    summaries: dict[tuple[str, str], InputSummary] = {}
    for kind, name, used_on, harvested_on in uses:
        since = harvested_on - used_on
        known = summaries.get((kind, name))
        if since < SEASON and (known is None or since.days < known.days_before):
            summaries[kind, name] = InputSummary(InputKind(kind), name, used_on, since.days)
    return tuple(summaries.values())
