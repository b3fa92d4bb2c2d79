"""Serial numbers of single units: impossible to guess, hard to mistype, short in a symbol."""

import re

from stdnum.iso7064 import mod_37_36

from aril.domain.identity import CODE_ALPHABET

#: Bytes of randomness a serial is made of.
ENTROPY = 9
_CHARACTERS = 13
_FORM = re.compile(f"[{CODE_ALPHABET}]{{{_CHARACTERS + 1}}}")


def serial(entropy: bytes) -> str:
    """Thirteen characters of five random bits each, and a check character (ISO/IEC 7064, mod 37,36).

    The alphabet has no look-alikes and belongs to QR code's alphanumeric mode. A check character outside it
    moves on to the next number, which leaves more than 64 of the 65 bits. Raises ValueError for fewer than
    ENTROPY bytes.
    """
    if len(entropy) < ENTROPY:
        raise ValueError(f"expected {ENTROPY} random bytes, got {len(entropy)}")
    bits = 5 * _CHARACTERS
    number = int.from_bytes(entropy[:ENTROPY], "big") >> (8 * ENTROPY - bits)
    while True:
        body = "".join(CODE_ALPHABET[number >> shift & 31] for shift in range(bits - 5, -1, -5))
        check = str(mod_37_36.calc_check_digit(body))
        if check in CODE_ALPHABET:
            return body + check
        number = (number + 1) % (1 << bits)


def is_serial(text: str) -> bool:
    """Whether a text could be one of these serials: its alphabet, its length, its check character."""
    return _FORM.fullmatch(text) is not None and bool(mod_37_36.is_valid(text))
