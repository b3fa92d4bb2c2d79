"""Identifiers that are not in the table: refused, unless the caller lets them through."""

import pytest

from aril.gs1.application_identifiers import IDENTIFIERS, stand_in
from aril.gs1.digital_link import DigitalLink
from aril.gs1.element_string import build, parse_bracketed, parse_fnc1
from aril.gs1.errors import Gs1Error
from aril.gs1.reading import Element

GTIN = "06901234567892"


@pytest.mark.parametrize(
    "read",
    [
        lambda unknown: parse_bracketed(f"(01){GTIN}(89)ABC", unknown=unknown),
        lambda unknown: parse_fnc1(f"^01{GTIN}236ABC", unknown=unknown),
        lambda unknown: build([("01", GTIN), ("89", "ABC")], unknown=unknown),
        lambda unknown: DigitalLink.parse(f"https://a/01/{GTIN}?89=ABC", unknown=unknown),
        lambda unknown: DigitalLink.of([("01", GTIN), ("89", "ABC")], unknown=unknown),
    ],
)
def test_they_are_refused_unless_they_are_let_through(read):
    with pytest.raises(Gs1Error, match=r"89|236"):
        read(unknown=False)

    assert [value for _, value in read(unknown=True).elements] == [GTIN, "ABC"]


def test_what_was_let_through_is_written_like_any_other():
    string = parse_bracketed(f"(01){GTIN}(89)A/B(10)L", unknown=True)

    assert string.bracketed() == f"(01){GTIN}(89)A/B(10)L"
    assert string.fnc1() == f"^01{GTIN}89A/B^10L"
    assert string.hri() == (f"(01) {GTIN}", "(89) A/B", "(10) L")
    link = DigitalLink.arranged(string.elements, unknown=True)
    assert link.canonical() == f"https://id.gs1.org/01/{GTIN}/10/L?89=A%2FB"
    assert DigitalLink.parse(link.canonical(), unknown=True).elements == link.elements


def test_a_link_holds_none_unless_it_is_told_to():
    string = parse_bracketed(f"(01){GTIN}(89)ABC", unknown=True)

    with pytest.raises(Gs1Error, match=r"\(89\)"):
        DigitalLink.arranged(string.elements)


@pytest.mark.parametrize(
    ("ai", "least", "most", "fnc1"),
    [("89", 1, 90, True), ("891", 1, 90, True), ("236", 1, 90, True), ("3999", 1, 90, True),
     ("419", 13, 13, False), ("3179", 6, 6, False), ("14", 6, 6, False), ("04", 16, 16, False)],
)  # fmt: skip
def test_its_first_two_digits_say_how_long_a_value_is(ai, least, most, fnc1):
    found = stand_in(ai)

    assert (found.ai, found.least, found.most, found.fnc1) == (ai, least, most, fnc1)


@pytest.mark.parametrize("ai", ["", "8", "89000", "8A", "８９", "011", "80", "800", "399", "2367", "4199"])
def test_what_begins_like_another_and_is_not_as_long_is_none(ai):
    assert stand_in(ai) is None
    with pytest.raises(Gs1Error):
        parse_bracketed(f"(01){GTIN}({ai})ABC", unknown=True)


def test_without_brackets_nothing_tells_where_one_ends_whose_length_is_unknown():
    with pytest.raises(Gs1Error) as refused:
        parse_fnc1("^891234", unknown=True)

    assert refused.value.code == "unknown-ai"


def test_their_values_are_checked_and_must_not_contradict_each_other():
    for text in ("(89)A~", "(89)", "(89)A(89)B", f"(419){'1' * 12}", f"(89){'A' * 91}"):
        with pytest.raises(Gs1Error):
            parse_bracketed(text, unknown=True)

    assert parse_bracketed("(89)A(89)A", unknown=True).elements == (Element("89", "A"), Element("89", "A"))


def test_the_table_says_of_every_identifier_what_its_first_two_digits_predefine():
    for ai, identifier in IDENTIFIERS.items():
        assumed = stand_in(ai)

        assert assumed.fnc1 == identifier.fnc1
        assert identifier.fnc1 or (assumed.least, assumed.most) == (identifier.least, identifier.most)
