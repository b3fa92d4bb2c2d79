"""Lots, who holds them, what is on the way, and which lot went into which: projections of the events."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Index,
    ScalarResult,
    Select,
    Table,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.lot import Changes, Edge, Holding, Lot, LotState, Transit
from aril.store.database import Base
from aril.store.mapping import Row, columns_of, put, value_of
from aril.store.organisations import OrganisationRow, in_region
from aril.store.types import NAME, SHORT, URI, ExactDecimal

ALL = 1_000_000_000
"""More edges than there can be."""
AT_ONCE = 5000
"""How many EPCs are asked for in one statement: a database takes only so many values."""


class LotRow(Base):
    __tablename__ = "lot"
    __table_args__ = (
        Index(None, "organisation_id", "made_on", "epc"),
        Index(None, "made_on", "epc"),
        Index(None, "state"),
        Index(None, "plot_id"),
    )

    epc: Mapped[str] = mapped_column(URI, primary_key=True)
    code: Mapped[str] = mapped_column(SHORT, index=True)
    gtin: Mapped[str] = mapped_column(SHORT, index=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    chain: Mapped[str] = mapped_column(SHORT)
    product: Mapped[str] = mapped_column(SHORT)
    variety: Mapped[str] = mapped_column(SHORT)
    grade: Mapped[str] = mapped_column(SHORT)
    plot_id: Mapped[str] = mapped_column(SHORT)
    made_on: Mapped[date]
    harvested_on: Mapped[date | None]
    packed_on: Mapped[date | None]
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal)
    remaining: Mapped[Decimal] = mapped_column(ExactDecimal)
    state: Mapped[str] = mapped_column(SHORT)
    reason: Mapped[str] = mapped_column(NAME)


class HoldingRow(Base):
    __tablename__ = "holding"
    __table_args__ = (Index(None, "organisation_id", "lot"), {"sqlite_with_rowid": False})

    lot: Mapped[str] = mapped_column(URI, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal)


class TransitRow(Base):
    __tablename__ = "transit"
    __table_args__ = (Index(None, "lot"), Index(None, "receiver"), Index(None, "sender"))

    document: Mapped[str] = mapped_column(URI, primary_key=True)
    lot: Mapped[str] = mapped_column(URI, primary_key=True)
    sender: Mapped[str] = mapped_column(SHORT)
    receiver: Mapped[str] = mapped_column(SHORT)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal)


class EdgeRow(Base):
    """So many kg of `parent` went into `child`; read downstream by the key and upstream by the index."""

    __tablename__ = "edge"
    __table_args__ = (Index(None, "child", "parent", "quantity"), {"sqlite_with_rowid": False})

    parent: Mapped[str] = mapped_column(URI, primary_key=True)
    child: Mapped[str] = mapped_column(URI, primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(ExactDecimal)


def save(session: Session, changes: Changes) -> None:
    """Write what an event changed; each value replaces the one of the same key."""
    put(session, LotRow, (columns_of(LotRow, lot) for lot in changes.lots))
    put(session, HoldingRow, (columns_of(HoldingRow, holding) for holding in changes.holdings))
    put(session, TransitRow, (columns_of(TransitRow, transit) for transit in changes.transits))
    put(session, EdgeRow, (columns_of(EdgeRow, edge) for edge in changes.edges if edge.quantity))
    if gone := [{"of": edge.parent, "to": edge.child} for edge in changes.edges if not edge.quantity]:
        session.connection().execute(_NO_EDGE, gone)


def lot(session: Session, epc: str) -> Lot | None:
    return next(iter(lots_by_epc(session, [epc]).values()), None)


def lots_by_code(session: Session, code: str) -> list[Lot]:
    """The lots whose code is `code`: one of this site's own, and possibly a foreign one of the same name."""
    return _lots(session.scalars(select(LotRow).where(LotRow.code == code)))


def lots_by_epc(session: Session, epcs: Iterable[str], *, lock: bool = False) -> dict[str, Lot]:
    """EPC class → lot, of those known; with `lock` nobody else changes them before this transaction ends."""
    wanted = sorted(epcs) if lock else epcs  # in one order, so that two never wait for each other
    found = _BY_EPC_LOCKED if lock else _BY_EPC
    return {row.epc: value_of(Lot, row) for row in _of_each(session, found, wanted)}


def lots_made_by(
    session: Session, organisation_id: str, limit: int = 100, after: Lot | None = None
) -> list[Lot]:
    """The lots an organisation made, newest first; those that follow `after`."""
    found = _newest().where(LotRow.organisation_id == organisation_id, *_behind(after))
    return _lots(session.scalars(found.limit(limit)))


def lots_held_by(
    session: Session,
    organisation_id: str,
    limit: int | None = 200,
    after: Lot | None = None,
    *,
    stopped: bool = False,
) -> list[tuple[Lot, Decimal]]:
    """The lots an organisation holds something of, newest first, with the kg it holds; those that follow `after`.

    With `stopped` only those that must not move.
    """
    found = (
        _newest()
        .add_columns(HoldingRow.quantity)
        .join(HoldingRow, HoldingRow.lot == LotRow.epc)
        .where(HoldingRow.organisation_id == organisation_id, HoldingRow.quantity > 0, *_behind(after))
    )
    if stopped:
        found = found.where(LotRow.state != str(LotState.ACTIVE))
    return [(value_of(Lot, row), quantity) for row, quantity in session.execute(found.limit(limit))]


def lots_of_plot(session: Session, plot_id: str, limit: int) -> list[Lot]:
    """The latest lots that were harvested from a plot, newest first."""
    return _lots(session.scalars(_newest().where(LotRow.plot_id == plot_id).limit(limit)))


def lots_in_state(session: Session, state: str, region: str, limit: int = 100) -> list[Lot]:
    """The latest lots in a state that were made in a region."""
    return _lots(
        session.scalars(_newest().join(*_MAKER).where(LotRow.state == state, in_region(region)).limit(limit))
    )


def stopped_lots(session: Session, gtin: str) -> list[Lot]:
    """All lots under a GTIN that must not be sold, newest first."""
    return _lots(
        session.scalars(
            _newest().where(LotRow.gtin == gtin, LotRow.state.in_([LotState.RECALLED, LotState.ON_HOLD]))
        )
    )


def counts_by_state(session: Session, region: str) -> dict[str, int]:
    """State → how many lots made in a region are in it."""
    rows = session.execute(
        select(LotRow.state, func.count()).join(*_MAKER).where(in_region(region)).group_by(LotRow.state)
    )
    return dict(rows.all())


def holdings_of(session: Session, epcs: Iterable[str]) -> list[Holding]:
    """Who holds how much of `epcs`, emptied holdings included."""
    return [value_of(Holding, row) for row in _of_each(session, _HOLDINGS, epcs)]


def held_of(session: Session, epc: str, organisation_id: str) -> Decimal:
    """How many kg of a lot an organisation holds."""
    return session.scalar(_HELD, {"epc": epc, "organisation_id": organisation_id}) or Decimal(0)


def was_handed(session: Session, epc: str, organisation_id: str) -> bool:
    """Whether an organisation made, holds, held, sent or was sent a lot."""
    return session.scalar(_HANDED, {"epc": epc, "organisation_id": organisation_id}) is not None


def transits_of(session: Session, epcs: Iterable[str]) -> list[Transit]:
    return [value_of(Transit, row) for row in _of_each(session, _TRANSITS, epcs)]


def transits_to(session: Session, organisation_id: str) -> list[Transit]:
    """What is on its way to an organisation."""
    rows = session.scalars(
        select(TransitRow)
        .where(TransitRow.receiver == organisation_id, TransitRow.quantity > 0)
        .order_by(TransitRow.document, TransitRow.lot)
    )
    return [value_of(Transit, row) for row in rows]


def transits_from(session: Session, organisation_id: str) -> list[Transit]:
    """What an organisation sent that was not yet received."""
    rows = session.scalars(
        select(TransitRow)
        .where(TransitRow.sender == organisation_id, TransitRow.quantity > 0)
        .order_by(TransitRow.document, TransitRow.lot)
    )
    return [value_of(Transit, row) for row in rows]


def ancestors(session: Session, epc: str, limit: int = ALL) -> list[Edge]:
    """The edges above a lot: what went into it, and into that, as far back as is known, or the `limit` nearest."""
    return [Edge(*row) for row in session.execute(_ABOVE, {"epc": epc, "limit": limit})]


def descendants(session: Session, epc: str, limit: int = ALL) -> list[Edge]:
    """Every edge below a lot: what it went into, and what that went into; or `limit` of them."""
    return [Edge(*row) for row in session.execute(_BELOW, {"epc": epc, "limit": limit})]


# What is asked for each event that is captured, built once: building a statement takes longer than running it.
_EPC: BindParameter[str] = bindparam("epc")
_EPCS: BindParameter[list[str]] = bindparam("epcs", expanding=True)
_BY: BindParameter[str] = bindparam("organisation_id")
_BY_EPC = select(LotRow).where(LotRow.epc.in_(_EPCS))
_BY_EPC_LOCKED = _BY_EPC.order_by(LotRow.epc).with_for_update().execution_options(populate_existing=True)
_HOLDINGS = select(HoldingRow).where(HoldingRow.lot.in_(_EPCS)).execution_options(populate_existing=True)
_HELD = select(HoldingRow.quantity).where(HoldingRow.lot == _EPC, HoldingRow.organisation_id == _BY)
_TRANSITS = select(TransitRow).where(TransitRow.lot.in_(_EPCS)).execution_options(populate_existing=True)
_HANDED = union_all(
    select(HoldingRow.lot).where(HoldingRow.lot == _EPC, HoldingRow.organisation_id == _BY),
    select(TransitRow.lot).where(
        TransitRow.lot == _EPC, or_(TransitRow.receiver == _BY, TransitRow.sender == _BY)
    ),
).limit(1)
_EDGE = select(EdgeRow.parent, EdgeRow.child, EdgeRow.quantity)
_EDGES = cast(Table, EdgeRow.__table__)
_NO_EDGE = _EDGES.delete().where(_EDGES.c.parent == bindparam("of"), _EDGES.c.child == bindparam("to"))


def _walk(
    first: ColumnElement[bool], onward: Callable[[CTE], ColumnElement[bool]]
) -> Select[str, str, Decimal]:
    """The edges reached from the first ones, step by step; an edge that is met again ends the walk there."""
    reached = _EDGE.where(first).cte("reached", recursive=True)
    reached = reached.union(_EDGE.join(reached, onward(reached)))
    return select(reached.c.parent, reached.c.child, reached.c.quantity).limit(bindparam("limit"))


_ABOVE = _walk(EdgeRow.child == _EPC, lambda reached: EdgeRow.child == reached.c.parent)
_BELOW = _walk(EdgeRow.parent == _EPC, lambda reached: EdgeRow.parent == reached.c.child)
_MAKER = (OrganisationRow, OrganisationRow.id == LotRow.organisation_id)


def _newest() -> Select[LotRow]:
    return select(LotRow).order_by(LotRow.made_on.desc(), LotRow.epc.desc())


def _behind(after: Lot | None) -> list[ColumnElement[bool]]:
    """What follows a lot in the order of `_newest`."""
    return [] if after is None else [tuple_(LotRow.made_on, LotRow.epc) < (after.made_on, after.epc)]


def _of_each(session: Session, found: Select[Row], epcs: Iterable[str]) -> Iterator[Row]:
    """What a statement finds for `epcs`, so many at a time as it takes."""
    wanted = list(epcs)
    for start in range(0, len(wanted), AT_ONCE):
        yield from session.scalars(found, {"epcs": wanted[start : start + AT_ONCE]})


def _lots(rows: ScalarResult[LotRow] | Sequence[LotRow]) -> list[Lot]:
    return [value_of(Lot, row) for row in rows]
