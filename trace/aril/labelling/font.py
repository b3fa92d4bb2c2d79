"""A TrueType font: how wide its characters are, whether it has them, and a subset to embed."""

import struct
from collections.abc import Iterable
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from aril.labelling.errors import LabelError

_SHIPPED = "NotoSansSC-Medium-labels.ttf"
#: Tables a PDF's CIDFontType2 program needs (ISO 32000-1, 9.9), hinting left out.
_EMBEDDED = ("head", "hhea", "hmtx", "maxp", "loca", "glyf")
_ARGS_ARE_WORDS, _HAS_SCALE, _MORE, _HAS_XY_SCALE, _HAS_MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80


class FontUnreadable(LabelError):
    template = "The font cannot be used: {problem}."

    def __init__(self, problem: str) -> None:
        self.problem = problem

    @property
    def data(self) -> dict[str, object]:
        return {"problem": self.problem}


class Font:
    """An immutable TrueType font.

    Advances, ascent and descent are in thousandths of the size. Glyphs are named by their number.
    """

    __slots__ = ("_advances", "_glyphs", "_table", "ascent", "content", "descent", "name", "units")

    def __init__(self, content: bytes, number: int = 0) -> None:
        """Reads a .ttf, or the face of that number in a .ttc; raises FontUnreadable."""
        try:
            self._table = TTFont(BytesIO(content), fontNumber=number, lazy=True)
            self.units: int = self._table["head"].unitsPerEm
            self._glyphs: dict[int, int] = {
                code: self._table.getGlyphID(name) for code, name in self._table.getBestCmap().items()
            }
            metrics = self._table["hmtx"].metrics
            self._advances = [metrics[name][0] for name in self._table.getGlyphOrder()]
        except (TTLibError, KeyError, struct.error, AssertionError) as error:
            raise FontUnreadable(f"it is no TrueType font ({error})") from error
        if "glyf" not in self._table:
            raise FontUnreadable("its outlines are not TrueType")
        self.content = content if number == 0 else self._single()
        self.name: str = self._table["name"].getDebugName(6) or "Font"
        # The ideographic square (OS/2 typographic metrics), not hhea's: lines of Chinese sit in it.
        self.ascent = round(self._table["OS/2"].sTypoAscender * 1000 / self.units)
        self.descent = -round(self._table["OS/2"].sTypoDescender * 1000 / self.units)

    @classmethod
    def load(cls, source: bytes | Path, number: int = 0) -> "Font":
        return cls(source if isinstance(source, bytes) else source.read_bytes(), number)

    @staticmethod
    @cache
    def shipped() -> "Font":
        """The font that travels with the package: Chinese, English and the symbols of GB 2312."""
        return Font(resources.files("aril.labelling.fonts").joinpath(_SHIPPED).read_bytes())

    def __contains__(self, character: str) -> bool:
        return ord(character) in self._glyphs

    def glyph(self, character: str) -> int:
        """The glyph's number; KeyError when the font lacks it (the layout asks first)."""
        return self._glyphs[ord(character)]

    def advance(self, character: str) -> int:
        """In thousandths of the font size."""
        return round(self._advances[self._glyphs[ord(character)]] * 1000 / self.units)

    def width(self, text: str) -> int:
        """In thousandths of the font size; there is no kerning, so that every output sets it alike."""
        return sum(map(self.advance, text))

    @property
    def bounding_box(self) -> tuple[int, int, int, int]:
        head = self._table["head"]
        return tuple(round(edge * 1000 / self.units) for edge in (head.xMin, head.yMin, head.xMax, head.yMax))  # type: ignore[return-value]

    def subset(self, characters: Iterable[str]) -> bytes:
        """A font program with the outlines of these characters only; glyph numbers stay as they are.

        Outlines of other glyphs become empty, which costs four bytes each before compression and saves
        renumbering, so text may be written before it is known which characters the whole job needs.
        """
        reader = self._table.reader
        outlines, places = reader["glyf"], self._locations()
        wanted, queue = set(), [0, *(self.glyph(each) for each in characters)]
        while queue:
            number = queue.pop()
            if number not in wanted:
                wanted.add(number)
                queue += _components(outlines[places[number] : places[number + 1]])
        kept, offsets = bytearray(), [0]
        for number in range(len(places) - 1):
            if number in wanted:
                kept += outlines[places[number] : places[number + 1]]
                kept += bytes(-len(kept) % 4)
            offsets.append(len(kept))
        head = bytearray(reader["head"])
        head[50:52] = b"\x00\x01"  # indexToLocFormat: long offsets
        tables = {tag: reader[tag] for tag in ("hhea", "hmtx", "maxp")}
        tables |= {
            "head": bytes(head),
            "loca": struct.pack(f">{len(offsets)}L", *offsets),
            "glyf": bytes(kept),
        }
        return _sfnt({tag: tables[tag] for tag in _EMBEDDED})

    def _locations(self) -> tuple[int, ...]:
        raw = self._table.reader["loca"]
        if self._table["head"].indexToLocFormat:
            return struct.unpack(f">{len(raw) // 4}L", raw)
        return tuple(2 * half for half in struct.unpack(f">{len(raw) // 2}H", raw))

    def _single(self) -> bytes:
        """One face of a collection as a font of its own, for those who read no collections."""
        buffer = BytesIO()
        self._table.save(buffer)
        return buffer.getvalue()


def _components(outline: bytes) -> list[int]:
    """Glyphs that a composite one is made of (OpenType, `glyf`, composite glyph description)."""
    if len(outline) < 10 or struct.unpack(">h", outline[:2])[0] >= 0:
        return []
    found, at = [], 10
    while True:
        flags, number = struct.unpack(">HH", outline[at : at + 4])
        found.append(number)
        at += 4 + (4 if flags & _ARGS_ARE_WORDS else 2)
        at += 2 if flags & _HAS_SCALE else 4 if flags & _HAS_XY_SCALE else 8 if flags & _HAS_MATRIX else 0
        if not flags & _MORE:
            return found


def _sfnt(tables: dict[str, bytes]) -> bytes:
    """Tables as a font file (OpenType, organisation of a font)."""
    power = len(tables).bit_length() - 1
    header = struct.pack(
        ">LHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power)
    )
    directory, body, start = b"", b"", 12 + 16 * len(tables)
    for tag, content in sorted(tables.items()):
        padded = content + bytes(-len(content) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag.encode(), checksum, start + len(body), len(content))
        body += padded
    return header + directory + body
