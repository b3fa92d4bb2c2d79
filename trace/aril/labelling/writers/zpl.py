"""ZPL II for Zebra and compatible printers.

Everything is sent as graphics: the shared part once as a stored image, each label's own symbols and texts as a
field of bits. What was proven is then exactly what the head burns, Chinese needs no font in the printer, and no
character of a field ever stands in the command stream, so none can be a command.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from aril.labelling.bitmap import Bitmap, Dots, cropped
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch, Mark
from aril.labelling.rendering import Pixels
from aril.labelling.writers.stateless import Stateless

_NAME = "R:ARIL.GRF"


class ZplWriter(Stateless):
    def __init__(self, layout: Layout) -> None:
        self._bitmap = Bitmap(layout.font)
        self._offset = layout.offset
        self._stored: object = None
        self._recall = ""

    def start(self) -> Iterator[bytes]:
        return iter(())

    def labels(self, batch: Batch) -> Iterator[bytes]:
        if batch.background != self._stored:
            self._stored = batch.background
            part = cropped(self._bitmap.background(batch), self._offset)
            self._recall = ""
            if part is not None:
                yield f"~DG{_NAME},{_size(part.dots)},{_packed(part.dots)}\n".encode("ascii")
                self._recall = f"^FO{part.x},{part.y}^XG{_NAME},1,1^FS"
        for marks in batch.labels:
            label = (
                f"^XA^PW{batch.width}^LL{batch.height}^LH0,0{self._recall}{self._field(batch, marks)}^XZ\n"
            )
            yield label.encode("ascii")

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:
        return self._bitmap.pictures(batch, places)

    def end(self) -> Iterator[bytes]:
        if self._recall:
            yield f"^XA^ID{_NAME}^FS^XZ\n".encode("ascii")

    def _field(self, batch: Batch, marks: tuple[Mark, ...]) -> str:
        """A label's own marks as one graphic field at its place."""
        dots = np.zeros((batch.height, batch.width), np.bool_)
        self._bitmap.draw(dots, marks)
        part = cropped(dots, self._offset)
        if part is None:
            return ""
        total, row = _size(part.dots).split(",")
        return f"^FO{part.x},{part.y}^GFA,{total},{total},{row},{_packed(part.dots)}^FS"


def _size(dots: Dots) -> str:
    """Bytes in all, and bytes a row."""
    height, width = dots.shape
    row = (width + 7) // 8
    return f"{height * row},{row}"


def _packed(dots: Dots) -> str:
    """Rows in hexadecimal with ZPL's run lengths: `,` ends a row of zeros, `:` repeats the row before."""
    lines, before = [], None
    for row in np.packbits(dots, axis=1):
        line = row.tobytes().hex().upper()
        lines.append(":" if line == before else _runs(line))
        before = line
    return "".join(lines)


def _runs(line: str) -> str:
    kept = line.rstrip("0")
    parts = []
    for digit, group in groupby(kept):
        count = len(list(group))
        parts.append(_count(count) + digit if count > 1 else digit)
    return "".join(parts) + ("," if len(kept) < len(line) else "")


def _count(count: int) -> str:
    """A number as letters: `g` to `z` are 20 to 400 in twenties, `G` to `Y` 1 to 19."""
    letters = "z" * (count // 400)
    count %= 400
    if count >= 20:
        letters += chr(ord("g") + count // 20 - 1)
        count %= 20
    return letters + (chr(ord("G") + count - 1) if count else "")
