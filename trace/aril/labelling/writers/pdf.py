"""PDF 1.7 (ISO 32000-1), streamed: sheets of labels, or a page a label for rolls.

A page's unit is one dot of the printer, so symbols are drawn with whole numbers and stay exact. What labels
share is one form, drawn at each place. Objects are written as they are made, and memory
holds a page.
"""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from aril.labelling.geometry import Box
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch, Mark
from aril.labelling.rendering import Pixels, render_pdf
from aril.labelling.writers.pdf_file import FONT, PAGES, PdfFile
from aril.labelling.writers.pdf_marks import Drawing

_HAIR = 0.001


class PdfWriter:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._drawing = Drawing(layout.font)
        self._file = PdfFile(layout.font)
        self._shared: tuple[Mark, ...] | None = None
        self._form = 0
        self._place = layout.placement.start - 1
        self._offset = layout.offset

    def start(self) -> Iterator[bytes]:
        yield self._file.start()

    def labels(self, batch: Batch) -> Iterator[bytes]:
        if batch.background != self._shared:
            self._shared = batch.background
            yield self._background(batch)
        drawn, per_page = self._drawing.draw(batch.labels), self._layout.design.per_page
        while drawn:
            room = per_page - self._place
            yield self._page(drawn[:room], self._place)
            drawn, self._place = drawn[room:], 0

    def end(self) -> Iterator[bytes]:
        return self._file.end(self._drawing.characters)

    def state(self) -> str:
        return "".join(self._drawing.characters)

    def resume(self, written: BinaryIO, state: str) -> None:
        self._file.go_on(written)
        self._drawing.know(state)
        self._place = 0

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:
        page = PdfWriter(self._layout)
        page._place, page._offset = 0, (0, 0)
        document = b"".join((*page.start(), *page.labels(batch), *page.end()))
        origins = [self._origin(place) for place in places]
        boxes = [Box(x, y, batch.width, batch.height) for x, y in origins]
        return iter(render_pdf(document, self._layout.resolution, boxes))

    def _background(self, batch: Batch) -> bytes:
        self._form = self._file.new()
        return self._file.object(
            self._form,
            b"<</Type/XObject/Subtype/Form/BBox[0 0 %d %d]/Resources<</Font<</F %d 0 R>>>>"
            % (batch.width, batch.height, FONT),
            self._drawing.draw([batch.background])[0].encode("ascii"),
        )

    def _origin(self, place: int) -> tuple[int, int]:
        x, y = map(self._layout.resolution.dots, self._layout.design.sheet.origin(place))
        return x, y

    def _page(self, labels: Sequence[str], first: int) -> bytes:
        sheet, resolution = self._layout.design.sheet, self._layout.resolution
        # The page too is whole dots, or a raster image processor would shift or scale every edge by a part of one;
        # less a hair, for they round up.
        scale = 72 / resolution.true_dpi
        width, height = (resolution.dots(side) * scale - _HAIR for side in (sheet.width, sheet.height))
        parts = [f"{scale:.8f} 0 0 {-scale:.8f} 0 {height:.6f} cm"]
        right, down = self._offset
        for place, drawn in enumerate(labels, first):
            x, y = self._origin(place)
            parts.append(f"q 1 0 0 1 {x + right} {y + down} cm /B Do {drawn} Q")
        content = self._file.new()
        page = self._file.new_page()
        written = self._file.object(content, b"<<", "\n".join(parts).encode("ascii"))
        return written + self._file.object(
            page,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.6f %.6f]/Contents %d 0 R"
            b"/Resources<</Font<</F %d 0 R>>/XObject<</B %d 0 R>>>>>>"
            % (PAGES, width, height, content, FONT, self._form),
        )
