"""ZPL II for Zebra and compatible printers.

Everything is sent as graphics: the shared part once as a stored image, each label's own symbols and texts
as bit fields. What was proven is then exactly what the head burns, Chinese needs no font in the printer, and no
character of a field ever stands in the command stream, so none can be a command.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from aril.labelling.bitmap import Bitmap, Dots
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch
from aril.labelling.rendering import Pixels

_NAME = "R:ARIL.GRF"


class ZplWriter:
    def __init__(self, layout: Layout) -> None:
        self._bitmap = Bitmap(layout.font)
        self._stored: object = None

    def start(self) -> Iterator[bytes]:
        return iter(())

    def labels(self, batch: Batch) -> Iterator[bytes]:
        if batch.background != self._stored:
            self._stored = batch.background
            dots = self._bitmap.background(batch)
            yield f"~DG{_NAME},{_size(dots)},{_packed(dots)}\n".encode("ascii")
        opening = f"^XA^PW{batch.width}^LL{batch.height}^LH0,0^FO0,0^XG{_NAME},1,1^FS"
        for marks in batch.labels:
            dots = np.zeros((batch.height, batch.width), np.bool_)
            fields = []
            # One field a mark: the space between them is not sent.
            for mark in marks:
                dots[:] = False
                self._bitmap.draw(dots, (mark,))
                fields.append(_field(dots))
            yield f"{opening}{''.join(fields)}^PQ1^XZ\n".encode("ascii")

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:
        return self._bitmap.pictures(batch, places)

    def end(self) -> Iterator[bytes]:
        if self._stored is not None:
            yield f"^XA^ID{_NAME}^FS^XZ\n".encode("ascii")


def _field(dots: Dots) -> str:
    """The dark part of an image as a graphic field at its place; nothing if there is none."""
    rows, columns = np.flatnonzero(dots.any(axis=1)), np.flatnonzero(dots.any(axis=0))
    if not len(rows):
        return ""
    part = dots[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    total, width = _size(part).split(",")
    return f"^FO{columns[0]},{rows[0]}^GFA,{total},{total},{width},{_packed(part)}^FS"


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
