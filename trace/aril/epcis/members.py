"""Records: frozen dataclasses whose fields say how they stand in JSON.

A field is declared once, with its type: `epc_list: Annotated[tuple[str, ...], Member("epcList", many(EPC))] = ()`.
From that, `read_record` and `write_record` do for every record of the standard what a parser by hand would do for
one. Keys of other namespaces go to the record's `extensions` when it has that field, and are refused when not.

A record keeps the JSON object it was read from. Writing gives back the words of that object for each field which
still holds the value read from it, so that what nobody touched comes out exactly as it came in: order of keys,
empty lists, digits of a number, the spelling of a time.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar, get_type_hints

from aril.epcis.contexts import Json, Namespaces
from aril.epcis.errors import Problem, Refusal, refuse
from aril.epcis.kinds import Kind, shown
from aril.epcis.objects import unnamespaced

R = TypeVar("R", bound="Record")


@dataclass(frozen=True, slots=True)
class Member:
    """How a field stands in JSON. An `optional` one may be left out there though the class asks for it."""

    key: str
    kind: Kind
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The JSON object a record was read from, and the values it gave."""

    json: Mapping[str, Json]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Record:
    """What every record can do."""

    origin: Origin | None = field(default=None, repr=False, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a record's table."""

    name: str
    key: str
    kind: Kind
    default: object
    required: bool


@cache
def table(record: type[Record]) -> Mapping[str, Field]:
    """JSON key → field of the record."""
    hints = get_type_hints(record, include_extras=True)
    rows = {}
    for each in dataclasses.fields(record):
        for member in getattr(hints[each.name], "__metadata__", ()):
            made = each.default_factory is not dataclasses.MISSING
            default = each.default_factory() if made else each.default
            required = default is dataclasses.MISSING and not member.optional
            default = None if member.optional else default
            rows[member.key] = Field(each.name, member.key, member.kind, default, required)
    return rows


@cache
def _required(record: type[Record]) -> tuple[Field, ...]:
    return tuple(row for row in table(record).values() if row.required)


@cache
def _open(record: type[Record]) -> bool:
    return any(each.name == "extensions" for each in dataclasses.fields(record))


def read_record(record: type[R], json: Json, names: Namespaces, **given: object) -> R:
    """The record that a JSON object says, or `Refusal` with everything wrong in it.

    `given` are fields that the caller has read already, from the keys `type` and `@context`.
    """
    if not isinstance(json, dict):
        raise refuse("not_an_object", found=shown(json))
    rows = table(record)
    values: dict[str, object] = {}
    extensions: dict[str, Json] = {}
    problems: list[Problem] = []
    for key, value in json.items():
        row = rows.get(key)
        if row is None:
            if not given or key not in ("type", "@context"):
                extensions[key] = value
            continue
        try:
            values[row.name] = row.kind.read(value, names)
        except Refusal as refusal:
            problems += refusal.under(key)
    if extensions:
        values["extensions"] = extensions
        problems += _foreign(record, extensions)
    problems += [
        ((row.key,), "missing", {"field": row.key}) for row in _required(record) if row.key not in json
    ]
    if problems:
        raise Refusal(problems)
    for row in rows.values():
        if row.name not in values and not row.required and row.default is None:
            values[row.name] = None
    return record(**values, **given, origin=Origin(json, values))  # type: ignore[arg-type]


def _foreign(record: type[Record], extensions: Mapping[str, Json]) -> list[Problem]:
    if _open(record):
        return unnamespaced(extensions, record.__name__)
    return [((key,), "unknown_field", {"found": key, "place": record.__name__}) for key in extensions]


def write_record(record: Record, **given: Json) -> dict[str, Json]:
    """The JSON object that says the record; `given` are keys the caller writes."""
    rows = table(type(record))
    origin = record.origin
    spelled = origin.json if origin else {}
    known = origin.values if origin else {}
    fresh: dict[str, Json] = given
    kept = set()
    for row in rows.values():
        value = getattr(record, row.name)
        if origin and known.get(row.name, row.default) is value:
            kept.add(row.key)
        elif row.required or value != row.default:
            fresh[row.key] = row.kind.write(value)
    extensions = getattr(record, "extensions", {})
    fresh.update(extensions)
    out = {}
    for key, value in spelled.items():
        if key in kept:
            out[key] = value
        elif key in fresh:
            out[key] = fresh.pop(key)
    out.update(fresh)
    return out


def record(of: type[Record]) -> Kind:
    """A value that is a record."""

    def read(json: Json, names: Namespaces) -> Any:
        return read_record(of, json, names)

    return Kind(read, write_record)
