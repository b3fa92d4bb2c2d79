from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain.errors import Invalid
from aril.domain.units import AreaUnit, MassUnit, decimal, in_mu, integer, kilograms, plain, square_metres


@pytest.mark.parametrize(
    ("text", "unit", "kg"),
    [
        ("120", MassUnit.JIN, "60"),
        ("1.5", MassUnit.TONNE, "1500"),
        ("0,25", MassUnit.KG, "0.25"),
        ("１２", MassUnit.KG, "12"),
        ("１２．５", MassUnit.KG, "12.5"),
        ("12。5", MassUnit.KG, "12.5"),
        ("1 250", MassUnit.KG, "1250"),
        ("1\N{NARROW NO-BREAK SPACE}250,5", MassUnit.KG, "1250.5"),
        ("1,250.5", MassUnit.KG, "1250.5"),
        ("1,250,000", MassUnit.KG, "1250000"),
        ("0,125", MassUnit.KG, "0.125"),
    ],
)
def test_weights_are_kept_in_kilograms(text: str, unit: MassUnit, kg: str) -> None:
    assert str(kilograms(text, unit)) == kg


def test_fifteen_mu_are_a_hectare() -> None:
    assert square_metres("15", AreaUnit.MU) == Decimal(10_000)
    assert in_mu(Decimal(10_000)) == Decimal(15)


@given(st.decimals("0.01", "100000", places=2))
def test_an_area_in_mu_comes_back_as_it_was_typed(mu: Decimal) -> None:
    assert in_mu(square_metres(str(mu), AreaUnit.MU)) == mu


@pytest.mark.parametrize("text", ["0", "-3", "1e9", "NaN", "viel", "1.2.3"])
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="Expected a number"):
        kilograms(text)


def test_no_number_at_all_is_asked_for() -> None:
    with pytest.raises(Invalid, match="quantity: This is needed"):
        kilograms(" ")


@pytest.mark.parametrize("text", ["1,250", "１，２５０", "12,500"])
def test_a_comma_that_may_mean_thousands_or_decimals_is_not_guessed(text: str) -> None:
    with pytest.raises(Invalid, match=r"can be read as \d+ or as \d+\.\d+\. Write it one of these ways"):
        kilograms(text)


@pytest.mark.parametrize("text", ["1200", "1 200", "1,200", "１２００", "１，２００"])
def test_a_whole_number_is_read_as_people_write_it(text: str) -> None:
    assert integer(text) == 1200


@pytest.mark.parametrize("text", ["12 00", "1,2", "12.5", "", "1 2"])
def test_what_is_no_whole_number_is_not_made_one(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        integer(text)


def test_an_area_that_rounds_to_nothing_is_refused() -> None:
    with pytest.raises(Invalid, match="Expected a number above 0"):
        square_metres("0.000001", AreaUnit.MU)


def test_less_than_a_gram_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        kilograms("0.0001")

    assert str(refused.value) == "quantity: Expected at least one gram, found 0.0001 kg."


def test_a_number_that_is_none_is_shown_as_it_was_typed() -> None:
    with pytest.raises(Invalid) as refused:
        decimal("12斤", "quantity")

    assert str(refused.value) == "quantity: Expected a number such as 12.5, found “12斤”."


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**9))
def test_a_plain_number_has_the_same_value_and_no_exponent(number: Decimal) -> None:
    assert plain(number) == number
    assert "E" not in str(plain(number)) or number == 0
