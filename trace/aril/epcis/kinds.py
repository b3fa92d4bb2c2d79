"""What the values of EPCIS fields are made of: how each is read from JSON and written to JSON.

A kind is a pair of functions. Reading answers the value or raises `Refusal`; `names` are the namespaces in force.
Writing is the inverse in the standard's usual spelling. Kinds of lists and records are built from others; what a
record consists of is declared beside its class (`members.py`).

Source: EPCIS 2.0, sections 7 and 10; the EPCIS JSON Schema for the lexical forms.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from aril.epcis.contexts import Json, Namespaces, expanded
from aril.epcis.errors import Problem, Refusal, refuse
from aril.epcis.vocabulary import Action, ErrorReason, bare

_URI_CHARACTERS = r"[A-Za-z0-9\-._~!$&'()*+,;=:@]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9\-._~!$&'()*+,;=:@]*+)*+"
URI_PATTERN = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*+:"
    rf"(?://(?:\[[0-9A-Fa-f:.vV]+\](?::\d*)?(?=[/?#]|\Z)|{_URI_CHARACTERS})(?:/{_URI_CHARACTERS})*+"
    rf"|/?{_URI_CHARACTERS}(?:/{_URI_CHARACTERS})*+)"
    rf"(?:\?(?:[/?]|{_URI_CHARACTERS})*)?"
    rf"(?:\#(?:[/?]|{_URI_CHARACTERS})*)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read and written."""

    read: Callable[[Json, Namespaces], Any]
    write: Callable[[Any], Json]


def _same(value: Any) -> Any:
    return value


def shown(json: Json) -> str:
    """A JSON value as a message may quote it: what it is, and not all of a long one."""
    if json is None:
        return "null"
    if isinstance(json, bool):
        return "true" if json else "false"
    if isinstance(json, dict):
        return "an object"
    if isinstance(json, list):
        return "a list"
    text = str(json)
    text = text if len(text) <= 80 else text[:79] + "…"
    return f'"{text}"' if isinstance(json, str) else text


def _text(json: Json, _names: Namespaces) -> str:
    if not isinstance(json, str):
        raise refuse("not_text", found=shown(json))
    return json


def _truth(json: Json, _names: Namespaces) -> bool:
    if not isinstance(json, bool):
        raise refuse("not_a_truth_value", found=shown(json))
    return json


def _uri(json: Json, names: Namespaces) -> str:
    if not isinstance(json, str) or not URI_PATTERN.fullmatch(json):
        raise refuse("not_a_uri", found=shown(json))
    return expanded(json, names)


def _number(json: Json, _names: Namespaces) -> Decimal:
    if isinstance(json, bool) or not isinstance(json, int | float | Decimal):
        raise refuse("not_a_number", found=shown(json))
    number = Decimal(str(json))
    if not number.is_finite():
        raise refuse("not_a_number", found=shown(json))
    return number


def _write_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


_TIME = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


def _time(json: Json, _names: Namespaces) -> datetime:
    if isinstance(json, str) and _TIME.fullmatch(text := json.upper()):
        try:
            return datetime.fromisoformat(text)
        except ValueError:  # 30 February
            pass
    raise refuse("not_a_time", found=shown(json))


def _write_time(time: datetime) -> str:
    whole = time.microsecond % 1000 == 0
    text = time.isoformat(timespec="milliseconds" if whole else "microseconds")
    return text.removesuffix("+00:00") + "Z" if time.utcoffset() == UTC.utcoffset(None) else text


def matching(pattern: str, code: str) -> Kind:
    """A text of a given form."""
    compiled = re.compile(pattern, re.ASCII)

    def read(json: Json, _names: Namespaces) -> str:
        if not isinstance(json, str) or not compiled.fullmatch(json):
            raise refuse(code, found=shown(json))
        return json

    return Kind(read, _same)


def term(vocabulary: type[StrEnum]) -> Kind:
    """A term of a standard vocabulary in any spelling, or a full URI of another namespace."""

    def read(json: Json, names: Namespaces) -> str:
        if not isinstance(json, str):
            raise refuse("not_text", found=shown(json))
        if (known := bare(vocabulary, json)) is not None:
            return known
        if not URI_PATTERN.fullmatch(json):
            raise refuse("unknown_term", found=shown(json), vocabulary=vocabulary.__name__)
        uri = expanded(json, names)
        return bare(vocabulary, uri) or uri

    return Kind(read, str)


def _action(json: Json, _names: Namespaces) -> Action:
    try:
        return Action(json)
    except ValueError:
        raise refuse("wrong_type", found=shown(json), expected=", ".join(Action)) from None


def many(item: Kind, *, unique: bool = False) -> Kind:
    """A list of values of one kind."""

    def read(json: Json, names: Namespaces) -> tuple[Any, ...]:
        if not isinstance(json, list):
            raise refuse("not_a_list", found=shown(json))
        try:
            values = tuple([item.read(entry, names) for entry in json])
        except Refusal:
            raise Refusal(_all_problems(json, names)) from None
        if unique and len(set(values)) < len(values):
            raise Refusal(
                [
                    ((index,), "repeated", {"found": shown(json[index])})
                    for index, value in enumerate(values)
                    if value in values[:index]
                ]
            )
        return values

    def _all_problems(json: list[Json], names: Namespaces) -> list[Problem]:
        problems: list[Problem] = []
        for index, entry in enumerate(json):
            try:
                item.read(entry, names)
            except Refusal as refusal:
                problems += refusal.under(index)
        return problems

    def write(values: tuple[Any, ...]) -> Json:
        return [item.write(value) for value in values]

    return Kind(read, write)


def one_or_many(item: Kind) -> Kind:
    """A value or a list of them; one alone is written without the list."""
    listed = many(item)

    def read(json: Json, names: Namespaces) -> tuple[Any, ...]:
        return listed.read(json if isinstance(json, list) else [json], names)  # type: ignore[no-any-return]

    def write(values: tuple[Any, ...]) -> Json:
        return item.write(values[0]) if len(values) == 1 else listed.write(values)

    return Kind(read, write)


TEXT = Kind(_text, _same)
TRUTH = Kind(_truth, _same)
URI = Kind(_uri, _same)
NUMBER = Kind(_number, _write_number)
TIME = Kind(_time, _write_time)
ACTION = Kind(_action, str)
OFFSET = matching(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)", "not_an_offset")
UNIT = matching(r"[A-Z0-9]{2,3}", "not_a_unit")
HEXADECIMAL = matching(r"[A-Fa-f0-9]+", "not_hexadecimal")
VERSION = matching(r"\d+(?:\.\d+)*", "not_a_version")
ERROR_REASON = term(ErrorReason)
