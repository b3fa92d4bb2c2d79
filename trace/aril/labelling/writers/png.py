"""One PNG a label, one bit a dot, at the printer's resolution (PNG third edition, W3C 2025)."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO

import numpy as np
from PIL import Image

from aril.labelling.bitmap import Bitmap, Dots
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch
from aril.labelling.rendering import Pixels
from aril.labelling.writers.stateless import Stateless

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 4


class PngWriter(Stateless):
    def __init__(self, layout: Layout) -> None:
        self._bitmap = Bitmap(layout.font)
        self._per_metre = round(layout.resolution.true_dpi / 0.0254)

    def start(self) -> Iterator[bytes]:
        return iter(())

    def labels(self, batch: Batch) -> Iterator[bytes]:
        background = self._bitmap.background(batch)
        for marks in batch.labels:
            dots = background.copy()
            self._bitmap.draw(dots, marks)
            yield encode(dots, self._per_metre)

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:
        for place in places:
            for content in self.labels(batch.part(place, place + 1)):
                yield np.asarray(Image.open(BytesIO(content)).convert("L"))

    def end(self) -> Iterator[bytes]:
        return iter(())


def encode(dots: Dots, per_metre: int) -> bytes:
    """A greyscale PNG of one bit a pixel with its resolution in dots a metre."""
    height, width = dots.shape
    # Filter 0 before each row: repeated rows compress better than differences of packed bits.
    rows = np.zeros((height, (width + 7) // 8 + 1), np.uint8)
    rows[:, 1:] = np.packbits(~dots, axis=1)
    return b"".join((
        _SIGNATURE,
        _chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)),
        _chunk(b"pHYs", struct.pack(">LLB", per_metre, per_metre, 1)),
        _chunk(b"IDAT", zlib.compress(rows.tobytes(), _LEVEL)),
        _chunk(b"IEND", b""),
    ))  # fmt: skip


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))
