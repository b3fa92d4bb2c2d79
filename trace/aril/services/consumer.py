"""What a consumer sees of a lot: one value, assembled in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from aril.domain.certificate import PromiseCertificate
from aril.domain.chain import Chain, Product, Term
from aril.domain.farm import InputKind, InputUse, Plot
from aril.domain.inspection import Report, TaskKind
from aril.domain.lot import Edge, Lot
from aril.domain.moment import CHINA
from aril.domain.region import Region
from aril.epcis.vocabulary import BizStep, bare
from aril.services.farm import chain_of
from aril.services.finding import lot_of_address
from aril.services.site import Site
from aril.store import farm, inspection, ledger, lots, organisations, papers, scans
from aril.store.ledger import StoredEvent
from aril.store.organisations import OrganisationRow


class Stage(StrEnum):
    """A station of the journey."""

    HARVESTED = "harvested"
    PACKED = "packed"
    SAMPLED = "sampled"
    INSPECTED = "inspected"
    SHIPPED = "shipped"
    RECEIVED = "received"
    SOLD = "sold"
    HELD = "held"
    RELEASED = "released"
    RECALLED = "recalled"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Station:
    """One station: what, on which day, by whom, and where."""

    stage: Stage
    on: date
    organisation: str
    place: str


@dataclass(frozen=True, slots=True)
class InputSummary:
    """The inputs of one kind that went onto the plots, by name, with the day of the last use."""

    kind: InputKind
    names: tuple[str, ...]
    last_on: date


@dataclass(frozen=True, slots=True)
class LotView:
    """Everything the consumer page shows. What is not known is `None` or empty, and is left out there."""

    lot: Lot
    chain: Chain
    product: Product
    variety: Term | None
    grade: Term | None
    producer: OrganisationRow
    origin: Region
    plots: tuple[Plot, ...]
    parents: tuple[Lot, ...]
    institution_reports: tuple[Report, ...]
    rapid_reports: tuple[Report, ...]
    own_reports: tuple[Report, ...]
    certificates: tuple[PromiseCertificate, ...]
    journey: tuple[Station, ...]
    inputs: tuple[InputSummary, ...]
    log_leaf: int | None
    scan_count: int
    first_scan: datetime


def view(site: Site, path: str, at: datetime) -> LotView:
    """The lot whose label carries an address path, and count the look-up; raises `NotFound`."""
    with site.db.write() as session:
        lot = lot_of_address(session, site, path)
        count, first = scans.count_scan(session, lot.epc, at)
        return _assemble(session, lot, count, first)


def _assemble(session: Session, lot: Lot, count: int, first: datetime) -> LotView:
    chain = chain_of(session, lot.chain)
    product = chain.product(lot.product)
    edges = lots.ancestors(session, lot.epc)
    family = lots.lots_by_epc(session, {lot.epc, *(edge.parent for edge in edges)})
    events = ledger.events_of(session, family)
    producer = organisations.organisation(session, lot.organisation_id)
    assert producer is not None, "whoever made a lot is filed"
    plots = _plots(session, family.values())
    reports = inspection.reports_on(session, family)
    names = organisations.names(session, {event.organisation_id for event in events})
    return LotView(
        lot=lot,
        chain=chain,
        product=product,
        variety=product.variety(lot.variety) if lot.variety else None,
        grade=product.grade(lot.grade) if lot.grade else None,
        producer=producer,
        origin=Region(plots[0].region if plots else producer.region),
        plots=plots,
        parents=tuple(
            family[edge.parent] for edge in edges if edge.child == lot.epc and edge.parent in family
        ),
        institution_reports=tuple(each for each in reports if each.task.by_institution),
        rapid_reports=tuple(each for each in reports if each.task is TaskKind.RAPID),
        own_reports=tuple(each for each in reports if each.task is TaskKind.SELF),
        certificates=tuple(papers.certificates_on(session, [lot.epc])),
        journey=tuple(_journey(events, lot, edges, names, {plot.id: plot for plot in plots})),
        inputs=_inputs(session, plots),
        log_leaf=ledger.leaf_index(session, events[-1].entry_id) if events else None,
        scan_count=count,
        first_scan=first,
    )


def _plots(session: Session, family: Iterable[Lot]) -> tuple[Plot, ...]:
    found = (
        farm.plot(session, plot_id) for plot_id in sorted({lot.plot_id for lot in family if lot.plot_id})
    )
    return tuple(plot for plot in found if plot)


def _inputs(session: Session, plots: Iterable[Plot]) -> tuple[InputSummary, ...]:
    uses: dict[InputKind, list[InputUse]] = {}
    for plot in plots:
        for use in farm.uses_on(session, plot.id):
            uses.setdefault(use.kind, []).append(use)
    return tuple(
        InputSummary(kind, tuple(sorted({use.name for use in some})), max(use.used_on for use in some))
        for kind, some in sorted(uses.items())
    )


_STAGES = {
    BizStep.SAMPLING: Stage.SAMPLED,
    BizStep.INSPECTING: Stage.INSPECTED,
    BizStep.SHIPPING: Stage.SHIPPED,
    BizStep.RECEIVING: Stage.RECEIVED,
    BizStep.RETAIL_SELLING: Stage.SOLD,
    BizStep.DESTROYING: Stage.DESTROYED,
}


def _journey(
    events: Sequence[StoredEvent],
    lot: Lot,
    edges: Sequence[Edge],
    names: dict[str, str],
    plots: dict[str, Plot],
) -> list[Station]:
    """The stations newest first; of the lots that went in, only the way until they went in."""
    stations: dict[tuple[Stage, date, str], Station] = {}
    packed_into = {edge.child for edge in edges} - {lot.epc}
    for event in events:
        stage = _stage(event, lot, packed_into)
        if stage is None:
            continue
        organisation = names.get(event.organisation_id, "")
        station = Station(stage, _day(event, stage), organisation, _place(event, plots))
        stations.setdefault((stage, station.on, organisation), station)
    return list(reversed(stations.values()))


def _stage(event: StoredEvent, lot: Lot, packed_into: set[str]) -> Stage | None:
    body = event.body
    if body["type"] == "TransformationEvent":
        made = {element["epcClass"] for element in body.get("outputQuantityList", [])}
        return Stage.PACKED if lot.epc in made or made & packed_into else None
    if body.get("action") == "ADD":
        return Stage.HARVESTED
    step = bare(BizStep, body.get("bizStep", ""))
    if step is BizStep.HOLDING:
        return Stage.RECALLED if body.get("disposition") == "recalled" else Stage.HELD
    if str(body.get("bizStep", "")).endswith("BizStep-releasing"):
        return Stage.RELEASED
    named = {element["epcClass"] for element in body.get("quantityList", [])}
    if step in {BizStep.SHIPPING, BizStep.RECEIVING, BizStep.RETAIL_SELLING} and lot.epc not in named:
        return None
    return _STAGES.get(step) if step else None


def _day(event: StoredEvent, stage: Stage) -> date:
    ilmd = event.body.get("ilmd", {})
    said = {Stage.HARVESTED: ilmd.get("aril:harvestDate"), Stage.PACKED: ilmd.get("aril:packDate")}.get(stage)
    if said:
        return date.fromisoformat(said)
    return datetime.fromisoformat(event.body["eventTime"]).astimezone(CHINA).date()


def _place(event: StoredEvent, plots: dict[str, Plot]) -> str:
    point = event.body.get("readPoint", {}).get("id", "")
    plot = plots.get(point.rsplit("/", 1)[-1])
    return plot.name if plot else ""
