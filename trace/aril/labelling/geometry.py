"""Lengths: whole micrometres in a design, whole dots on a printer.

Points and rectangles have their origin at the top left corner, y downwards.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

MICROMETRES_PER_INCH = 25_400
MICROMETRES_PER_POINT = 25_400 / 72


def mm(length: int) -> str:
    """Micrometres as a person reads them: `70`, `0.25`."""
    return f"{Decimal(length) / 1000:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in micrometres."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def beyond(self, outer: "Box") -> int:
        """How far this box reaches out of another, on its worst side; 0 when it lies inside."""
        return max(
            0, outer.x - self.x, outer.y - self.y, self.right - outer.right, self.bottom - outer.bottom
        )

    def overlap(self, other: "Box") -> tuple[int, int]:
        """Width and height of what two boxes share; (0, 0) when they do not touch."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return (width, height) if width > 0 and height > 0 else (0, 0)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A printer's dots per inch, as it is called.

    A "203 dpi" head has 8 dots to the millimetre (203.2 dpi); the name is kept, the true pitch is used.
    """

    dpi: int

    @property
    def true_dpi(self) -> float:
        return 203.2 if self.dpi == 203 else float(self.dpi)

    def dots(self, length: int) -> int:
        """Micrometres in whole dots, to the nearest."""
        return round(self.dots_of(length))

    def dots_within(self, length: int) -> int:
        """The most whole dots that fit into a length; a hundredth of a dot is forgiven."""
        return floor(self.dots_of(length) + 0.01)

    def dots_at_least(self, length: int) -> int:
        """The fewest whole dots that make up a length; a hundredth of a dot is forgiven."""
        return ceil(self.dots_of(length) - 0.01)

    def dots_of(self, length: float) -> float:
        """Micrometres in dots, which a size of type need not have whole."""
        return length * self.true_dpi / MICROMETRES_PER_INCH

    def micrometres(self, dots: float) -> int:
        return round(dots * MICROMETRES_PER_INCH / self.true_dpi)
