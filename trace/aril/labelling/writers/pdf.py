"""PDF 1.7 (ISO 32000-1), streamed: sheets of labels, or a page a label for rolls.

A page's unit is one dot of the printer, so symbols are drawn with whole numbers and stay exact. What labels
share is one form, drawn at each place. Objects are written as they are made; font, page tree and
cross-reference table come last, so memory holds a page and eight bytes an object.
"""

import zlib
from array import array
from collections.abc import Iterator, Sequence

from aril.labelling.geometry import Box
from aril.labelling.layout import Layout
from aril.labelling.marks import Batch, Mark
from aril.labelling.rendering import Pixels, render_pdf
from aril.labelling.writers.pdf_font import FontObjects
from aril.labelling.writers.pdf_marks import Drawing

_CATALOG, _PAGES, _FIRST_FONT = 1, 2, 3
#: Rectangles are quickly spelt and compress well; more effort buys a third in size for twice the time.
_LEVEL = 3
_HAIR = 0.001


class PdfWriter:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._drawing = Drawing(layout.font)
        self._fonts = FontObjects(layout.font, _FIRST_FONT)
        self._offsets = array("Q", [0] * (_FIRST_FONT + FontObjects.COUNT))
        self._pages = array("Q")
        self._at = 0
        self._shared: tuple[Mark, ...] | None = None
        self._form = 0
        self._place = layout.placement.start - 1
        self._offset = layout.offset

    def start(self) -> Iterator[bytes]:
        yield self._emit(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

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
        for number, body, content in self._fonts.objects(self._drawing.characters):
            yield self._object(number, body, content)
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        yield self._object(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), kids))
        yield self._object(_CATALOG, b"<</Type/Catalog/Pages %d 0 R>>" % _PAGES)
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])
        size = len(self._offsets)
        yield b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
        yield b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, _CATALOG, self._at)

    def pictures(self, batch: Batch, places: Sequence[int]) -> Iterator[Pixels]:
        page = PdfWriter(self._layout)
        page._place, page._offset = 0, (0, 0)
        document = b"".join((*page.start(), *page.labels(batch), *page.end()))
        origins = [self._origin(place) for place in places]
        boxes = [Box(x, y, batch.width, batch.height) for x, y in origins]
        return iter(render_pdf(document, self._layout.resolution, boxes))

    def _background(self, batch: Batch) -> bytes:
        self._form = self._new()
        return self._object(
            self._form,
            b"<</Type/XObject/Subtype/Form/BBox[0 0 %d %d]/Resources<</Font<</F %d 0 R>>>>"
            % (batch.width, batch.height, _FIRST_FONT),
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
        content = self._new()
        page = self._new()
        self._pages.append(page)
        return self._object(content, b"<<", "\n".join(parts).encode("ascii")) + self._object(
            page,
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.6f %.6f]/Contents %d 0 R"
            b"/Resources<</Font<</F %d 0 R>>/XObject<</B %d 0 R>>>>>>"
            % (_PAGES, width, height, content, _FIRST_FONT, self._form),
        )

    def _new(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _object(self, number: int, body: bytes, content: bytes | None = None) -> bytes:
        """An object, or with content a stream whose dictionary `body` has begun."""
        self._offsets[number] = self._at
        if content is not None:
            packed = zlib.compress(content, _LEVEL)
            body = b"%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (body, len(packed), packed)
        return self._emit(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _emit(self, data: bytes) -> bytes:
        self._at += len(data)
        return data
