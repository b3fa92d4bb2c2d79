"""TSPL for TSC, Gprinter 佳博, HPRT 汉印 and compatible printers.

Each label is one bitmap, cropped to what is dark, for the reasons given in zpl.py; a bitmap is also the
one way in which all of these printers draw FNC1 and Chinese alike.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from aril.labelling.bitmap import Bitmap, Part, cropped
from aril.labelling.geometry import mm
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch
from aril.labelling.rendering import Pixels
from aril.labelling.writers.stateless import Stateless


class TsplWriter(Stateless):
    def __init__(self, layout: Layout) -> None:
        self._bitmap = Bitmap(layout.font)
        self._design = layout.design
        self._offset = layout.offset

    def start(self) -> Iterator[bytes]:
        gap = self._design.gap or 0
        yield (
            f"SIZE {mm(self._design.width)} mm,{mm(self._design.height)} mm\r\n"
            f"GAP {mm(gap)} mm,0 mm\r\nREFERENCE 0,0\r\n"
        ).encode("ascii")

    def labels(self, batch: Batch) -> Iterator[bytes]:
        background = self._bitmap.background(batch)
        for marks in batch.labels:
            dots = background.copy()
            self._bitmap.draw(dots, marks)
            part = cropped(dots, self._offset)
            yield b"CLS\r\n" + (b"" if part is None else _bitmap(part)) + b"PRINT 1,1\r\n"

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:
        return self._bitmap.pictures(batch, places)

    def end(self) -> Iterator[bytes]:
        return iter(())


def _bitmap(part: Part) -> bytes:
    """TSPL counts the width in bytes, and a 0 is a burnt dot."""
    height, width = part.dots.shape
    packed = np.packbits(np.pad(~part.dots, ((0, 0), (0, -width % 8)), constant_values=True), axis=1)
    return (
        f"BITMAP {part.x},{part.y},{packed.shape[1]},{height},0,".encode("ascii") + packed.tobytes() + b"\r\n"
    )
