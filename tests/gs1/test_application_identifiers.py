"""The table of application identifiers."""

import pytest

from aril.gs1.application_identifiers import IDENTIFIERS, find, find_prefix, length_of


def test_a_range_of_the_table_is_one_identifier_for_each_number():
    assert [ai for ai in IDENTIFIERS if ai.startswith("310")] == [
        "3100",
        "3101",
        "3102",
        "3103",
        "3104",
        "3105",
    ]


def test_the_last_digit_of_a_measure_counts_its_decimals():
    assert find("3103").decimals == 3
    assert find("10").decimals is None
    assert find("95").decimals is None


def test_the_first_two_digits_say_how_long_an_identifier_is():
    assert {len(ai) for ai in IDENTIFIERS if ai[:2] == "80"} == {4}
    assert (length_of("01"), length_of("41"), length_of("31"), length_of("05")) == (2, 3, 4, 0)


@pytest.mark.parametrize(
    ("text", "ai"),
    [("0106901234567892", "01"), ("3103001250", "3103"), ("414690", "414"), ("05", None), ("3", None)],
)
def test_an_identifier_is_found_at_the_start_of_a_text(text, ai):
    found = find_prefix(text, 0)

    assert (found and found.ai) == ai


def test_no_identifier_is_found_by_digits_of_another_script():
    assert find("０１") is None


def test_a_pattern_stands_for_every_identifier_it_fits():
    needs = find("3922").needs

    assert (frozenset({"01"}), frozenset(ai for ai in IDENTIFIERS if ai.startswith("31"))) in needs


def test_only_keys_have_qualifiers():
    assert find("01").qualifiers == (("22", "10", "21"), ("235",))
    assert find("00").qualifiers == ((),)
    assert find("10").qualifiers is None


def test_length_and_characters_can_be_looked_at_alone():
    gtin = find("01")

    assert gtin.fault("06901234567891").code == "incorrect-check-digit"
    assert gtin.fault("06901234567891", deep=False) is None
    assert gtin.fault("0690123456789x", deep=False).code == "non-digit-character"
