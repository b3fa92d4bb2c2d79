"""Where a list was left off: an opaque text that names the last row seen, so that the next page starts after it.

Rows that are written meanwhile neither repeat nor hide one, as a page counted by numbers would.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aril.domain.errors import Invalid

LONGEST = 4096


def write(parts: Sequence[str | int | float | datetime]) -> str:
    """The token that says these parts."""
    plain = [each.isoformat() if isinstance(each, datetime) else each for each in parts]
    text = json.dumps(plain, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(token: str, *kinds: type) -> list[Any]:
    """The parts of a token, which are of these kinds; raises `Invalid` for a text that is no such token."""
    try:
        text = base64.urlsafe_b64decode(token[:LONGEST].encode("ascii") + b"=" * (-len(token) % 4))
        return [READERS[kind](part) for part, kind in zip(json.loads(text), kinds, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        raise Invalid.at(
            "nextPageToken", "“{found}” is no token of a next page of this list.", found=token[:60]
        ) from None


def _moment(part: Any) -> datetime:
    moment = datetime.fromisoformat(part)
    if moment.tzinfo is None:
        raise ValueError(part)
    return moment.astimezone(UTC)


def _count(part: Any) -> int:
    if type(part) is not int or not 0 <= part < 2**63:
        raise ValueError(part)
    return part


def _text(part: Any) -> str:
    if not isinstance(part, str) or "\0" in part:
        raise ValueError(part)
    part.encode()  # half of a surrogate pair is no character
    return part


def _number(part: Any) -> float:
    if type(part) not in (int, float):
        raise ValueError(part)
    return float(part)


READERS: Mapping[type, Callable[[Any], Any]] = {
    datetime: _moment,
    int: _count,
    str: _text,
    float: _number,
}
