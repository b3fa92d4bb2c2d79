"""Rows that are work: somebody claims one, does it, and says what comes next. Two never do the same at once.

`due_at` says when it is to be done; there is nothing to do where it is empty. Who claims a row moves `due_at` to the
end of a lease and signs the row; if they die, it is due again then. What they say afterwards counts only as long as
the row still bears their signature.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, inspect, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.store.database import Base
from aril.store.types import SHORT, Utc


class Claimable:
    """The columns of a row that is work. Its table needs an index on `due_at`."""

    due_at: Mapped[datetime | None] = mapped_column(Utc, index=True)
    claim: Mapped[str | None] = mapped_column(SHORT)
    """Who is doing it: a name that nobody else has."""


Row = TypeVar("Row", bound=Base)


def is_due(session: Session, row_type: type[Base], now: datetime) -> bool:
    """Whether there is anything to claim."""
    table: Any = row_type
    return session.scalar(select(1).where(table.due_at <= now).limit(1)) is not None


def claim(
    session: Session, row_type: type[Row], claimant: str, now: datetime, lease: timedelta
) -> Row | None:
    """The row that has been due for longest, now the claimant's until the lease ends; None where none is due."""
    table: Any = row_type
    (key,) = inspect(row_type).primary_key
    longest = (
        select(key)
        .where(table.due_at <= now)
        .order_by(table.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)  # SQLite has one writer at a time anyway
        .scalar_subquery()
    )
    return session.scalar(
        update(row_type)
        .where(key == longest, table.due_at <= now)
        .values(due_at=now + lease, claim=claimant)
        .returning(row_type)
        .execution_options(populate_existing=True)
    )


def settle(session: Session, claimed: Base, due_at: datetime | None, **values: Any) -> bool:
    """Say what became of a claimed row: its `values`, and when it is due again.

    Answers False, and changes nothing, where the claim was lost because the lease had ended.
    """
    return _as_claimant(session, claimed, due_at=due_at, claim=None, **values)


def keep(session: Session, claimed: Base, until: datetime, **values: Any) -> bool:
    """Prolong a lease in the middle of long work, with `values` of how far it is; answers False where it was lost."""
    return _as_claimant(session, claimed, due_at=until, **values)


def _as_claimant(session: Session, claimed: Base, **values: Any) -> bool:
    row: Any = claimed
    table: Any = type(claimed)
    mapper = inspect(type(claimed))
    (key,) = mapper.primary_key
    (value,) = mapper.primary_key_from_instance(claimed)
    changed = session.execute(
        update(table)
        .where(key == value, table.claim == row.claim)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], changed).rowcount == 1
