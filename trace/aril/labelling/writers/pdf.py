"""PDF 1.7 (ISO 32000-1), streamed: sheets of labels, or a page a label for rolls.

A page's unit is one dot of the printer, so symbols are drawn with whole numbers and stay exact. Objects are
written as they are made; fonts, page tree and cross-reference table come last.
"""

import zlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice

from aril.labelling.bitmap import BOLD
from aril.labelling.design import Sheet
from aril.labelling.layout import Layout, Mark, Picture, PlacedBars, PlacedMatrix, Polygon, Rectangle, Words

_CATALOG, _PAGES, _FONT, _DESCENDANT, _DESCRIPTOR, _PROGRAM, _UNICODE = range(1, 8)


class PdfWriter:
    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._font = layout.font
        self._offsets = array("Q", [0] * 8)
        self._pages = array("Q")
        self._at = 0
        self._characters: set[str] = set()

    def start(self) -> Iterator[bytes]:
        yield self._emit(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def labels(self, pictures: Iterable[Picture]) -> Iterator[bytes]:
        remaining = iter(pictures)
        while page := list(islice(remaining, self._layout.design.per_page)):
            yield self._page(page)

    def end(self) -> Iterator[bytes]:
        yield from self._fonts()
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        yield self._object(
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), kids), number=_PAGES
        )
        yield self._object(b"<</Type/Catalog/Pages %d 0 R>>" % _PAGES, number=_CATALOG)
        start = self._at
        rows = b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])
        count = len(self._offsets)
        yield b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
            count, rows, count, _CATALOG, start,
        )  # fmt: skip

    def _page(self, pictures: list[Picture]) -> bytes:
        design, resolution = self._layout.design, self._layout.resolution
        medium = design.medium
        if isinstance(medium, Sheet):
            width, height = medium.width, medium.height
            origins = [medium.origin(place) for place in range(len(pictures))]
        else:
            width, height, origins = design.width, design.height, [(0, 0)]
        scale = 72 / resolution.true_dpi
        tall = height * 72 / 25_400
        parts = [f"{scale:.6f} 0 0 {-scale:.6f} 0 {tall:.4f} cm"]
        for picture, (x, y) in zip(pictures, origins, strict=True):
            parts.append(f"q 1 0 0 1 {resolution.dots(x)} {resolution.dots(y)} cm")
            parts += [self._mark(mark) for mark in picture.marks]
            parts.append("Q")
        content = self._next()
        body = self._stream("\n".join(parts).encode("ascii"), number=content)
        page = self._next()
        self._pages.append(page)
        return body + self._object(
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.4f %.4f]/Contents %d 0 R"
            b"/Resources<</Font<</F %d 0 R>>>>>>"
            % (_PAGES, width * 72 / 25_400, tall, content, _FONT),
            number=page,
        )

    def _mark(self, mark: Mark) -> str:
        match mark:
            case Words():
                return self._words(mark)
            case Rectangle():
                return f"{mark.x} {mark.y} {mark.width} {mark.height} re f"
            case Polygon():
                paths = (mark.outline, *mark.holes)
                return "".join(
                    " ".join(
                        f"{x} {y} {'l' if number else 'm'}" for number, (x, y) in enumerate(path)
                    )
                    + " h "
                    for path in paths
                ) + "f*"
            case PlacedMatrix():
                return _matrix(mark)
            case PlacedBars():
                return _bars(mark)

    def _words(self, words: Words) -> str:
        self._characters.update(words.text)
        glyphs = "".join(f"{self._font.glyph(character):04x}" for character in words.text)
        weight = f"2 Tr {words.size * BOLD / 1000:.2f} w" if words.bold else "0 Tr"
        return f"BT /F {words.size:.3f} Tf {weight} 1 0 0 -1 {words.x} {words.y} Tm <{glyphs}> Tj ET"

    def _fonts(self) -> Iterator[bytes]:
        name = b"ARILAA+" + self._font.name.encode("ascii")
        glyphs = {self._font.glyph(each): each for each in sorted(self._characters)}
        widths = b"".join(
            b"%d[%d]" % (glyph, self._font.advance(character)) for glyph, character in sorted(glyphs.items())
        )
        yield self._object(
            b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (name, _DESCENDANT, _UNICODE),
            number=_FONT,
        )
        yield self._object(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[%s]/CIDToGIDMap/Identity>>"
            % (name, _DESCRIPTOR, widths),
            number=_DESCENDANT,
        )
        yield self._object(
            b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
            b"/CapHeight 733/StemV 90/FontFile2 %d 0 R>>"
            % (name, *self._font.bounding_box, self._font.ascent, -self._font.descent, _PROGRAM),
            number=_DESCRIPTOR,
        )
        program = self._font.subset(self._characters)
        yield self._stream(program, number=_PROGRAM, extra=b"/Length1 %d" % len(program))
        yield self._stream(_to_unicode(glyphs), number=_UNICODE)

    def _emit(self, data: bytes) -> bytes:
        self._at += len(data)
        return data

    def _next(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _object(self, body: bytes, *, number: int) -> bytes:
        self._offsets[number] = self._at
        return self._emit(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _stream(self, content: bytes, *, number: int, extra: bytes = b"") -> bytes:
        packed = zlib.compress(content, 6)
        body = b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), extra, packed)
        return self._object(body, number=number)


def _matrix(symbol: PlacedMatrix) -> str:
    """Runs of dark modules of each row as rectangles of one path, filled once, so that no seam can show."""
    module, parts = symbol.module, []
    for row, line in enumerate(symbol.shape.modules.tolist()):
        start = None
        for column, dark in enumerate([*line, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                parts.append(
                    f"{symbol.x + start * module} {symbol.y + row * module} {(column - start) * module} {module} re"
                )
                start = None
    return "\n".join(parts) + "\nf"


def _bars(symbol: PlacedBars) -> str:
    parts, x = [], symbol.x
    for number, width in enumerate(symbol.shape.widths):
        if number % 2 == 0:
            parts.append(f"{x} {symbol.y} {width * symbol.module} {symbol.height} re")
        x += width * symbol.module
    return "\n".join(parts) + "\nf"


def _to_unicode(glyphs: dict[int, str]) -> bytes:
    """So that text can be searched and copied (ISO 32000-1, 9.10.3)."""
    rows = [f"<{glyph:04x}><{character.encode('utf-16-be').hex()}>" for glyph, character in glyphs.items()]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def /CMapName/Adobe-Identity-UCS def "
        "/CMapType 2 def 1 begincodespacerange<0000><ffff>endcodespacerange\n"
        + "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
        + "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")
