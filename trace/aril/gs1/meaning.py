"""What values mean: days, amounts, prices. Values are those of elements that were read, and are therefore valid."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from aril.gs1.errors import Gs1Error
from aril.gs1.reading import Element

_DAYS = frozenset({"11", "12", "13", "15", "16", "17", "4326", "7006"})
_PRICED_IN = frozenset({"391", "393"})


class Money(NamedTuple):
    """An amount in a currency of ISO 4217, by its three digits."""

    currency: str
    amount: Decimal


def day(element: Element, *, near: date) -> date:
    """The day an element states; the last of its month where day 00 leaves it open.

    `near` is today: the century is the one that puts the year within 49 years before and 50 after it (General
    Specifications, 7.12). Raises `Gs1Error` when the element states no day.
    """
    if element.ai not in _DAYS:
        raise Gs1Error.of("meaning-day", element.ai)
    value = element.value
    year, month, number = _full_year(int(value[:2]), near.year), int(value[2:4]), int(value[4:])
    return date(year, month, number or monthrange(year, month)[1])


def amount(element: Element) -> Decimal:
    """The number an element states, its decimal point where the identifier puts it: (3103)001250 is 1.250 kg.

    Raises `Gs1Error` when the identifier does not say where the point is.
    """
    decimals = element.identifier.decimals
    if decimals is None:
        raise Gs1Error.of("meaning-amount", element.ai)
    digits = element.value[3:] if element.ai[:3] in _PRICED_IN else element.value
    return Decimal(digits).scaleb(-decimals)


def money(element: Element) -> Money:
    """The price or amount of an element that names its currency; raises `Gs1Error` where it does not."""
    if element.ai[:3] not in _PRICED_IN:
        raise Gs1Error.of("meaning-money", element.ai)
    return Money(element.value[:3], amount(element))


def _full_year(two_digits: int, this_year: int) -> int:
    year = this_year - this_year % 100 + two_digits
    if year - this_year >= 51:
        return year - 100
    return year + 100 if year - this_year <= -50 else year
