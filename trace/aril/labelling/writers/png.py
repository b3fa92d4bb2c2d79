"""One PNG a label, one bit a dot, at the printer's resolution."""

from collections.abc import Iterable, Iterator
from io import BytesIO

from PIL import Image

from aril.labelling.bitmap import Bitmap
from aril.labelling.layout import Layout, Picture


class PngWriter:
    def __init__(self, layout: Layout) -> None:
        self._bitmap = Bitmap(layout.font)
        self._dpi = layout.resolution.true_dpi

    def start(self) -> Iterator[bytes]:
        return iter(())

    def labels(self, pictures: Iterable[Picture]) -> Iterator[bytes]:
        for picture in pictures:
            image = Image.fromarray(~self._bitmap.draw(picture))
            buffer = BytesIO()
            image.save(buffer, "PNG", dpi=(self._dpi, self._dpi))
            yield buffer.getvalue()

    def end(self) -> Iterator[bytes]:
        return iter(())
