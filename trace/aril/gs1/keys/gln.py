"""Places and parties: the GLN."""

from typing import ClassVar

from aril.gs1.keys.base import Key


class Gln(Key):
    """Global Location Number of a place or a party, 13 digits (General Specifications, 2.4)."""

    __slots__ = ()
    ai: ClassVar[str] = "414"
    name: ClassVar[str] = "GLN"
