"""What travels: logistic units, consignments, shipments."""

from typing import ClassVar

from aril.gs1.keys.base import Key


class Sscc(Key):
    """Serial Shipping Container Code of one case or pallet, 18 digits (General Specifications, 2.2.1)."""

    __slots__ = ()
    ai: ClassVar[str] = "00"
    name: ClassVar[str] = "SSCC"
    _prefix_at: ClassVar[int] = 1

    @property
    def extension(self) -> int:
        """The first digit, which the company uses as it likes."""
        return int(self.value[0])


class Ginc(Key):
    """Global Identification Number for Consignment (General Specifications, 2.2.2)."""

    __slots__ = ()
    ai: ClassVar[str] = "401"
    name: ClassVar[str] = "GINC"


class Gsin(Key):
    """Global Shipment Identification Number, 17 digits (General Specifications, 2.2.3)."""

    __slots__ = ()
    ai: ClassVar[str] = "402"
    name: ClassVar[str] = "GSIN"
