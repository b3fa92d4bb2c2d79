"""What values EPCIS is made of: how each is read from JSON, written to JSON and put into the event hash.

A kind is four functions. `read` answers the value or raises `Refusal`. `write` is its inverse, in the usual spelling.
`hashed` is the value's part of the pre-hash string under a key. `canonical` gives identifiers their one spelling; it is
None where a value holds none.
Beside them `schema` says in JSON Schema which values `read` takes, for whoever writes a program that sends them.
Kinds of lists are built from kinds of their items; kinds of whole objects are made in `records.py`.

Source: EPCIS 2.0, sections 7.3 and 10 with its JSON Schema; CBV 2.0, section 8.9 for the hash.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from aril.epcis import spelling
from aril.epcis.contexts import Json, Levels, Namespaces, Scope, expanded
from aril.epcis.errors import Problem, Refusal
from aril.epcis.identifiers import canonical
from aril.epcis.jsontext import JsonNumber, exact
from aril.epcis.vocabulary import RESERVED, Action, bare

Read = Callable[[Json, Scope], Any]
Write = Callable[[Any, Levels], Json]
Hashed = Callable[[str, Any, Namespaces], str]
Canonical = Callable[[Any], Any]
Schema = Mapping[str, Any]
"""A JSON Schema, 2020-12."""

_NAME = r"[A-Za-z0-9\-._~!$&'()*+,;=]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9\-._~!$&'()*+,;=]*+)*+"
_SEGMENT = r"[A-Za-z0-9\-._~!$&'()*+,;=:@]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9\-._~!$&'()*+,;=:@]*+)*+"
_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*+:(?:"
    rf"//(?:{_NAME}(?::{_NAME})*+@)?(?:\[[0-9A-Za-z:.]+\]|{_NAME})(?::\d*+)?(?:/{_SEGMENT})*+"
    rf"|(?!//){_SEGMENT}(?:/{_SEGMENT})*+)"
    rf"(?:\?{_SEGMENT}(?:[/?]{_SEGMENT})*+)?"
    rf"(?:\#{_SEGMENT}(?:[/?]{_SEGMENT})*+)?",
    re.ASCII,
)
_YEARS = "(?!000[01]|9999)"
"""A look at the year, which is one from 2 to 9998: such a moment has a date wherever on earth somebody reads it."""
_TIME = re.compile(
    rf"{_YEARS}\d{{4}}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
_EXPONENTS = range(-324, 309)
"""Those of doubles. Numbers beyond them, spelled out in digits, would fill the memory."""

SCHEMAS = "#/components/schemas/"
"""Where the schemas that have a name stand in the document that quotes them."""

_URI_CHARACTERS = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*"
URI_PATTERN = rf"^[A-Za-z][A-Za-z0-9+.\-]*:{_URI_CHARACTERS}(?:#{_URI_CHARACTERS})?$"
"""What URIs look like to JSON Schema: their characters, without the grammar between them and hosts in brackets."""

_URI_SCHEMA: Schema = {"$ref": f"{SCHEMAS}Uri"}
_CONTEXT_SCHEMA: Schema = {"$ref": f"{SCHEMAS}Context"}


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one kind are treated; see the module."""

    read: Read
    write: Write
    hashed: Hashed = lambda _key, _value, _names: ""
    canonical: Canonical | None = None
    schema: Schema = field(default_factory=dict)


def shown(json: Json) -> str:
    """A JSON value as a message quotes it: what it is, and not all of a long one."""
    match json:
        case None:
            return "null"
        case bool():
            return "true" if json else "false"
        case dict():
            return "an object"
        case list():
            return "a list"
        case JsonNumber():
            return json.text
        case str():
            return f'"{json}"' if len(json) <= 80 else f'"{json[:79]}…"'
        case _:
            return str(json)


def is_uri(text: str) -> bool:
    """Whether `text` is a URI with a scheme (RFC 3986, section 3); a name with a prefix is one too."""
    return _URI.fullmatch(text) is not None


def matching(pattern: str, code: str) -> Kind:
    """Text of a given form."""
    form = re.compile(pattern, re.ASCII)

    def read(json: Json, _scope: Scope) -> str:
        if not isinstance(json, str) or not form.fullmatch(json):
            raise Refusal.of(code, found=shown(json))
        return json

    return Kind(read, _as_it_is, _hashed_text, schema={"type": "string", "pattern": f"^(?:{pattern})$"})


def term(vocabulary: type[StrEnum]) -> Kind:
    """A term of a standard vocabulary in any spelling of EPCIS 2.0, or a full URI of another namespace."""
    reserved = RESERVED[vocabulary]

    def read(json: Json, scope: Scope) -> str:
        if not isinstance(json, str):
            raise Refusal.of("not-text", found=shown(json))
        known = bare(vocabulary, json)
        if known is not None:
            if json.startswith("urn:"):
                raise Refusal.of("old-spelling", found=shown(json), expected=str(known))
            return known
        if not is_uri(json) or json.startswith(reserved):
            raise Refusal.of("unknown-term", found=shown(json), vocabulary=vocabulary.__name__)
        uri = expanded(json, scope.names)
        return bare(vocabulary, uri) or uri

    def hashed(key: str, value: str, names: Namespaces) -> str:
        return f"{key}={spelling.term(value, vocabulary, names)}"

    schema = {"anyOf": [{"type": "string", "enum": [str(each) for each in vocabulary]}, _URI_SCHEMA]}
    return Kind(read, lambda value, _: str(value), hashed, schema=schema)


def choice(options: type[StrEnum]) -> Kind:
    """One of a closed set of words."""

    def read(json: Json, _scope: Scope) -> StrEnum:
        try:
            return options(json)
        except ValueError:
            raise Refusal.of("not-a-choice", found=shown(json), expected=", ".join(options)) from None

    schema = {"type": "string", "enum": [str(each) for each in options]}
    return Kind(read, lambda value, _: str(value), _hashed_text, schema=schema)


def many(item: Kind, element: str | None = None, *, unique: bool = False, least: int = 0) -> Kind:
    """A list of values of one kind, of which there are at `least` so many, and if `unique` all different.

    In the hash the parts of the items are sorted. Each stands under the name `element` (which may be empty) after the
    key of the list; without one, each stands under the key itself.
    """
    listed = _Listed(item, element, unique, least)
    schema: dict[str, Any] = {"type": "array", "items": item.schema}
    schema |= ({"uniqueItems": True} if unique else {}) | ({"minItems": least} if least else {})
    return Kind(listed.read, listed.write, listed.hashed, listed.canonical, schema)


@dataclass(frozen=True, slots=True)
class _Listed:
    item: Kind
    element: str | None
    unique: bool
    least: int

    def read(self, json: Json, scope: Scope) -> tuple[Any, ...]:
        if not isinstance(json, list):
            raise Refusal.of("not-a-list", found=shown(json))
        read = self.item.read
        try:
            values = tuple([read(entry, scope) for entry in json])
        except Refusal:
            raise Refusal(self._problems(json, scope)) from None
        if len(values) < self.least:
            raise Refusal.of("empty")
        if self.unique and len(set(json)) < len(json):
            raise Refusal(_repetitions(json))
        return values

    def _problems(self, json: list[Json], scope: Scope) -> Iterator[Problem]:
        for index, entry in enumerate(json):
            try:
                self.item.read(entry, scope)
            except Refusal as refusal:
                yield from refusal.under(index)

    def write(self, values: tuple[Any, ...], around: Levels) -> Json:
        return [self.item.write(value, around) for value in values]

    def hashed(self, key: str, values: tuple[Any, ...], names: Namespaces) -> str:
        name = key if self.element is None else self.element
        parts = sorted([self.item.hashed(name, value, names) for value in values])
        return "".join(parts) if self.element is None else key + "".join(parts)

    @property
    def canonical(self) -> Canonical | None:
        spell = self.item.canonical
        return spell and (lambda values: tuple(map(spell, values)))


def one_or_many(item: Kind) -> Kind:
    """A value or a list of them; one alone is written without the list."""
    listed = many(item)

    def read(json: Json, scope: Scope) -> tuple[Any, ...]:
        values: tuple[Any, ...] = (
            listed.read(json, scope) if isinstance(json, list) else (item.read(json, scope),)
        )
        return values

    def write(values: tuple[Any, ...], around: Levels) -> Json:
        return item.write(values[0], around) if len(values) == 1 else listed.write(values, around)

    schema = {"anyOf": [item.schema, listed.schema]}
    return Kind(read, write, listed.hashed, listed.canonical, schema)


def _repetitions(json: list[Json]) -> Iterator[Problem]:
    for index, entry in enumerate(json):
        if entry in json[:index]:
            yield Problem((index,), "repeated", {"found": shown(entry)})


def _as_it_is(value: Any, _around: Levels) -> Json:
    return value


def _hashed_text(key: str, value: str, names: Namespaces) -> str:
    text = spelling.text(value, names)
    return f"{key}={text}" if text else ""


def _read_text(json: Json, _scope: Scope) -> str:
    if not isinstance(json, str):
        raise Refusal.of("not-text", found=shown(json))
    return json


def _read_uri(json: Json, scope: Scope) -> str:
    if not isinstance(json, str) or not _URI.fullmatch(json):
        raise Refusal.of("not-a-uri", found=shown(json))
    return expanded(json, scope.names)


def _read_truth(json: Json, _scope: Scope) -> bool:
    if not isinstance(json, bool):
        raise Refusal.of("not-a-truth-value", found=shown(json))
    return json


def read_number(json: Json, _scope: Scope) -> Decimal:
    """A number with all its digits."""
    if isinstance(json, bool) or not isinstance(json, int | float | Decimal):
        raise Refusal.of("not-a-number", found=shown(json))
    number = Decimal(json.text if isinstance(json, JsonNumber) else str(json))
    if not number.is_finite() or number.adjusted() not in _EXPONENTS:
        raise Refusal.of("out-of-range", found=shown(json))
    return number


def read_time(json: Json, _scope: Scope) -> datetime:
    """A date from the year 2 to 9998, a time of day and an offset (RFC 3339); digits below microseconds are dropped."""
    if isinstance(json, str) and _TIME.fullmatch(text := json.upper()):
        with suppress(ValueError):  # 30 February
            return datetime.fromisoformat(text)
    raise Refusal.of("not-a-time", found=shown(json))


def _write_time(time: datetime, _around: Levels) -> str:
    digits = "microseconds" if time.microsecond % 1000 else "milliseconds"
    text = time.isoformat(timespec=digits)
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def _hashed_time(key: str, value: datetime, _names: Namespaces) -> str:
    return f"{key}={spelling.instant(value)}"


def _hashed_number(key: str, value: Decimal, _names: Namespaces) -> str:
    return f"{key}={spelling.number(value)}"


def _hashed_truth(key: str, value: bool, _names: Namespaces) -> str:
    return f"{key}={spelling.truth(value)}"


def _read_context(json: Json, _scope: Scope) -> Json:
    for index, part in enumerate(json if isinstance(json, list) else [json]):
        if not isinstance(part, dict) and not (isinstance(part, str) and is_uri(part)):
            steps = (index,) if isinstance(json, list) else ()
            raise Refusal.of("not-a-context", *steps, found=shown(part))
        if isinstance(json, list) and part in json[:index]:
            raise Refusal.of("repeated", index, found=shown(part))
    return json


def _read_levels(json: Json, scope: Scope) -> Levels:
    _read_context(json, scope)
    return scope.levels


def _write_levels(levels: Levels, around: Levels) -> Json:
    own = levels[len(around) :] if levels[: len(around)] == around else levels
    if len(own) < 2:
        return own[0] if own else None
    parts = [part for level in own for part in (level if isinstance(level, list) else [level])]
    # What is said again later has the last word, so that once is enough.
    once = [part for index, part in enumerate(parts) if part not in parts[index + 1 :]]
    # A level that repeats what stands around it says it all, in its own form.
    return own[-1] if once in ([own[-1]], own[-1]) else once


TEXT = Kind(_read_text, _as_it_is, _hashed_text, schema={"type": "string"})
URI = Kind(_read_uri, lambda value, _: str(value), _hashed_text, canonical, _URI_SCHEMA)
EVENT_ID = Kind(_read_uri, _as_it_is, _hashed_text, schema=_URI_SCHEMA)
TRUTH = Kind(_read_truth, _as_it_is, _hashed_truth, schema={"type": "boolean"})
NUMBER = Kind(read_number, lambda value, _: exact(value), _hashed_number, schema={"type": "number"})
TIME = Kind(
    read_time,
    _write_time,
    _hashed_time,
    schema={"type": "string", "format": "date-time", "pattern": f"^{_YEARS}"},
)
OFFSET = matching(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)", "not-an-offset")
UNIT = matching(r"[A-Z0-9]{2,3}", "not-a-unit")
HEXADECIMAL = matching(r"[A-Fa-f0-9]+", "not-hexadecimal")
VERSION = matching(r"\d+(?:\.\d+)*", "not-a-version")
ACTION = choice(Action)
CONTEXT = Kind(_read_context, _as_it_is, schema=_CONTEXT_SCHEMA)
"""The `@context` of a document: one level."""

LEVELS = Kind(_read_levels, _write_levels, schema=_CONTEXT_SCHEMA)
"""All contexts in force for an event; written are those which do not stand around it already."""
