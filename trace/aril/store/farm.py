"""Plots, the inputs used on them, and the trade items of an enterprise."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, bindparam, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.farm import InputUse, Plot
from aril.domain.records import TradeItem
from aril.store.database import Base
from aril.store.lots import EdgeRow, LotRow
from aril.store.mapping import value_of
from aril.store.types import NAME, SHORT, ExactDecimal, JsonText


class PlotRow(Base):
    __tablename__ = "plot"
    __table_args__ = (Index(None, "organisation_id", "code", unique=True),)

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT, ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(SHORT)
    name: Mapped[str] = mapped_column(NAME)
    region: Mapped[str] = mapped_column(SHORT)
    area: Mapped[Decimal] = mapped_column(ExactDecimal)
    product: Mapped[str] = mapped_column(SHORT)
    variety: Mapped[str] = mapped_column(SHORT)
    planted: Mapped[int | None]
    trees: Mapped[int | None]
    outline: Mapped[Any] = mapped_column(JsonText)
    datum: Mapped[str] = mapped_column(SHORT)
    claims_indication: Mapped[bool]


class InputUseRow(Base):
    __tablename__ = "input_use"
    __table_args__ = (Index(None, "plot_id", "used_on"),)

    id: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT, ForeignKey("organisation.id"))
    plot_id: Mapped[str] = mapped_column(SHORT, ForeignKey("plot.id"))
    kind: Mapped[str] = mapped_column(SHORT)
    name: Mapped[str] = mapped_column(NAME)
    maker: Mapped[str] = mapped_column(NAME)
    registration: Mapped[str] = mapped_column(SHORT)
    substance: Mapped[str] = mapped_column(NAME)
    target: Mapped[str] = mapped_column(NAME)
    dose: Mapped[str] = mapped_column(NAME)
    used_on: Mapped[date]
    operator: Mapped[str] = mapped_column(NAME)
    interval_days: Mapped[int | None]


class TradeItemRow(Base):
    __tablename__ = "trade_item"
    __table_args__ = (Index(None, "organisation_id"),)

    gtin: Mapped[str] = mapped_column(SHORT, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT, ForeignKey("organisation.id"))
    chain: Mapped[str] = mapped_column(SHORT)
    product: Mapped[str] = mapped_column(SHORT)
    name: Mapped[str] = mapped_column(NAME)
    variety: Mapped[str] = mapped_column(SHORT)
    grade: Mapped[str] = mapped_column(SHORT)


def plot(session: Session, plot_id: str) -> Plot | None:
    row = session.get(PlotRow, plot_id)
    return value_of(Plot, row) if row else None


def plots_by_id(session: Session, ids: Iterable[str]) -> list[Plot]:
    return [value_of(Plot, row) for row in session.scalars(_BY_ID, {"ids": list(ids)})]


def plots_of(session: Session, organisation_id: str) -> list[Plot]:
    rows = session.scalars(
        select(PlotRow).where(PlotRow.organisation_id == organisation_id).order_by(PlotRow.code)
    )
    return [value_of(Plot, row) for row in rows]


def plot_code_taken(session: Session, organisation_id: str, code: str) -> bool:
    return (
        session.scalar(
            select(PlotRow.id).where(PlotRow.organisation_id == organisation_id, PlotRow.code == code)
        )
        is not None
    )


def uses_on(session: Session, plot_id: str) -> list[InputUse]:
    """The inputs used on a plot, newest first."""
    return [value_of(InputUse, row) for row in session.scalars(_USES, {"plot_id": plot_id})]


def uses_by(session: Session, organisation_id: str, limit: int = 50) -> list[InputUse]:
    """The latest inputs an organisation used, newest first."""
    rows = session.scalars(
        select(InputUseRow)
        .where(InputUseRow.organisation_id == organisation_id)
        .order_by(InputUseRow.used_on.desc(), InputUseRow.id)
        .limit(limit)
    )
    return [value_of(InputUse, row) for row in rows]


def inputs_before_harvest(session: Session, lots: Iterable[str]) -> list[tuple[str, str, date, date]]:
    """(kind, name, day of the last use, day of the harvest) of the inputs on the plots that lots came from."""
    rows = session.execute(_INPUTS_BEFORE_HARVEST, {"lots": list(lots)})
    return [(kind, name, used_on, harvested_on) for kind, name, used_on, harvested_on in rows if harvested_on]


def grown_in(session: Session, lots: Iterable[str]) -> list[str]:
    """The regions in which lots grew, and all that went into them; an empty one for what grew nobody knows where.

    What came from a plot grew there; what did not and was made of nothing is not known to have grown anywhere.
    """
    return list(session.scalars(_GROWN_IN, {"lots": list(lots)}))


# Built once: building a statement takes longer than running it.
_WENT_IN = select(LotRow.epc).where(LotRow.epc.in_(bindparam("lots", expanding=True))).cte(recursive=True)
_WENT_IN = _WENT_IN.union(select(EdgeRow.parent).join(_WENT_IN, EdgeRow.child == _WENT_IN.c.epc))
_GROWN_IN = (
    select(func.coalesce(PlotRow.region, ""))
    .distinct()
    .select_from(_WENT_IN)
    .outerjoin(LotRow, LotRow.epc == _WENT_IN.c.epc)
    .outerjoin(PlotRow, PlotRow.id == LotRow.plot_id)
    .where(PlotRow.id.is_not(None) | ~exists().where(EdgeRow.child == _WENT_IN.c.epc))
)
_BY_ID = select(PlotRow).where(PlotRow.id.in_(bindparam("ids", expanding=True))).order_by(PlotRow.code)
_ALIKE = (InputUseRow.kind, InputUseRow.name, LotRow.harvested_on)
_INPUTS_BEFORE_HARVEST = (
    select(InputUseRow.kind, InputUseRow.name, func.max(InputUseRow.used_on), LotRow.harvested_on)
    .join(LotRow, (LotRow.plot_id == InputUseRow.plot_id) & (InputUseRow.used_on <= LotRow.harvested_on))
    .where(LotRow.epc.in_(bindparam("lots", expanding=True)))
    .group_by(*_ALIKE)
    .order_by(*_ALIKE)
)


def trade_item(session: Session, gtin: str) -> TradeItem | None:
    row = session.get(TradeItemRow, gtin)
    return value_of(TradeItem, row) if row else None


def trade_items_of(session: Session, organisation_id: str) -> Sequence[TradeItem]:
    rows = session.scalars(
        select(TradeItemRow)
        .where(TradeItemRow.organisation_id == organisation_id)
        .order_by(TradeItemRow.gtin)
    )
    return [value_of(TradeItem, row) for row in rows]


_USES = (
    select(InputUseRow)
    .where(InputUseRow.plot_id == bindparam("plot_id"))
    .order_by(InputUseRow.used_on.desc())
)
