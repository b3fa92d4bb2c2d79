"""What values mean."""

from datetime import date
from decimal import Decimal

import pytest

from aril.gs1 import meaning
from aril.gs1.element_string import Element
from aril.gs1.errors import Gs1Error

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("270131", date(2027, 1, 31)),
        ("270200", date(2027, 2, 28)),
        ("280200", date(2028, 2, 29)),
        ("760101", date(2076, 1, 1)),
        ("770101", date(1977, 1, 1)),
    ],
)
def test_a_day_is_in_the_century_nearest_to_today(value, day):
    assert meaning.day(Element("17", value), near=TODAY) == day


def test_late_in_a_century_a_small_year_is_in_the_next():
    assert meaning.day(Element("17", "300101"), near=date(2090, 1, 1)) == date(2130, 1, 1)


@pytest.mark.parametrize(
    ("ai", "value", "amount"),
    [
        ("3103", "001250", "1.250"),
        ("3100", "000012", "12"),
        ("3922", "1995", "19.95"),
        ("3932", "1561995", "19.95"),
    ],
)
def test_the_point_is_where_the_identifier_puts_it(ai, value, amount):
    assert meaning.amount(Element(ai, value)) == Decimal(amount)
    assert str(meaning.amount(Element(ai, value))) == amount


def test_a_price_names_its_currency():
    assert meaning.money(Element("3932", "1561995")) == ("156", Decimal("19.95"))


def test_what_an_element_does_not_state_is_refused():
    lot = Element("10", "270131")

    with pytest.raises(Gs1Error, match=r"AI \(10\) states no day"):
        meaning.day(lot, near=TODAY)
    with pytest.raises(Gs1Error, match=r"AI \(10\) states no amount with a decimal point"):
        meaning.amount(lot)
    with pytest.raises(Gs1Error, match=r"AI \(10\) states no amount of a currency"):
        meaning.money(lot)
