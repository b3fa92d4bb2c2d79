"""What became of each document that a program sent, and the queries that an organisation keeps under a name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, select, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.store.database import Base
from aril.store.types import NAME, SHORT, JsonText, Utc


class CaptureJobRow(Base):
    __tablename__ = "capture_job"
    __table_args__ = (Index(None, "organisation_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[datetime] = mapped_column(Utc)
    finished_at: Mapped[datetime] = mapped_column(Utc)
    behaviour: Mapped[str] = mapped_column(SHORT)
    captured: Mapped[int]
    """How many events were recorded."""
    errors: Mapped[Any] = mapped_column(JsonText)
    warnings: Mapped[Any] = mapped_column(JsonText, server_default="[]")
    """What did not fit, of events that were recorded all the same."""


class NamedQueryRow(Base):
    __tablename__ = "named_query"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    query: Mapped[str] = mapped_column(Text)
    """The parameters, as the JSON text that came."""
    created_at: Mapped[datetime] = mapped_column(Utc)


def job(session: Session, job_id: str, organisation_id: str) -> CaptureJobRow | None:
    """A job of this organisation."""
    row = session.get(CaptureJobRow, job_id)
    return row if row is not None and row.organisation_id == organisation_id else None


def jobs_of(
    session: Session, organisation_id: str, limit: int, after: tuple[datetime, str] | None
) -> Sequence[CaptureJobRow]:
    """The jobs of an organisation, newest first, `after` the one with this time and id."""
    key = tuple_(CaptureJobRow.created_at, CaptureJobRow.id)
    found = (
        select(CaptureJobRow)
        .where(CaptureJobRow.organisation_id == organisation_id)
        .order_by(CaptureJobRow.created_at.desc(), CaptureJobRow.id.desc())
        .limit(limit)
    )
    return session.scalars(found if after is None else found.where(key < after)).all()


def named_query(session: Session, organisation_id: str, name: str) -> NamedQueryRow | None:
    return session.get(NamedQueryRow, (organisation_id, name))


def named_queries(session: Session, organisation_id: str, limit: int, after: str) -> Sequence[NamedQueryRow]:
    """The queries of an organisation in the order of their names, after one of them."""
    return session.scalars(
        select(NamedQueryRow)
        .where(NamedQueryRow.organisation_id == organisation_id, NamedQueryRow.name > after)
        .order_by(NamedQueryRow.name)
        .limit(limit)
    ).all()
