from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.domain.errors import Invalid
from aril.domain.units import AreaUnit, MassUnit, decimal, in_mu, kilograms, plain, square_metres


@pytest.mark.parametrize(
    ("text", "unit", "kg"),
    [
        ("120", MassUnit.JIN, "60"),
        ("1.5", MassUnit.TONNE, "1500"),
        ("0,25", MassUnit.KG, "0.25"),
        ("１２", MassUnit.KG, "12"),
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


@pytest.mark.parametrize("text", ["0", "-3", "1e9", "NaN", "viel", "1.2.3", ""])
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="Expected a number"):
        kilograms(text)


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
