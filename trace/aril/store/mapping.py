"""Between a domain value and its row: the same names on both sides, so nothing is written twice."""

from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import inspect

from aril.store.database import Base

Value = TypeVar("Value")
Row = TypeVar("Row", bound=Base)


def row_of(row_type: type[Row], value: Any, **more: Any) -> Row:
    """A row with the value's fields that are columns of it, and `more`."""
    columns = _columns(row_type)
    given = {part.name: getattr(value, part.name) for part in fields(value) if part.name in columns}
    return row_type(
        **{name: str(each) if isinstance(each, StrEnum) else each for name, each in given.items()} | more
    )


def value_of(value_type: type[Value], row: Base, **more: Any) -> Value:
    """The value whose fields a row holds, and `more`, which stands elsewhere."""
    adapter: TypeAdapter[Value] = _adapter(value_type)  # type: ignore[arg-type]  # a class is hashable
    columns = _columns(type(row))
    names = [part.name for part in fields(value_type) if part.name in columns]  # type: ignore[arg-type]
    return adapter.validate_python({name: getattr(row, name) for name in names} | more)


def value_of_json(value_type: type[Value], stored: Any) -> Value:
    """The value that a column holds whole, as JSON."""
    adapter: TypeAdapter[Value] = _adapter(value_type)  # type: ignore[arg-type]  # a class is hashable
    return adapter.validate_python(stored)


@cache
def _adapter(value_type: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(value_type)


@cache
def _columns(row_type: type[Base]) -> frozenset[str]:
    return frozenset(inspect(row_type).column_attrs.keys())
