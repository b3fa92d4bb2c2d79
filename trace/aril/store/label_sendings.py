"""Labels on their way to a printer: which of a job's labels, to which printer, and how far they came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, ForeignKey, Index, Update, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.printer import SendingState
from aril.store.claims import Claimable
from aril.store.database import Base
from aril.store.types import NAME, SHORT, URI, JsonText, Utc

TURN = 9100
"""The number of the PostgreSQL advisory lock under which a turn at a printer is taken."""
_GOING = (str(SendingState.WAITING), str(SendingState.SENDING))


class LabelSendingRow(Claimable, Base):
    """`key` is the name that its sender gave it, so that the same wish twice is one sending.

    What waits and is not due waits for its labels to be printed.
    """

    __tablename__ = "label_sending"
    __table_args__ = (
        Index(None, "job", "ordered_at"),
        Index("uq_label_sending_key", "organisation_id", "key", unique=True),
    )

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(SHORT)
    job: Mapped[str] = mapped_column(ForeignKey("label_job.id"))
    printer_id: Mapped[str] = mapped_column(SHORT)
    printer: Mapped[str] = mapped_column(NAME)
    """What the printer was called; it may be gone."""
    first: Mapped[int]
    last: Mapped[int]
    """Numbers of labels in the job."""
    reason: Mapped[str] = mapped_column(NAME)
    """Why labels that were sent before are sent again; empty where none was."""
    ordered_by: Mapped[str] = mapped_column(NAME)
    ordered_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(SHORT)
    sent: Mapped[int]
    arrived: Mapped[int]
    """How many labels have left, and how many the printer surely has."""
    fault: Mapped[Any | None] = mapped_column(JsonText)
    """Why it halted: an English template and its data."""
    moved_at: Mapped[datetime] = mapped_column(Utc)
    endpoint: Mapped[str | None] = mapped_column(URI)
    """Where the printer was found, whichever of its entries was named; empty before it was looked for."""
    turn_until: Mapped[datetime | None] = mapped_column(Utc)
    """Until when nobody else sends anything there; empty where it is not their turn."""


def sendings_of(session: Session, job: str) -> Sequence[LabelSendingRow]:
    """Those of a job, newest first."""
    return session.scalars(
        select(LabelSendingRow)
        .where(LabelSendingRow.job == job)
        .order_by(LabelSendingRow.ordered_at.desc(), LabelSendingRow.id.desc())
    ).all()


def by_key(session: Session, organisation_id: str, key: str) -> LabelSendingRow | None:
    return session.scalar(
        select(LabelSendingRow).where(
            LabelSendingRow.organisation_id == organisation_id, LabelSendingRow.key == key
        )
    )


def going_on(session: Session, job: str) -> Sequence[LabelSendingRow]:
    """Labels of a job that are waiting to be sent, or on their way; nobody else changes it before the end."""
    return session.scalars(
        select(LabelSendingRow)
        .where(LabelSendingRow.job == job, LabelSendingRow.state.in_(_GOING))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def is_going_on(session: Session, job: str) -> bool:
    """Whether any labels of a job are waiting to be sent, or on their way."""
    found = select(LabelSendingRow.id).where(LabelSendingRow.job == job, LabelSendingRow.state.in_(_GOING))
    return session.scalar(found.limit(1)) is not None


def take_turn(session: Session) -> None:
    """Nobody else takes their turn at a printer before this transaction ends.

    On SQLite a write transaction is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(TURN)))


def release(session: Session, job: str, now: datetime) -> bool:
    """What waits for the labels of a job to be printed is due now; answers whether anything does."""
    released = session.execute(_unprinted(job).values(due_at=now))
    return cast(CursorResult[Any], released).rowcount > 0


def give_up(session: Session, job: str, fault: Any, now: datetime) -> None:
    """Nothing waits any more for the labels of a job to be printed, and why."""
    session.execute(_unprinted(job).values(state=str(SendingState.HALTED), fault=fault, moved_at=now))


def _unprinted(job: str) -> Update:
    return update(LabelSendingRow).where(
        LabelSendingRow.job == job,
        LabelSendingRow.state == str(SendingState.WAITING),
        LabelSendingRow.due_at.is_(None),
    )


def busy_until(session: Session, endpoint: str, now: datetime) -> datetime | None:
    """Until when the printer at an endpoint is taken by labels that are on their way to it; None where none are."""
    return session.scalar(
        select(func.max(LabelSendingRow.turn_until)).where(
            LabelSendingRow.endpoint == endpoint, LabelSendingRow.turn_until > now
        )
    )


def end_turn(session: Session, sending_id: str, endpoint: str, now: datetime) -> None:
    """The printer at an endpoint is free of these labels; those that have waited longest for it are due now."""
    session.execute(update(LabelSendingRow).where(LabelSendingRow.id == sending_id).values(turn_until=None))
    longest = (
        select(LabelSendingRow.id)
        .where(
            LabelSendingRow.endpoint == endpoint,
            LabelSendingRow.state == str(SendingState.WAITING),
            LabelSendingRow.claim.is_(None),
        )
        .order_by(LabelSendingRow.ordered_at, LabelSendingRow.id)
        .limit(1)
        .scalar_subquery()
    )
    session.execute(update(LabelSendingRow).where(LabelSendingRow.id == longest).values(due_at=now))


def furthest(session: Session, job: str) -> int:
    """The highest number of a job's labels that has left for a printer; 0 where none has."""
    found = select(func.max(LabelSendingRow.first + LabelSendingRow.sent - 1)).where(
        LabelSendingRow.job == job, LabelSendingRow.sent > 0
    )
    return session.scalar(found) or 0
