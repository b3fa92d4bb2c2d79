"""A PDF file as it grows: objects behind one another, found again, taken up after a stop, and picked out by page.

Every object of a page is written before the next page begins and never changed, so a file that was cut off behind a
page is the beginning of the whole one, and some of its pages are a document of their own with the very same bytes.
"""

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from aril.labelling.font import Font
from aril.labelling.writers.pdf_font import FontObjects

CATALOG, PAGES, FONT = 1, 2, 3
"""The numbers of the objects that come last in the file, the font's own first."""
#: Rectangles are quickly spelt and compress well; more effort buys a third in size for twice the time.
_LEVEL = 3
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_STREAM = re.compile(rb"/Length (\d+)>>stream\n\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """An object in a file: its number and where it stands."""

    number: int
    start: int
    stop: int
    is_page: bool
    is_form: bool


class PdfFile:
    """Bytes of a file in their order; memory holds eight bytes an object."""

    def __init__(self, font: Font) -> None:
        self._fonts = FontObjects(font, FONT)
        self._offsets = array("Q", [0] * (FONT + FontObjects.COUNT))
        self._pages = array("Q")
        self._at = 0

    def start(self) -> bytes:
        return self._emit(_HEADER)

    def new(self) -> int:
        """A number for one more object."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def new_page(self) -> int:
        """A number for one more page."""
        number = self.new()
        self._pages.append(number)
        return number

    def object(self, number: int, body: bytes, content: bytes | None = None) -> bytes:
        """An object, or with content a stream whose dictionary `body` has begun."""
        self._offsets[number] = self._at
        if content is not None:
            packed = zlib.compress(content, _LEVEL)
            body = b"%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (body, len(packed), packed)
        return self._emit(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def end(self, characters: Iterable[str]) -> Iterator[bytes]:
        """The font with these characters, the tree of pages, and where everything stands."""
        for number, body, content in self._fonts.objects(characters):
            yield self.object(number, body, content)
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        yield self.object(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), kids))
        yield self.object(CATALOG, b"<</Type/Catalog/Pages %d 0 R>>" % PAGES)
        yield b"xref\n"
        for first, after in self._runs():
            rows = (b"%010d 00000 n \n" % offset for offset in self._offsets[max(first, 1) : after])
            free = b"0000000000 65535 f \n" if first == 0 else b""
            yield b"%d %d\n%s%s" % (first, after - first, free, b"".join(rows))
        size = len(self._offsets)
        yield b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, CATALOG, self._at)

    def go_on(self, written: BinaryIO) -> None:
        """Know what stands in the beginning of a file, which ends where it was cut off behind a page."""
        for piece in pieces(written):
            self._known(piece.number, piece.start, piece.is_page)
        self._at = written.tell()

    def pick(self, written: BinaryIO, pages: range, characters: Iterable[str]) -> Iterator[bytes]:
        """Some pages of such a beginning, counted from 0, as a document."""
        yield self.start()
        page, content = 0, b""
        for piece in pieces(written):
            if not (piece.is_form or page in pages):
                page += piece.is_page
                continue
            after = written.tell()
            written.seek(piece.start)
            content = written.read(piece.stop - piece.start)
            written.seek(after)
            self._known(piece.number, self._at, piece.is_page)
            yield self._emit(content)
            page += piece.is_page
            if page >= pages.stop:
                break
        yield from self.end(characters)

    def _known(self, number: int, offset: int, is_page: bool) -> None:
        self._offsets.extend([0] * (number + 1 - len(self._offsets)))
        self._offsets[number] = offset
        if is_page:
            self._pages.append(number)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """The numbers that are there, as ranges; 0 always counts as there."""
        first, there = 0, True
        for number in range(1, len(self._offsets)):
            if (self._offsets[number] != 0) != there:
                if there:
                    yield first, number
                first, there = number, not there
        if there:
            yield first, len(self._offsets)

    def _emit(self, data: bytes) -> bytes:
        self._at += len(data)
        return data


def pieces(written: BinaryIO) -> Iterator[Piece]:
    """The objects of a beginning of a file, in their order; the file stands behind each when it is answered."""
    written.seek(len(_HEADER))
    while True:
        start = written.tell()
        named = written.readline()
        if not named:
            return
        body = written.readline()
        if stream := _STREAM.search(body):
            written.seek(int(stream[1]) + len(b"\nendstream\n"), 1)
        written.readline()  # endobj
        yield Piece(
            int(named.split()[0]), start, written.tell(), b"/Type/Page/" in body, b"/Subtype/Form" in body
        )
