"""What the ledger says of one lot to whoever holds its label: read, never written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aril.domain.journey import Passage
from aril.store.ledger import EventEpcRow, EventRow, LeafRow, TreeHeadRow
from aril.store.organisations import OrganisationRow


@dataclass(frozen=True, slots=True)
class SignedLeaf:
    """Where a lot's latest fact stands in the log, and the signed head it is under."""

    leaf: int
    size: int
    root: str
    signed_at: datetime


def passages_of(session: Session, epcs: Iterable[str]) -> list[Passage]:
    """What happened to any of `epcs`, oldest first; a thousand sales over one counter are one line."""
    event, maker = EventRow, OrganisationRow
    what = (EventEpcRow.epc, EventEpcRow.role, event.type, event.action, event.biz_step, event.disposition)
    who = (maker.name.label("organisation"), maker.name_en.label("organisation_en"), maker.region)
    first, last = func.min(event.event_time).label("first_at"), func.max(event.event_time).label("last_at")
    rows = session.execute(
        select(*what, event.read_point, *who, first, last)
        .select_from(EventEpcRow)
        .join(event, event.entry_id == EventEpcRow.entry_id)
        .outerjoin(maker, maker.id == event.organisation_id)
        .where(EventEpcRow.epc.in_(list(epcs)))
        .group_by(*what, event.read_point, *who)
        .order_by(last, first, func.max(event.entry_id))
    )
    return [Passage(**row) for row in rows.mappings()]


def signed_leaf_of(session: Session, epc: str) -> SignedLeaf | None:
    """The last leaf about a lot under the latest signed head, or None while there is none."""
    head = select(TreeHeadRow).order_by(TreeHeadRow.size.desc()).limit(1).subquery()
    signed = (head.c.size, head.c.root, head.c.signed_at)
    row = session.execute(
        select(func.max(LeafRow.index), *signed)
        .join(EventEpcRow, EventEpcRow.entry_id == LeafRow.entry_id)
        .join(head, LeafRow.index < head.c.size)
        .where(EventEpcRow.epc == epc)
        .group_by(*signed)
    ).one_or_none()
    return SignedLeaf(*row) if row else None
