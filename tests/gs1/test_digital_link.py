"""Digital Links: read, checked, arranged, written."""

import pytest

from aril.gs1.digital_link import DigitalLink, read_identifiers
from aril.gs1.errors import Gs1Error

LOT = "https://id.gs1.org/01/06901234567892/10/A-7"


def _codes(text, **options):
    with pytest.raises(Gs1Error) as refusal:
        DigitalLink.parse(text, **options)
    return [(finding.code, finding.ai, finding.at) for finding in refusal.value.findings]


def test_a_link_has_a_key_qualifiers_and_attributes():
    link = DigitalLink.parse("https://example.com/01/06901234567892/10/A-7/21/K7?17=270131&99=X")

    assert link.key == ("01", "06901234567892")
    assert link.qualifiers == (("10", "A-7"), ("21", "K7"))
    assert link.attributes == (("17", "270131"), ("99", "X"))


@pytest.mark.parametrize(
    "text",
    [
        LOT,
        "http://localhost:5000/01/06901234567892/10/A-7",
        "HTTPS://EXAMPLE.COM/01/06901234567892/10/A-7",
        "https://[2001:db8::1]/some/stem/01/06901234567892/10/A-7",
        "https://example.com/01/06901234567892/10/A-7?linkType=all&&x#17",
        "https://example.com/01/06901234567892/10/%41%2D7",
        "/01/06901234567892/10/A-7",
        "/t/00/faux/01/06901234567892/10/A-7?lang=zh",
    ],
)
def test_where_it_points_is_no_part_of_what_it_identifies(text):
    assert DigitalLink.parse(text).canonical() == LOT


def test_a_slash_in_a_lot_stays_encoded():
    link = DigitalLink.parse("/01/06901234567892/10/A%2F7")

    assert link.qualifiers == (("10", "A/7"),)
    assert link.canonical() == "https://id.gs1.org/01/06901234567892/10/A%2F7"


def test_a_plus_is_a_blank_in_the_query_and_itself_in_the_path():
    assert DigitalLink.parse("/01/06901234567892/10/A+7").qualifiers == (("10", "A+7"),)
    assert DigitalLink.parse("/01/06901234567892?99=A%2B7").attributes == (("99", "A+7"),)
    assert _codes("/01/06901234567892?99=A+7") == [("invalid-cset82-character", "99", 23)]


def test_a_link_is_written_on_any_domain():
    link = DigitalLink.parse(f"{LOT}?99=(x)&17=270131")

    assert link.at("https://example.com/t/") == (
        "https://example.com/t/01/06901234567892/10/A-7?17=270131&99=%28x%29"
    )


@pytest.mark.parametrize(
    "base_url", ["example.com", "https://", "https:///t", "https://a.cn/?x", "https://a.cn/#x"]
)
def test_an_address_to_write_on_is_an_address(base_url):
    with pytest.raises(Gs1Error) as refusal:
        DigitalLink.parse(LOT).at(base_url)

    assert str(refusal.value) == (
        f"{base_url} is no address to build a GS1 Digital Link on: https:// and a domain are expected."
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://example.com/01/石榴", [("uri-character", "", 23)]),
        ("ftp://example.com/01/06901234567892", [("uri-scheme", "", 0)]),
        ("https:///01/06901234567892", [("uri-domain", "", 8)]),
        ("https://a$/01/06901234567892", [("uri-domain", "", 8)]),
        ("https://example.com", [("uri-no-path", "", 19)]),
        ("https://example.com/gtin/06901234567892", [("uri-no-key", "", 19)]),
        ("https://example.com/01/06901234567892/", [("uri-no-key", "", 19)]),
        ("/01/6901234567892", [("value-too-short", "01", 4)]),
        ("/01/06901234567892/10/", [("value-empty", "10", 22)]),
        ("/01/06901234567892?17=", [("value-empty", "17", 22)]),
        ("/01/06901234567892/21/K7/10/A", [("uri-order", "01", None)]),
        ("/01/06901234567892/10/A/10/B", [("uri-order", "01", None), ("ai-conflict", "10", None)]),
        ("/00/369012340000000413/10/A", [("uri-no-qualifiers", "00", None), ("ai-partner", "10", None)]),
        ("/01/06901234567892?10=A", [("uri-attribute-in-path", "10", None)]),
        ("/01/06901234567892?17=270131&17=270131", [("uri-attribute-twice", "17", None)]),
        ("/01/06901234567892/10/A?10=A", [("uri-attribute-twice", "10", None)]),
        ("/01/06901234567892?8200=x", [("uri-attribute", "8200", None)]),
        ("/01/06901234567892?89=x", [("uri-unknown-attribute", "89", 19)]),
        (
            "/01/06901234567891/10/A?17=271301",
            [("incorrect-check-digit", "01", 17), ("illegal-month", "17", 29)],
        ),
        (
            "/01/06901234567892?02=06901234567892&37=1",
            [("ai-pair", "01", None), ("ai-pair", "02", None), ("ai-partner", "37", None)],
        ),
    ],
)
def test_a_wrong_link_is_found_wrong_where_it_is(text, found):
    assert _codes(text) == found


def test_a_wrong_order_is_told_with_the_right_one():
    with pytest.raises(Gs1Error) as refusal:
        DigitalLink.parse("/01/06901234567892/21/K7/10/A")

    assert str(refusal.value) == (
        "After AI (01) the path has (21), (10), but only (22), (10), (21) | (235) may follow, in this order."
    )


def test_elements_of_a_label_become_a_link():
    link = DigitalLink.of(
        [("17", "270131"), ("21", "K7"), ("01", "06901234567892"), ("99", "X"), ("10", "A-7")]
    )

    assert link.canonical() == f"{LOT}/21/K7?17=270131&99=X"


def test_the_first_key_is_the_one_the_link_is_about():
    elements = [("00", "369012340000000413"), ("02", "16901234567899"), ("37", "48")]

    assert (
        DigitalLink.of(elements).canonical()
        == "https://id.gs1.org/00/369012340000000413?02=16901234567899&37=48"
    )


def test_without_a_key_there_is_no_link():
    with pytest.raises(Gs1Error, match=r"No identifier among \(99\), \(400\) can start"):
        DigitalLink.of([("99", "X"), ("400", "Y")])


def test_what_has_no_place_in_a_link_is_refused():
    with pytest.raises(Gs1Error, match=r"AI \(8200\) must not be in the query"):
        DigitalLink.of([("01", "06901234567892"), ("8200", "https://example.com")])
    with pytest.raises(Gs1Error, match="check digit"):
        DigitalLink.of([("01", "06901234567891")])


def test_old_links_are_read_when_asked_for():
    old = "https://example.com/gtin/6901234567892/lot/A-7"

    assert DigitalLink.parse(old, legacy=True).canonical() == LOT
    assert _codes(old) == [("uri-no-key", "", 19)]


def test_a_number_of_wrong_length_stays_wrong_in_old_links():
    assert _codes("/gtin/690123456", legacy=True) == [("value-too-short", "01", 6)]


def test_which_thing_a_link_is_about_is_known_even_if_its_check_digit_is_wrong():
    assert read_identifiers("https://example.com/01/06901234567891/10/A") == (
        ("01", "06901234567891"),
        ("10", "A"),
    )
    with pytest.raises(Gs1Error, match="where a digit is expected"):
        read_identifiers("https://example.com/01/0690123456789x")
