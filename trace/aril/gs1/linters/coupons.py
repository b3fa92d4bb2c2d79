"""North American coupons: AIs (8110) and (8112).

Both are rows of fields, many of which begin with a digit that says how long they are (GS1 US coupon guidelines). A
coupon is read from left to right, and the first field that does not fit is the fault.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aril.gs1.linters.characters import digits
from aril.gs1.linters.dates import date
from aril.gs1.linters.fault import Fault


def coupon(value: str) -> Fault | None:
    """AI (8110), the coupon code of 2010."""
    return digits(value) or _first_fault(_read_coupon, value)


def positive_offer(value: str) -> Fault | None:
    """AI (8112), the coupon code of a positive offer file."""
    return digits(value) or _first_fault(_read_positive_offer, value)


class _Misfit(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


@dataclass
class _Reader:
    value: str
    at: int = 0

    def option(self, indicator: str) -> bool:
        """Whether the optional field `indicator` comes next; it is then entered."""
        if not self.value.startswith(indicator, self.at):
            return False
        self.at += 1
        return True

    def code(self, field: str, allowed: str = "0123456789") -> str:
        """One digit out of `allowed`."""
        if self.at == len(self.value):
            raise self.misfit("coupon-missing", field, 0, len(self.value))
        found = self.value[self.at]
        if found not in allowed:
            raise self.misfit("coupon-invalid", field, self.at, 1)
        self.at += 1
        return found

    def fixed(self, field: str, length: int, code: str = "coupon-truncated") -> str:
        """Exactly `length` digits."""
        found = self.value[self.at : self.at + length]
        if len(found) < length:
            start = self.at if found else 0
            raise self.misfit(code, field, start, len(self.value) - start)
        self.at += length
        return found

    def sized(self, field: str, sizes: str, *, plus: int = 0) -> str:
        """Digits after a digit that says how many there are, less `plus`."""
        size = self.code(f"length of {field}", sizes)
        return self.fixed(field, int(size) + plus)

    def prefix(self, field: str, sizes: str) -> None:
        """A company prefix after its length, where 9 stands for none."""
        size = self.code(f"length of {field}", sizes)
        if size != "9":
            self.fixed(field, int(size) + 6)

    def date(self, field: str) -> str:
        found = self.fixed(field, 6)
        if date(found):
            raise self.misfit("coupon-invalid", field, self.at - 6, 6)
        return found

    def end(self) -> None:
        if self.at < len(self.value):
            raise self.misfit("coupon-excess-data", "rest", self.at, len(self.value) - self.at)

    def misfit(self, code: str, field: str, at: int, length: int) -> _Misfit:
        return _Misfit(Fault(code, at, length, {"field": field, "found": self.value[at : at + length]}))


def _read_coupon(read: _Reader) -> None:
    read.prefix("company prefix", "0123456")
    read.fixed("offer code", 6)
    read.sized("save value", "12345")
    _purchase(read, "1st purchase")
    if read.option("1"):
        read.code("additional purchase rules code", "0123")
        _purchase(read, "2nd purchase")
        read.prefix("2nd purchase company prefix", "01234569")
    if read.option("2"):
        _purchase(read, "3rd purchase")
        read.prefix("3rd purchase company prefix", "01234569")
    expiry = read.date("expiration date") if read.option("3") else None
    if read.option("4"):
        start = read.date("start date")
        if expiry and start > expiry:
            raise read.misfit("coupon-expiration-before-start", "start date", read.at - 14, 14)
    if read.option("5"):
        read.sized("serial number", "0123456789", plus=6)
    if read.option("6"):
        read.prefix("retailer company prefix or GLN", "1234567")
    if read.option("9"):
        read.code("save value code", "01256")
        read.code("save value applies to item", "012")
        read.code("store coupon flag")
        read.code("don't multiply flag", "01")
    read.end()


def _purchase(read: _Reader, which: str) -> None:
    read.sized(f"{which} requirement", "12345")
    read.code(f"{which} requirement code", "012349")
    read.fixed(f"{which} family code", 3)


def _read_positive_offer(read: _Reader) -> None:
    read.code("format code", "01")
    read.sized("funder", "0123456", plus=6)
    read.fixed("offer code", 6)
    read.sized("serial number", "0123456789", plus=6)
    read.end()


def _first_fault(reading: Callable[[_Reader], None], value: str) -> Fault | None:
    try:
        reading(_Reader(value))
    except _Misfit as misfit:
        return misfit.fault
    return None
