"""Print jobs, the serial numbers reserved for them, and which labels of a roll stand for which lot.

A job is work (`store/claims.py`) beside the ledger, which says what was ordered, handed out and withdrawn. A serial
number is its row's key, so that none is ever given out twice; its label is found by one statement. In the order of
their labels they stand a thousand to a row: an index of 50 000 random numbers takes as long to write as their table.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Select,
    Text,
    bindparam,
    func,
    inspect,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.label import JobState
from aril.store.claims import Claimable
from aril.store.database import Base
from aril.store.label_withdrawals import LabelWithdrawalRow, left_of, withdrawals_of
from aril.store.mapping import add, put
from aril.store.types import NAME, SHORT, URI, ExactDecimal, JsonText, Utc


class LabelJobRow(Claimable, Base):
    """Labels that are to be printed, all that stands on them, and how far they are.

    `key` is the name that its sender gave to the order, and `key_digest` what was ordered under it.
    """

    __tablename__ = "label_job"
    __table_args__ = (
        Index(None, "organisation_id", "ordered_at", "id"),
        Index(None, "lot"),
        Index("uq_label_job_key", "organisation_id", "key", unique=True),
    )

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    lot: Mapped[str] = mapped_column(URI)
    """The EPC class of the lot, or the EPC of a case or a pallet; empty for a roll that is printed in advance."""
    name: Mapped[str] = mapped_column(NAME)
    """What its file is called."""
    design: Mapped[str] = mapped_column(SHORT)
    design_text: Mapped[str] = mapped_column(Text)
    """The design as it was when the job was ordered."""
    language: Mapped[str] = mapped_column(SHORT)
    placement: Mapped[Any] = mapped_column(JsonText)
    fields: Mapped[Any] = mapped_column(JsonText)
    uri: Mapped[str] = mapped_column(URI)
    """The address in the QR code, or what stands before the serial number in it."""
    linear: Mapped[str] = mapped_column(URI)
    has_serials: Mapped[bool]
    count: Mapped[int]
    per_page: Mapped[int]
    start: Mapped[int]
    net_weight: Mapped[Decimal] = mapped_column(ExactDecimal)
    over: Mapped[Decimal] = mapped_column(ExactDecimal)
    key: Mapped[str | None] = mapped_column(SHORT)
    key_digest: Mapped[str | None] = mapped_column(SHORT)
    ordered_by: Mapped[str] = mapped_column(NAME)
    ordered_at: Mapped[datetime] = mapped_column(Utc)

    state: Mapped[str] = mapped_column(SHORT)
    fault: Mapped[Any | None] = mapped_column(JsonText)
    """Why it failed: an English template and its data."""
    started_at: Mapped[datetime | None] = mapped_column(Utc)
    started_from: Mapped[int]
    """How many labels there were when it was started, or went on."""
    moved_at: Mapped[datetime | None] = mapped_column(Utc)
    done: Mapped[int]
    length: Mapped[int] = mapped_column(BigInteger)
    """Bytes of the file that hold these labels."""
    symbols: Mapped[int]
    pages_rendered: Mapped[int]
    writer_state: Mapped[str] = mapped_column(Text)


class LabelSerialRow(Base):
    """The label of a serial number. Its job's row is of the same transaction, and no row of either is ever removed."""

    __tablename__ = "label_serial"
    __table_args__ = ({"sqlite_with_rowid": False},)

    serial: Mapped[str] = mapped_column(SHORT, primary_key=True)
    job_id: Mapped[str] = mapped_column(SHORT)
    number: Mapped[int]


class LabelSeriesRow(Base):
    """The serial numbers of `IN_A_SERIES` labels from `first` on, in their order, with spaces between."""

    __tablename__ = "label_series"
    __table_args__ = ({"sqlite_with_rowid": False},)

    job_id: Mapped[str] = mapped_column(ForeignKey("label_job.id"), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    serials: Mapped[str] = mapped_column(Text)


IN_A_SERIES = 1000


class LabelBindingRow(Base):
    """A stretch of a roll that stands for a lot; one that did so by mistake keeps its row, with the reason.

    What is left of a binding after a part of it is undone is named by its first label: `{id of the binding}.{first}`,
    or as the binding itself where it begins with it.
    """

    __tablename__ = "label_binding"
    __table_args__ = (Index(None, "job", "first"), Index(None, "lot"))

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    job: Mapped[str] = mapped_column(SHORT)
    first: Mapped[int]
    last: Mapped[int]
    lot: Mapped[str] = mapped_column(URI)
    net_weight: Mapped[Decimal] = mapped_column(ExactDecimal)
    over: Mapped[Decimal] = mapped_column(ExactDecimal)
    by: Mapped[str] = mapped_column(NAME)
    bound_at: Mapped[datetime] = mapped_column(Utc)
    unbound_reason: Mapped[str] = mapped_column(NAME)

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Unit:
    """A serial number: the label with it, the state of its job, and the lot that it stands for, if any.

    `withdrawn_at` is when the label was withdrawn after it was printed, if it was.
    """

    serial: str
    job: str
    organisation_id: str
    number: int
    state: JobState
    lot: str
    withdrawn_at: datetime | None


def job(session: Session, job_id: str, organisation_id: str, *, lock: bool = False) -> LabelJobRow | None:
    """A job of this organisation; with `lock` nobody else changes it before this transaction ends."""
    row = session.get(LabelJobRow, job_id, with_for_update=lock, populate_existing=lock)
    return row if row is not None and row.organisation_id == organisation_id else None


def job_by_key(session: Session, organisation_id: str, key: str) -> LabelJobRow | None:
    return session.scalar(
        select(LabelJobRow).where(LabelJobRow.organisation_id == organisation_id, LabelJobRow.key == key)
    )


def jobs_of(
    session: Session,
    organisation_id: str,
    limit: int,
    after: LabelJobRow | None = None,
    *,
    lot: str | None = None,
) -> Sequence[LabelJobRow]:
    """The jobs of an organisation, newest first, those that follow `after`; only those for a `lot`, "" for rolls."""
    found = (
        select(LabelJobRow)
        .where(LabelJobRow.organisation_id == organisation_id)
        .order_by(LabelJobRow.ordered_at.desc(), LabelJobRow.id.desc())
        .limit(limit)
    )
    if lot is not None:
        found = found.where(LabelJobRow.lot == lot)
    if after is not None:
        found = found.where(tuple_(LabelJobRow.ordered_at, LabelJobRow.id) < (after.ordered_at, after.id))
    return session.scalars(found).all()


def stop(session: Session, job_id: str, state: JobState, due_at: datetime | None, **values: Any) -> None:
    """Take a job from whoever is at it."""
    session.execute(
        update(LabelJobRow)
        .where(LabelJobRow.id == job_id)
        .values(state=str(state), due_at=due_at, claim=None, **values)
    )


def reserve(session: Session, job_id: str, serials: Sequence[str]) -> None:
    """Give serial numbers to the labels of a job; raises `IntegrityError` for one that is taken.

    There may be 100 000, and somebody waits: the database takes them out of one text, and in the order of their own
    text, in which the tree of rows is walked once and not searched anew for each.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    session.execute(
        _RESERVE_SQLITE if is_sqlite else _RESERVE_POSTGRESQL, {"job": job_id, "serials": json.dumps(serials)}
    )
    series = (
        {"job_id": job_id, "first": start + 1, "serials": " ".join(serials[start : start + IN_A_SERIES])}
        for start in range(0, len(serials), IN_A_SERIES)
    )
    add(session, LabelSeriesRow, series)


_RESERVE_SQLITE = text(
    "INSERT INTO label_serial (serial, job_id, number) "
    "SELECT value, :job, key + 1 FROM json_each(:serials) ORDER BY value"
)
_RESERVE_POSTGRESQL = text(
    "INSERT INTO label_serial (serial, job_id, number) SELECT serial, :job, number "
    "FROM json_array_elements_text(CAST(:serials AS json)) WITH ORDINALITY AS given (serial, number) ORDER BY serial"
)


def serials_of(session: Session, job_id: str, first: int, last: int) -> Sequence[str]:
    """The serial numbers of a job's labels from one number to another, in their order."""
    series = session.execute(
        select(LabelSeriesRow.first, LabelSeriesRow.serials)
        .where(
            LabelSeriesRow.job_id == job_id,
            LabelSeriesRow.first.between(first - IN_A_SERIES + 1, last),
        )
        .order_by(LabelSeriesRow.first)
    ).all()
    if not series:
        return []
    found = " ".join(serials for _, serials in series).split()
    start = series[0].first
    return found[max(0, first - start) : last - start + 1]


def unit(session: Session, serial: str) -> Unit | None:
    """What a serial number stands for."""
    row = session.execute(_UNIT, {"serial": serial}).one_or_none()
    if row is None:
        return None
    job_id, organisation_id, number, state, lot, bound, withdrawn_at = row
    return Unit(serial, job_id, organisation_id, number, JobState(state), lot or bound or "", withdrawn_at)


def lot_of(serial: str) -> Select[tuple[str | None]]:
    """A statement that answers `lot`, which a serial number stands for, as part of a larger one."""
    lot = func.coalesce(func.nullif(LabelJobRow.lot, ""), LabelBindingRow.lot).label("lot")
    return _of_units(lot).where(LabelSerialRow.serial == serial)


def issued(session: Session, lot: str) -> list[tuple[int, Decimal]]:
    """(labels, kg that each promises) of everything that was ordered or bound for a lot and stands."""
    ordered = session.scalars(
        select(LabelJobRow).where(LabelJobRow.lot == lot, LabelJobRow.state != str(JobState.CANCELLED))
    )
    bound = session.scalars(
        select(LabelBindingRow).where(LabelBindingRow.lot == lot, LabelBindingRow.unbound_reason == "")
    )
    printed = [(row.id, 1, row.count, row.net_weight) for row in ordered]
    printed += [(row.job, row.first, row.last, row.net_weight) for row in bound]
    gone = withdrawals_of(session, {job for job, *_ in printed})
    return [(sum(map(len, left_of(gone[job], first, last))), kg) for job, first, last, kg in printed]


def bindings_of(session: Session, jobs: Iterable[str], *, undone: bool = False) -> Sequence[LabelBindingRow]:
    """The bindings of rolls that stand, or those that were undone, in the order of their labels."""
    stands = LabelBindingRow.unbound_reason == ""
    return session.scalars(
        select(LabelBindingRow)
        .where(LabelBindingRow.job.in_(list(jobs)), ~stands if undone else stands)
        .order_by(LabelBindingRow.job, LabelBindingRow.first, LabelBindingRow.bound_at)
    ).all()


def overlapping(session: Session, job_id: str, first: int, last: int) -> LabelBindingRow | None:
    """A binding that stands and has one of these labels."""
    return session.scalar(
        select(LabelBindingRow)
        .where(
            LabelBindingRow.job == job_id,
            LabelBindingRow.first <= last,
            LabelBindingRow.last >= first,
            LabelBindingRow.unbound_reason == "",
        )
        .order_by(LabelBindingRow.first)
        .limit(1)
    )


def binding(
    session: Session, binding_id: str, organisation_id: str, *, lock: bool = False
) -> LabelBindingRow | None:
    """A binding of this organisation that stands; with `lock` nobody else undoes it before this transaction ends."""
    row = session.get(LabelBindingRow, binding_id, with_for_update=lock, populate_existing=lock)
    stands = row is not None and row.organisation_id == organisation_id and not row.unbound_reason
    return row if stands else None


def unbind(session: Session, binding_id: str, first: int, last: int, reason: str) -> None:
    """Keep of a stretch that labels of it stand for its lot no more; what lies before and behind them does.

    Both numbers are 0 for all of it.
    """
    row = session.get_one(LabelBindingRow, binding_id)
    first, last = first or row.first, last or row.last
    whole = {column.key: getattr(row, column.key) for column in inspect(LabelBindingRow).column_attrs}
    binding, _, _ = binding_id.partition(".")
    parts = ((row.first, first - 1, ""), (first, last, reason), (last + 1, row.last, ""))
    rows = [
        whole
        | {"id": binding_id if begin == row.first else f"{binding}.{begin}"}
        | {"first": begin, "last": end, "unbound_reason": said}
        for begin, end, said in parts
        if begin <= end
    ]
    put(session, LabelBindingRow, rows)


def _of_units(*columns: Any) -> Select[Any]:
    """A statement about serial numbers, with the jobs they were reserved for and the bindings that stand."""
    return (
        select(*columns)
        .select_from(LabelSerialRow)
        .join(LabelJobRow, LabelJobRow.id == LabelSerialRow.job_id)
        .outerjoin(
            LabelBindingRow,
            (LabelBindingRow.job == LabelJobRow.id)
            & (LabelBindingRow.first <= LabelSerialRow.number)
            & (LabelBindingRow.last >= LabelSerialRow.number)
            & (LabelBindingRow.unbound_reason == ""),
        )
    )


_UNIT = (
    _of_units(
        LabelJobRow.id,
        LabelJobRow.organisation_id,
        LabelSerialRow.number,
        LabelJobRow.state,
        LabelJobRow.lot,
        LabelBindingRow.lot,
        LabelWithdrawalRow.withdrawn_at,
    )
    .outerjoin(
        LabelWithdrawalRow,
        (LabelWithdrawalRow.job == LabelJobRow.id)
        & (LabelWithdrawalRow.first <= LabelSerialRow.number)
        & (LabelWithdrawalRow.last >= LabelSerialRow.number),
    )
    .where(LabelSerialRow.serial == bindparam("serial"))
)
"""Built once: building a statement takes longer than running it."""
