"""Events that were declared to be in error, and what such a declaration has to know of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from aril.epcis.vocabulary import BizStep
from aril.store.ledger import AT_ONCE, EntryRow, EventEpcRow, EventRow
from aril.store.types import fixed
from aril.store.visibility import MAKES, TESTS

_Declaration = aliased(EventRow)
STANDS = and_(
    EventRow.error_declared_at.is_(None),
    ~exists().where(
        _Declaration.event_id == EventRow.event_id,
        _Declaration.entry_id > EventRow.entry_id,
        _Declaration.organisation_id == EventRow.organisation_id,
        _Declaration.error_declared_at.is_not(None),
    ),
)
"""Whether an event is neither a declaration nor declared to be in error since, by who recorded it."""


@dataclass(frozen=True, slots=True)
class Original:
    """An event as it was recorded, whatever was declared of it since."""

    entry_id: int
    organisation_id: str
    event_hash: str


def originals(session: Session, event_ids: Sequence[str]) -> dict[str, Original]:
    """Event ID → event, of those recorded; a declaration of its error alone does not count."""
    return {
        row.event_id: Original(row.entry_id, row.organisation_id, row.event_hash)
        for start in range(0, len(event_ids), AT_ONCE)
        for row in session.execute(_ORIGINALS, {"event_ids": event_ids[start : start + AT_ONCE]})
    }


def declarations(session: Session, event_id: str) -> list[tuple[str, datetime]]:
    """Which organisation declared the event with this ID to be in error, and when."""
    return [(by, at) for by, at in session.execute(_DECLARATIONS, {"event_id": event_id}) if at]


def rested_on(session: Session, epcs: Iterable[str], making: str, by: str) -> set[str]:
    """Those of some EPC classes that an event beside their making tested or held, or one of the organisation names.

    That somebody says a test was an error makes it none.
    """
    return set(session.scalars(_RESTED_ON, {"epcs": list(epcs), "making": making, "by": by}))


def makings_of(session: Session, epc: str, by: str) -> Sequence[EntryRow]:
    """The entries of an organisation's events that name an EPC class among what they make, the latest first.

    One that says no weight has made no lot. Those that were declared to be in error are left out.
    """
    return session.scalars(_MAKINGS, {"epc": epc, "by": by}).all()


# Built once: building a statement takes longer than running it.
_EPCS: BindParameter[list[str]] = bindparam("epcs", expanding=True)
_ORIGINALS = select(
    EventRow.event_id, EventRow.entry_id, EventRow.organisation_id, EventRow.event_hash
).where(EventRow.event_id.in_(bindparam("event_ids", expanding=True)), EventRow.error_declared_at.is_(None))
_DECLARATIONS = select(EventRow.organisation_id, EventRow.error_declared_at).where(
    EventRow.event_id == bindparam("event_id"), EventRow.error_declared_at.is_not(None)
)
_NAMED = select(EventEpcRow.epc).join(EventRow, EventRow.entry_id == EventEpcRow.entry_id)
_COMES_OUT = and_(EventEpcRow.role.in_(("class", "output-class")), MAKES)
_HOLDS = EventRow.biz_step == fixed(BizStep.HOLDING)
_RESTED_ON = _NAMED.where(
    EventEpcRow.epc.in_(_EPCS),
    EventRow.event_id != bindparam("making"),
    or_(TESTS, _HOLDS, and_(EventRow.organisation_id == bindparam("by"), STANDS)),
)
_MAKINGS = (
    select(EntryRow)
    .join(EventRow, EventRow.entry_id == EntryRow.id)
    .join(EventEpcRow, EventEpcRow.entry_id == EventRow.entry_id)
    .where(
        EventEpcRow.epc == bindparam("epc"), _COMES_OUT, EventRow.organisation_id == bindparam("by"), STANDS
    )
    .order_by(EventRow.entry_id.desc())
)
