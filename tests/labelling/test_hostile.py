"""Fields that mean harm: a clear refusal or the very text on paper, never more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aril.i18n import translate
from aril.labelling.errors import CharacterRefused, DataTooLong, LabelError, MissingGlyph, TextTooLong
from aril.labelling.record import LabelRecord
from aril.labelling.writers import WRITERS
from tests.labelling.paper import (
    design,
    pdf_streams,
    png_pixels,
    printed,
    read,
    render_tspl,
    shipped,
    text,
    zpl_commands,
)

LABEL = shipped("unit-50x30")
PLAIN = design(text("{product}", size="[56, 5]"))
COMMANDS = [
    "^XA",
    "~JR",
    "^XZ^XA^FO0,0",
    "~DGR:A.GRF,1,1,F",
    'PRINT 99,1"',
    "CLS",
    ") Tj ET",
    "<</Type/Page>>",
    "<script>",
]


def with_product(product: str) -> LabelRecord:
    like = LABEL.sample()
    return LabelRecord({**like.fields, "product": product}, like.uri, like.linear)


@pytest.mark.parametrize("output", WRITERS)
@pytest.mark.parametrize(
    ("product", "error"),
    [
        ("a\r\nb", CharacterRefused),
        ("石\u202e榴", CharacterRefused),
        ("\u200f", CharacterRefused),
        ("\x1b%-12345X", CharacterRefused),
        ("石榴😀", MissingGlyph),
        ("石" * 10_000, TextTooLong),
        ("A" * 10_000, TextTooLong),
    ],
)
def test_what_cannot_be_printed_is_refused_in_every_output(
    output: str, product: str, error: type[LabelError]
) -> None:
    with pytest.raises(error) as caught:
        printed(LABEL, [with_product(product)], output=output)

    assert caught.value.element == "product"
    assert len(str(caught.value)) < 260


@pytest.mark.parametrize("field", [field for field in LABEL.fields if field not in {"product_en", "uri"}])
@pytest.mark.parametrize("value", ["a\r\nb", "石\u202e榴", "\u2066x", "😀", "石" * 10_000])
def test_every_field_that_is_printed_refuses_them_and_says_so_in_chinese(field: str, value: str) -> None:
    like = LABEL.sample()

    with pytest.raises(LabelError) as caught:
        printed(LABEL, [LabelRecord({**like.fields, field: value}, like.uri, like.linear)])

    assert translate(caught.value, "zh_CN").startswith("元素「")
    assert len(str(caught.value)) < 260


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_in_a_field_is_printed_as_the_text_it_is(command: str) -> None:
    harmless = b"".join(printed(PLAIN, [LabelRecord({"product": "石榴"})], output="zpl"))

    zpl = b"".join(printed(PLAIN, [LabelRecord({"product": command})], output="zpl"))
    pdf = b"".join(printed(PLAIN, [LabelRecord({"product": command})]))
    svg = b"".join(printed(PLAIN, [LabelRecord({"product": command})], output="svg"))

    assert zpl_commands(zpl) == zpl_commands(harmless)
    assert pdf.count(b"/Type/Page/") == 1
    assert sum(stream.count(b" Tj ET") for stream in pdf_streams(pdf)) == 1
    assert b"<script" not in svg


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_in_an_address_is_what_the_code_says(command: str) -> None:
    record = LabelRecord({}, f"https://a.example/?q={command}")
    roll = design('kind = "qr"\nat = [0, 0]\nsize = [40, 40]')

    harmless = b"".join(printed(roll, [LabelRecord({}, "https://a.example/")], output="zpl"))

    contents = {output: b"".join(printed(roll, [record], output=output)) for output in ("png", "zpl")}

    assert read(png_pixels(contents["png"])) == [f"]Q1https://a.example/?q={command}"]
    assert zpl_commands(contents["zpl"]) == zpl_commands(harmless)


def test_an_address_of_ten_thousand_characters_is_refused() -> None:
    like = LABEL.sample()

    with pytest.raises(DataTooLong) as caught:
        printed(LABEL, [LabelRecord(like.fields, "https://a.example/" + "x" * 10_000)])

    assert str(caught.value) == "Element “qr”: QR Code holds 2331 characters at most, found 10018."


@settings(max_examples=30)
@given(st.text(st.sampled_from("^~XAJRZ_\\\"'(){}<>\r\n\x1b\u200f\u202e石榴😀,:;!0FG%"), max_size=40))
def test_whatever_an_address_says_the_printer_gets_as_many_commands(tail: str) -> None:
    roll = design('kind = "qr"\nat = [0, 0]\nsize = [40, 40]')
    plain = LabelRecord({}, "https://a.example/")
    hostile = LabelRecord({}, f"https://a.example/{tail}")

    zpl = [b"".join(printed(roll, [each], output="zpl", dpi=203)) for each in (plain, hostile)]
    tspl = [b"".join(printed(roll, [each], output="tspl", dpi=203)) for each in (plain, hostile)]
    pdf = [b"".join(printed(roll, [each], dpi=203)) for each in (plain, hostile)]

    assert zpl_commands(zpl[0]) == zpl_commands(zpl[1])
    assert [len(render_tspl(each, 480, 320)) for each in tspl] == [1, 1]
    assert [each.count(b" obj\n") for each in pdf] == [pdf[0].count(b" obj\n")] * 2


@settings(max_examples=40)
@given(st.text(max_size=30), st.sampled_from(sorted(WRITERS)))
def test_any_text_at_all_is_printed_or_refused(product: str, output: str) -> None:
    try:
        contents = printed(PLAIN, [LabelRecord({"product": product})], output=output, dpi=203)
    except LabelError as refusal:
        contents = [str(refusal).encode()]

    assert b"".join(contents)
