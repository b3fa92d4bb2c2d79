"""What travels: logistic units, consignments, shipments."""

from dataclasses import dataclass
from typing import ClassVar

from aril.gs1.keys.base import Key


@dataclass(frozen=True, slots=True, order=True)
class Sscc(Key):
    """Serial Shipping Container Code of one case or pallet, 18 digits (General Specifications, 2.2.1)."""

    ai: ClassVar[str] = "00"
    name: ClassVar[str] = "SSCC"
    _prefix_at: ClassVar[int] = 1

    @property
    def extension(self) -> int:
        """The first digit, which the company uses as it likes."""
        return int(self.value[0])


@dataclass(frozen=True, slots=True, order=True)
class Ginc(Key):
    """Global Identification Number for Consignment (General Specifications, 2.2.2)."""

    ai: ClassVar[str] = "401"
    name: ClassVar[str] = "GINC"


@dataclass(frozen=True, slots=True, order=True)
class Gsin(Key):
    """Global Shipment Identification Number, 17 digits (General Specifications, 2.2.3)."""

    ai: ClassVar[str] = "402"
    name: ClassVar[str] = "GSIN"
