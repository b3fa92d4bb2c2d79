"""Cases and pallets as their enterprise looks for them."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from aril.epcis.vocabulary import Action
from aril.store.ledger import EventEpcRow, EventRow


def was_loaded_by(session: Session, unit: str, organisation_id: str) -> bool:
    """Whether an organisation put anything into the unit with this EPC."""
    statement = _loaded_by(organisation_id).where(EventEpcRow.epc == unit).limit(1)
    return session.scalar(statement) is not None


def loaded_by(session: Session, organisation_id: str, limit: int) -> Sequence[str]:
    """The EPCs of the units that an organisation loaded last, the newest first."""
    latest = func.max(EventRow.entry_id)
    statement = _loaded_by(organisation_id).group_by(EventEpcRow.epc).order_by(latest.desc()).limit(limit)
    return session.scalars(statement).all()


def _loaded_by(organisation_id: str) -> Select[str]:
    return (
        select(EventEpcRow.epc)
        .join(EventRow, EventRow.entry_id == EventEpcRow.entry_id)
        .where(
            EventRow.organisation_id == organisation_id,
            EventRow.type == "AggregationEvent",
            EventRow.action == Action.ADD,
            EventEpcRow.role == "parent",
        )
    )
