"""How the field's values stand in a column, the same on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    Numeric,
    String,
    Text,
    bindparam,
    cast,
    literal_column,
    select,
)
from sqlalchemy.types import TypeDecorator

from aril.domain.proof import canonical_json

BIG_ID = BigInteger().with_variant(Integer, "sqlite")
"""A number the database counts up. SQLite counts only a column declared INTEGER."""


class Utc(TypeDecorator[datetime]):
    """An instant in UTC.

    SQLite drops an offset without a word, so 08:00+08:00 would come back as 08:00 UTC: a naive value is
    refused on the way in, and what comes out is always aware.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError(f"expected a time with its offset, got the naive {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal that comes back as it went in.

    PostgreSQL has NUMERIC. SQLite has none and would make a float of it: there it is counted in
    thousandths of a thousandth, as an integer, so that sums and comparisons in SQL stay exact and ordered.
    """

    impl = Numeric(18, 6)
    cache_ok = True
    SCALE = 6

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(18, self.SCALE))

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.SCALE)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"expected at most {self.SCALE} decimals, got {value:f}")
        return int(scaled) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        number = Decimal(value).scaleb(-self.SCALE) if dialect.name == "sqlite" else Decimal(value)
        number = number.normalize()
        exponent = number.as_tuple().exponent
        return number.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else number


class JsonText(TypeDecorator[Any]):
    """A JSON value as text, byte for byte what was hashed; never queried into: what is queried is a column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


SHORT = String(64)
NAME = String(200)
URI = String(512).with_variant(String(512, collation="C"), "postgresql")
"""An identifier. It is ordered by its bytes on both databases, so that a range of them is a common beginning."""


def fixed(word: str) -> ColumnElement[str]:
    """A word of ours that stands in a statement itself, where the planner sees it and nobody need bind it."""
    assert word.replace("-", "").replace("_", "").isalnum(), word
    return literal_column(f"'{word}'", String())


def rare(name: str) -> ColumnElement[str]:
    """A place for a text that few rows have, whichever it is: one plan does for all.

    A bare place beside an indexed column lets SQLite plan the whole statement anew for each value, by the samples that
    ANALYZE took (STAT4), and PostgreSQL whenever it thinks that another plan is a little better. That is good for what
    many rows may have, and takes longer than to find a few. Neither looks into a subquery.
    """
    return select(cast(bindparam(name, type_=String()), String())).scalar_subquery()
