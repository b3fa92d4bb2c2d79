"""Limits, reports and their items."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, and_, bindparam, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.inspection import Ground, Judgement, Reading, Report, TaskKind, Verdict
from aril.domain.limits import Limit
from aril.store.database import Base
from aril.store.ledger import EntryRow
from aril.store.lots import AT_ONCE, LotRow
from aril.store.mapping import value_from, value_of
from aril.store.organisations import OrganisationRow, in_region
from aril.store.types import BIG_ID, NAME, SHORT, URI, ExactDecimal, JsonText


class LimitRow(Base):
    __tablename__ = "limit_value"
    __table_args__ = (Index(None, "jurisdiction", "substance"),)

    entry_id: Mapped[int] = mapped_column(BIG_ID, ForeignKey("entry.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    substance: Mapped[str] = mapped_column(NAME)
    commodity_path: Mapped[Any] = mapped_column(JsonText)
    limit: Mapped[Decimal] = mapped_column(ExactDecimal)
    unit: Mapped[str] = mapped_column(SHORT)
    standard: Mapped[str] = mapped_column(SHORT)
    edition: Mapped[str] = mapped_column(SHORT)
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    jurisdiction: Mapped[str] = mapped_column(SHORT)
    verified_by: Mapped[str] = mapped_column(SHORT)
    verified_on: Mapped[date]
    exceptions: Mapped[Any] = mapped_column(JsonText)
    cas: Mapped[str] = mapped_column(SHORT)
    residue_definition: Mapped[str] = mapped_column(NAME)
    provisional: Mapped[bool]
    method: Mapped[str] = mapped_column(NAME)
    source_url: Mapped[str] = mapped_column(URI)
    page: Mapped[str] = mapped_column(SHORT)


class ReportRow(Base):
    __tablename__ = "report"
    __table_args__ = (
        Index(None, "lot"),
        Index(None, "task", "sampled_on", "verdict"),
        Index(None, "organisation_id", "issued_on"),
    )

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    lot: Mapped[str] = mapped_column(URI)
    number: Mapped[str] = mapped_column(SHORT)
    sample_number: Mapped[str] = mapped_column(SHORT)
    task: Mapped[str] = mapped_column(SHORT)
    laboratory: Mapped[str] = mapped_column(NAME)
    accreditation: Mapped[str] = mapped_column(NAME)
    sampled_on: Mapped[date]
    issued_on: Mapped[date]
    inspector: Mapped[str] = mapped_column(NAME)
    verdict: Mapped[str] = mapped_column(SHORT)


class ReportItemRow(Base):
    __tablename__ = "report_item"
    __table_args__ = ({"sqlite_with_rowid": False},)

    report_id: Mapped[str] = mapped_column(SHORT, ForeignKey("report.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    substance: Mapped[str] = mapped_column(NAME)
    kind: Mapped[str] = mapped_column(SHORT)
    unit: Mapped[str] = mapped_column(SHORT)
    value: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    loq: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    verdict: Mapped[str] = mapped_column(SHORT)
    ground: Mapped[str] = mapped_column(SHORT)
    limit: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    basis: Mapped[str] = mapped_column(NAME)


HEADLINE = (TaskKind.ROUTINE, TaskKind.SUPERVISION)
"""What the published pass rate counts: neither targeted samples nor rapid tests nor an enterprise's own."""


def limits_for(session: Session, substances: Iterable[str], jurisdiction: str = "CN") -> list[Limit]:
    """Every limit on any of `substances`, of all editions."""
    rows = session.scalars(
        select(LimitRow)
        .where(LimitRow.jurisdiction == jurisdiction, LimitRow.substance.in_(list(substances)))
        .order_by(LimitRow.entry_id, LimitRow.position)
    )
    return [value_of(Limit, row) for row in rows]


def count_limits(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(LimitRow)) or 0


def report(session: Session, report_id: str) -> Report | None:
    row = session.get(ReportRow, report_id)
    return _reports(session, [row])[0] if row else None


def reports_on(session: Session, lots: Iterable[str]) -> list[Report]:
    """The reports on any of `lots`, newest first."""
    return _reports(session, session.scalars(_ON_LOTS, {"lots": list(lots)}).all())


def reports_by(session: Session, organisation_id: str, limit: int = 50, after: str = "") -> list[Report]:
    """The latest reports an organisation wrote, newest first; those that follow the report `after` in that order."""
    asked = _NEWEST.where(EntryRow.organisation_id == organisation_id)
    if after:
        its = select(EntryRow.id).where(EntryRow.kind == _KIND, EntryRow.subject == after)
        asked = asked.where(EntryRow.id < its.scalar_subquery())
    return _reports(session, session.scalars(asked.limit(limit)).all())


def found_failing(session: Session, organisation_id: str, lots: Sequence[str]) -> bool:
    """Whether an organisation reported of any of `lots` that it does not conform."""
    failing = select(ReportRow.id).where(
        ReportRow.organisation_id == organisation_id, ReportRow.verdict == Verdict.NON_CONFORMING
    )
    return any(
        session.scalar(failing.where(ReportRow.lot.in_(lots[start : start + AT_ONCE])).limit(1))
        for start in range(0, len(lots), AT_ONCE)
    )


def report_numbered(session: Session, organisation_id: str, number: str, sample: str) -> ReportRow | None:
    """The report an organisation wrote under a number on a sample."""
    return session.scalar(
        select(ReportRow)
        .where(
            ReportRow.organisation_id == organisation_id,
            ReportRow.number == number,
            ReportRow.sample_number == sample,
        )
        .limit(1)
    )


def verdicts_by_month(session: Session, since: date, until: date, region: str) -> list[tuple[str, int, int]]:
    """(month as 2026-09, conforming, judged) of the samples that count of lots of a region, oldest first."""
    rows = session.execute(
        select(ReportRow.sampled_on, ReportRow.verdict, func.count())
        .join(LotRow, LotRow.epc == ReportRow.lot)
        .join(OrganisationRow, OrganisationRow.id == LotRow.organisation_id)
        .where(
            in_region(region),
            ReportRow.task.in_(HEADLINE),
            ReportRow.verdict != Verdict.NOT_JUDGED,
            ReportRow.sampled_on >= since,
            ReportRow.sampled_on <= until,
        )
        .group_by(ReportRow.sampled_on, ReportRow.verdict)
    )
    months: dict[str, list[int]] = {}
    for day, verdict, count in rows:
        month = months.setdefault(f"{day:%Y-%m}", [0, 0])
        month[0] += count if verdict == Verdict.CONFORMING else 0
        month[1] += count
    return [(month, passed, judged) for month, (passed, judged) in sorted(months.items())]


def _reports(session: Session, rows: Sequence[ReportRow]) -> list[Report]:
    items: dict[str, list[Judgement]] = {row.id: [] for row in rows}
    for item in session.execute(_ITEMS, {"reports": list(items)}).mappings():
        items[item["report_id"]].append(
            Judgement(
                value_from(Reading, item),
                Verdict(item["verdict"]),
                Ground(item["ground"]),
                item["limit"],
                item["basis"],
            )
        )
    return [value_of(Report, row, judgements=tuple(items[row.id])) for row in rows]


# Built once: building a statement takes longer than running it. Items are many, and read without an object each.
_KIND = "report"
_NEWEST = (
    select(ReportRow)
    .join(EntryRow, and_(EntryRow.kind == _KIND, EntryRow.subject == ReportRow.id))
    .order_by(EntryRow.id.desc())
)
"""In the order in which they were written: a day may have many, and their ids are random."""
_ON_LOTS = _NEWEST.where(ReportRow.lot.in_(bindparam("lots", expanding=True)))
_ITEMS = (
    select(*ReportItemRow.__table__.c)
    .where(ReportItemRow.report_id.in_(bindparam("reports", expanding=True)))
    .order_by(ReportItemRow.report_id, ReportItemRow.position)
)
