"""What the ledger says of one lot to whoever holds its label: read, never written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from aril.domain.journey import Passage
from aril.store.corrections import STANDS
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
    """What happened to any of `epcs`, oldest first; a thousand sales over one counter are one line.

    What was declared to be in error did not happen.
    """
    return [Passage(**row) for row in session.execute(_PASSAGES, {"epcs": list(epcs)}).mappings()]


def signed_leaf_of(session: Session, epc: str) -> SignedLeaf | None:
    """The last leaf about a lot under the latest signed head, or None while there is none."""
    row = session.execute(_SIGNED_LEAF, {"epc": epc}).one_or_none()
    return SignedLeaf(*row) if row else None


# Built once: building a statement takes longer than running it.
_WHAT = (
    EventEpcRow.epc,
    EventEpcRow.role,
    EventRow.type,
    EventRow.action,
    EventRow.biz_step,
    EventRow.disposition,
    EventRow.read_point,
    OrganisationRow.name.label("organisation"),
    OrganisationRow.name_en.label("organisation_en"),
    OrganisationRow.region,
)
_FIRST = func.min(EventRow.event_time).label("first_at")
_LAST = func.max(EventRow.event_time).label("last_at")
_PASSAGES = (
    select(*_WHAT, _FIRST, _LAST)
    .select_from(EventEpcRow)
    .join(EventRow, EventRow.entry_id == EventEpcRow.entry_id)
    .outerjoin(OrganisationRow, OrganisationRow.id == EventRow.organisation_id)
    .where(EventEpcRow.epc.in_(bindparam("epcs", expanding=True)), STANDS)
    .group_by(*_WHAT)
    .order_by(_LAST, _FIRST, func.max(EventRow.entry_id))
)
_HEAD = select(TreeHeadRow).order_by(TreeHeadRow.size.desc()).limit(1).subquery()
_SIGNED = (_HEAD.c.size, _HEAD.c.root, _HEAD.c.signed_at)
_SIGNED_LEAF = (
    select(func.max(LeafRow.index), *_SIGNED)
    .join(EventEpcRow, EventEpcRow.entry_id == LeafRow.entry_id)
    .join(_HEAD, LeafRow.index < _HEAD.c.size)
    .where(EventEpcRow.epc == bindparam("epc"))
    .group_by(*_SIGNED)
)
