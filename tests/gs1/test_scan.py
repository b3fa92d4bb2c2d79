"""Whatever a reader sends."""

import pytest

from aril.gs1 import scan
from aril.gs1.element_string import GS
from aril.gs1.errors import Gs1Error

LINK = "https://id.gs1.org/01/06901234567892/10/A-7?17=270131"
PAYLOAD = f"010690123456789210A-7{GS}17270131"


@pytest.mark.parametrize(
    "text",
    [
        f"]C1{PAYLOAD}",
        f"]d2{PAYLOAD}",
        f"]Q3{PAYLOAD}",
        f"]e0{PAYLOAD}",
        f"]J1{PAYLOAD}",
        f"]C1{GS}{PAYLOAD}",
        f"{GS}{PAYLOAD}",
        PAYLOAD,
        f"  {PAYLOAD}\r\n",
        PAYLOAD.replace(GS, "^"),
        "^" + PAYLOAD.replace(GS, "^"),
        PAYLOAD.replace(GS, "|"),
        PAYLOAD.replace(GS, "~"),
        PAYLOAD.replace(GS, "<GS>"),
        PAYLOAD.replace(GS, "\\x1d"),
        PAYLOAD.replace(GS, "␝"),
        f"]C1{PAYLOAD.replace(GS, '#')}",
        "010690123456789217270131" + "10A-7",
        "(01)06901234567892(10)A-7(17)270131",
        "(01) 0690 1234 567892 (10) A-7 (17) 270131",
        "（０１）06901234567892（10）A-7（17）270131",
        "01 06901234567892 10 A-7 17 270131",
        "]d1https://example.com/t/01/06901234567892/10/A-7?17=270131",
        "]Q1HTTPS://EXAMPLE.COM/01/06901234567892/10/A-7?17=270131",
        "Https://example.com/01/06901234567892/10/A-7?17=270131",
    ],
)
def test_one_label_is_one_identification_however_it_is_sent(text):
    assert scan.read(text).link.canonical() == LINK


@pytest.mark.parametrize(
    ("text", "symbology", "content"),
    [
        ("]C1010690123456789210A", "]C1", "010690123456789210A"),
        ("010690123456789210A", "", "010690123456789210A"),
        ("]C0XK7-2", "]C0", "XK7-2"),
    ],
)
def test_what_the_reader_says_of_the_symbol_is_kept(text, symbology, content):
    found = scan.read(text)

    assert (found.symbology, found.text) == (symbology, content)


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("]E06901234567892", "06901234567892"),
        ("]E0036000291452", "00036000291452"),
        ("]E496385074", "00000096385074"),
        ("]E3690123456789212345", "06901234567892"),
        ("]E3690123456789212", "06901234567892"),
        ("]I116901234567899", "16901234567899"),
        ("6901234567892", "06901234567892"),
        ("690 1234 567892", "06901234567892"),
        ("16901234567899", "16901234567899"),
        ("96385074", "00000096385074"),
    ],
)
def test_a_retail_symbol_is_a_gtin(text, gtin):
    assert scan.read(text).elements == (("01", gtin),)


def test_a_composite_adds_to_the_gtin_below_it():
    assert scan.read("]E06901234567892|]e010A-7").elements == (("01", "06901234567892"), ("10", "A-7"))


def test_a_number_of_18_digits_is_a_logistic_unit():
    assert scan.read("369012340000000413").elements == (("00", "369012340000000413"),)


def test_a_compressed_link_is_a_link():
    found = scan.read("https://example.com/AQnYUc1gmiCNV4JG")

    assert found.link.canonical() == "https://id.gs1.org/01/05412345000013/10/ABC123"


def test_a_trailing_slash_changes_nothing():
    assert scan.read("https://example.com/01/06901234567892/").elements == (("01", "06901234567892"),)


@pytest.mark.parametrize(
    "text",
    [
        "XK7-2",
        "400123",
        "10ABC",
        "\x1c",
        "12345678",
        "(see below)",
        "01 2026",
        "石榴",
        "]d1hello",
        "253Y4RBFPA62Y",
        "255-7KMA",
        "8003ABC",
        "80030690123456789A",
        "4026901234",
    ],
)
def test_a_code_of_nobody_elses_is_itself(text):
    found = scan.read(text)

    assert (found.elements, found.link, found.path) == ((), None, "")
    assert found.text == text.removeprefix("]d1")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("https://example.com/t/XK7-2", "/t/XK7-2"),
        ("https://example.com/t/%E7%9F%B3?a=1#top", "/t/%E7%9F%B3?a=1"),
        ("https://example.com/石榴", "/石榴"),
        ("https://example.com", ""),
        ("https://[example.com/t", "/t"),
    ],
)
def test_somebodys_address_has_a_path_to_look_up(text, path):
    found = scan.read(text)

    assert found.elements == ()
    assert found.path == path


def test_elements_without_a_key_have_no_link():
    found = scan.read("]C199ROW-12")

    assert found.elements == (("99", "ROW-12"),)
    assert found.link is None


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "empty", 0),
        (" \r\n", "empty", 3),
        ("\v\f", "empty", 2),
        ("]C1", "empty", 3),
        ("]C10106901234567891", "incorrect-check-digit", 18),
        ("  ]C10106901234567891", "incorrect-check-digit", 20),
        (f"]C1{GS}0106901234567891", "incorrect-check-digit", 19),
        ("6901234567891", "incorrect-check-digit", None),
        ("]E0690123", "gtin-length", None),
        ("0106901234567892890", "unknown-ai", 16),
        ("https://example.com/01/06901234567891", "incorrect-check-digit", 36),
        ("(01)06901234567891", "incorrect-check-digit", 17),
        ("^10A", "ai-partner", None),
        ("01 06901234567892 10 石", "invalid-cset82-character", None),
    ],
)
def test_what_is_gs1s_and_wrong_is_found_where_it_is(text, code, at):
    with pytest.raises(Gs1Error) as refusal:
        scan.read(text)

    assert (refusal.value.code, refusal.value.at) == (code, at)


def test_a_reader_that_loses_the_separator_is_told_of():
    with pytest.raises(Gs1Error) as refusal:
        scan.read("010690123456789210ABCDEFGHIJKLMNOPQRS17270131")

    assert str(refusal.value) == (
        "The reader loses the separator between elements: set it to send GS (ASCII 29) for FNC1, or type the text "
        "under the symbol with its brackets."
    )
    assert refusal.value.findings[1].code == "value-too-long"


@pytest.mark.parametrize(
    "swallowed", ["17270131", "3103001250", "0216901234567899", "172701313103001250", "1727013121K7"]
)
def test_a_lot_that_ends_in_another_element_is_doubted(swallowed):
    with pytest.raises(Gs1Error) as refusal:
        scan.read(f"010690123456789210AB{swallowed}")

    assert refusal.value.code == "separator-doubtful"
    assert refusal.value.data["head"] == "AB"


@pytest.mark.parametrize("lot", ["20260915", "A-17271301", "L2099", "123103001250", "17270131"])
def test_a_lot_that_only_looks_a_little_like_it_is_believed(lot):
    assert scan.read(f"010690123456789210{lot}").elements[1] == ("10", lot)


def test_a_reader_that_says_what_it_read_is_believed():
    assert scan.read("]C1010690123456789210AB17270131").elements[1] == ("10", "AB17270131")


def test_who_wants_gs1_alone_is_told_when_it_is_not():
    assert scan.read_gs1("6901234567892").elements
    with pytest.raises(Gs1Error, match="'XK7-2' is none of GS1's codes"):
        scan.read_gs1("XK7-2")
