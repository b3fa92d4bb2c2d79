"""Compressed Digital Links: https://example.com/AQnYUc1gmiCNV4JG is /01/05412345000013/10/ABC123.

The last segment of the path is a string of bits in URL-safe base64: identifiers in binary-coded decimals, or a byte
that stands for several, each followed by its value in as many bits as its format needs (GS1 Digital Link Standard:
Compression 1.0). New links are not compressed, for only some readers know how to undo it; old ones are still about.
"""

from collections.abc import Iterator
from math import ceil, log2
from typing import NamedTuple
from urllib.parse import unquote

from aril.gs1.address import query_parts, split
from aril.gs1.application_identifiers import IDENTIFIERS, ApplicationIdentifier, find, length_of
from aril.gs1.components import Component
from aril.gs1.digital_link import DigitalLink
from aril.gs1.errors import Gs1Error
from aril.gs1.linters.characters import digits

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_ALPHABETS = ("", "0123456789abcdef", "0123456789ABCDEF", _BASE64, "".join(map(chr, range(128))))
"""What the three bits before a text mean: digits, or an index into one of these."""

_SEVERAL = {
    "0A": "01 22",
    "0B": "01 10",
    "0C": "01 21",
    "0D": "01 17",
    "0E": "01 7003",
    "0F": "01 30",
    "1A": "01 10 21 17",
    "1B": "01 15",
    "1C": "01 11",
    "1D": "01 16",
    "1E": "01 91",
    "1F": "01 10 15",
    **{f"2{'ABCDEF'[decimals]}": f"01 310{decimals}" for decimals in range(6)},
    **{f"3{'ABCDEF'[decimals]}": f"01 320{decimals}" for decimals in range(6)},
    "9A": "8010 8011",
    "9B": "8017 8019",
    "9C": "8018 8019",
    "9D": "414 254",
    **{f"A{decimals}": f"01 392{decimals}" for decimals in range(10)},
    **{f"C{decimals}": f"255 390{decimals}" for decimals in range(10)},
    **{f"C{'ABCD'[decimals]}": f"255 394{decimals}" for decimals in range(4)},
}
"""Bytes that stand for a sequence of identifiers."""


class _Field(NamedTuple):
    """A stretch of a value as the compression sees it: numeric or not, fixed or variable."""

    numeric: bool
    fixed: bool
    most: int


def read(text: str) -> DigitalLink:
    """The link that an address is, compressed or not; errors are those of `DigitalLink.parse`."""
    try:
        return DigitalLink.parse(text)
    except Gs1Error as error:
        if error.code != "uri-no-key":
            raise
        try:
            return decompress(text)
        except Gs1Error:
            raise error from None


def decompress(text: str) -> DigitalLink:
    """The link that an address stands for whose path ends in a compressed segment, or whose qualifiers are one.

    Raises `Gs1Error` when the segment is none, or what is in it is wrong.
    """
    path, _, query, _ = split(text)
    *before, segment = path.removesuffix("/").split("/")
    elements = list(_read(_Bits(segment)))
    if len(before) > 1 and (key := find(before[-2])) and key.qualifiers is not None:
        elements.insert(0, (key.ai, unquote(before[-1])))
    elements += [(name, value) for name, value, _ in query_parts(query, 0)]
    return DigitalLink.of(elements)


class _Bits:
    """Bits that are taken from the left."""

    def __init__(self, segment: str) -> None:
        if not segment or not set(_BASE64).issuperset(segment):
            raise Gs1Error.of("not-compressed", found=segment)
        self.segment = segment
        self.bits = "".join(f"{_BASE64.index(character):06b}" for character in segment)
        self.at = 0

    def take(self, count: int) -> int:
        taken = self.bits[self.at : self.at + count]
        if len(taken) < count:
            raise Gs1Error.of("not-compressed", found=self.segment)
        self.at += count
        return int(taken, 2) if taken else 0

    @property
    def ended(self) -> bool:
        """Whether only padding is left."""
        return "1" not in self.bits[self.at :] and len(self.bits) - self.at < 8

    def decimal(self, length: int) -> str:
        number = str(self.take(_bits_for_digits(length))).zfill(length) if length else ""
        if len(number) > length:
            raise Gs1Error.of("not-compressed", found=self.segment)
        return number

    def text(self, encoding: int, length: int) -> str:
        if encoding == 0:
            return self.decimal(length)
        if encoding >= len(_ALPHABETS):
            raise Gs1Error.of("not-compressed", found=self.segment)
        alphabet = _ALPHABETS[encoding]
        return "".join(alphabet[self.take(len(alphabet).bit_length() - 1)] for _ in range(length))


def _read(bits: _Bits) -> Iterator[tuple[str, str]]:
    while not bits.ended:
        code = f"{bits.take(8):02X}"
        if code in _SEVERAL:
            for ai in _SEVERAL[code].split():
                yield ai, _value(IDENTIFIERS[ai], bits)
        elif code[0] == "F":
            _skip_foreign(bits, int(code[1], 16))
        else:
            ai = code + "".join(f"{bits.take(4):X}" for _ in range(length_of(code) - 2))
            identifier = find(ai)
            if identifier is None:
                raise Gs1Error.of("not-compressed", found=bits.segment)
            yield ai, _value(identifier, bits)


def _skip_foreign(bits: _Bits, high: int) -> None:
    """A parameter that is none of GS1's: its name, in base64, and its value."""
    for _ in range(high << 3 | bits.take(3)):
        bits.take(6)
    encoding = bits.take(3)
    bits.text(encoding, bits.take(7))


def _value(identifier: ApplicationIdentifier, bits: _Bits) -> str:
    return "".join(_piece(field, bits) for field in _fields(identifier))


def _piece(field: _Field, bits: _Bits) -> str:
    encoding = 0 if field.numeric else bits.take(3)
    length = field.most if field.fixed else bits.take(_bits_for_length(field.most))
    return bits.text(encoding, length)


def _fields(identifier: ApplicationIdentifier) -> list[_Field]:
    """Components of one kind side by side count as one, and so do the two dates of AI (7007)."""
    if identifier.ai == "7007":
        return [_Field(numeric=True, fixed=False, most=12)]
    fields: list[_Field] = []
    for part in identifier.components:
        field = _field(part)
        if fields and fields[-1][:2] == field[:2]:
            field = field._replace(most=fields.pop().most + field.most)
        fields.append(field)
    return fields


def _field(part: Component) -> _Field:
    fixed = part.least == part.most and not part.optional
    return _Field(part.linters[0] is digits, fixed, part.most)


def _bits_for_digits(length: int) -> int:
    return ceil(length * log2(10) + 0.01)


def _bits_for_length(most: int) -> int:
    return ceil(log2(most) + 0.01)
