"""The one spelling of a value that the event hash takes.

Numbers are those of a double, and text that looks like a number is one: so the reference implementation has it, and a
hash is worth only what everybody else computes.

Source: GS1 Core Business Vocabulary 2.0, section 8.9.2.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import isfinite

from aril.epcis.contexts import Namespaces, expanded
from aril.epcis.identifiers import canonical
from aril.epcis.vocabulary import bare, in_full, web_uri

_NUMERIC = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NEEDLESSLY_ESCAPED = {"%27": "'", "%3B": ";", "%3D": "="}
"""Characters that an EPC URN holds as they are, and so does the hash; a Digital Link may escape them."""


def instant(time: datetime) -> str:
    """UTC, to the millisecond, half a millisecond rounded up: `2026-10-01T00:30:00.000Z`."""
    utc = time.astimezone(UTC)
    rounded = utc + timedelta(microseconds=500) if utc.microsecond % 1000 else utc
    return rounded.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def number(value: Decimal) -> str:
    """Without needless zeros: `12.5`, never `12.50` or `1.25E+1`."""
    return _of_double(float(value))


def _of_double(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def truth(value: bool) -> str:
    return "true" if value else "false"


def text(value: str, names: Namespaces) -> str:
    """Trimmed; a number as one, a prefix spelled out, a CBV term and a GS1 identifier as a web URI."""
    value = value.strip()
    if ":" not in value:
        return _of_double(double) if _NUMERIC.fullmatch(value) and isfinite(double := float(value)) else value
    value = canonical(in_full(expanded(value, names)))
    if "%" in value:
        for escaped, character in _NEEDLESSLY_ESCAPED.items():
            value = value.replace(escaped, character)
    return value


def term(value: str, vocabulary: type[StrEnum], names: Namespaces) -> str:
    """The web URI of a standard term in any spelling; a term of another namespace as any text."""
    known = bare(vocabulary, value)
    return text(value, names) if known is None else web_uri(known)
