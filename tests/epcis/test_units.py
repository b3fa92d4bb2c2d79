"""Units that say the same thing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.epcis.units import UNITS, in_base_unit


@pytest.mark.parametrize(
    ("value", "code", "in_base"),
    [
        ("5", "CEL", ("278.15", "KEL")),
        ("41", "FAH", ("278.15", "KEL")),
        ("278.15", "KEL", ("278.15", "KEL")),
        ("1500", "GRM", ("1.5", "KGM")),
        ("2", "P1", ("0.02", "C62")),
        ("0.5", "NA", ("5E-7", "C62")),
        ("36", "KMH", ("10", "MTS")),
        ("250", "2Z", ("0.25", "VLT")),
        ("3", "XYZ", ("3", "XYZ")),
    ],
)
def test_a_value_is_compared_in_its_base_unit(value, code, in_base):
    converted, base = in_base_unit(Decimal(value), code)

    assert (converted, base) == (Decimal(in_base[0]), in_base[1])


def test_a_difference_of_temperatures_has_no_zero_point():
    assert in_base_unit(Decimal(9), "FAH", difference=True) == (Decimal(5), "KEL")


@given(st.sampled_from(sorted(UNITS)), st.decimals(0, 10**6, places=3), st.decimals(0, 10**6, places=3))
def test_order_is_kept(code, one, other):
    low, high = sorted((one, other))

    assert in_base_unit(low, code)[0] <= in_base_unit(high, code)[0]
    assert UNITS[UNITS[code].base].base == UNITS[code].base
