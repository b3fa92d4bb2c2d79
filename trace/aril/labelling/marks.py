"""What is left of a label when it is laid out: marks at whole dots of the printer.

Writers need nothing else. Nothing here refers to a design, and whatever can be refused has been refused by
the time a mark exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from aril.labelling.symbols.shapes import BarShape, MatrixShape

Points = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: the left end of its baseline, and its size (of the em square) in dots."""

    x: int
    y: int
    size: float
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rectangle:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled outline, with holes that stay light."""

    outline: Points
    holes: tuple[Points, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PlacedMatrix:
    """A matrix symbol without its quiet zone; `module` in dots, `expected` what a reader must report."""

    element: str
    kind: str
    x: int
    y: int
    module: int
    shape: MatrixShape
    expected: str

    @property
    def width(self) -> int:
        return self.module * self.shape.side

    @property
    def height(self) -> int:
        return self.module * self.shape.side


@dataclass(frozen=True, slots=True)
class PlacedBars:
    """A linear symbol without its quiet zone; `module` and `height` in dots."""

    element: str
    x: int
    y: int
    module: int
    height: int
    shape: BarShape

    @property
    def kind(self) -> str:
        return "gs1-128" if self.shape.gs1 else "code128"

    @property
    def width(self) -> int:
        return self.module * self.shape.modules

    @property
    def expected(self) -> str:
        return self.shape.content


Symbol = PlacedMatrix | PlacedBars
Mark = Words | Rectangle | Polygon | PlacedMatrix | PlacedBars


@dataclass(frozen=True, slots=True)
class Batch:
    """Labels in dots: marks they all share, and each one's own.

    `first` is the number of the first label in its job, from 1.
    """

    width: int
    height: int
    background: tuple[Mark, ...]
    labels: tuple[tuple[Mark, ...], ...]
    first: int = 1

    def __iter__(self) -> Iterator[tuple[Mark, ...]]:
        """All marks of each label."""
        return (self.background + own for own in self.labels)

    def part(self, start: int, stop: int) -> "Batch":
        """Some of the labels, by their place in this batch."""
        return Batch(self.width, self.height, self.background, self.labels[start:stop], self.first + start)


def symbols(marks: tuple[Mark, ...]) -> Iterator[Symbol]:
    return (mark for mark in marks if isinstance(mark, PlacedMatrix | PlacedBars))
