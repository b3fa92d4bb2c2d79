"""Places and parties: the GLN."""

from typing import ClassVar

from aril.gs1.keys.base import Key
from aril.gs1.reading import Element


class Gln(Key):
    """Global Location Number of a place or a party, 13 digits (General Specifications, 2.4)."""

    __slots__ = ()
    ai: ClassVar[str] = "414"
    name: ClassVar[str] = "GLN"

    @property
    def party(self) -> Element:
        """The element of who it is, where `element` is that of the place."""
        return Element("417", self.value)
