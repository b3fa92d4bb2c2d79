"""Events in the order in which they were recorded, a lot's family or a span of days, as an export takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from aril.store.ledger import EntryRow, EventEpcRow, EventRow
from aril.store.lots import EdgeRow

BATCH = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which events: those of a lot, of all that went into it and of all that was made of it; and from when to when.

    `since` is the first moment of their event times, `until` the first one after; what is None does not choose.
    """

    lot: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event's number in the ledger, for which organisation it was recorded, and its JSON text."""

    entry_id: int
    organisation_id: str
    body: str


def count(session: Session, chosen: Chosen) -> int:
    counted = select(func.count()).select_from(EventRow).where(*_holds(chosen))
    return session.scalar(counted) or 0


def at_place(session: Session, chosen: Chosen, place: int) -> Recorded | None:
    """The event at a place among those chosen, counted from 0."""
    row = session.execute(_events(chosen).offset(place).limit(1)).one_or_none()
    return None if row is None else Recorded(*row)


def events_after(session: Session, chosen: Chosen, entry_id: int) -> Iterator[Recorded]:
    """The events chosen behind an entry, read in batches."""
    while rows := session.execute(_events(chosen).where(EventRow.entry_id > entry_id).limit(BATCH)).all():
        yield from (Recorded(*row) for row in rows)
        entry_id = rows[-1][0]


def recorders(session: Session, chosen: Chosen, most: int) -> Iterator[str]:
    """For whom each of the first `most` events chosen was recorded."""
    after, left = 0, most
    found = (
        select(EventRow.entry_id, EventRow.organisation_id).where(*_holds(chosen)).order_by(EventRow.entry_id)
    )
    while left and (
        rows := session.execute(found.where(EventRow.entry_id > after).limit(min(left, BATCH))).all()
    ):
        yield from (row[1] for row in rows)
        after, left = rows[-1][0], left - len(rows)


def _events(chosen: Chosen) -> Select[int, str, str]:
    return (
        select(EventRow.entry_id, EventRow.organisation_id, EntryRow.body)
        .join(EntryRow, EntryRow.id == EventRow.entry_id)
        .where(*_holds(chosen))
        .order_by(EventRow.entry_id)
    )


def _holds(chosen: Chosen) -> list[ColumnElement[bool]]:
    holds: list[ColumnElement[bool]] = []
    if chosen.lot:
        holds.append(EventRow.entry_id.in_(_of_the_family(chosen.lot)))
    if chosen.since is not None:
        holds.append(EventRow.event_time >= chosen.since)
    if chosen.until is not None:
        holds.append(EventRow.event_time < chosen.until)
    return holds


def _of_the_family(lot: str) -> Select[int]:
    above = select(EdgeRow.parent.label("lot")).where(EdgeRow.child == lot).cte("above", recursive=True)
    above = above.union(select(EdgeRow.parent).join(above, EdgeRow.child == above.c.lot))
    below = select(EdgeRow.child.label("lot")).where(EdgeRow.parent == lot).cte("below", recursive=True)
    below = below.union(select(EdgeRow.child).join(below, EdgeRow.parent == below.c.lot))
    epc = EventEpcRow.epc
    named = or_(epc == lot, epc.in_(select(above.c.lot)), epc.in_(select(below.c.lot)))
    return select(EventEpcRow.entry_id).where(named)
