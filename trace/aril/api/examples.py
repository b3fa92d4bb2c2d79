"""Real requests and answers, one for each operation: kept by the tests as a running service gave them.

`make examples` renews them; a test fails where the service answers otherwise.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "examples.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was asked, and what came back."""

    status: int
    media_type: str
    answer: Any
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


def kept(operation: str) -> Kept | None:
    """The example of an operation, by its id; None where there is none yet."""
    found = _all().get(operation)
    return found and Kept(**found)


@cache
def _all() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return read
