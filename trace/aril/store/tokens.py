"""API tokens: what a program shows to act for an organisation. Of each only the hash is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.store.accounts import HASH
from aril.store.database import Base
from aril.store.types import NAME, SHORT, Utc


class ApiTokenRow(Base):
    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    token_hash: Mapped[str] = mapped_column(HASH, unique=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    label: Mapped[str] = mapped_column(NAME)
    """What its maker calls it; it stands in the ledger as who recorded."""
    scopes: Mapped[str] = mapped_column(String(200))
    created_by: Mapped[str] = mapped_column(SHORT)
    created_at: Mapped[datetime] = mapped_column(Utc)
    last_used_at: Mapped[datetime | None] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)


def by_hash(session: Session, token_hash: str) -> ApiTokenRow | None:
    """The token with this hash, unless it was revoked."""
    return session.scalar(
        select(ApiTokenRow).where(ApiTokenRow.token_hash == token_hash, ApiTokenRow.revoked_at.is_(None))
    )


def tokens_of(session: Session, organisation_id: str) -> Sequence[ApiTokenRow]:
    """Those that still work, newest first."""
    return session.scalars(
        select(ApiTokenRow)
        .where(ApiTokenRow.organisation_id == organisation_id, ApiTokenRow.revoked_at.is_(None))
        .order_by(ApiTokenRow.created_at.desc(), ApiTokenRow.id)
    ).all()


def token(session: Session, token_id: str) -> ApiTokenRow | None:
    return session.get(ApiTokenRow, token_id)


def note_use(session: Session, token_id: str, at: datetime) -> None:
    session.execute(update(ApiTokenRow).where(ApiTokenRow.id == token_id).values(last_used_at=at))
