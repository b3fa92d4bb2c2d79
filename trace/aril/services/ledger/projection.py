"""What each fact does to the tables that are shown: nothing here but what the ledger says.

`capture` calls these for a new fact and `rebuild` for every old one, so what is shown can always be made again from
what was recorded. Adding a kind of record is adding a projector.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import singledispatch
from typing import Any

from sqlalchemy.orm import Session

from aril.domain.allotment import Allotment
from aril.domain.certificate import CertificateVoided, PromiseCertificate
from aril.domain.chain import ChainAdopted
from aril.domain.enterprise import FilingAction, FilingStatus, FilingStep, next_status
from aril.domain.farm import InputUse, Plot
from aril.domain.inspection import TESTING_STEPS, Report
from aril.domain.label import (
    LabelIssue,
    LabelsBound,
    LabelsCancelled,
    LabelsOrdered,
    LabelsReprinted,
    LabelsUnbound,
    LabelsWithdrawn,
)
from aril.domain.limits import LimitsLoaded
from aril.domain.log_key import KeyRotated
from aril.domain.lot import Changes, World, despatch_advice, plot_of
from aril.domain.lot_effects import ON_THE_WAY, concerns_lots, effect
from aril.domain.own_link import LinkHost, OwnLink
from aril.domain.records import Record, TradeItem, to_json
from aril.domain.terms import GS1, Terms
from aril.epcis.events import AggregationEvent, Event, ObjectEvent
from aril.epcis.vocabulary import BizStep, bare
from aril.services.ledger import indexing
from aril.services.ledger.indexing import Index
from aril.store import labels, lots, mapping, organisations
from aril.store.allotments import AllotmentRow
from aril.store.chains import ChainRow
from aril.store.database import Base
from aril.store.doubts import DoubtRow
from aril.store.farm import InputUseRow, PlotRow, TradeItemRow, plots_by_id, uses_on
from aril.store.inspection import LimitRow, ReportItemRow, ReportRow
from aril.store.label_withdrawals import LabelWithdrawalRow
from aril.store.labels import LabelBindingRow
from aril.store.ledger import Entry, EventEpcRow, EventFactRow, EventRow
from aril.store.lots import EdgeRow, HoldingRow, LotRow, TransitRow
from aril.store.mapping import columns_of, row_of
from aril.store.organisations import OrganisationRow
from aril.store.own_links import LinkHostRow, OwnLinkRow
from aril.store.papers import CertificateRow, LabelIssueRow

PLACE = f"{GS1}/414/"

PROJECTIONS: tuple[type[Base], ...] = (
    ChainRow,
    OrganisationRow,
    PlotRow,
    InputUseRow,
    TradeItemRow,
    LimitRow,
    ReportRow,
    ReportItemRow,
    CertificateRow,
    LabelIssueRow,
    LabelBindingRow,
    LabelWithdrawalRow,
    LinkHostRow,
    OwnLinkRow,
    AllotmentRow,
    EventRow,
    EventEpcRow,
    EventFactRow,
    DoubtRow,
    LotRow,
    HoldingRow,
    TransitRow,
    EdgeRow,
)
"""The tables that can be made again from the entries alone, each after those it refers to."""


def world(session: Session, terms: Terms, spelled: Sequence[Event], by: str) -> World:
    """Everything the rules need to know of what events name, once they are spelled canonically.

    On PostgreSQL the lots stay locked to the end of the transaction, so that nobody sells the same kilogram twice.
    """
    moving = [event for event in spelled if concerns_lots(event, terms)]
    resting = [event for event in spelled if _rests_on_lots(event)]
    if not moving and not resting:
        return World(terms, lots={}, holdings={}, transits={}, parties={})
    classes = set(_classes(moving))
    locked = lots.lots_by_epc(session, classes.union(_classes(resting)), lock=True)
    known = {epc: lot for epc, lot in locked.items() if epc in classes}
    is_on_the_way = any(
        isinstance(event, ObjectEvent) and effect(event, terms) in ON_THE_WAY for event in moving
    )
    documents = {despatch_advice(event) for event in moving if isinstance(event, ObjectEvent)}
    ends = {end.id for event in moving for end in (*event.sources, *event.destinations)}
    return World(
        terms=terms,
        lots=known,
        holdings={
            (held.lot, held.organisation_id): held.quantity
            for held in (lots.holdings_of(session, known) if known else ())
            if held.organisation_id == by
        },
        transits={
            (each.document, each.lot): each
            for each in (lots.transits_of(session, known) if known and is_on_the_way else ())
            if each.document in documents or by in {each.sender, each.receiver}
        },
        parties=organisations.ids_by_party(session, ends),
        plots=_own_plots(session, set(map(plot_of, moving)) - {""}, by),
    )


def _rests_on_lots(event: Event) -> bool:
    """Whether an event moves nothing of the lots that it names, and they may not be unmade under it all the same."""
    return isinstance(event, AggregationEvent) or bare(BizStep, event.biz_step or "") in TESTING_STEPS


def _classes(events: Iterable[Event]) -> Iterator[str]:
    return (epc for event in events for role, epc in indexing.named(event) if role.endswith("class"))


def _own_plots(session: Session, ids: set[str], by: str) -> dict[str, list[InputUse]]:
    known = plots_by_id(session, ids) if ids else ()
    return {plot.id: uses_on(session, plot.id) for plot in known if plot.organisation_id == by}


def owners(session: Session, terms: Terms, spelled: Sequence[Event]) -> dict[str, str]:
    """Place URI → organisation whose it is, of the places of this site at which events move lots."""
    places = {
        str(place)
        for event in spelled
        if concerns_lots(event, terms)
        for place in (event.read_point, event.biz_location, plot_of(event) and terms.plot(plot_of(event)))
        if place
    }
    own = {place: terms.own(place) for place in places}
    found = {place: name for place, (kind, name) in own.items() if kind == "place"}
    plots = {name: place for place, (kind, name) in own.items() if kind == "plot"}
    if plots:
        found |= {plots[each.id]: each.organisation_id for each in plots_by_id(session, plots)}
    glns = {place: place.removeprefix(PLACE).partition("/")[0] for place in places if place.startswith(PLACE)}
    if glns:
        filed = organisations.ids_by_gln(session, glns.values())
        found |= {place: filed[gln] for place, gln in glns.items() if gln in filed}
    return found


def project_events(session: Session, indexed: Sequence[tuple[Entry, Index]], changes: Changes) -> None:
    """Index events by what they can be found by, and move the lots they name, in one statement a table."""
    indexing.save(session, indexed)
    lots.save(session, changes)


@singledispatch
def project_record(fact: Record, _session: Session, _terms: Terms, _entry: Entry) -> None:
    """Move the tables that show a record."""
    raise TypeError(f"no projector for {type(fact).__name__}")


@project_record.register
def _(fact: ChainAdopted, session: Session, _terms: Terms, _entry: Entry) -> None:
    plain = to_json(fact)["chain"]
    session.merge(ChainRow(**plain, adopted_on=fact.on))
    session.flush()


@project_record.register
def _(fact: FilingStep, session: Session, terms: Terms, entry: Entry) -> None:
    project_filings(session, terms, [(fact, entry)])


def project_filings(session: Session, terms: Terms, taken: Sequence[tuple[FilingStep, Entry]]) -> None:
    """Move the organisations of filing steps, taken in this order."""
    rows = organisations.columns_of(session, {step.organisation_id for step, _ in taken})
    for step, entry in taken:
        rows[step.organisation_id] = _after(step, rows.get(step.organisation_id), terms, entry)
    mapping.put(session, OrganisationRow, rows.values())


def _after(step: FilingStep, before: dict[str, Any] | None, terms: Terms, entry: Entry) -> dict[str, Any]:
    """The columns of an organisation after a step of its filing. What was approved stands until a change to it is."""
    status = next_status(FilingStatus(before["status"]) if before else None, step.action, step.reason)
    row = dict(before or {})
    if step.enterprise:
        filed = to_json(step)["enterprise"]
        if before is None:
            party = terms.party(step.organisation_id, step.enterprise.gln)
            row |= {"id": step.organisation_id, "party": party, "approved_at": None, "proposed": None}
        row |= {"proposed": filed} if row["approved_at"] else filed
    if step.action is FilingAction.APPROVE:
        row |= row["proposed"] or {}
        row["approved_at"] = row["approved_at"] or entry.recorded_at
    if step.action in {FilingAction.APPROVE, FilingAction.SUSPEND}:
        row["proposed"] = None
    return row | {"status": str(status), "reason": step.reason, "changed_at": entry.recorded_at}


@project_record.register
def _(fact: LimitsLoaded, session: Session, _terms: Terms, entry: Entry) -> None:
    session.add_all(
        row_of(LimitRow, limit, entry_id=entry.id, position=position)
        for position, limit in enumerate(fact.limits)
    )
    session.flush()


@project_record.register
def _(fact: Report, session: Session, _terms: Terms, _entry: Entry) -> None:
    mapping.add(session, ReportRow, [columns_of(ReportRow, fact)])
    items = (
        columns_of(
            ReportItemRow,
            judgement.reading,
            report_id=fact.id,
            position=position,
            verdict=judgement.verdict,
            ground=judgement.ground,
            limit=judgement.limit,
            basis=judgement.basis,
        )
        for position, judgement in enumerate(fact.judgements)
    )
    mapping.add(session, ReportItemRow, items)


@project_record.register
def _(fact: PromiseCertificate, session: Session, _terms: Terms, _entry: Entry) -> None:
    session.add(row_of(CertificateRow, fact, basis=[str(each) for each in fact.basis], void_reason=""))
    session.flush()


@project_record.register
def _(fact: CertificateVoided, session: Session, _terms: Terms, _entry: Entry) -> None:
    row = session.get_one(CertificateRow, fact.certificate_id)
    row.void_reason = fact.reason
    session.flush()


@project_record.register
def _(fact: LabelIssue, session: Session, _terms: Terms, entry: Entry) -> None:
    session.add(row_of(LabelIssueRow, fact, issued_at=entry.recorded_at))
    session.flush()


@project_record.register
def _(fact: LabelsBound, session: Session, _terms: Terms, entry: Entry) -> None:
    session.add(row_of(LabelBindingRow, fact, bound_at=entry.recorded_at, unbound_reason=""))
    session.flush()


@project_record.register
def _(fact: LabelsUnbound, session: Session, _terms: Terms, _entry: Entry) -> None:
    labels.unbind(session, fact.id, fact.first, fact.last, fact.reason)


@project_record.register
def _(fact: LabelsWithdrawn, session: Session, _terms: Terms, entry: Entry) -> None:
    session.add(row_of(LabelWithdrawalRow, fact, withdrawn_at=entry.recorded_at))
    session.flush()


@project_record.register(LabelsOrdered)
@project_record.register(LabelsReprinted)
@project_record.register(LabelsCancelled)
def _(_fact: Record, _session: Session, _terms: Terms, _entry: Entry) -> None:
    """The ledger keeps it; what is shown of a print job stands in `label_job`."""


@project_record.register
def _(fact: Allotment, session: Session, _terms: Terms, entry: Entry) -> None:
    mapping.add(session, AllotmentRow, [columns_of(AllotmentRow, fact, allotted_at=entry.recorded_at)])


@project_record.register
def _(_fact: KeyRotated, _session: Session, _terms: Terms, _entry: Entry) -> None:
    """Keys are read from the ledger itself."""


def _standing_as(row_type: type[Base]) -> Callable[[Any, Session, Terms, Entry], None]:
    """A projector for records whose row is the record itself; a later one of the same key replaces it."""

    def project(fact: Any, session: Session, _terms: Terms, _entry: Entry) -> None:
        mapping.put(session, row_type, [columns_of(row_type, fact)])

    return project


project_record.register(Plot, _standing_as(PlotRow))
project_record.register(InputUse, _standing_as(InputUseRow))
project_record.register(TradeItem, _standing_as(TradeItemRow))
project_record.register(LinkHost, _standing_as(LinkHostRow))
project_record.register(OwnLink, _standing_as(OwnLinkRow))
