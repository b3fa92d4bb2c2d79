"""The language in which events are asked for: parameters like `EQ_bizStep`, and what their values may be.

`parse_query` makes an `EventQuery` of the parameters of a URL or of a query document, or refuses each unknown or
ill-typed one by its name. What a query means in SQL is decided by the store, which reads the terms. An event is
found when all terms hold; a term holds when one of its values does.

Source: EPCIS 2.0, section 8.2.7 (the event query) and its REST binding: the parameters of the OpenAPI description and
the patterns of the query schema.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import Any

from aril.epcis import query_values as read
from aril.epcis.contexts import STANDARD, Json, Namespaces, Scope
from aril.epcis.errors import Finding, Problem, QueryParameterError, Refusal
from aril.epcis.kinds import CONTEXT, URI_PATTERN, Schema
from aril.epcis.query_values import Item, Reader, Value, listed, single
from aril.epcis.units import in_base_unit
from aril.epcis.vocabulary import (
    BizStep,
    BizTransactionType,
    Disposition,
    ErrorReason,
    MeasurementType,
    SourceDestType,
)


class Operator(StrEnum):
    """How a field is compared with the values of a term."""

    EQ = "EQ"
    GT = "GT"
    GE = "GE"
    LT = "LT"
    LE = "LE"
    MATCH = "MATCH"
    """Equal to an EPC, or where the value ends with `*`, beginning with what stands before it."""

    WD = "WD"
    """Equal to a place or to one of its descendants."""

    EXISTS = "EXISTS"
    HASATTR = "HASATTR"
    EQATTR = "EQATTR"
    """Attributes are a matter of XML: an event that came as JSON has none."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: `field` compared by `operator` with any of `values`.

    `field` is the name behind the operator: `bizStep`, `anyEPC`, `errorDeclarationTime` … With a `key` it is narrowed
    down. For `bizTransaction`, `source` and `destination` the key is a type, for `quantity` and measured values a base
    unit into which the values were converted (`units.py`). For a field of one's own, `field` says what holds it
    (`event`, `ilmd`, `errorDeclaration`, `sensorElement`, `sensorMetadata`, `sensorReport`, `readPoint`,
    `bizLocation`), the key is its name with the namespace written out, and `inner` says that it may stand at any depth.

    Values are in the spelling by which they are found: terms bare, EPCs canonical (`identifiers.canonical`), what a
    field of one's own equals as in `spelling.text`.
    """

    field: str
    operator: Operator
    values: tuple[Value, ...]
    key: str = ""
    inner: bool = False


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Which events, in which order, and how many.

    `order_by` is `eventTime`, `recordTime` or the name of a field of one's own with the namespace written out; without
    it any order will do. `event_count_limit` cuts a larger result off, `max_event_count` makes it an error.
    """

    terms: tuple[Term, ...] = ()
    order_by: str = ""
    descending: bool = True
    event_count_limit: int | None = None
    max_event_count: int | None = None
    per_page: int = 30
    next_page_token: str = ""


MATCHED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "epc": ("epcList", "childEPCs"),
        "parentID": ("parentID",),
        "inputEPC": ("inputEPCList",),
        "outputEPC": ("outputEPCList",),
        "anyEPC": ("epcList", "childEPCs", "parentID", "inputEPCList", "outputEPCList"),
        "epcClass": ("quantityList", "childQuantityList"),
        "inputEPCClass": ("inputQuantityList",),
        "outputEPCClass": ("outputQuantityList",),
        "anyEPCClass": ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"),
    }
)
"""Field of a `MATCH` term → the lists of an event in which it looks."""


def parse_query(parameters: Mapping[str, Json], names: Namespaces = STANDARD) -> EventQuery:
    """The query that parameters say: texts from a URL (a list as `a|b`), or the JSON values of a query document.

    `names` are the namespaces declared beside the query; a query document declares its own with `@context`. Raises
    `QueryParameterError`, whose findings have the name of a parameter as their path.
    """
    scope = Scope(names=names)
    terms: list[Term] = []
    settings: dict[str, Any] = {}
    problems: list[Problem] = []
    if "@context" in parameters:
        scope = scope.within(parameters["@context"])
    for name, json in parameters.items():
        try:
            if name == "@context":
                CONTEXT.read(json, scope)
            elif name in _SETTINGS:
                attribute, item = _SETTINGS[name]
                settings[attribute] = item(json, scope)
            else:
                terms += _terms(name, json, scope)
        except Refusal as refusal:
            problems += refusal.under(name)
    problems += _wrong_together(parameters)
    if problems:
        raise QueryParameterError(_finding(problem) for problem in problems)
    return EventQuery(terms=tuple(terms), **settings)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as it is described, with the schema of one value.

    `field` and `operator` are those of its term; a setting of the query itself has no operator.
    """

    name: str
    field: str
    operator: Operator | None
    item: Schema
    is_list: bool = False


def parameters() -> Iterator[Parameter]:
    """Every parameter with a name of its own."""
    for name, (field, operator, reader) in _FIXED.items():
        yield Parameter(name, field, operator, reader.item, reader.is_list)
    for name, (_, item) in _SETTINGS.items():
        yield Parameter(name, name, None, item.schema)


@dataclass(frozen=True, slots=True)
class Family:
    """Parameters whose names end in a key: `{word}_{prefix}{key}`, where a key is what `key` takes.

    `inner` says that `INNER_` may stand before the prefix, for a field at any depth.
    """

    words: tuple[str, ...]
    prefixes: tuple[str, ...]
    inner: bool
    key: Schema
    item: Schema
    is_list: bool

    @property
    def pattern(self) -> str:
        """What their names match."""
        inner = "(?:INNER_)?" if self.inner else ""
        words, prefixes = "|".join(self.words), "|".join(self.prefixes)
        return f"^(?:{words})_{inner}(?:{prefixes})(?:{_key_pattern(self.key)})$"


def families() -> Iterator[Family]:
    """Every family of parameters whose names end in a type, a unit, or the name of a field of one's own."""
    for _, group in groupby(_HOLDERS, lambda holder: (holder.key, holder.readers)):
        holders = list(group)
        readers = holders[0].readers.items()
        for (item, is_list), said in groupby(readers, lambda pair: (pair[1].item, pair[1].is_list)):
            yield Family(
                tuple(_AS_SAID.get(word, word) for word, _ in said),
                tuple(holder.prefix for holder in holders),
                holders[0].may_be_inner,
                holders[0].key.schema,
                item,
                is_list,
            )


def _key_pattern(schema: Schema) -> str:
    if "anyOf" in schema:
        return "|".join(_key_pattern(each) for each in schema["anyOf"])
    if "enum" in schema:
        return "|".join(schema["enum"])
    pattern: str = schema.get("pattern", URI_PATTERN)
    return pattern.removeprefix("^").removesuffix("$")


def _wrong_together(parameters: Mapping[str, Json]) -> Iterator[Problem]:
    if "eventCountLimit" in parameters and "maxEventCount" in parameters:
        yield _about_another("eventCountLimit", "not-together", "maxEventCount")
    if "eventCountLimit" in parameters and "orderBy" not in parameters:
        yield _about_another("eventCountLimit", "needs", "orderBy")


def _about_another(parameter: str, code: str, other: str) -> Problem:
    return Problem((parameter,), code, {"parameter": parameter, "other": other})


def _finding(problem: Problem) -> Finding:
    name, *steps = problem.steps
    return problem.found(f"{name}{''.join(f'[{step}]' for step in steps)}")


def _terms(name: str, json: Json, scope: Scope) -> Iterator[Term]:
    """The term of a parameter; none where it asks for something that it says is not asked for."""
    if name in _FIXED:
        field, operator, reader = _FIXED[name]
        term = Term(field, operator, reader(json, scope))
    else:
        term = _keyed_term(name, json, scope)
    if term.operator is not Operator.EXISTS or True in term.values:
        yield term


def _keyed_term(name: str, json: Json, scope: Scope) -> Term:
    word, _, rest = name.replace(_AS_SAID[Operator.EQATTR], Operator.EQATTR, 1).partition("_")
    inner = rest.startswith("INNER_")
    rest = rest.removeprefix("INNER_")
    for holder in _HOLDERS:
        if rest.startswith(holder.prefix) and word in holder.readers and (holder.may_be_inner or not inner):
            key = str(holder.key(rest.removeprefix(holder.prefix), scope))
            values = holder.readers[word](json, scope)
            if holder.measures:
                return _measured(Term(holder.field, Operator(word), values, key))
            return Term(holder.field, Operator(word), values, key, inner)
    raise Refusal.of("unknown-parameter", parameter=name)


def _measured(term: Term) -> Term:
    converted = [
        in_base_unit(value, term.key, difference=term.field == "sDev")
        for value in term.values
        if isinstance(value, Decimal)
    ]
    return Term(term.field, term.operator, tuple(value for value, _ in converted), converted[0][1])


@dataclass(frozen=True, slots=True)
class Holder:
    """Parameters that begin with the same words and end in a key: what holds the field, and how it is asked for."""

    prefix: str
    field: str
    key: Item
    readers: Mapping[str, Reader]
    measures: bool = False
    may_be_inner: bool = False


_AS_SAID: Mapping[str, str] = {Operator.EQATTR: "EQ_ATTR"}
"""Operators whose word in a parameter's name is two."""

_BY_ORDER = {word: single(read.number) for word in ("GT", "GE", "LT", "LE")}
_MEASURED: Mapping[str, Reader] = {"EQ": listed(read.number), **_BY_ORDER}
_OF_ONES_OWN: Mapping[str, Reader] = {
    "EQ": listed(read.extension_text),
    **{word: single(read.comparable) for word in _BY_ORDER},
    "EXISTS": single(read.flag),
    "HASATTR": listed(read.text),
    "EQATTR": listed(read.text),
}
_HOLDERS = (
    Holder("bizTransaction_", "bizTransaction", read.term_of(BizTransactionType), {"EQ": listed(read.uri)}),
    Holder("source_", "source", read.term_of(SourceDestType), {"EQ": listed(read.uri)}),
    Holder("destination_", "destination", read.term_of(SourceDestType), {"EQ": listed(read.uri)}),
    *(
        Holder(f"{field}_", field, read.unit, _MEASURED, measures=True)
        for field in ("quantity", "value", "minValue", "maxValue", "meanValue", "sDev", "percValue")
    ),
    *(
        Holder(prefix, field, read.extension_name, _OF_ONES_OWN, may_be_inner=True)
        for prefix, field in (
            ("ILMD_", "ilmd"),
            ("ERROR_DECLARATION_", "errorDeclaration"),
            ("SENSORELEMENT_", "sensorElement"),
            ("SENSORMETADATA_", "sensorMetadata"),
            ("SENSORREPORT_", "sensorReport"),
            ("readPoint_", "readPoint"),
            ("bizLocation_", "bizLocation"),
            ("", "event"),
        )
    ),
)


def _fixed(reader: Reader, operators: str, fields: str) -> dict[str, tuple[str, Operator, Reader]]:
    return {
        f"{word}_{field}": (field, Operator(word), reader)
        for word in operators.split()
        for field in fields.split()
    }


_MOMENT = single(read.moment)
_URIS = listed(read.uri)
_DISPOSITIONS = listed(read.term_of(Disposition))

_FIXED: Mapping[str, tuple[str, Operator, Reader]] = {
    "eventType": ("eventType", Operator.EQ, listed(read.event_type)),
    **_fixed(_MOMENT, "GE LT", "eventTime recordTime errorDeclarationTime time startTime endTime"),
    # The name that the query schema has for the same.
    "GE_errorDeclaration_Time": ("errorDeclarationTime", Operator.GE, _MOMENT),
    "LT_errorDeclaration_Time": ("errorDeclarationTime", Operator.LT, _MOMENT),
    **_fixed(listed(read.action), "EQ", "action"),
    **_fixed(listed(read.term_of(BizStep)), "EQ", "bizStep"),
    **_fixed(_DISPOSITIONS, "EQ", "disposition persistentDisposition_set persistentDisposition_unset"),
    **_fixed(_URIS, "EQ WD", "readPoint bizLocation"),
    **_fixed(_URIS, "EQ", "transformationID"),
    **_fixed(listed(read.epc), "MATCH", "epc parentID inputEPC outputEPC anyEPC"),
    **_fixed(_URIS, "MATCH", "epcClass inputEPCClass outputEPCClass anyEPCClass"),
    **_fixed(listed(read.number), "EQ", "quantity percRank"),
    **_fixed(single(read.number), "GT GE LT LE", "quantity percRank"),
    **_fixed(listed(read.event_id), "EQ", "eventID correctiveEventID"),
    **_fixed(listed(read.term_of(ErrorReason)), "EQ", "errorReason"),
    **_fixed(listed(read.term_of(MeasurementType)), "EQ", "type"),
    **_fixed(_URIS, "EQ", "deviceID dataProcessingMethod microorganism chemicalSubstance bizRules uriValue"),
    **_fixed(listed(read.text), "EQ", "stringValue hexBinaryValue"),
    **_fixed(single(read.truth), "EQ", "booleanValue"),
    **_fixed(single(read.flag), "EXISTS", "errorDeclaration sensorElementList"),
}
_SETTINGS: Mapping[str, tuple[str, Item]] = {
    "orderBy": ("order_by", read.order),
    "orderDirection": ("descending", read.descending),
    "eventCountLimit": ("event_count_limit", read.count),
    "maxEventCount": ("max_event_count", read.count),
    "perPage": ("per_page", read.count),
    "nextPageToken": ("next_page_token", read.text),
}
