"""How often a code was looked up: a counter beside the ledger, which loses nothing if it is lost."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.store.database import Base
from aril.store.types import URI, Utc


class ScanRow(Base):
    __tablename__ = "scan"

    code: Mapped[str] = mapped_column(URI, primary_key=True)
    count: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(Utc)


def count_scan(session: Session, code: str, at: datetime) -> tuple[int, datetime]:
    """Count one look-up of a code, and answer how many there were and when the first was."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(ScanRow).values(code=code, count=1, first_at=at)
    counted = statement.on_conflict_do_update(
        index_elements=[ScanRow.code], set_={"count": ScanRow.count + 1}
    ).returning(ScanRow.count, ScanRow.first_at)
    count, first = session.execute(counted).one()
    return count, first


def scans_of(session: Session, code: str) -> tuple[int, datetime | None]:
    """How often a code was looked up so far, and when first."""
    row = session.get(ScanRow, code)
    return (row.count, row.first_at) if row else (0, None)
