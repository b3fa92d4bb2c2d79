"""The pass rate 合格率 with its uncertainty."""

from dataclasses import dataclass
from math import sqrt
from typing import Self

Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class PassRate:
    """Conforming samples among those judged, with Wilson's 95 % interval; all three rates are 0 to 1.

    With no sample there is no rate: the three are `None`.
    """

    conforming: int
    tested: int
    rate: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, conforming: int, tested: int) -> Self:
        """Raises `ValueError` unless 0 ≤ conforming ≤ tested. Source: E. B. Wilson, JASA 22 (1927), 209–212."""
        if not 0 <= conforming <= tested:
            raise ValueError(f"expected 0 ≤ conforming ≤ tested, got {conforming} of {tested}")
        if tested == 0:
            return cls(0, 0, None, None, None)
        share, z2 = conforming / tested, Z_95**2
        centre = (share + z2 / (2 * tested)) / (1 + z2 / tested)
        reach = Z_95 * sqrt(share * (1 - share) / tested + z2 / (4 * tested**2)) / (1 + z2 / tested)
        return cls(conforming, tested, share, max(0.0, centre - reach), min(1.0, centre + reach))
