"""Keys as values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.gs1.errors import Gs1Error
from aril.gs1.keys import KEYS, Gcn, Gdti, Giai, Gln, Gmn, Grai, Gtin, Itip, Sscc, check_digit
from tests.gs1.strategies import digits


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("96385074", "96385074"),
        ("036000291452", "036000291452"),
        ("6901234567892", "6901234567892"),
        ("16901234567899", "16901234567899"),
        ("690 1234 567892", "6901234567892"),
        ("06901234567892", "6901234567892"),
    ],
)
def test_a_gtin_of_any_length_is_14_digits_inside_and_short_outside(text, display):
    gtin = Gtin.parse(text)

    assert len(str(gtin)) == 14
    assert gtin.display == display


def test_a_gtin_read_twice_is_one_value():
    assert Gtin.parse("6901234567892") == Gtin.parse("06901234567892")
    assert len({Gtin.parse("6901234567892"), Gtin.parse("06901234567892")}) == 1


def test_a_short_gtin_is_refused_with_its_length():
    with pytest.raises(Gs1Error) as refusal:
        Gtin.parse("690123")

    assert str(refusal.value) == "A GTIN has 8, 12, 13 or 14 digits, but 690123 has 6."
    assert refusal.value.code == "gtin-length"


def test_a_wrong_check_digit_is_refused_with_the_right_one():
    with pytest.raises(Gs1Error) as refusal:
        Gtin.parse("6901234567891")

    assert str(refusal.value) == "The check digit of 06901234567891 is 1, but 2 is right: check the number."
    assert refusal.value.data["expected"] == "2"


def test_full_width_digits_are_no_digits_of_a_key():
    with pytest.raises(Gs1Error, match="where a digit is expected"):
        Gtin.parse("６９０１２３４５６７８９２")


def test_a_prefix_tells_who_issued_a_number():
    gtin = Gtin.parse("6901234567892")

    assert gtin.prefix == "690"
    assert gtin.issuer.name == "GS1 China"
    assert gtin.country == "CN"


def test_the_prefix_of_a_grouping_is_that_of_its_item():
    assert Gtin.parse("16901234567899").prefix == "690"


def test_a_gtin_8_has_a_prefix_of_its_own():
    assert Gtin.parse("96385074").prefix == "963"


def test_a_number_for_use_within_a_shop_has_no_country():
    assert Gtin.parse("2000000000008").country == ""


def test_a_prefix_nobody_has_been_given_has_no_issuer():
    gtin = Gtin.parse(f"199000000000{check_digit('199000000000')}")

    assert gtin.issuer is None
    assert gtin.country == ""


def test_a_case_has_a_gtin_of_its_own():
    item = Gtin.parse("6901234567892")

    case = item.grouped(1)

    assert str(case) == "16901234567899"
    assert case.indicator == 1
    assert case.grouped(0) == item


def test_goods_sold_by_weight_have_the_indicator_9():
    assert Gtin.parse("6901234567892").grouped(9).is_variable_measure


def test_there_is_no_indicator_10():
    with pytest.raises(Gs1Error, match="one digit, not 10"):
        Gtin.parse("6901234567892").grouped(10)


def test_a_piece_knows_its_item_and_how_many_pieces_there_are():
    piece = Itip.parse("069012345678920203")

    assert (piece.gtin, piece.piece, piece.pieces) == (Gtin.parse("6901234567892"), 2, 3)


def test_a_pallet_has_an_extension_and_a_prefix_behind_it():
    pallet = Sscc.parse("369012340000000017")

    assert (pallet.extension, pallet.prefix) == (3, "690")


def test_a_crate_is_read_with_and_without_its_filler_zero():
    crate = Grai.parse("04012345000221334455")

    assert Grai.parse("4012345000221334455") == crate
    assert (crate.display, crate.serial, crate.prefix) == ("4012345000221334455", "334455", "401")


def test_a_document_and_a_coupon_may_have_a_serial():
    assert Gdti.parse("4012345000092PO-4711").serial == "PO-4711"
    assert Gcn.parse("4012345222227").serial == ""


def test_text_keys_begin_with_a_company_prefix():
    with pytest.raises(Gs1Error, match="digits of a GS1 Company Prefix"):
        Giai.parse("69AB123")


def test_a_model_ends_in_a_check_pair():
    assert str(Gmn.parse("1987654Ad4X4bL5ttr2310c2K")) == "1987654Ad4X4bL5ttr2310c2K"
    with pytest.raises(Gs1Error, match="are 2X, but 2K is right"):
        Gmn.parse("1987654Ad4X4bL5ttr2310c2X")


def test_keys_of_different_kinds_are_never_equal():
    assert Gln.parse("6901234567892").display == "6901234567892"
    assert Gln.parse("6901234567892") != Gtin.parse("6901234567892")


def test_a_gln_is_a_place_and_a_party():
    gln = Gln.parse("6901234567892")

    assert (gln.element.ai, gln.party) == ("414", ("417", "6901234567892"))


def test_every_key_is_an_element_of_its_identifier():
    assert Gtin.parse("6901234567892").element == ("01", "06901234567892")
    assert {ai: key.ai for ai, key in KEYS.items()} == {ai: ai for ai in KEYS}


@given(digits(12))
def test_a_body_with_its_check_digit_is_a_gtin(body):
    assert Gtin.parse(body + check_digit(body)).value[1:13] == body


@given(digits(12), st.integers(0, 11), st.integers(1, 9))
def test_a_check_digit_notices_every_single_wrong_digit(body, place, by):
    wrong = body[:place] + str((int(body[place]) + by) % 10) + body[place + 1 :]

    assert Gtin.is_faulty(wrong + check_digit(body))


def test_a_check_digit_is_for_digits_only():
    with pytest.raises(Gs1Error, match="'x' where a digit is expected"):
        check_digit("69x")
