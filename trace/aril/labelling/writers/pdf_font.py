"""An embedded TrueType font as PDF objects (ISO 32000-1, 9.7 and 9.8): glyphs by number, text searchable."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from aril.labelling.font import Font


class FontObjects:
    """The objects of one font, numbered from `first`; the first is the font itself."""

    COUNT: ClassVar[int] = 5

    def __init__(self, font: Font, first: int) -> None:
        self._font = font
        self._first = first

    def objects(self, characters: Iterable[str]) -> Iterator[tuple[int, bytes, bytes | None]]:
        """(number, body, stream content) of each object, for the characters used."""
        font, first = self._font, self._first
        glyphs = {font.glyph(each): each for each in characters}
        name = b"ARILAA+" + font.name.encode("ascii", "replace")
        descendant, descriptor, program, unicode = range(first + 1, first + self.COUNT)
        widths = b"".join(b"%d[%d]" % (glyph, font.advance(glyphs[glyph])) for glyph in sorted(glyphs))
        left, low, right, high = font.bounding_box
        yield (
            first,
            b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (name, descendant, unicode),
            None,
        )
        yield (
            descendant,
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/FontDescriptor %d 0 R/DW 1000/W[%s]/CIDToGIDMap/Identity>>"
            % (name, descriptor, widths),
            None,
        )
        yield (
            descriptor,
            b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
            b"/CapHeight %d/StemV 90/FontFile2 %d 0 R>>"
            % (name, left, low, right, high, font.ascent, -font.descent, font.ink("H")[1], program),
            None,
        )
        content = font.subset(glyphs.values())
        yield program, b"<</Length1 %d" % len(content), content
        yield unicode, b"<<", _to_unicode(glyphs)


def _to_unicode(glyphs: Mapping[int, str]) -> bytes:
    """The map from glyphs back to characters (ISO 32000-1, 9.10.3), in blocks of at most 100."""
    rows = [f"<{glyph:04x}><{character.encode('utf-16-be').hex()}>" for glyph, character in glyphs.items()]
    blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
    return "\n".join((
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def /CMapName/Adobe-Identity-UCS def",
        "/CMapType 2 def 1 begincodespacerange<0000><ffff>endcodespacerange",
        *(f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    )).encode("ascii")  # fmt: skip
