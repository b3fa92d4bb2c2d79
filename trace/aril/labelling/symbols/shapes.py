"""The two shapes a symbol can have."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Modules = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class MatrixShape:
    """A two-dimensional symbol: `modules[row, column]`, True is dark; no quiet zone."""

    modules: Modules

    @property
    def side(self) -> int:
        return int(self.modules.shape[0])


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
