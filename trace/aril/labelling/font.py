"""A TrueType font: how wide and how tall its characters are, whether it has them, and their outlines."""

import struct
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from threading import Lock

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont, TTLibError

from aril.domain.errors import Finding
from aril.labelling import sfnt
from aril.labelling.errors import FontUnreadable

_SHIPPED = "NotoSansSC-Medium-labels.ttf"


class Font:
    """An immutable TrueType font, safe to share between threads.

    Lengths are in thousandths of the font size, upwards from the baseline. Glyphs are known by their number.
    """

    def __init__(self, content: bytes, number: int = 0) -> None:
        """Reads a .ttf, or the face of that number in a .ttc; raises FontUnreadable."""
        try:
            table = TTFont(BytesIO(content), fontNumber=number, lazy=True)
            if "glyf" not in table:
                raise FontUnreadable(Finding("font", "Its outlines are not TrueType."))
            self._tables: dict[str, bytes] = {tag: table.reader[tag] for tag in sfnt.EMBEDDED}
            # Glyphs are called by their numbers: making up names for nine thousand takes most of the loading.
            self._advances = sfnt.advances(self._tables)
            table.setGlyphOrder([str(glyph) for glyph in range(len(self._advances))])
            self._glyphs: dict[int, int] = {code: int(name) for code, name in table.getBestCmap().items()}
            self._units: int = table["head"].unitsPerEm
            self.name: str = sfnt.postscript_name(table.reader["name"]) or "Font"
            # The ideographic square (OS/2 typographic metrics), not hhea's: lines of Chinese sit in it.
            self.ascent = self._thousandths(table["OS/2"].sTypoAscender)
            self.descent = -self._thousandths(table["OS/2"].sTypoDescender)
            head = table["head"]
        except (TTLibError, KeyError, struct.error, AssertionError, AttributeError) as error:
            raise FontUnreadable(Finding("font", "It is no complete TrueType font.")) from error
        self.bounding_box = tuple(map(self._thousandths, (head.xMin, head.yMin, head.xMax, head.yMax)))
        self._locations = sfnt.locations(self._tables)
        self._printable = {code for code in self._glyphs if unicodedata.category(chr(code))[0] != "C"}
        self._widths: dict[str, int] = {}
        self._inks: dict[str, tuple[int, int]] = {}
        self._paths: dict[int, str] = {}
        self._table, self._lock = table, Lock()
        self.content = sfnt.alone(table) if content[:4] == b"ttcf" else content

    @classmethod
    def load(cls, source: bytes | Path, number: int = 0) -> "Font":
        return cls(source if isinstance(source, bytes) else source.read_bytes(), number)

    @staticmethod
    @cache
    def shipped() -> "Font":
        """The font that travels with the package: Chinese, English and the signs of GB 2312."""
        return Font(resources.files("aril.labelling.fonts").joinpath(_SHIPPED).read_bytes())

    def __contains__(self, character: str) -> bool:
        return ord(character) in self._glyphs

    def prints(self, character: str) -> bool:
        """Whether the font has the character, and it is no control, format or private one."""
        return ord(character) in self._printable

    def glyph(self, character: str) -> int:
        """The glyph's number; KeyError when the font lacks it (the layout has asked first)."""
        return self._glyphs[ord(character)]

    def advance(self, character: str) -> int:
        width = self._widths.get(character)
        if width is None:
            width = self._widths[character] = self._thousandths(self._advances[self.glyph(character)])
        return width

    def width(self, text: str) -> int:
        """There is no kerning, so that every output sets a text alike."""
        return sum(map(self.advance, text))

    def ink(self, text: str) -> tuple[int, int]:
        """The lowest and the highest point of the text's outlines."""
        reaches = [self._ink(character) for character in set(text)]
        return min((low for low, _ in reaches), default=0), max((high for _, high in reaches), default=0)

    def path(self, glyph: int) -> str:
        """A glyph's outline as SVG path data in font units, y upwards."""
        path = self._paths.get(glyph)
        if path is None:
            with self._lock:  # fontTools reads lazily from one file
                glyphs = self._table.getGlyphSet()
                pen = SVGPathPen(glyphs)
                glyphs[str(glyph)].draw(pen)
                path = self._paths[glyph] = pen.getCommands()
        return path

    @property
    def units(self) -> int:
        """Font units to the em."""
        return self._units

    def subset(self, characters: Iterable[str]) -> bytes:
        """A font program with the outlines of these characters only; glyph numbers stay as they are.

        Outlines of other glyphs become empty, which costs four bytes each before compression and saves
        renumbering: text may be written before it is known which characters the whole job needs.
        """
        return sfnt.subset(self._tables, self._locations, (self.glyph(each) for each in characters))

    def _ink(self, character: str) -> tuple[int, int]:
        reach = self._inks.get(character)
        if reach is None:
            low, high = sfnt.vertical_extent(self._tables["glyf"], self._locations, self.glyph(character))
            reach = self._inks[character] = (self._thousandths(low), self._thousandths(high))
        return reach

    def _thousandths(self, length: int) -> int:
        return round(length * 1000 / self._units)
