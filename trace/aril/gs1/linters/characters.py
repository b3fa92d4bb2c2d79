"""The character sets of application identifiers (General Specifications, 7.11)."""

from aril.gs1.check_characters import ALPHABET_82
from aril.gs1.linters.fault import Fault

_SET_82 = frozenset(ALPHABET_82)
_SET_39 = frozenset("#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SET_64 = frozenset("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_HEX = frozenset("0123456789ABCDEFabcdef")


def digits(value: str) -> Fault | None:
    """Only 0 to 9: `N` in the General Specifications."""
    if not value or (value.isascii() and value.isdigit()):
        return None
    return _first_outside(value, frozenset("0123456789"), "non-digit-character")


def set_82(value: str) -> Fault | None:
    """`X`: the characters most identifiers may hold."""
    if _SET_82.issuperset(value):
        return None
    return _first_outside(value, _SET_82, "invalid-cset82-character")


def set_39(value: str) -> Fault | None:
    """`Y`: capitals, digits, #, - and /, for component and part identifiers."""
    if _SET_39.issuperset(value):
        return None
    return _first_outside(value, _SET_39, "invalid-cset39-character")


def set_64(value: str) -> Fault | None:
    """`Z`: URL-safe base64, whose padding may be left out but must fit where it is written."""
    body = value.rstrip("=")
    padding = value[len(body) :]
    if padding and (len(padding) > 2 or len(value) % 3):
        data = {"value": value, "found": padding}
        return Fault("invalid-cset64-padding", len(body), len(padding), data)
    if _SET_64.issuperset(body):
        return None
    return _first_outside(body, _SET_64, "invalid-cset64-character")


def percent_encoded(value: str) -> Fault | None:
    """Every % starts a pair of hexadecimal digits (RFC 3986, 2.1)."""
    at = value.find("%")
    while at >= 0:
        sequence = value[at : at + 3]
        if len(sequence) < 3 or not _HEX.issuperset(sequence[1:]):
            return Fault("invalid-percent-sequence", at, len(sequence), {"value": value, "found": sequence})
        at = value.find("%", at + 3)
    return None


def has_nondigit(value: str) -> Fault | None:
    """At least one character is no digit, so that the value cannot be taken for a GTIN."""
    if value.isascii() and value.isdigit():
        return Fault("requires-nondigit-character", 0, len(value), {"value": value})
    return None


def hyphen(value: str) -> Fault | None:
    """Hyphens alone: the minus sign of a temperature."""
    if value and not value.strip("-"):
        return None
    return Fault("not-hyphen", 0, len(value), {"found": value})


def importer_index(value: str) -> Fault | None:
    """The single character that numbers an importer (EU 2018/574)."""
    if len(value) != 1:
        return Fault("importer-idx-must-be-one-character", 0, len(value), {"found": value})
    if value not in _SET_64:
        return Fault("invalid-import-idx-character", 0, 1, {"found": value})
    return None


def _first_outside(value: str, allowed: frozenset[str], code: str) -> Fault:
    at = next(index for index, character in enumerate(value) if character not in allowed)
    return Fault(code, at, 1, {"value": value, "found": value[at]})
