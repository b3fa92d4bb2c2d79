"""What the values of query parameters may be, whether they come as text in a URL or as JSON.

A list comes in a URL as `a|b|c`. What is read here is what the store compares: times as instants, numbers as decimals,
standard terms bare, identifiers canonical. Beside each stands the JSON Schema of what it takes.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from aril.epcis import spelling
from aril.epcis.contexts import Json, Scope, expanded
from aril.epcis.errors import Problem, Refusal
from aril.epcis.events import STANDARD_TYPES
from aril.epcis.identifiers import canonical
from aril.epcis.jsontext import JsonNumber
from aril.epcis.kinds import (
    ACTION,
    EVENT_ID,
    NUMBER,
    TEXT,
    TIME,
    UNIT,
    URI,
    Schema,
    is_uri,
    shown,
    term,
)

Value = str | bool | Decimal | datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One value: how it is read, and the schema of what is taken for it."""

    read: Callable[[Json, Scope], Any]
    schema: Schema

    def __call__(self, json: Json, scope: Scope) -> Any:
        return self.read(json, scope)


@dataclass(frozen=True, slots=True)
class Reader:
    """The values of a parameter, of which there may be several where it `is_list`."""

    read: Callable[[Json, Scope], tuple[Value, ...]]
    item: Schema
    is_list: bool

    def __call__(self, json: Json, scope: Scope) -> tuple[Value, ...]:
        return self.read(json, scope)


def takes(schema: Schema) -> Callable[[Callable[[Json, Scope], Any]], Item]:
    """Say beside a function that reads one value what it takes."""
    return lambda read: Item(read, schema)


_NUMERIC = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NUMBER: Schema = {"anyOf": [{"type": "number"}, {"type": "string", "format": "decimal"}]}
"""No pattern can say how large a number may be, which is a double's range."""

_MOST = 10**15 - 1
_WHOLE = re.compile(r"[1-9][0-9]{0,14}")
_COUNT: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": _MOST},
        {"type": "string", "pattern": f"^{_WHOLE.pattern}$"},
    ]
}
_TRUTH: Schema = {
    "anyOf": [
        {"type": "boolean"},
        {"enum": [0, 1]},
        {"type": "string", "pattern": "^(?:[01]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"},
    ]
}
_FLAG: Schema = {"anyOf": [*_TRUTH["anyOf"], {"enum": [None, ""]}]}
_FLAGS: dict[object, bool] = {None: True, "": True, "true": True, "1": True, "false": False, "0": False}
_BEFORE_SERIAL = {"sgtin": "/21/", "itip": "/21/", "upui": "/235/", "cpi": "/8011/"}
"""What stands between class and serial in a Digital Link; with other keys the serial follows at once."""


def listed(item: Item) -> Reader:
    """One or more values, any of which will do."""

    def read(json: Json, scope: Scope) -> tuple[Value, ...]:
        entries = json.split("|") if isinstance(json, str) else json if isinstance(json, list) else [json]
        if not entries:
            raise Refusal.of("empty")
        values: list[Value] = []
        problems: list[Problem] = []
        for index, entry in enumerate(entries):
            try:
                values.append(item(entry, scope))
            except Refusal as refusal:
                problems += refusal.under(index)
        if problems:
            raise Refusal(problems)
        return tuple(values)

    return Reader(read, item.schema, is_list=True)


def single(item: Item) -> Reader:
    """Exactly one value."""

    def read(json: Json, scope: Scope) -> tuple[Value, ...]:
        entries = json if isinstance(json, list) else [json]
        if len(entries) != 1:
            raise Refusal.of("not-single", count=len(entries))
        return (item(entries[0], scope),)

    return Reader(read, item.schema, is_list=False)


@takes(TEXT.schema)
def text(json: Json, scope: Scope) -> str:
    read: str = TEXT.read(json, scope)
    return read


@takes(URI.schema)
def uri(json: Json, scope: Scope) -> str:
    """A URI, canonical if it is a GS1 identifier."""
    return canonical(URI.read(json, scope))


@takes(EVENT_ID.schema)
def event_id(json: Json, scope: Scope) -> str:
    read: str = EVENT_ID.read(json, scope)
    return read


@takes(URI.schema)
def epc(json: Json, scope: Scope) -> str:
    """An EPC, or for a pattern of the instances of a class the beginning they share, followed by `*`."""
    identifier: str = uri(json, scope)
    if not str(json).startswith("urn:epc:idpat:"):
        return identifier
    if identifier == json:
        raise Refusal.of("not-a-pattern", found=shown(json))
    return f"{identifier}{_BEFORE_SERIAL.get(str(json).split(':')[3], '')}*"


def term_of(vocabulary: type[StrEnum]) -> Item:
    """A standard term bare, another as its URI."""
    kind = term(vocabulary)
    return Item(kind.read, kind.schema)


@takes({"anyOf": [{"type": "string", "enum": list(STANDARD_TYPES)}, URI.schema]})
def event_type(json: Json, _scope: Scope) -> str:
    if isinstance(json, str) and (json in STANDARD_TYPES or is_uri(json)):
        return json
    raise Refusal.of("not-a-choice", found=shown(json), expected=", ".join(STANDARD_TYPES))


@takes(ACTION.schema)
def action(json: Json, scope: Scope) -> str:
    read: str = ACTION.read(json, scope)
    return read


@takes(_NUMBER)
def number(json: Json, scope: Scope) -> Decimal:
    if isinstance(json, str) and _NUMERIC.fullmatch(json):
        json = JsonNumber(json)
    read: Decimal = NUMBER.read(json, scope)
    return read


@takes(TIME.schema)
def moment(json: Json, scope: Scope) -> datetime:
    read: datetime = TIME.read(json, scope)
    return read


@takes({"anyOf": [*_NUMBER["anyOf"], TIME.schema]})
def comparable(json: Json, scope: Scope) -> Decimal | datetime:
    """What is more or less than another: a number or a time."""
    for item in (number, moment):
        try:
            value: Decimal | datetime = item(json, scope)
        except Refusal:
            continue
        return value
    raise Refusal.of("not-comparable", found=shown(json))


@takes({"type": ["string", "number", "boolean"]})
def extension_text(json: Json, scope: Scope) -> str:
    """The value of a field of one's own, in the spelling in which equal ones are found equal."""
    if json is None or isinstance(json, dict | list):
        raise Refusal.of("not-text", found=shown(json))
    return spelling.text(shown(json) if not isinstance(json, str) else json, scope.names)


@takes(_FLAG)
def flag(json: Json, _scope: Scope) -> bool:
    """Whether a condition is asked for; naming it without a value is asking."""
    key = str(int(json)) if isinstance(json, int) else json.lower() if isinstance(json, str) else json
    if key is None or isinstance(key, str):
        answer = _FLAGS.get(key)
        if answer is not None:
            return answer
    raise Refusal.of("not-a-truth-value", found=shown(json))


@takes(_TRUTH)
def truth(json: Json, scope: Scope) -> bool:
    """A truth value that is compared with."""
    if json in (None, ""):
        raise Refusal.of("not-a-truth-value", found=shown(json))
    read: bool = flag(json, scope)
    return read


@takes(_COUNT)
def count(json: Json, _scope: Scope) -> int:
    """A whole number from 1."""
    is_whole = isinstance(json, float) and json.is_integer()  # to JSON, 25.0 is as whole as 25
    whole = int(json) if is_whole or (isinstance(json, str) and _WHOLE.fullmatch(json)) else json
    if isinstance(whole, bool) or not isinstance(whole, int) or whole < 1:
        raise Refusal.of("not-whole", found=shown(json), least=1)
    if whole > _MOST:
        raise Refusal.of("out-of-range", found=shown(json))
    return whole


@takes({"type": "string", "enum": ["ASC", "DESC"]})
def descending(json: Json, _scope: Scope) -> bool:
    if json not in ("ASC", "DESC"):
        raise Refusal.of("not-a-choice", found=shown(json), expected="ASC, DESC")
    return bool(json == "DESC")


@takes(URI.schema)
def extension_name(json: Json, scope: Scope) -> str:
    """The name of a field of one's own, its namespace written out."""
    if not isinstance(json, str) or not is_uri(json):
        raise Refusal.of("no-namespace", found=shown(json))
    return expanded(json, scope.names)


@takes({"anyOf": [{"type": "string", "enum": ["eventTime", "recordTime"]}, URI.schema]})
def order(json: Json, scope: Scope) -> str:
    """What events are ordered by: a time of theirs, or a field of one's own."""
    read: str = json if json in ("eventTime", "recordTime") else extension_name(json, scope)
    return read


@takes(UNIT.schema)
def unit(json: Json, scope: Scope) -> str:
    read: str = UNIT.read(json, scope)
    return read
