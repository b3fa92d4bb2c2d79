"""Makes the font the labels are printed in.

Run by hand when the source font changes, then commit the result::

    npm pack @expo-google-fonts/noto-sans-sc            # 0.4.3; 500Medium/NotoSansSC_500Medium.ttf
    apt-get download unicode-data                       # Unihan_OtherMappings.txt.bz2 has kTGH
    python -m aril.labelling.fonts.subset NotoSansSC_500Medium.ttf Unihan_OtherMappings.txt.bz2

The character set is what a Chinese label may have to name: every character of GB 2312-1980, and the
8 105 of the Table of General Standard Chinese Characters (通用规范汉字表, 2013), whose third level holds
the characters of personal and place names, with printable Latin-1 and a few signs. Composite glyphs stay composite,
hinting and layout features go: labels are set glyph by glyph, at the printer's own resolution.
"""

import bz2
import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_FOLDER = Path(__file__).parent
_NAME = "NotoSansSC-Medium-labels.ttf"
#: Dashes, quotes and signs beyond GB 2312 that people type.
_SIGNS = "‐‑‒–—―‘’‚“”„†‡•…‰′″€℃℉№™Ω←↑→↓≤≥≈■□●○◆◇★☆✓"


def gb2312() -> Iterator[int]:
    """Every code point of GB 2312, rows 1 to 87."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue


def general_standard(unihan: str) -> Iterator[int]:
    """The code points that Unihan's `kTGH` field places in the table of 2013."""
    for code in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", unihan, re.MULTILINE):
        yield int(code, 16)


def make(source: Path, unihan: Path, folder: Path = _FOLDER) -> Path:
    """Writes the font and its digest into a folder; the same input gives the same bytes."""
    wanted = {*range(0x20, 0x7F), *range(0xA0, 0x100), *gb2312(), *map(ord, _SIGNS)}
    wanted |= set(general_standard(bz2.decompress(unihan.read_bytes()).decode()))
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "STAT", "gasp"]
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    font = TTFont(source, recalcTimestamp=False)  # so that the same input gives the same file
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    target = folder / _NAME
    font.save(target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    (folder / "SHA256").write_text(f"{digest}  {_NAME}\n")
    return target


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
