"""JSON as text, with every digit of its numbers.

Python reads `12.50` as a float and writes `12.5`. Here a number with a fraction or an exponent is a `JsonNumber`: a
float for whoever computes or serialises with Python's own `json`, and still the digits it was written with.
"""

import json
from decimal import Decimal
from json.encoder import encode_basestring as _text
from typing import Self

from aril.epcis.contexts import Json
from aril.epcis.errors import EpcisError, Finding


class JsonNumber(float):
    """A JSON number that knows its digits."""

    text: str
    __slots__ = ("text",)

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number.text = text
        return number


def exact(number: Decimal) -> int | JsonNumber:
    """The JSON number that says a decimal without losing a digit."""
    return int(number) if number.as_tuple().exponent == 0 else JsonNumber(str(number))


def loads(text: str | bytes) -> Json:
    """The value a JSON text says.

    Raises `EpcisError` for what is no JSON (NaN and Infinity are none either), for an object that says the same key
    twice, since one of the two would be lost, and for text nested too deeply to be read.
    """
    try:
        return json.loads(
            text, parse_float=JsonNumber, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except EpcisError:
        raise
    except (ValueError, RecursionError) as error:
        raise EpcisError((Finding.of("not-json", reason=str(error)),)) from error


def _refuse_constant(name: str) -> Json:
    raise ValueError(f"{name} is no JSON number")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise EpcisError((Finding.of("key-twice", field=twice),))
    return members


def dumps(value: Json) -> str:
    """The JSON text of a value, without spaces, with the digits of each number as they were given."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        # Most values are texts, which need no call of this function.
        members = [
            f"{_text(key)}:{_text(each) if isinstance(each, str) else dumps(each)}"
            for key, each in value.items()
        ]
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_text(each) if isinstance(each, str) else dumps(each) for each in value]) + "]"
    if isinstance(value, JsonNumber):
        return value.text
    if isinstance(value, Decimal):
        return str(value)
    return _PLAIN.encode(value)


_PLAIN = json.JSONEncoder(allow_nan=False)
