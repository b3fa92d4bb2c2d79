"""The few tables of a TrueType file that embedding needs (OpenType 1.9: `glyf`, `loca`, `hmtx`, `name`)."""

import struct
from collections.abc import Iterable, Mapping
from io import BytesIO

from fontTools.ttLib import TTFont

#: Tables a PDF's CIDFontType2 program needs (ISO 32000-1, 9.9), hinting left out.
EMBEDDED = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
_MACINTOSH = 1
_ARGS_ARE_WORDS, _HAS_SCALE, _MORE, _HAS_XY_SCALE, _HAS_MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80


def locations(tables: Mapping[str, bytes]) -> tuple[int, ...]:
    """Where each glyph's outline starts in `glyf`, and the end of the last."""
    raw = tables["loca"]
    if struct.unpack(">h", tables["head"][50:52])[0]:
        return struct.unpack(f">{len(raw) // 4}L", raw)
    return tuple(2 * half for half in struct.unpack(f">{len(raw) // 2}H", raw))


def advances(tables: Mapping[str, bytes]) -> tuple[int, ...]:
    """The width of each glyph in font units; the last one given stands for all that follow."""
    glyphs: int = struct.unpack(">H", tables["maxp"][4:6])[0]
    given: int = struct.unpack(">H", tables["hhea"][34:36])[0]
    found: tuple[int, ...] = struct.unpack(f">{2 * given}H", tables["hmtx"][: 4 * given])[::2]
    return found + found[-1:] * (glyphs - given)


def postscript_name(names: bytes) -> str:
    """What programs call the font (`name`, number 6); empty where it does not say.

    fontTools would read it too, but brings all of OpenType's layout tables along, which takes longer than a font.
    """
    count, start = struct.unpack(">2H", names[2:6])
    for at in range(6, 6 + 12 * count, 12):
        platform, _, _, number, length, offset = struct.unpack(">6H", names[at : at + 12])
        if number == 6:
            raw = names[start + offset : start + offset + length]
            return raw.decode("latin-1" if platform == _MACINTOSH else "utf-16-be", "replace")
    return ""


def vertical_extent(outlines: bytes, places: tuple[int, ...], glyph: int) -> tuple[int, int]:
    """Lowest and highest point of a glyph in font units; (0, 0) when it is empty."""
    start, end = places[glyph : glyph + 2]
    if start == end:
        return 0, 0
    _, low, _, high = struct.unpack(">4h", outlines[start + 2 : start + 10])
    return low, high


def subset(tables: Mapping[str, bytes], places: tuple[int, ...], glyphs: Iterable[int]) -> bytes:
    """A font file in which only `.notdef` and these glyphs, with those they are composed of, have outlines."""
    outlines = tables["glyf"]
    wanted: set[int] = set()
    queue = [0, *glyphs]
    while queue:
        glyph = queue.pop()
        if glyph not in wanted:
            wanted.add(glyph)
            queue += _components(outlines[places[glyph] : places[glyph + 1]])
    kept, offsets = bytearray(), [0]
    for glyph in range(len(places) - 1):
        if glyph in wanted:
            kept += outlines[places[glyph] : places[glyph + 1]]
            kept += bytes(-len(kept) % 4)
        offsets.append(len(kept))
    head = bytearray(tables["head"])
    head[50:52] = b"\x00\x01"  # indexToLocFormat: long offsets
    changed = {
        "head": bytes(head),
        "glyf": bytes(kept),
        "loca": struct.pack(f">{len(offsets)}L", *offsets),
    }
    return _file({tag: changed.get(tag, tables[tag]) for tag in EMBEDDED})


def alone(table: TTFont) -> bytes:
    """One face of a collection as a font of its own, for those who read no collections."""
    buffer = BytesIO()
    table.save(buffer)
    return buffer.getvalue()


def _components(outline: bytes) -> list[int]:
    """Glyphs that a composite one is made of."""
    if len(outline) < 10 or struct.unpack(">h", outline[:2])[0] >= 0:
        return []
    found, at = [], 10
    while True:
        flags, glyph = struct.unpack(">HH", outline[at : at + 4])
        found.append(glyph)
        at += 4 + (4 if flags & _ARGS_ARE_WORDS else 2)
        at += 2 if flags & _HAS_SCALE else 4 if flags & _HAS_XY_SCALE else 8 if flags & _HAS_MATRIX else 0
        if not flags & _MORE:
            return found


def _file(tables: Mapping[str, bytes]) -> bytes:
    """Tables, in the order of their tags, as a font file."""
    power = len(tables).bit_length() - 1
    header = struct.pack(
        ">LHHHH", 0x00010000, len(tables), 16 << power, power, 16 * len(tables) - (16 << power)
    )
    directory, body, start = b"", b"", 12 + 16 * len(tables)
    for tag, content in tables.items():
        padded = content + bytes(-len(content) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sLLL", tag.encode(), checksum, start + len(body), len(content))
        body += padded
    return header + directory + body
