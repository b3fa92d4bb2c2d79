"""Fonts: the one that travels with the package, others, and what is embedded of them."""

import bz2
import hashlib
import io
import unicodedata
from importlib import resources

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from aril import i18n
from aril.labelling.errors import FontUnreadable
from aril.labelling.font import Font
from aril.labelling.fonts import subset
from aril.labelling.fonts.subset import gb2312
from tests.labelling.paper import FONT


def build(*, composite: bool = False, short_locations: bool = False) -> bytes:
    """A font of 2 000 units with A, B and a B made of A."""
    builder = FontBuilder(2000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A", "B"])
    builder.setupCharacterMap({65: "A", 66: "B"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, -100))
    pen.lineTo((0, 1400))
    pen.lineTo((1000, 1400))
    pen.closePath()
    triangle, empty = pen.glyph(), TTGlyphPen(None).glyph()
    pen = TTGlyphPen({"A": triangle})
    pen.addComponent("A", (0.5, 0, 0, 0.5, 300, 7))
    pen.addComponent("A", (1, 0, 0, 1, 0, 0))
    builder.setupGlyf({".notdef": empty, "A": triangle, "B": pen.glyph() if composite else triangle})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "A": (1200, 0), "B": (500, 0)})
    builder.setupHorizontalHeader(ascent=1600, descent=-400)
    builder.setupOS2(sTypoAscender=1600, sTypoDescender=-400)
    builder.setupNameTable({"familyName": "T", "styleName": "R", "psName": "T-R"})
    builder.setupPost()
    if not short_locations:
        builder.font["head"].indexToLocFormat = 1
    buffer = io.BytesIO()
    builder.save(buffer)
    return buffer.getvalue()


def drawn(font: TTFont, glyph: str) -> list[object]:
    pen = RecordingPen()
    font.getGlyphSet()[glyph].draw(pen)
    return pen.value


def test_the_shipped_font_is_the_one_its_digest_names() -> None:
    folder = resources.files("aril.labelling.fonts")
    digest, name = folder.joinpath("SHA256").read_text().split()

    assert hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest
    assert folder.joinpath("LICENCE").read_text().startswith("Copyright 2014-2021 Adobe")


def test_the_shipped_font_has_gb_2312_and_the_rare_characters_of_names() -> None:
    missing = [chr(code) for code in gb2312() if chr(code) not in FONT]

    assert missing == []
    assert all(character in FONT for character in "峄枣喆堃垚昇翀赟玥镕é–—…")


def test_the_shipped_font_lacks_what_has_no_shape_of_its_own() -> None:
    assert not any(character in FONT for character in "\u200f\u202e\ufeff\x00\r\n😀")


def test_lengths_are_thousandths_of_the_size() -> None:
    font = Font(build())

    assert (font.advance("A"), font.width("AAB"), font.ascent, font.descent) == (600, 1450, 800, 200)
    assert font.ink("A") == (-50, 700)
    assert font.ink("") == (0, 0)


def test_a_chinese_character_is_as_wide_as_it_is_high() -> None:
    assert FONT.width("石榴") == 2000
    assert FONT.ascent + FONT.descent == 1000


@pytest.mark.parametrize("short", [True, False])
def test_a_subset_keeps_glyph_numbers_and_only_the_outlines_it_needs(short: bool) -> None:
    whole = build(short_locations=short)

    part = TTFont(io.BytesIO(Font(whole).subset("A")))

    assert part["maxp"].numGlyphs == 3
    assert part["hmtx"].metrics == {".notdef": (1000, 0), "glyph00001": (1200, 0), "glyph00002": (500, 0)}
    assert drawn(part, "glyph00001") == drawn(TTFont(io.BytesIO(whole)), "A")
    assert drawn(part, "glyph00002") == []


def test_a_subset_keeps_what_a_glyph_is_composed_of() -> None:
    whole = build(composite=True)

    part = TTFont(io.BytesIO(Font(whole).subset("B")))

    assert drawn(part, "glyph00001") == drawn(TTFont(io.BytesIO(whole)), "A")
    assert part["glyf"]["glyph00002"].isComposite()


def test_a_subset_of_the_shipped_font_is_small_and_complete() -> None:
    text = "软籽石榴 Soft-seed 2026-09-12 é"

    part = FONT.subset(text)

    assert len(part) < 90_000
    outlines = TTFont(io.BytesIO(part))["glyf"]
    names = outlines.glyphOrder
    assert all(outlines[names[FONT.glyph(each)]].numberOfContours for each in text if each != " ")


def test_a_face_of_a_collection_can_be_used() -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(io.BytesIO(build())), TTFont(io.BytesIO(build(composite=True)))]
    buffer = io.BytesIO()
    collection.save(buffer)

    font = Font.load(buffer.getvalue(), number=1)

    assert font.content[:4] == b"\x00\x01\x00\x00"
    assert font.width("AB") == 850


def test_a_font_is_read_from_a_file(tmp_path) -> None:
    path = tmp_path / "t.ttf"
    path.write_bytes(build())

    assert Font.load(path).name == "T-R"


@pytest.mark.parametrize("content", [b"", b"not a font at all", build()[:300]])
def test_what_is_no_font_is_refused(content: bytes) -> None:
    with pytest.raises(FontUnreadable) as caught:
        Font(content)

    assert str(caught.value) == "The font cannot be used: It is no complete TrueType font."
    assert i18n.translate(caught.value, "zh_CN") == "字体不能使用：它不是完整的 TrueType 字体。"


def test_a_font_without_truetype_outlines_is_refused() -> None:
    font = TTFont(io.BytesIO(build()))
    del font["glyf"], font["loca"]
    buffer = io.BytesIO()
    font.save(buffer)

    with pytest.raises(FontUnreadable) as caught:
        Font(buffer.getvalue())

    assert str(caught.value) == "The font cannot be used: Its outlines are not TrueType."


def test_the_shipped_font_is_made_by_its_script(tmp_path) -> None:
    source, unihan = tmp_path / "source.ttf", tmp_path / "unihan.bz2"
    source.write_bytes(build(composite=True))
    unihan.write_bytes(bz2.compress(b"U+0042\tkTGH\t2013:1\nU+0043\tkOther\t2013:2\n"))

    made = subset.make(source, unihan, tmp_path)

    assert Font.load(made).width("AB") == 850
    digest, name = (tmp_path / "SHA256").read_text().split()
    assert (digest, name) == (hashlib.sha256(made.read_bytes()).hexdigest(), made.name)
    assert subset.make(source, unihan, tmp_path).read_bytes() == made.read_bytes()
    assert list(subset.general_standard("U+5CC4\tkTGH\t2013:3\nU+0041\tkHanyu\t1\n")) == [0x5CC4]


def test_every_character_the_font_has_is_printable_or_refused_by_its_kind() -> None:
    refused = [code for code in sorted(FONT._glyphs) if unicodedata.category(chr(code)).startswith("C")]

    assert [f"{code:04X}" for code in refused] == ["00AD"]
