"""Which limits are loaded, and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aril.domain.limits import Limit
from aril.store.inspection import LimitRow
from aril.store.ledger import EntryRow
from aril.store.mapping import value_of


@dataclass(frozen=True, slots=True)
class LoadedLimits:
    """The limits of one edition that came with one file."""

    standard: str
    edition: str
    jurisdiction: str
    count: int
    effective_from: date
    source: str
    by: str
    at: datetime


def limits_on(session: Session, substances: Iterable[str]) -> list[Limit]:
    """Every limit on any of `substances`, everywhere and of all editions, in the order of loading."""
    rows = session.scalars(
        select(LimitRow)
        .where(LimitRow.substance.in_(list(substances)))
        .order_by(LimitRow.entry_id, LimitRow.position)
    )
    return [value_of(Limit, row) for row in rows]


def loaded(session: Session) -> list[LoadedLimits]:
    """What was loaded, one line for each edition of each file, the newest first."""
    rows = session.execute(
        select(
            LimitRow.standard,
            LimitRow.edition,
            LimitRow.jurisdiction,
            func.count(),
            func.min(LimitRow.effective_from),
            EntryRow.subject,
            EntryRow.recorded_by,
            EntryRow.recorded_at,
        )
        .join(EntryRow, EntryRow.id == LimitRow.entry_id)
        .group_by(
            EntryRow.id,
            EntryRow.subject,
            EntryRow.recorded_by,
            EntryRow.recorded_at,
            LimitRow.standard,
            LimitRow.edition,
            LimitRow.jurisdiction,
        )
        .order_by(EntryRow.id.desc(), LimitRow.standard, LimitRow.edition, LimitRow.jurisdiction)
    )
    return [LoadedLimits(*row) for row in rows]
