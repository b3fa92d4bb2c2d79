"""A printer of an organisation as its people describe it, what it misses on each paper, and what goes to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from aril.domain.errors import Invalid
from aril.domain.units import decimal

FARTHEST = 10
"""By how many mm a printer may miss its labels."""


class PrinterKind(StrEnum):
    OFFICE = "office"
    """Its files are downloaded, and printed by whoever downloads them."""
    ZPL = "zpl"
    TSPL = "tspl"
    IPP = "ipp"

    @property
    def is_direct(self) -> bool:
        """Whether this site sends to it."""
        return self is not PrinterKind.OFFICE

    @property
    def is_thermal(self) -> bool:
        return self in {PrinterKind.ZPL, PrinterKind.TSPL}

    @property
    def output(self) -> str:
        """The format of what is printed on it."""
        return self.value if self.is_thermal else "pdf"


class SendingState(StrEnum):
    """How labels on their way to a printer are."""

    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    HALTED = "halted"


@dataclass(frozen=True, slots=True)
class Offset:
    """By how much what is printed is to be moved, in micrometres."""

    right: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer; `offsets` are by paper, and `design` is the one that it usually prints, or empty.

    `answers` is False for a model that never says how it is. `speed` and `darkness` are in the units of its language,
    None where its own setting stands.
    """

    id: str
    name: str
    kind: PrinterKind
    address: str
    dpi: int
    design: str
    speed: int | None = None
    darkness: int | None = None
    answers: bool = True
    offsets: Mapping[str, Offset] = field(default_factory=lambda: MappingProxyType({}))

    def offset_on(self, paper: str) -> Offset:
        """None at all for a paper on which it was never measured."""
        return self.offsets.get(paper, Offset())


def read_offset(text: str, where: str) -> int:
    """An offset in mm, as micrometres; raises `Invalid`."""
    millimetres = decimal(text, where)
    if abs(millimetres) > FARTHEST:
        raise Invalid.at(
            where,
            "Expected an offset from -{most} to {most} mm, found “{value}”.",
            most=FARTHEST,
            value=text,
        )
    return int(millimetres * 1000)


def in_millimetres(offset: int) -> Decimal:
    return (Decimal(offset) / 1000).normalize() + 0
