"""Numbers that are given out once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aril.gs1 import allocation
from aril.gs1.errors import Gs1Error
from tests.gs1.strategies import digits

PREFIXES = st.integers(4, 12).flatmap(digits)


def test_ssccs_count_up_under_prefix_and_extension():
    taken = allocation.ssccs("6901234", extension=3, following=41).take(2)

    assert [str(key) for key in taken.keys] == ["369012340000000413", "369012340000000420"]
    assert taken.left.following == 43


def test_gtins_count_up_under_a_prefix():
    taken = allocation.gtins("690123456").take(2)

    assert [key.display for key in taken.keys] == ["6901234560008", "6901234560015"]


@given(PREFIXES, st.lists(st.integers(0, 3), max_size=5))
def test_no_number_is_given_out_twice(prefix, counts):
    left, seen = allocation.ssccs(prefix), []
    for count in counts:
        keys, left = left.take(count)
        seen += keys

    assert len(set(seen)) == len(seen) == sum(counts)


def test_a_range_ends_and_says_how_many_are_left():
    nearly_done = allocation.gtins("69012345678", following=8)

    with pytest.raises(Gs1Error) as refusal:
        nearly_done.take(3)

    assert str(refusal.value) == "Only 2 numbers are left in the range of 69012345678, but 3 are wanted."
    assert nearly_done.take(2).left.left == 0


def test_a_prefix_that_fills_the_number_has_one_gtin():
    assert len(allocation.gtins("690123456789").take(1).keys) == 1


@pytest.mark.parametrize("prefix", ["690", "6901234567890", "69012x", "", "６９０１２"])
def test_a_prefix_has_4_to_12_digits(prefix):
    with pytest.raises(Gs1Error, match="is no GS1 Company Prefix: 4 to 12 digits are expected"):
        allocation.ssccs(prefix)


def test_an_extension_is_one_digit():
    with pytest.raises(Gs1Error, match="0 to 9, not 10"):
        allocation.ssccs("6901234", extension=10)


def test_a_range_does_not_begin_behind_its_end():
    with pytest.raises(Gs1Error, match="10001 is outside the range of 69012345, which goes to 9999"):
        allocation.gtins("69012345", following=10001)
