"""The two shapes a symbol can have."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Modules = npt.NDArray[np.bool_]
#: Runs as `row << 16 | first column << 8 | length`.
Runs = Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class MatrixShape:
    """A two-dimensional symbol: `modules[row, column]`, True is dark; no quiet zone."""

    modules: Modules

    @property
    def side(self) -> int:
        return len(self.modules)


@dataclass(frozen=True, slots=True)
class BarShape:
    """A linear symbol: widths in modules, first a bar, then a space, and so on; no quiet zone.

    `text` is its human-readable interpretation, `content` what a reader must report, FNC1 as GS.
    """

    widths: tuple[int, ...]
    text: str
    content: str
    gs1: bool

    @property
    def modules(self) -> int:
        return sum(self.widths)


def runs(shapes: Sequence[MatrixShape]) -> list[Runs]:
    """Horizontal runs of dark modules of each symbol, row by row; symbols of one size are gone through at once."""
    found: list[Runs] = [()] * len(shapes)
    for side in {shape.side for shape in shapes}:
        places = [place for place, shape in enumerate(shapes) if shape.side == side]
        padded = np.zeros((len(places), side, side + 2), np.int8)
        padded[:, :, 1:-1] = [shapes[place].modules for place in places]
        flat = padded.reshape(-1)
        edges = np.flatnonzero(flat[1:] != flat[:-1])
        starts, lengths = edges[::2], edges[1::2] - edges[::2]
        symbol, inside = np.divmod(starts, side * (side + 2))
        rows, columns = np.divmod(inside, side + 2)
        keys = ((rows << 16) + (columns << 8) + lengths).tolist()
        ends = np.searchsorted(symbol, np.arange(len(places) + 1)).tolist()
        for number, place in enumerate(places):
            found[place] = keys[ends[number] : ends[number + 1]]
    return found
