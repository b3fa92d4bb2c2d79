"""Between a domain value and its row: the same names on both sides, so nothing is written twice."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from sqlalchemy import Insert, RowMapping, Table, insert, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from aril.store.database import Base

Value = TypeVar("Value")
Row = TypeVar("Row", bound=Base)


def columns_of(row_type: type[Base], value: Any, **more: Any) -> dict[str, Any]:
    """Column → what it holds: the value's fields that are columns of the row, and `more`."""
    names = _shared(type(value), row_type)  # type: ignore[arg-type]  # a class is hashable
    given = {name: getattr(value, name) for name in names}
    return {name: str(each) if isinstance(each, StrEnum) else each for name, each in given.items()} | more


def row_of(row_type: type[Row], value: Any, **more: Any) -> Row:
    """A row with the value's fields that are columns of it, and `more`."""
    return row_type(**columns_of(row_type, value, **more))


def add(session: Session, row_type: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, given by their columns, in one statement."""
    given = list(rows)
    if given:
        session.execute(_insert(row_type), given)


def put(session: Session, row_type: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows, given by all their columns, in one statement; each replaces the row of its key."""
    given = list(rows)
    if not given:
        return
    session.execute(_upsert(row_type, session.get_bind().dialect.name), given)
    mapper = inspect(row_type)
    for row in given:  # an object that the session made of the old row is read again when it is asked
        key = tuple(row[column.name] for column in mapper.primary_key)
        loaded = session.identity_map.get(mapper.identity_key_from_primary_key(key))
        if loaded is not None:
            session.expire(loaded)


def value_of(value_type: type[Value], row: Base, **more: Any) -> Value:
    """The value whose fields a row holds, and `more`, which stands elsewhere."""
    adapter: TypeAdapter[Value] = _adapter(value_type)  # type: ignore[arg-type]  # a class is hashable
    names = _shared(value_type, type(row))  # type: ignore[arg-type]
    return adapter.validate_python({name: getattr(row, name) for name in names} | more)


def value_from(value_type: type[Value], columns: RowMapping) -> Value:
    """The value whose fields are among the columns of a row that was read without an object."""
    adapter: TypeAdapter[Value] = _adapter(value_type)  # type: ignore[arg-type]  # a class is hashable
    names = (part.name for part in fields(value_type))  # type: ignore[arg-type]
    return adapter.validate_python({name: columns[name] for name in names})


def value_of_json(value_type: type[Value], stored: Any) -> Value:
    """The value that a column holds whole, as JSON."""
    adapter: TypeAdapter[Value] = _adapter(value_type)  # type: ignore[arg-type]  # a class is hashable
    return adapter.validate_python(stored)


@cache
def _insert(row_type: type[Base]) -> Insert:
    return insert(_table(row_type))


@cache
def _upsert(row_type: type[Base], dialect: str) -> Insert:
    table = _table(row_type)
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={column.name: statement.excluded[column.name] for column in table.c if not column.primary_key},
    )


def _table(row_type: type[Base]) -> Table:
    return cast(Table, row_type.__table__)


@cache
def _adapter(value_type: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(value_type)


@cache
def _shared(value_type: type[Any], row_type: type[Base]) -> tuple[str, ...]:
    """The fields of a value that are columns of a row."""
    columns = inspect(row_type).column_attrs.keys()
    return tuple(part.name for part in fields(value_type) if part.name in columns)


def rows_by_key(row_type: type[Base], session: Session) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Every row of a table, as its primary key → column → value."""
    mapper = inspect(row_type)
    names = [column.key for column in mapper.column_attrs]
    key = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
    columns = [getattr(row_type, name) for name in names]
    found = (dict(zip(names, row, strict=True)) for row in session.execute(select(*columns)))
    return {tuple(row[name] for name in key): row for row in found}
