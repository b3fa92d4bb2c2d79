"""Subscriptions to named queries, how far each has come in the log, and what became of its notifications."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, delete, func, select, tuple_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.subscription import SubscriptionState
from aril.store.claims import Claimable
from aril.store.database import Base
from aril.store.types import BIG_ID, NAME, SHORT, JsonText, Utc


class SubscriptionRow(Claimable, Base):
    """A stream, which has no schedule, is due when the log has grown beyond `next_leaf`."""

    __tablename__ = "subscription"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "query_name"], ["named_query.organisation_id", "named_query.name"]
        ),
        Index(None, "organisation_id", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    query_name: Mapped[str] = mapped_column(NAME)
    dest: Mapped[str] = mapped_column(Text)
    signature_token: Mapped[str] = mapped_column(Text)
    """As it came, since it signs; it is shown to nobody."""
    schedule: Mapped[Any | None] = mapped_column(JsonText)
    report_if_empty: Mapped[bool]
    epc_format: Mapped[str] = mapped_column(SHORT)
    created_at: Mapped[datetime] = mapped_column(Utc)
    created_by: Mapped[str] = mapped_column(NAME)
    initial_record_time: Mapped[datetime] = mapped_column(Utc)
    min_record_time: Mapped[datetime] = mapped_column(Utc)
    next_leaf: Mapped[int] = mapped_column(BIG_ID)
    """The place of the log up to which everything was sent that was to be."""
    batch: Mapped[int]
    """How many events are sent at once."""
    state: Mapped[str] = mapped_column(SHORT)
    failures: Mapped[int]
    """How many in a row."""
    last_notified_at: Mapped[datetime | None] = mapped_column(Utc)


class NotificationRow(Base):
    """One attempt: `status` is what was answered, `error` the template and data of why it failed."""

    __tablename__ = "notification"
    __table_args__ = (Index(None, "subscription_id", "at"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=True)
    subscription_id: Mapped[str] = mapped_column(ForeignKey("subscription.id"))
    at: Mapped[datetime] = mapped_column(Utc)
    milliseconds: Mapped[int]
    attempt: Mapped[int]
    events: Mapped[int]
    status: Mapped[int | None]
    error: Mapped[Any | None] = mapped_column(JsonText)


def subscription(session: Session, subscription_id: str, organisation_id: str) -> SubscriptionRow | None:
    """A subscription of this organisation."""
    row = session.get(SubscriptionRow, subscription_id)
    return row if row is not None and row.organisation_id == organisation_id else None


def subscriptions_of(
    session: Session,
    organisation_id: str,
    query_name: str | None = None,
    limit: int | None = None,
    after: tuple[datetime, str] | None = None,
) -> Sequence[SubscriptionRow]:
    """The subscriptions of an organisation, of one query or of all, oldest first."""
    key = tuple_(SubscriptionRow.created_at, SubscriptionRow.id)
    found = select(SubscriptionRow).where(SubscriptionRow.organisation_id == organisation_id)
    if query_name is not None:
        found = found.where(SubscriptionRow.query_name == query_name)
    if after is not None:
        found = found.where(key > after)
    return session.scalars(found.order_by(SubscriptionRow.created_at, SubscriptionRow.id).limit(limit)).all()


def count_of(session: Session, organisation_id: str) -> int:
    found = select(func.count()).where(SubscriptionRow.organisation_id == organisation_id)
    return session.scalar(found) or 0


def forget(
    session: Session, organisation_id: str, query_name: str, subscription_id: str | None = None
) -> None:
    """Remove the subscriptions to a query, or one of them, with what became of their notifications."""
    found = select(SubscriptionRow.id).where(
        SubscriptionRow.organisation_id == organisation_id, SubscriptionRow.query_name == query_name
    )
    if subscription_id is not None:
        found = found.where(SubscriptionRow.id == subscription_id)
    ids = session.scalars(found.with_for_update()).all()  # nobody writes down a notification meanwhile
    session.execute(delete(NotificationRow).where(NotificationRow.subscription_id.in_(ids)))
    session.execute(delete(SubscriptionRow).where(SubscriptionRow.id.in_(ids)))


def notifications_of(session: Session, subscription_id: str, limit: int) -> Sequence[NotificationRow]:
    """What became of the last notifications, newest first."""
    return session.scalars(
        select(NotificationRow)
        .where(NotificationRow.subscription_id == subscription_id)
        .order_by(NotificationRow.at.desc(), NotificationRow.id.desc())
        .limit(limit)
    ).all()


def forget_notifications(session: Session, subscription_id: str, before: datetime) -> None:
    session.execute(
        delete(NotificationRow).where(
            NotificationRow.subscription_id == subscription_id, NotificationRow.at < before
        )
    )


def any_stream_behind(session: Session, size: int) -> bool:
    """Whether the log, now of this size, has grown beyond a stream that nobody is busy with."""
    return session.scalar(select(1).where(*_behind(size)).limit(1)) is not None


def make_streams_due(session: Session, size: int, now: datetime) -> None:
    """Streams beyond which the log has grown are due."""
    session.execute(update(SubscriptionRow).where(*_behind(size)).values(due_at=now))


def states(session: Session) -> dict[str, int]:
    """State → how many subscriptions are in it."""
    counted = select(SubscriptionRow.state, func.count().label("many")).group_by(SubscriptionRow.state)
    return {row.state: row.many for row in session.execute(counted)}


def furthest_behind(session: Session) -> int | None:
    """The least place of the log that an active stream has come to."""
    return session.scalar(
        select(func.min(SubscriptionRow.next_leaf)).where(
            SubscriptionRow.state == SubscriptionState.ACTIVE, SubscriptionRow.schedule.is_(None)
        )
    )


def _behind(size: int) -> tuple[Any, ...]:
    return (
        SubscriptionRow.state == SubscriptionState.ACTIVE,
        SubscriptionRow.schedule.is_(None),
        SubscriptionRow.due_at.is_(None),
        SubscriptionRow.next_leaf < size,
    )
