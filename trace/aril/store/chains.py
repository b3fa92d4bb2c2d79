"""The chains in force and their products."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.chain import Chain
from aril.store.database import Base
from aril.store.mapping import value_of
from aril.store.types import NAME, SHORT, JsonText


class ChainRow(Base):
    __tablename__ = "chain"

    code: Mapped[str] = mapped_column(SHORT, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    name_en: Mapped[str] = mapped_column(NAME)
    region: Mapped[str] = mapped_column(SHORT)
    office: Mapped[str] = mapped_column(NAME)
    office_phone: Mapped[str] = mapped_column(SHORT)
    stages: Mapped[Any] = mapped_column(JsonText)
    products: Mapped[Any] = mapped_column(JsonText)
    panel: Mapped[Any] = mapped_column(JsonText)
    indication: Mapped[Any] = mapped_column(JsonText, nullable=True)
    demonstration: Mapped[bool]
    adopted_on: Mapped[date]


def chain(session: Session, code: str) -> Chain | None:
    row = session.get(ChainRow, code)
    return value_of(Chain, row) if row else None


def chains(session: Session) -> list[Chain]:
    return [value_of(Chain, row) for row in session.scalars(select(ChainRow).order_by(ChainRow.code))]


def adopted(session: Session) -> list[tuple[Chain, date]]:
    """The chains in force, each with the day of its adoption."""
    rows = session.scalars(select(ChainRow).order_by(ChainRow.code))
    return [(value_of(Chain, row), row.adopted_on) for row in rows]
