"""Places and parties: the GLN."""

from dataclasses import dataclass
from typing import ClassVar

from aril.gs1.keys.base import Key


@dataclass(frozen=True, slots=True, order=True)
class Gln(Key):
    """Global Location Number of a place or a party, 13 digits (General Specifications, 2.4)."""

    ai: ClassVar[str] = "414"
    name: ClassVar[str] = "GLN"
