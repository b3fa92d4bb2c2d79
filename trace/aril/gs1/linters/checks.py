"""Check digits, check pairs, company prefixes and bank accounts."""

from aril.gs1.check_characters import ALPHABET_32, LONGEST_FOR_CHECK_PAIR, digit_for, pair_for
from aril.gs1.linters.characters import digits, set_82
from aril.gs1.linters.codes import ALPHA_2
from aril.gs1.linters.fault import Fault

SHORTEST_COMPANY_PREFIX = 4
SHORTEST_IBAN = 11
LONGEST_IBAN = 34


def check_digit(value: str) -> Fault | None:
    """The last digit follows from the others (General Specifications, 7.9.1)."""
    if not value:
        return Fault("too-short-for-check-digit", 0, 0)
    if fault := digits(value):
        return fault
    expected = digit_for(value[:-1])
    if value[-1] == expected:
        return None
    data = {"value": value, "expected": expected, "found": value[-1]}
    return Fault("incorrect-check-digit", len(value) - 1, 1, data)


def check_pair(value: str) -> Fault | None:
    """The last two characters follow from the others (General Specifications, 7.9.5)."""
    body, pair = value[:-2], value[-2:]
    if len(pair) < 2:
        return Fault("too-short-for-check-pair", 0, len(value), {"value": value})
    if len(body) > LONGEST_FOR_CHECK_PAIR:
        return Fault(
            "too-long-for-check-pair", 0, len(value), {"value": value, "most": LONGEST_FOR_CHECK_PAIR + 2}
        )
    if fault := set_82(body):
        return fault
    for index, character in enumerate(pair):
        if character not in ALPHABET_32:
            data = {"value": value, "found": character}
            return Fault("invalid-cset32-character", len(body) + index, 1, data)
    expected = pair_for(body)
    if pair == expected:
        return None
    return Fault("incorrect-check-pair", len(body), 2, {"value": value, "expected": expected, "found": pair})


def company_prefix(value: str) -> Fault | None:
    """The value starts with a GS1 Company Prefix, which has at least four digits (General Specifications, 1.4.4)."""
    prefix = value[:SHORTEST_COMPANY_PREFIX]
    if prefix.isascii() and prefix.isdigit() and len(prefix) == SHORTEST_COMPANY_PREFIX:
        return None
    if len(prefix) < SHORTEST_COMPANY_PREFIX:
        return Fault("too-short-for-gcp", 0, len(value), {"value": value, "least": SHORTEST_COMPANY_PREFIX})
    fault = digits(prefix)
    assert fault is not None
    return Fault("invalid-gcp-prefix", fault.at, 1, {"value": value, "found": prefix[fault.at]})


def company_prefix_after_first(value: str) -> Fault | None:
    """As `company_prefix`, after an indicator or extension digit."""
    if len(value) < 2:
        return Fault(
            "too-short-for-gcp", 0, len(value), {"value": value, "least": SHORTEST_COMPANY_PREFIX + 1}
        )
    fault = company_prefix(value[1:])
    return fault and fault.shifted(1)


def iban(value: str) -> Fault | None:
    """An international bank account number with its two check digits (ISO 13616)."""
    if len(value) < 4:
        return Fault(
            "iban-too-short", 0, len(value), {"value": value, "least": SHORTEST_IBAN, "found": len(value)}
        )
    if value[:2] not in ALPHA_2:
        return Fault("illegal-iban-country-code", 0, 2, {"value": value, "found": value[:2]})
    if len(value) > LONGEST_IBAN:
        return Fault(
            "iban-too-long", 0, len(value), {"value": value, "most": LONGEST_IBAN, "found": len(value)}
        )
    if len(value) < SHORTEST_IBAN:
        return Fault(
            "iban-too-short", 0, len(value), {"value": value, "least": SHORTEST_IBAN, "found": len(value)}
        )
    # Country and check digits are moved to the end, and what stands there is looked at last.
    moved = value[4:] + value[:4]
    for index, character in enumerate(moved):
        if not (character.isascii() and (character.isdigit() or character.isupper())):
            at = (index + 4) % len(value)
            return Fault("invalid-iban-character", at, 1, {"value": value, "found": character})
    if int("".join(str(int(character, 36)) for character in moved)) % 97 == 1:
        return None
    return Fault("incorrect-iban-checksum", 2, 2, {"value": value, "found": value[2:4]})
