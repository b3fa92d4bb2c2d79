"""Records: frozen dataclasses whose fields say how they stand in JSON.

A field is declared once, with its type: `epc_list: Annotated[tuple[str, ...], Member("epcList", EPCS)] = ()`. From such
declarations a `Table` reads, writes and hashes the objects of the standard. Keys without a field go to `extensions`
where the record has that field, and are refused where it has not.

A record remembers the JSON object it was read from (`origin`). Writing gives back that object's own words for each
field which still holds the value read from them. So what nobody touched comes out as it came in, to the order of keys,
an empty list, the digits of a number and the spelling of a time, while a field that was replaced is written anew.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args, get_origin, get_type_hints

from aril.epcis.contexts import Json, Levels, Namespaces, Scope
from aril.epcis.errors import Problem, Refusal
from aril.epcis.extensions import Extensions, hashed_extensions, unknown_keys
from aril.epcis.kinds import SCHEMAS, URI_PATTERN, Canonical, Kind, Schema, shown

Rule = Callable[[Mapping[str, Json]], Iterable[Problem]]
"""What must hold between the fields of one JSON object."""

_UNSAID: tuple[object, ...] = (None, (), {})


@dataclass(frozen=True, slots=True)
class Member:
    """How a field stands in JSON: under `key`, as a value of `kind`.

    An `optional` one may be missing there though the class has no default for it. An `inherited` one takes what
    stands around the object when the object itself says nothing: the contexts in force.
    """

    key: str
    kind: Kind
    optional: bool = False
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The JSON object a record was read from, and the values that were read."""

    json: Mapping[str, Json]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Record:
    """What all records have in common."""

    JSON_TYPE: ClassVar[str] = ""
    """The `type` by which JSON announces the record, where it does."""

    ANY_KEY: ClassVar[bool] = False
    """Whether keys without a field need no namespace."""

    RULES: ClassVar[tuple[Rule, ...]] = ()

    origin: Origin | None = field(default=None, repr=False, compare=False, kw_only=True)


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a table: a field of the class and its place in JSON."""

    name: str
    key: str
    kind: Kind
    required: bool
    optional: bool
    inherited: bool
    default: object


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """How a class of records stands in JSON: its fields by key, in the order of declaration.

    `missed` are the fields about which something must be done when JSON does not say them, `spelled` those that hold
    identifiers, by name, each with what gives these their one spelling.
    """

    record: type[R]
    fields: Mapping[str, Field]
    missed: tuple[Field, ...]
    spelled: Mapping[str, Canonical]
    takes_extensions: bool

    @classmethod
    def of(cls, record: type[R], **renamed: str) -> "Table[R]":
        """The table of a class; `renamed` gives fields another key than they declare."""
        hints = get_type_hints(record, include_extras=True)
        fields = [
            _field(each, get_args(hints[each.name])[1], renamed)
            for each in dataclasses.fields(record)
            if get_origin(hints[each.name]) is Annotated
        ]
        return cls(
            record=record,
            fields={each.key: each for each in fields},
            missed=tuple(each for each in fields if each.required or each.optional or each.inherited),
            spelled={each.name: spell for each in fields if (spell := each.kind.canonical)},
            takes_extensions="extensions" in hints,
        )

    def read(self, json: Json, scope: Scope) -> R:
        """The record a JSON object says, or `Refusal` with everything that is wrong in it."""
        if not isinstance(json, dict):
            raise Refusal.of("not-an-object", found=shown(json))
        if "@context" in json and "@context" in self.fields:
            scope = scope.within(json["@context"])
        values: dict[str, Any] = {}
        others: dict[str, Json] = {}
        problems: list[Problem] = []
        for key, value in json.items():
            known = self.fields.get(key)
            if known is not None:
                try:
                    values[known.name] = known.kind.read(value, scope)
                except Refusal as refusal:
                    problems += refusal.under(key)
            elif key != "type" or not self.record.JSON_TYPE:
                others[key] = value
        problems += self._read_the_missing(json, scope, values)
        if others:
            values["extensions"] = others
            problems += self._unknown(others)
        for rule in self.record.RULES:
            problems += rule(json)
        if problems:
            raise Refusal(problems)
        return self.record(**values, origin=Origin(json, values))

    def _read_the_missing(
        self, json: Mapping[str, Json], scope: Scope, values: dict[str, Any]
    ) -> Iterator[Problem]:
        for each in self.missed:
            if each.key not in json:
                values[each.name] = (scope.levels or each.default) if each.inherited else None
                if each.required:
                    yield Problem((each.key,), "missing", {"field": each.key})

    def _unknown(self, keys: Extensions) -> Iterable[Problem]:
        place = self.record.__name__
        if not self.takes_extensions:
            return [Problem((key,), "unknown-field", {"found": key, "place": place}) for key in keys]
        return () if self.record.ANY_KEY else unknown_keys(keys, place)

    def write(self, record: R, around: Levels = ()) -> dict[str, Json]:
        """The JSON object that says the record, where the contexts `around` it hold already."""
        origin = record.origin or Origin({}, {})
        members: dict[str, Json] = {}
        if (context := self.fields.get("@context")) is not None:
            own = getattr(record, context.name)
            if (said := context.kind.write(own, around)) is not None:
                members["@context"] = said
            around = own if context.inherited else (*around, own)
        if record.JSON_TYPE:
            members["type"] = record.JSON_TYPE
        for each in self.fields.values():
            value = getattr(record, each.name)
            if each is context:
                continue
            if each.key in origin.json and origin.values.get(each.name) is value:
                members[each.key] = origin.json[each.key]
            elif value or each.required or value not in _UNSAID:
                members[each.key] = each.kind.write(value, around)
        if self.takes_extensions:
            members.update(record.extensions)  # type: ignore[attr-defined]
        order = origin.json if "@context" in origin.json else ("@context", *origin.json)
        return {key: members[key] for key in order if key in members} | members

    def hashed(self, key: str, record: R, names: Namespaces) -> str:
        """The record's part of the pre-hash string: its fields as declared, then its extensions sorted."""
        parts = self.hashed_fields(self.fields.values(), record, names)
        if self.takes_extensions:
            parts += sorted(hashed_extensions(record.extensions, names))  # type: ignore[attr-defined]
        return key + "".join(parts)

    def hashed_fields(self, fields: Iterable[Field], record: R, names: Namespaces) -> list[str]:
        """The parts of those of these fields that the record says."""
        return [
            each.kind.hashed(each.key, value, names)
            for each in fields
            if (value := getattr(record, each.name)) or value not in _UNSAID
        ]

    def schema(self) -> dict[str, Any]:
        """What the fields say in JSON Schema; the rules between them are told in `schema.py`."""
        announced = {"type": {"const": self.record.JSON_TYPE}} if self.record.JSON_TYPE else {}
        schema: dict[str, Any] = {
            "type": "object",
            "properties": announced | {each.key: each.kind.schema for each in self.fields.values()},
            "required": [*announced, *(each.key for each in self.fields.values() if each.required)],
        }
        if self.takes_extensions and not self.record.ANY_KEY:
            schema["patternProperties"] = {URI_PATTERN: {}}
        return schema | {"additionalProperties": self.takes_extensions and self.record.ANY_KEY}

    def canonical(self, record: R) -> R:
        """The record with each identifier in its one spelling; the same object if all have it already."""
        changes = {}
        for name, spell in self.spelled.items():
            value = getattr(record, name)
            if value and (spelled := spell(value)) != value:
                changes[name] = spelled
        return dataclasses.replace(record, **changes) if changes else record


def _field(each: "dataclasses.Field[Any]", member: Member, renamed: Mapping[str, str]) -> Field:
    has_default = each.default is not dataclasses.MISSING or each.default_factory is not dataclasses.MISSING
    return Field(
        name=each.name,
        key=renamed.get(each.name, member.key),
        kind=member.kind,
        required=not (has_default or member.optional),
        optional=member.optional,
        inherited=member.inherited,
        default=None if each.default is dataclasses.MISSING else each.default,
    )


def one(record: type[Record], **renamed: str) -> Kind:
    """A value that is a record; `renamed` gives fields of it another key than they declare."""
    table = Table.of(record, **renamed)
    schema: Schema = table.schema() if renamed else {"$ref": f"{SCHEMAS}{record.__name__}"}
    canonical = table.canonical if table.spelled else None
    return Kind(table.read, table.write, table.hashed, canonical, schema)
