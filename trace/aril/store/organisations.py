"""Organisations as their filings left them; a projection of the filing steps in the ledger."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.enterprise import Activity, Enterprise, FilingStatus
from aril.domain.region import Region
from aril.domain.terms import Terms
from aril.domain.trade import Party
from aril.store.database import Base
from aril.store.mapping import value_of, value_of_json
from aril.store.types import NAME, SHORT, URI, JsonText, Utc


class OrganisationRow(Base):
    __tablename__ = "organisation"
    __table_args__ = (Index(None, "status"), Index(None, "region"), Index(None, "chain"), Index(None, "gln"))

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    name_en: Mapped[str] = mapped_column(NAME, default="")
    kind: Mapped[str] = mapped_column(SHORT)
    activity: Mapped[str] = mapped_column(SHORT)
    uscc: Mapped[str] = mapped_column(SHORT, unique=True)
    region: Mapped[str] = mapped_column(SHORT)
    address: Mapped[str] = mapped_column(NAME)
    legal_representative: Mapped[str] = mapped_column(NAME)
    phone: Mapped[str] = mapped_column(SHORT)
    chief_quality_officer: Mapped[str] = mapped_column(NAME)
    chain: Mapped[str] = mapped_column(SHORT)
    gs1_prefix: Mapped[str] = mapped_column(SHORT, default="")
    gln: Mapped[str] = mapped_column(SHORT, default="")
    certificates: Mapped[Any] = mapped_column(JsonText)
    proposed: Mapped[Any] = mapped_column(JsonText, nullable=True)
    """What an approved enterprise filed anew and nobody has approved yet; until then the rest stands."""
    status: Mapped[str] = mapped_column(SHORT)
    reason: Mapped[str] = mapped_column(NAME, default="")
    approved_at: Mapped[datetime | None] = mapped_column(Utc)
    changed_at: Mapped[datetime] = mapped_column(Utc)
    party: Mapped[str] = mapped_column(URI, unique=True)
    """The URI by which events name it."""

    @property
    def may_act(self) -> bool:
        """Whether it was ever approved and is not suspended: a changed filing does not stop the harvest."""
        return self.approved_at is not None and self.status != FilingStatus.SUSPENDED

    def filed(self) -> Enterprise:
        """What stands."""
        return value_of(Enterprise, self)

    def filed_last(self) -> Enterprise:
        """What was filed last, approved or not."""
        return value_of_json(Enterprise, self.proposed) if self.proposed else self.filed()


def organisation(session: Session, organisation_id: str, *, lock: bool = False) -> OrganisationRow | None:
    """The organisation with an id; with `lock` nobody else takes it so before this transaction ends."""
    return session.get(OrganisationRow, organisation_id, with_for_update=lock, populate_existing=lock)


def columns_of(session: Session, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Organisation id → its row, column by column."""
    table = OrganisationRow.__table__
    rows = session.execute(select(table).where(table.c.id.in_(list(ids)))).mappings()
    return {row["id"]: dict(row) for row in rows}


def by_uscc(session: Session, uscc: str) -> OrganisationRow | None:
    return session.scalar(select(OrganisationRow).where(OrganisationRow.uscc == uscc))


def by_gln(session: Session, gln: str) -> OrganisationRow | None:
    """The approved organisation that has filed a GLN."""
    return session.scalar(
        select(OrganisationRow).where(OrganisationRow.gln == gln, OrganisationRow.approved_at.is_not(None))
    )


def names_by_uscc(session: Session, usccs: Iterable[str]) -> dict[str, str]:
    """Unified social credit code → name, of the organisations that have filed one of these."""
    rows = session.execute(
        select(OrganisationRow.uscc, OrganisationRow.name).where(OrganisationRow.uscc.in_(list(usccs)))
    )
    return dict(rows.all())


def ids_by_gln(session: Session, glns: Iterable[str]) -> dict[str, str]:
    """GLN → organisation id, of those that somebody has filed."""
    rows = session.execute(
        select(OrganisationRow.gln, OrganisationRow.id).where(OrganisationRow.gln.in_(list(glns)))
    )
    return dict(rows.all())


def office_of(session: Session, region: str) -> OrganisationRow | None:
    """The approved office of exactly this region, the oldest where there are several."""
    return session.scalar(
        select(OrganisationRow)
        .where(
            OrganisationRow.activity == Activity.OFFICE,
            OrganisationRow.region == region,
            OrganisationRow.approved_at.is_not(None),
        )
        .order_by(OrganisationRow.approved_at)
        .limit(1)
    )


def by_status(session: Session, status: FilingStatus) -> Sequence[OrganisationRow]:
    """The organisations with a status, longest unchanged first."""
    return session.scalars(
        select(OrganisationRow).where(OrganisationRow.status == status).order_by(OrganisationRow.changed_at)
    ).all()


def counts_by_status(session: Session, region: str) -> dict[str, int]:
    """Status → how many organisations of a region have it."""
    rows = session.execute(
        select(OrganisationRow.status, func.count()).where(in_region(region)).group_by(OrganisationRow.status)
    )
    return dict(rows.all())


def in_region(region: str) -> ColumnElement[bool]:
    """Whether an organisation lies in a region or one within it."""
    return OrganisationRow.region.startswith(Region(region).stem)


def trading_partners(session: Session, organisation_id: str) -> Sequence[OrganisationRow]:
    """The approved organisations one can ship to, by name."""
    return session.scalars(
        select(OrganisationRow)
        .where(
            OrganisationRow.approved_at.is_not(None),
            OrganisationRow.status != FilingStatus.SUSPENDED,
            OrganisationRow.id != organisation_id,
        )
        .order_by(OrganisationRow.name)
    ).all()


def ids_by_party(session: Session, parties: set[str]) -> dict[str, str]:
    """Party URI → organisation id, of those that were approved: until then a GLN is only what somebody claims."""
    if not parties:
        return {}
    rows = session.execute(
        select(OrganisationRow.party, OrganisationRow.id).where(
            OrganisationRow.party.in_(parties), OrganisationRow.approved_at.is_not(None)
        )
    )
    return dict(rows.all())


def as_party(row: OrganisationRow, terms: Terms) -> Party:
    return Party(row.id, row.name, row.party, terms.place(row.id, row.gln))


def names(session: Session, ids: set[str]) -> dict[str, str]:
    """Organisation id → name."""
    rows = session.execute(
        select(OrganisationRow.id, OrganisationRow.name).where(OrganisationRow.id.in_(ids))
    )
    return dict(rows.all())


def contacts(session: Session, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Organisation id → name and telephone."""
    rows = session.execute(
        select(OrganisationRow.id, OrganisationRow.name, OrganisationRow.phone).where(
            OrganisationRow.id.in_(ids)
        )
    )
    return {row.id: (row.name, row.phone) for row in rows}
