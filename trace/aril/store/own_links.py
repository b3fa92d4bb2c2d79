"""Enterprises' own links and the hosts they may lead to; and what one scan finds, in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Index, and_, exists, literal, or_, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.own_link import OwnLink
from aril.store import labels
from aril.store.database import Base
from aril.store.farm import TradeItemRow
from aril.store.ledger import EventEpcRow
from aril.store.lots import LotRow
from aril.store.mapping import value_of
from aril.store.types import NAME, SHORT, URI


class LinkHostRow(Base):
    __tablename__ = "link_host"
    __table_args__ = ({"sqlite_with_rowid": False},)

    organisation_id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    host: Mapped[str] = mapped_column(NAME, primary_key=True)
    withdrawn: Mapped[bool]


class OwnLinkRow(Base):
    __tablename__ = "own_link"
    __table_args__ = (Index(None, "anchor"), Index(None, "organisation_id"))

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    anchor: Mapped[str] = mapped_column(URI)
    type: Mapped[str] = mapped_column(SHORT)
    href: Mapped[str] = mapped_column(URI)
    host: Mapped[str] = mapped_column(NAME)
    title: Mapped[str] = mapped_column(NAME)
    by: Mapped[str] = mapped_column(NAME)
    language: Mapped[str] = mapped_column(SHORT)
    media_type: Mapped[str] = mapped_column(NAME)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    withdrawn: Mapped[bool]


@dataclass(frozen=True, slots=True)
class Scanned:
    """What is known of a GTIN, a lot of it and a piece: the item's name, the lot's code and EPC, or empty; and links.

    `is_unit` tells that the serial number is on a label of this lot.
    """

    item: str
    lot: str
    epc: str
    is_unit: bool
    links: tuple[OwnLink, ...]


def scanned(
    session: Session, gtin: str, lot_epc: str, serial: str, anchors: Iterable[str], on: date
) -> Scanned:
    """Everything that a scan of a GTIN needs, in one statement that reads by keys and indexes alone.

    Without a `lot_epc` the lot is that of the label with the serial number, if one was printed.
    """
    one = select(literal(1).label("one")).subquery()
    unit = labels.lot_of(serial).subquery()
    is_lot = LotRow.epc == lot_epc if lot_epc else and_(LotRow.epc == unit.c.lot, LotRow.gtin == gtin)
    is_about = or_(OwnLinkRow.anchor.in_(list(anchors)), OwnLinkRow.anchor == LotRow.epc)
    rows = session.execute(
        select(TradeItemRow.name, LotRow.code, LotRow.epc, unit.c.lot, OwnLinkRow)
        .select_from(one)
        .outerjoin(TradeItemRow, TradeItemRow.gtin == gtin)
        .outerjoin(unit, true())
        .outerjoin(LotRow, is_lot)
        .outerjoin(OwnLinkRow, and_(is_about, _is_in_force(on)))
        .order_by(OwnLinkRow.id)
    ).all()
    item, lot, epc, of_unit, _ = rows[0]
    return Scanned(
        item or "",
        lot or "",
        epc or "",
        epc is not None and epc == of_unit,
        tuple(value_of(OwnLink, row[-1]) for row in rows if row[-1]),
    )


def is_named(session: Session, epc: str) -> bool:
    """Whether any event names an EPC."""
    return session.scalar(select(EventEpcRow.entry_id).where(EventEpcRow.epc == epc).limit(1)) is not None


def own_link(session: Session, link_id: str) -> OwnLink | None:
    row = session.get(OwnLinkRow, link_id)
    return value_of(OwnLink, row) if row else None


def own_links_of(session: Session, organisation_id: str) -> list[OwnLink]:
    """The links of an organisation that were not withdrawn, by what they are about."""
    rows = session.scalars(
        select(OwnLinkRow)
        .where(OwnLinkRow.organisation_id == organisation_id, OwnLinkRow.withdrawn.is_(False))
        .order_by(OwnLinkRow.anchor, OwnLinkRow.type, OwnLinkRow.id)
    )
    return [value_of(OwnLink, row) for row in rows]


def hosts_of(session: Session, organisation_id: str) -> Sequence[str]:
    """The hosts an organisation has registered, by name."""
    return session.scalars(
        select(LinkHostRow.host)
        .where(LinkHostRow.organisation_id == organisation_id, LinkHostRow.withdrawn.is_(False))
        .order_by(LinkHostRow.host)
    ).all()


def _is_in_force(on: date) -> ColumnElement[bool]:
    """Whether a link stands on a day, and the host it leads to does."""
    host_stands = exists().where(
        LinkHostRow.organisation_id == OwnLinkRow.organisation_id,
        LinkHostRow.host == OwnLinkRow.host,
        LinkHostRow.withdrawn.is_(False),
    )
    return and_(
        OwnLinkRow.withdrawn.is_(False),
        or_(OwnLinkRow.valid_from.is_(None), OwnLinkRow.valid_from <= on),
        or_(OwnLinkRow.valid_to.is_(None), OwnLinkRow.valid_to >= on),
        host_stands,
    )
