"""Quantities as people say them, and as they are stored: kilograms and square metres, decimal."""

import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from aril.domain.errors import Invalid

GRAM = Decimal("0.001")
"""The smallest weight that is kept, in kg."""
MOST = Decimal(10) ** 9
DECIMALS = 6
"""How many decimals of a measured amount are kept."""


class MassUnit(StrEnum):
    KG = "kg"
    JIN = "jin"  # 斤, half a kilogram by law since 1959
    TONNE = "t"


class AreaUnit(StrEnum):
    M2 = "m2"
    MU = "mu"  # 亩, a fifteenth of a hectare


_KG = {MassUnit.KG: Decimal(1), MassUnit.JIN: Decimal("0.5"), MassUnit.TONNE: Decimal(1000)}


def kilograms(text: str, unit: MassUnit = MassUnit.KG, where: str = "quantity") -> Decimal:
    """Read a weight above zero, kept to the gram; raises `Invalid`."""
    kg = (_positive(text, where) * _KG[unit]).quantize(GRAM).normalize()
    if not kg:
        raise Invalid.at(where, "Expected at least one gram, found {value} {unit}.", value=text, unit=unit)
    return plain(kg)


def square_metres(text: str, unit: AreaUnit = AreaUnit.M2, where: str = "area") -> Decimal:
    """Read an area above zero, kept to a hundredth of a square metre; raises `Invalid`."""
    number = _positive(text, where)
    metres = (number * 10_000 / 15 if unit is AreaUnit.MU else number).quantize(Decimal("0.01"))
    if not metres:
        raise Invalid.at(
            where, "Expected a number above 0 and below 1 000 000 000, found {value}.", value=text
        )
    return plain(metres)


def in_mu(square_metres: Decimal) -> Decimal:
    """An area in 亩, to two decimals."""
    return plain((square_metres * 15 / 10_000).quantize(Decimal("0.01")))


def plain(number: Decimal) -> Decimal:
    """The same value without trailing zeros and without an exponent: 1E+3 → 1000."""
    number = number.normalize()
    exponent = number.as_tuple().exponent
    return number.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else number


def decimal(text: str, where: str) -> Decimal:
    """Read a plain decimal number as people write it: 12.5, 12,5, １２．５, 1 250, 1,250.5.

    Raises `Invalid`, also for 1,250: whether that comma sets thousands or decimals apart is not guessed.
    """
    written = _written(text)
    if not written:
        raise Invalid.at(where, "This is needed.")
    if _EITHER.fullmatch(written):
        raise Invalid.at(
            where,
            "“{value}” can be read as {thousands} or as {decimals}. Write it one of these ways.",
            value=text,
            thousands=written.replace(",", ""),
            decimals=written.replace(",", "."),
        )
    if _THOUSANDS.fullmatch(written):
        written = written.replace(",", "")
    try:
        number = Decimal(written.replace(",", ".", 1) if "." not in written else written)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Invalid.at(where, "Expected a number such as 12.5, found “{value}”.", value=text)
    return number


def integer(text: str) -> int:
    """Read a whole number as people write it: 1200, 1 200, 1,200, １２００. Raises `ValueError`."""
    written = _written(text)
    return int(written.replace(",", "") if _THOUSANDS.fullmatch(written) else written)


_SIGNS = str.maketrans(
    "０１２３４５６７８９，．。＋－−\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}",
    "0123456789,..+--   ",
)
_SPACED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


def _written(text: str) -> str:
    """A number as typed, in signs that Python reads, and without the spaces between its thousands."""
    written = text.strip().translate(_SIGNS)
    return written.replace(" ", "") if _SPACED.fullmatch(written) else written


def measured(text: str, where: str) -> Decimal:
    """Read a measured amount: 0 or more, and with no more digits than are kept; raises `Invalid`."""
    number = decimal(text, where)
    if number < 0:
        raise Invalid.at(where, "Expected a number of 0 or more, found {value}.", value=text)
    exponent = number.normalize().as_tuple().exponent
    if number >= MOST or (isinstance(exponent, int) and exponent < -DECIMALS):
        raise Invalid.at(
            where,
            "Expected less than 1 000 000 000 and at most {decimals} decimals, found {value}.",
            value=text,
            decimals=DECIMALS,
        )
    return abs(number)  # -0 is 0


def quantifiable(text: str, where: str) -> Decimal:
    """Read what a method sees down to: measured, and above zero; raises `Invalid`."""
    _positive(text, where)
    return measured(text, where)


def _positive(text: str, where: str) -> Decimal:
    number = decimal(text, where)
    if number <= 0 or number >= MOST:
        raise Invalid.at(
            where, "Expected a number above 0 and below 1 000 000 000, found {value}.", value=text
        )
    return number
