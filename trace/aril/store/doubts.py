"""What did not fit when an event was recorded: a projection, made again from the ledger like any other.

The doubts about an event that was declared to be in error since are kept and no longer told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.doubt import Doubt
from aril.domain.lot import LotState
from aril.store.corrections import STANDS
from aril.store.database import Base
from aril.store.ledger import Entry, EventEpcRow, EventRow
from aril.store.lots import LotRow
from aril.store.mapping import add, columns_of
from aril.store.organisations import OrganisationRow, in_region
from aril.store.types import BIG_ID, SHORT, URI, JsonText


class DoubtRow(Base):
    __tablename__ = "doubt"
    __table_args__ = (Index(None, "organisation_id", "entry_id"), {"sqlite_with_rowid": False})

    entry_id: Mapped[int] = mapped_column(BIG_ID, ForeignKey("event.entry_id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    """Who recorded the event."""
    code: Mapped[str] = mapped_column(SHORT)
    lot: Mapped[str] = mapped_column(URI)
    data: Mapped[Any] = mapped_column(JsonText)


@dataclass(frozen=True, slots=True)
class Noted:
    """A doubt with the event it is about, who recorded that, and the code of the lot where it is known."""

    doubt: Doubt
    entry_id: int
    event_id: str
    event_time: datetime
    recorded_at: datetime
    biz_step: str | None
    organisation: str
    lot_code: str


def save(session: Session, noted: Iterable[tuple[Entry, Sequence[Doubt]]]) -> None:
    """Write the doubts about events, each event with its entry."""
    add(
        session,
        DoubtRow,
        (
            columns_of(
                DoubtRow,
                doubt,
                data=dict(doubt.data),
                entry_id=entry.id,
                position=position,
                organisation_id=entry.organisation_id,
            )
            for entry, doubts in noted
            for position, doubt in enumerate(doubts)
        ),
    )


def of_lot(session: Session, epc: str, organisation_id: str | None = None) -> list[Noted]:
    """The doubts about events that name a lot, newest first; only an organisation's own where one is given."""
    naming = select(EventEpcRow.entry_id).where(EventEpcRow.epc == epc)
    found = _noted().where(DoubtRow.entry_id.in_(naming))
    if organisation_id is not None:
        found = found.where(DoubtRow.organisation_id == organisation_id)
    return _read(session, found.limit(100))


def unknown_lots(session: Session, entry_id: int) -> set[str]:
    """The lots that an event named and that were not known then, so that nothing was taken of them."""
    return set(
        session.scalars(
            select(DoubtRow.lot).where(DoubtRow.entry_id == entry_id, DoubtRow.code == "lot-unknown")
        )
    )


def of_region(session: Session, region: str, limit: int, before: int | None = None) -> list[Noted]:
    """The latest doubts about what was recorded in a region, newest first, before an entry."""
    found = _noted().where(in_region(region)).limit(limit)
    return _read(session, found if before is None else found.where(DoubtRow.entry_id < before))


def count_in_region(session: Session, region: str) -> int:
    counted = (
        select(func.count())
        .select_from(DoubtRow)
        .join(*_EVENT)
        .join(*_RECORDER)
        .where(in_region(region), STANDS)
    )
    return session.scalar(counted) or 0


_EVENT = (EventRow, EventRow.entry_id == DoubtRow.entry_id)
_RECORDER = (OrganisationRow, OrganisationRow.id == DoubtRow.organisation_id)


def _noted() -> Select[DoubtRow, EventRow, str, str]:
    return (
        select(DoubtRow, EventRow, OrganisationRow.name, LotRow.code)
        .join(*_EVENT)
        .outerjoin(*_RECORDER)
        .outerjoin(LotRow, LotRow.epc == DoubtRow.lot)
        .where(STANDS)
        .order_by(DoubtRow.entry_id.desc(), DoubtRow.position)
    )


def _read(session: Session, found: Select[DoubtRow, EventRow, str, str]) -> list[Noted]:
    return [
        Noted(
            doubt=Doubt(row.code, row.lot, _worded(row.data)),
            entry_id=row.entry_id,
            event_id=event.event_id,
            event_time=event.event_time,
            recorded_at=event.record_time,
            biz_step=event.biz_step,
            organisation=organisation or "",
            lot_code=lot_code or "",
        )
        for row, event, organisation, lot_code in session.execute(found)
    ]


def _worded(data: dict[str, str]) -> dict[str, str]:
    """The data with its states as the words of the domain, so that a reader's language has them."""
    return {key: LotState(value) if key == "state" else value for key, value in data.items()}
