"""Numbers that this site gives out under an enterprise's own company prefix: SSCCs for cases and pallets, and GTINs.

A number that was given out is never given out again, whatever became of it: it may be on a label somewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from aril.domain.reading import Fields, sure
from aril.gs1 import allocation
from aril.gs1.allocation import Range
from aril.gs1.keys import Gtin, Sscc

MOST_AT_ONCE = 1000


class NumberKind(StrEnum):
    SSCC = "sscc"
    GTIN = "gtin"


@dataclass(frozen=True, slots=True)
class NumberOrder:
    """What is asked for: so many numbers of a kind.

    `extension` is the first digit of SSCCs. No number below `start` is given out; the enterprise may have used them
    before it came here.
    """

    kind: NumberKind
    count: int = 1
    extension: int = 0
    start: int = 0

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Self:
        """Read the fields `kind`, `count`, `extension` and `start`; raises `Invalid` with every fault."""
        fields = Fields(values)
        kind = fields.choice("kind", NumberKind)
        count = fields.whole("count", least=1, most=MOST_AT_ONCE)
        extension = fields.whole("extension", most=9, required=False)
        start = fields.whole("start", required=False)
        fields.check()
        return cls(kind, sure(count), (extension or 0) if kind is NumberKind.SSCC else 0, start or 0)

    def range(self, prefix: str, following: int) -> Range[Sscc] | Range[Gtin]:
        """The numbers under a company prefix from `following` on; raises `Gs1Error` where there is none."""
        if self.kind is NumberKind.SSCC:
            return allocation.ssccs(prefix, extension=self.extension, following=following)
        return allocation.gtins(prefix, following=following)


@dataclass(frozen=True, slots=True)
class Allotment:
    """Numbers that were given out: `count` of a kind under a prefix, from the one numbered `first` on."""

    id: str
    organisation_id: str
    kind: NumberKind
    prefix: str
    extension: int
    first: int
    count: int
    by: str

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers with their check digits, GTINs as 14 digits."""
        order = NumberOrder(self.kind, self.count, self.extension)
        return tuple(map(str, order.range(self.prefix, self.first).take(self.count).keys))
