"""Symbols as pixels: what the proof reads and what bitmaps are made of."""

import numpy as np
import numpy.typing as npt

from aril.labelling.layout import PlacedBars, PlacedMatrix

Pixels = npt.NDArray[np.uint8]


def matrix_dots(symbol: PlacedMatrix, module: int | None = None) -> npt.NDArray[np.bool_]:
    """Dark dots of a matrix symbol without quiet zone, at its own module or the one given."""
    scale = symbol.module if module is None else module
    return np.repeat(np.repeat(symbol.shape.modules, scale, axis=0), scale, axis=1)


def bar_dots(symbol: PlacedBars) -> npt.NDArray[np.bool_]:
    """One row of a linear symbol's dots."""
    widths = np.array(symbol.shape.widths) * symbol.module
    return np.repeat(np.arange(len(widths)) % 2 == 0, widths)


def paper(dots: npt.NDArray[np.bool_], quiet: int) -> Pixels:
    """Dark dots on white paper with a quiet zone around them, 0 is black."""
    return np.where(np.pad(dots, quiet), 0, 255).astype(np.uint8)
