"""Numbers that were given out, so that none is given out twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Index, func, or_, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.allotment import Allotment, NumberKind
from aril.store.database import Base
from aril.store.farm import TradeItemRow
from aril.store.ledger import EventEpcRow
from aril.store.mapping import value_of
from aril.store.types import NAME, SHORT, Utc

TURN = 2121
"""The number of the PostgreSQL advisory lock under which numbers are given out."""


class AllotmentRow(Base):
    """Numbers from `first` on. Two rows of one range never begin at the same number, whatever else fails."""

    __tablename__ = "allotment"
    __table_args__ = (
        Index(None, "kind", "prefix", "extension", "first", unique=True),
        Index(None, "organisation_id", "allotted_at"),
    )

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    kind: Mapped[str] = mapped_column(SHORT)
    prefix: Mapped[str] = mapped_column(SHORT)
    extension: Mapped[int]
    first: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int]
    by: Mapped[str] = mapped_column(NAME)
    allotted_at: Mapped[datetime] = mapped_column(Utc)


def take_turn(session: Session) -> None:
    """Wait until nobody else gives numbers out, and keep them waiting until this transaction ends.

    On SQLite a write transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(TURN)))


def following(session: Session, kind: NumberKind, prefix: str, extension: int) -> int:
    """The number after the last that was given out of a range."""
    after = session.scalar(
        select(func.max(AllotmentRow.first + AllotmentRow.count)).where(
            AllotmentRow.kind == kind, AllotmentRow.prefix == prefix, AllotmentRow.extension == extension
        )
    )
    return after or 0


def overlapping(session: Session, kind: NumberKind, prefix: str) -> str | None:
    """Another prefix under which numbers were given out and whose numbers could be the same."""
    shorter = [prefix[:length] for length in range(1, len(prefix))]
    return session.scalar(
        select(AllotmentRow.prefix)
        .where(
            AllotmentRow.kind == kind,
            AllotmentRow.prefix != prefix,
            or_(AllotmentRow.prefix.in_(shorter), AllotmentRow.prefix.startswith(prefix)),
        )
        .limit(1)
    )


def last_named(session: Session, first_epc: str, last_epc: str) -> str | None:
    """The last of these SSCCs, as links, that some event names already; they are in the order of their digits."""
    return session.scalar(
        select(func.max(EventEpcRow.epc)).where(EventEpcRow.epc.between(first_epc, last_epc))
    )


def last_registered(session: Session, first: str, last: str) -> str | None:
    """The last of these GTINs, without the first and the check digit, that stands for a product already.

    The groupings of a product share its number but for those two digits.
    """
    between = (TradeItemRow.gtin.between(f"{digit}{first}0", f"{digit}{last}9") for digit in range(10))
    found: str | None = session.scalar(
        select(func.max(func.substr(TradeItemRow.gtin, 2, 12))).where(or_(*between))
    )
    return found


def allotments_of(
    session: Session, organisation_id: str, limit: int, after: str = ""
) -> Sequence[AllotmentRow]:
    """What an organisation was given, newest first; what follows the allotment with the id `after`."""
    found = (
        select(AllotmentRow)
        .where(AllotmentRow.organisation_id == organisation_id)
        .order_by(AllotmentRow.allotted_at.desc(), AllotmentRow.id.desc())
        .limit(limit)
    )
    last = session.get(AllotmentRow, after) if after else None
    if last is not None:
        found = found.where(tuple_(AllotmentRow.allotted_at, AllotmentRow.id) < (last.allotted_at, last.id))
    return session.scalars(found).all()


def allotment(session: Session, allotment_id: str) -> Allotment | None:
    row = session.get(AllotmentRow, allotment_id)
    return value_of(Allotment, row) if row else None
