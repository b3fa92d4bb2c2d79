"""Papers about lots: certificates of promised conformity and issued labels."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, bindparam, func, literal, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.certificate import PromiseCertificate
from aril.store.database import Base
from aril.store.label_withdrawals import left_of, withdrawals_of
from aril.store.labels import LabelBindingRow
from aril.store.mapping import value_of
from aril.store.types import NAME, SHORT, URI, ExactDecimal, JsonText, Utc


class CertificateRow(Base):
    __tablename__ = "certificate"
    __table_args__ = (Index(None, "lot"), Index(None, "organisation_id"))

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    lot: Mapped[str] = mapped_column(URI)
    number: Mapped[str] = mapped_column(SHORT)
    product: Mapped[str] = mapped_column(NAME)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal)
    origin: Mapped[str] = mapped_column(NAME)
    issued_on: Mapped[date]
    producer: Mapped[str] = mapped_column(NAME)
    contact: Mapped[str] = mapped_column(NAME)
    basis: Mapped[Any] = mapped_column(JsonText)
    signed_by: Mapped[str] = mapped_column(NAME)
    wording: Mapped[str] = mapped_column(SHORT)
    void_reason: Mapped[str] = mapped_column(NAME, default="")


class LabelIssueRow(Base):
    __tablename__ = "label_issue"
    __table_args__ = (Index(None, "lot"), Index(None, "organisation_id", "issued_at"))

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    lot: Mapped[str] = mapped_column(URI)
    design: Mapped[str] = mapped_column(SHORT)
    count: Mapped[int]
    uri: Mapped[str] = mapped_column(URI)
    symbols_checked: Mapped[int]
    by: Mapped[str] = mapped_column(NAME)
    issued_at: Mapped[datetime] = mapped_column(Utc)


def certificates_on(session: Session, lots: Iterable[str]) -> list[PromiseCertificate]:
    """The certificates in force on any of `lots`, newest first."""
    rows = session.scalars(_IN_FORCE_ON, {"lots": list(lots)})
    return [value_of(PromiseCertificate, row) for row in rows]


_IN_FORCE_ON = (
    select(CertificateRow)
    .where(CertificateRow.lot.in_(bindparam("lots", expanding=True)), CertificateRow.void_reason == "")
    .order_by(CertificateRow.issued_on.desc(), CertificateRow.id)
)
"""Built once: building a statement takes longer than running it."""


def certificates_of(session: Session, lot: str) -> Sequence[CertificateRow]:
    """Every certificate that a lot ever had, voided ones included, newest first."""
    return session.scalars(
        select(CertificateRow)
        .where(CertificateRow.lot == lot)
        .order_by(CertificateRow.issued_on.desc(), CertificateRow.number.desc())
    ).all()


def certificate(session: Session, certificate_id: str) -> CertificateRow | None:
    return session.get(CertificateRow, certificate_id)


def count_certificates(session: Session, organisation_id: str) -> int:
    """How many certificates an organisation ever issued, voided ones included."""
    found = select(func.count()).where(CertificateRow.organisation_id == organisation_id)
    return session.scalar(found) or 0


def label_issues(session: Session, lot: str) -> Sequence[LabelIssueRow]:
    return session.scalars(
        select(LabelIssueRow).where(LabelIssueRow.lot == lot).order_by(LabelIssueRow.issued_at.desc())
    ).all()


def last_label_issue(session: Session, organisation_id: str) -> LabelIssueRow | None:
    """The labels that an organisation printed last."""
    return session.scalar(
        select(LabelIssueRow)
        .where(LabelIssueRow.organisation_id == organisation_id)
        .order_by(LabelIssueRow.issued_at.desc())
        .limit(1)
    )


def labelled(session: Session, lots: Iterable[str]) -> set[str]:
    """Which of `lots` have labels that were printed for them, or bound to them, and not all withdrawn."""
    wanted = list(lots)
    if not wanted:
        return set()
    printed = select(LabelIssueRow.lot, LabelIssueRow.id, literal(1), LabelIssueRow.count).where(
        LabelIssueRow.lot.in_(wanted)
    )
    bound = select(
        LabelBindingRow.lot, LabelBindingRow.job, LabelBindingRow.first, LabelBindingRow.last
    ).where(LabelBindingRow.lot.in_(wanted), LabelBindingRow.unbound_reason == "")
    stretches = session.execute(printed.union_all(bound)).all()
    gone = withdrawals_of(session, {job for _, job, _, _ in stretches})
    return {lot for lot, job, first, last in stretches if left_of(gone[job], first, last)}
