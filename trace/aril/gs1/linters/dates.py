"""Dates and times of day, as digits (General Specifications, 3.4 and 7.12)."""

from calendar import monthrange

from aril.gs1.linters.characters import digits
from aril.gs1.linters.fault import Fault

# Two digits of a year leave the century open. 2000 was a leap year, as is every fourth year around it.
_ANY_CENTURY = 2000


def date(value: str) -> Fault | None:
    """YYMMDD."""
    return _date(value, 2, day_may_be_zero=False)


def date_or_month(value: str) -> Fault | None:
    """YYMMDD, where day 00 means the month as a whole."""
    return _date(value, 2, day_may_be_zero=True)


def long_date(value: str) -> Fault | None:
    """YYYYMMDD."""
    return _date(value, 4, day_may_be_zero=False)


def long_date_or_month(value: str) -> Fault | None:
    """YYYYMMDD, where day 00 means the month as a whole. No identifier of the table uses it yet."""
    return _date(value, 4, day_may_be_zero=True)


def hour(value: str) -> Fault | None:
    """00 to 23."""
    return _two_digits(value, 23, "hour")


def minute(value: str) -> Fault | None:
    """00 to 59."""
    return _two_digits(value, 59, "minute")


def second(value: str) -> Fault | None:
    """00 to 59."""
    return _two_digits(value, 59, "second")


def hour_and_minute(value: str) -> Fault | None:
    """HHMM."""
    if len(value) != 4:
        code = "hour-with-minute-too-short" if len(value) < 4 else "hour-with-minute-too-long"
        return Fault(code, 0, len(value), {"found": value})
    if fault := digits(value):
        return fault
    if fault := hour(value[:2]):
        return fault
    fault = minute(value[2:])
    return fault and fault.shifted(2)


def _date(value: str, year_digits: int, *, day_may_be_zero: bool) -> Fault | None:
    if len(value) != year_digits + 4:
        code = "date-too-short" if len(value) < year_digits + 4 else "date-too-long"
        return Fault(code, 0, len(value), {"found": value, "length": year_digits + 4})
    if fault := digits(value):
        return fault
    year, month, day = int(value[:year_digits]), int(value[year_digits:-2]), int(value[-2:])
    if not 1 <= month <= 12:
        return Fault("illegal-month", year_digits, 2, {"value": value, "found": value[year_digits:-2]})
    # Year 0 does not exist in the calendar; leap years repeat every 400.
    full_year = year + _ANY_CENTURY if year_digits == 2 else year or 400
    last = monthrange(full_year, month)[1]
    if not (0 if day_may_be_zero else 1) <= day <= last:
        return Fault("illegal-day", year_digits + 2, 2, {"value": value, "found": value[-2:], "last": last})
    return None


def _two_digits(value: str, most: int, name: str) -> Fault | None:
    if len(value) != 2:
        code = f"{name}-too-short" if len(value) < 2 else f"{name}-too-long"
        return Fault(code, 0, len(value), {"found": value})
    if fault := digits(value):
        return fault
    if int(value) > most:
        return Fault(f"illegal-{name}", 0, 2, {"found": value, "most": most})
    return None
