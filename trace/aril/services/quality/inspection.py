"""Inspecting a lot: readings, verdicts, the report, and the hold that a failure brings at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from aril.domain import inspection as rules
from aril.domain.chain import PanelItem
from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid
from aril.domain.inspection import Judgement, ReadingKind, Report, TaskKind, Verdict
from aril.domain.limits import Limit, LimitsLoaded, applicable, read_limits
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.moment import CHINA, offset_of
from aril.domain.reading import Fields, sure
from aril.domain.terms import Terms
from aril.epcis.events import BizTransaction, ObjectEvent, QuantityElement, SensorElement, SensorReport
from aril.epcis.vocabulary import Action, BizStep, BizTransactionType, Disposition
from aril.services.enterprises.filing import acting
from aril.services.ledger import capture
from aril.services.lots.finding import expect_good_label, lot_at_hand, lot_of_scan
from aril.services.lots.hold import put_on_hold
from aril.services.orchards.farm import chain_of_lot
from aril.services.site import Site
from aril.store import inspection as store
from aril.store import organisations
from aril.store.organisations import OrganisationRow


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One line of the form: what to measure, and the limit it will be judged by, if there is one."""

    item: PanelItem
    limit: Limit | None


@dataclass(frozen=True, slots=True)
class Inspected:
    """A written report, and the lots it put on hold."""

    report: Report
    held: tuple[Lot, ...]


def panel(site: Site, lot: Lot, on: date) -> tuple[PanelLine, ...]:
    """The panel of a lot's chain, with the limits in force on a day."""
    with site.db.read() as session:
        chain = chain_of_lot(session, lot.chain)
        limits = store.limits_for(session, [item.substance for item in chain.panel])
        path = chain.product_of(lot).commodity
        return tuple(
            PanelLine(item, applicable(limits, item.substance, path, "CN", on)) for item in chain.panel
        )


def lot_to_test(session: Session, site: Site, scanned: str, own: OrganisationRow) -> Lot:
    """A laboratory and the office test any lot, an enterprise what it made, holds or was sent: a failure stops it.

    Raises as a scan does.
    """
    if rules.is_institution(Activity(own.activity)):
        lot = lot_of_scan(session, site, scanned)
        expect_good_label(session, scanned, lot, "code")
        return lot
    return lot_at_hand(session, site, scanned, own.id)


def report(site: Site, scanned: str, values: Mapping[str, str], actor: Member, at: datetime) -> Inspected:
    """Write a report on a lot; a failing one puts the lot and everything made of it on hold.

    Raises `Invalid` with every fault of the form, for a sample older than its lot, an institution's task by somebody
    who is none or made the lot, and a report that was saved before; `NotFound`, also for a lot that an enterprise has
    never had, and `NotApproved`.
    """
    with site.db.write() as session:
        own = acting(session, actor)
        lot = lot_to_test(session, site, scanned, own)
        chain = chain_of_lot(session, lot.chain)
        written = _read(values, chain.panel, today=at.astimezone(CHINA).date())
        _refuse(session, own, lot, written)
        limits = store.limits_for(session, [item.substance for item in chain.panel])
        judgements = rules.judge(
            written.readings, limits, chain.product_of(lot).commodity, written.sampled_on
        )
        verdict = rules.overall(judgements)
        fact = Report(
            id=site.new_id(),
            organisation_id=own.id,
            lot=lot.epc,
            number=written.number,
            sample_number=written.sample_number,
            task=written.task,
            laboratory=own.name,
            accreditation=written.accreditation,
            sampled_on=written.sampled_on,
            issued_on=at.astimezone(CHINA).date(),
            inspector=actor.user_name,
            judgements=judgements,
            verdict=verdict,
        )
        place = organisations.as_party(own, site.terms).place
        capture.events(session, site, _events(fact, place, at, site.terms), actor, at)
        capture.record(session, site, fact, fact.id, actor, at)
        held: Iterable[Lot] = ()
        if verdict is Verdict.NON_CONFORMING:
            held = put_on_hold(session, site, lot, f"检验不合格 {fact.number}", actor, at)
        return Inspected(fact, tuple(held))


def load_limits(
    site: Site, rows: Iterable[tuple[int, Mapping[str, str]]], source: str, actor: Member, at: datetime
) -> int:
    """Load a limit file's numbered rows, all or nothing; answers how many. Raises `Invalid` by row and column."""
    limits = read_limits(rows)
    with site.db.write() as session:
        fact = LimitsLoaded(limits, source, actor.user_name)
        capture.record(session, site, fact, source, actor, at)
    return len(limits)


@dataclass(frozen=True, slots=True)
class _Written:
    number: str
    sample_number: str
    task: TaskKind
    accreditation: str
    sampled_on: date
    readings: tuple[rules.Reading, ...]


def _read(values: Mapping[str, str], panel: tuple[PanelItem, ...], today: date) -> _Written:
    fields = Fields(values)
    number = fields.text("number", at_most=64)
    sample_number = fields.text("sample_number", at_most=64)
    task = fields.choice("task", TaskKind)
    accreditation = fields.text("accreditation", at_most=64, required=False)
    sampled_on = fields.day("sampled_on")
    if sampled_on and sampled_on > today:
        fields.refuse("sampled_on", "This day, {day}, is still to come.", day=sampled_on)
    readings = fields.attempt(lambda: rules.read_readings(panel, values))
    fields.check()
    return _Written(number, sample_number, task, accreditation, sure(sampled_on), sure(readings))


def _refuse(session: Session, own: OrganisationRow, lot: Lot, written: _Written) -> None:
    """Refuse what reads well and cannot be."""
    if lot.harvested_on and written.sampled_on < lot.harvested_on:
        raise Invalid.at(
            "sampled_on", "The lot was harvested on {day}; no sample of it is older.", day=lot.harvested_on
        )
    if written.task not in rules.tasks_open_to(Activity(own.activity)):
        raise Invalid.at(
            "task",
            "{task} is for laboratories and the office. An enterprise's own tests are {own}.",
            task=written.task,
            own=rules.tasks_open_to(Activity(own.activity)),
        )
    if written.task.by_institution and lot.organisation_id == own.id:
        raise Invalid.at(
            "task",
            "{task} says that another tested the lot; you have made it. Your own tests are {own}.",
            task=written.task,
            own=rules.tasks_open_to(Activity.GROWER),
        )
    before = store.report_numbered(session, own.id, written.number, written.sample_number)
    if before is not None:
        raise Invalid.at(
            "number",
            "Report {number} on sample {sample} was saved already, on {day}.",
            number=before.number,
            sample=before.sample_number,
            day=before.issued_on,
        )


def _events(fact: Report, place: str, at: datetime, terms: Terms) -> tuple[ObjectEvent, ...]:
    """The sampling and the inspection as EPCIS says them: one sensor report for each reading."""
    conformity = {
        Verdict.CONFORMING: Disposition.CONFORMANT,
        Verdict.NON_CONFORMING: Disposition.NON_CONFORMANT,
        Verdict.NOT_JUDGED: Disposition.UNKNOWN,
    }
    sampled = ObjectEvent(
        event_time=datetime.combine(fact.sampled_on, at.astimezone(CHINA).timetz()),
        event_time_zone_offset=offset_of(at.astimezone(CHINA)),
        context=terms.context,
        action=Action.OBSERVE,
        quantity_list=(QuantityElement(fact.lot),),
        biz_step=BizStep.SAMPLING,
        read_point=place,
        extensions={"aril:sample": fact.sample_number},
    )
    reports = tuple(_sensor(judgement, terms) for judgement in fact.judgements if _was_read(judgement))
    inspected = ObjectEvent(
        event_time=at,
        event_time_zone_offset=offset_of(at),
        context=terms.context,
        action=Action.OBSERVE,
        quantity_list=(QuantityElement(fact.lot),),
        biz_step=BizStep.INSPECTING,
        disposition=conformity[fact.verdict],
        read_point=place,
        biz_transactions=(BizTransaction(BizTransactionType.TEST_RESULT, terms.document("report", fact.id)),),
        sensor_elements=(SensorElement(sensor_reports=reports),) if reports else (),
    )
    return sampled, inspected


def _was_read(judgement: Judgement) -> bool:
    return judgement.reading.kind is not ReadingKind.MISSING


def _sensor(judgement: Judgement, terms: Terms) -> SensorReport:
    reading = judgement.reading
    extensions = {"aril:limit": str(judgement.limit)} if judgement.limit is not None else {}
    if reading.loq is not None:
        extensions["aril:loq"] = str(reading.loq)
    return SensorReport(
        type=f"{terms.vocabulary}residue",
        chemical_substance=terms.substance(reading.substance),
        value=reading.value,
        string_value=None if reading.value is not None else str(reading.kind),
        uom=reading.unit or None,
        extensions=extensions,
    )
