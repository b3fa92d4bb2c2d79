"""Assets: returnable ones, which are many of a kind, and individual ones."""

from typing import ClassVar, Self

from aril.gs1.keys.base import Key


class Grai(Key):
    """Global Returnable Asset Identifier, such as of a crate (General Specifications, 2.3.1)."""

    __slots__ = ()
    ai: ClassVar[str] = "8003"
    name: ClassVar[str] = "GRAI"
    _prefix_at: ClassVar[int] = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a GRAI with or without the filler zero before its asset type."""
        value = "".join(text.split())
        return cls._checked(value if value.startswith("0") and len(value) != 13 else f"0{value}", text)

    @property
    def display(self) -> str:
        """Without the filler zero."""
        return self.value[1:]

    @property
    def serial(self) -> str:
        """The part that tells one asset from others of its type, or empty."""
        return self.value[14:]


class Giai(Key):
    """Global Individual Asset Identifier, such as of a plot or a machine (General Specifications, 2.3.2)."""

    __slots__ = ()
    ai: ClassVar[str] = "8004"
    name: ClassVar[str] = "GIAI"
