"""Printers of an organisation, and by how much each misses a paper; settings, which are in no log."""

from collections.abc import Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.printer import Offset, Printer, PrinterKind
from aril.store.database import Base
from aril.store.types import NAME, SHORT, URI, Utc


class PrinterRow(Base):
    __tablename__ = "printer"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(NAME)
    kind: Mapped[str] = mapped_column(SHORT)
    address: Mapped[str] = mapped_column(URI)
    dpi: Mapped[int]
    design: Mapped[str] = mapped_column(NAME)
    """The one that it usually prints, or empty."""
    speed: Mapped[int | None]
    darkness: Mapped[int | None]
    answers: Mapped[bool]
    changed_at: Mapped[datetime] = mapped_column(Utc)
    changed_by: Mapped[str] = mapped_column(NAME)


class PrinterOffsetRow(Base):
    __tablename__ = "printer_offset"

    printer_id: Mapped[str] = mapped_column(ForeignKey("printer.id"), primary_key=True)
    paper: Mapped[str] = mapped_column(SHORT, primary_key=True)
    right: Mapped[int]
    """In micrometres, as `down`."""
    down: Mapped[int]
    measured_at: Mapped[datetime] = mapped_column(Utc)
    measured_by: Mapped[str] = mapped_column(NAME)


def printer(session: Session, printer_id: str, organisation_id: str) -> Printer | None:
    """A printer of this organisation."""
    row = _row(session, printer_id, organisation_id)
    return None if row is None else _whole(session, [row])[0]


def printers_of(session: Session, organisation_id: str) -> list[Printer]:
    """Those of an organisation, by name."""
    rows = session.scalars(
        select(PrinterRow).where(PrinterRow.organisation_id == organisation_id).order_by(PrinterRow.name)
    ).all()
    return _whole(session, rows)


def is_named(session: Session, organisation_id: str, name: str, beside: str) -> bool:
    """Whether another printer than `beside` has this name."""
    found = select(PrinterRow.id).where(
        PrinterRow.organisation_id == organisation_id, PrinterRow.name == name, PrinterRow.id != beside
    )
    return session.scalar(found) is not None


def keep(session: Session, printer: Printer, organisation_id: str, by: str, at: datetime) -> None:
    """Add a printer, or change the one with its id; raises `IntegrityError` where another has its name."""
    session.merge(
        PrinterRow(
            id=printer.id,
            organisation_id=organisation_id,
            name=printer.name,
            kind=printer.kind,
            address=printer.address,
            dpi=printer.dpi,
            design=printer.design,
            speed=printer.speed,
            darkness=printer.darkness,
            answers=printer.answers,
            changed_at=at,
            changed_by=by,
        )
    )
    session.flush()


def keep_offset(session: Session, printer_id: str, paper: str, offset: Offset, by: str, at: datetime) -> None:
    """What was measured last on a paper stands."""
    session.merge(
        PrinterOffsetRow(
            printer_id=printer_id,
            paper=paper,
            right=offset.right,
            down=offset.down,
            measured_at=at,
            measured_by=by,
        )
    )


def remove(session: Session, printer_id: str) -> None:
    session.execute(delete(PrinterOffsetRow).where(PrinterOffsetRow.printer_id == printer_id))
    session.execute(delete(PrinterRow).where(PrinterRow.id == printer_id))


def _row(session: Session, printer_id: str, organisation_id: str) -> PrinterRow | None:
    row = session.get(PrinterRow, printer_id)
    return row if row is not None and row.organisation_id == organisation_id else None


def _whole(session: Session, rows: Sequence[PrinterRow]) -> list[Printer]:
    """Rows with their offsets."""
    measured = session.scalars(
        select(PrinterOffsetRow)
        .where(PrinterOffsetRow.printer_id.in_([row.id for row in rows]))
        .order_by(PrinterOffsetRow.paper)
    )
    offsets: dict[str, dict[str, Offset]] = {row.id: {} for row in rows}
    for each in measured:
        offsets[each.printer_id][each.paper] = Offset(each.right, each.down)
    return [
        Printer(
            id=row.id,
            name=row.name,
            kind=PrinterKind(row.kind),
            address=row.address,
            dpi=row.dpi,
            design=row.design,
            speed=row.speed,
            darkness=row.darkness,
            answers=row.answers,
            offsets=MappingProxyType(offsets[row.id]),
        )
        for row in rows
    ]
