"""Serial numbers of single units: impossible to guess, hard to mistype, short in a symbol."""

import re

import numpy as np
import numpy.typing as npt
from stdnum.iso7064 import mod_37_36

from aril.domain.identity import CODE_ALPHABET

#: Bytes of randomness a serial is made of.
ENTROPY = 9
_CHARACTERS = 13
Numbers = npt.NDArray[np.uint8]
_FORM = re.compile(f"[{CODE_ALPHABET}]{{{_CHARACTERS + 1}}}")


def serial(entropy: bytes) -> str:
    """Thirteen characters of five random bits each, and a check character (ISO/IEC 7064, mod 37,36).

    The alphabet has no look-alikes and belongs to QR code's alphanumeric mode. A check character outside it, and
    digits alone, which would be a GTIN, move on to the next number, which leaves more than 64 of the 65 bits.
    Raises ValueError for fewer than ENTROPY bytes.
    """
    if len(entropy) < ENTROPY:
        raise ValueError(f"expected {ENTROPY} random bytes, got {len(entropy)}")
    bits = 5 * _CHARACTERS
    number = int.from_bytes(entropy[:ENTROPY], "big") >> (8 * ENTROPY - bits)
    while True:
        body = "".join(CODE_ALPHABET[number >> shift & 31] for shift in range(bits - 5, -1, -5))
        check = str(mod_37_36.calc_check_digit(body))
        if check in CODE_ALPHABET and not body.isdigit():
            return body + check
        number = (number + 1) % (1 << bits)


def serials(entropy: bytes) -> list[str]:
    """A serial of every ENTROPY bytes, each as `serial` makes it, together and so in a hundredth of the time."""
    drawn = np.frombuffer(entropy, np.uint8).reshape(-1, ENTROPY)
    bits = np.unpackbits(drawn, axis=1)[:, : 5 * _CHARACTERS].reshape(len(drawn), _CHARACTERS, 5)
    numbers: Numbers = bits @ np.array([16, 8, 4, 2, 1], np.uint8)
    checks = _checks(numbers)
    while (refused := ~_USABLE[checks] | (numbers < _DIGITS).all(axis=1)).any():
        numbers[refused] = _following(numbers[refused])
        checks[refused] = _checks(numbers[refused])
    letters = np.column_stack([_LETTERS[numbers], _MODULO_LETTERS[checks]])
    text, length = letters.tobytes().decode("ascii"), _CHARACTERS + 1
    return [text[at : at + length] for at in range(0, len(text), length)]


_MODULO_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = np.frombuffer(CODE_ALPHABET.encode(), np.uint8)
_MODULO_LETTERS = np.frombuffer(_MODULO_ALPHABET.encode(), np.uint8)
_VALUES = np.array([_MODULO_ALPHABET.index(character) for character in CODE_ALPHABET])
_DIGITS = sum(character.isdigit() for character in CODE_ALPHABET)
_USABLE = np.array([character in CODE_ALPHABET for character in _MODULO_ALPHABET])
# ISO/IEC 7064, mod 37,36: a sum goes on with each character's value; 0 stands for 36.
_DOUBLED = np.array([36, *range(1, 36)]) * 2 % 37
_SUMS = ((_DOUBLED[:, np.newaxis] + _VALUES) % 36).astype(np.uint8)
_CHECKS = ((1 - _DOUBLED) % 36).astype(np.uint8)
_FIRST_SUM = 18


def _checks(numbers: Numbers) -> Numbers:
    """The place of each check character in the standard's alphabet."""
    sums = np.full(len(numbers), _FIRST_SUM, np.uint8)
    for column in numbers.T:
        sums = _SUMS[sums, column]
    return _CHECKS[sums]


def _following(numbers: Numbers) -> Numbers:
    """The next number, of digits of five bits."""
    carry: Numbers = np.ones(len(numbers), np.uint8)
    for place in range(_CHARACTERS - 1, -1, -1):
        carry += numbers[:, place]
        numbers[:, place] = carry & np.uint8(31)
        carry >>= np.uint8(5)
    return numbers


def is_serial(text: str) -> bool:
    """Whether a text could be one of these serials: its alphabet, its length, its check character."""
    return _FORM.fullmatch(text) is not None and bool(mod_37_36.is_valid(text))
