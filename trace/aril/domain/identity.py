"""The codes by which people and lots are known outside GS1."""

import re
from dataclasses import dataclass
from typing import Self
from unicodedata import normalize

from stdnum.cn import uscc as stdnum_uscc
from stdnum.iso7064 import mod_37_36

from aril.domain.errors import Invalid

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = re.compile(rf"[{USCC_ALPHABET}]{{2}}\d{{6}}[{USCC_ALPHABET}]{{10}}")

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters, 5 bits each: no 0, 1, I or O, which are read for one another on a wet label."""
CODE_LENGTH = 13
_OURS = re.compile(rf"(?!\d+$)[{CODE_ALPHABET}]{{{CODE_LENGTH},{CODE_LENGTH + 1}}}")
"""The code of a lot, or the serial number of a piece of one, which is a character longer."""


@dataclass(frozen=True, slots=True)
class Uscc:
    """A unified social credit code 统一社会信用代码 (GB 32100-2015): 18 characters, the last a check character."""

    value: str

    @classmethod
    def parse(cls, text: str, where: str = "uscc") -> Self:
        """Read a code as people type it; raises `Invalid` naming length, character or check."""
        value = bare(text)
        if len(value) != 18:
            raise Invalid.at(
                where,
                "Expected the 18 characters of a unified social credit code, found {count} in “{value}”.",
                value=value,
                count=len(value),
            )
        for position, character in enumerate(value, 1):
            if character not in USCC_ALPHABET:
                raise Invalid.at(
                    where,
                    "Character {position} of the unified social credit code is {found}, which it never uses.",
                    position=position,
                    found=character,
                )
        if not _USCC.fullmatch(value):
            # stdnum's own `validate` wants digits in positions 1 to 8 and so refuses village collectives (N1 …);
            # only the region, positions 3 to 8, is always digits.
            raise Invalid.at(
                where,
                "Characters 3 to 8 of the unified social credit code are a region of six digits, found {found}.",
                found=value[2:8],
            )
        expected = stdnum_uscc.calc_check_digit(value[:-1])
        if value[-1] != expected:
            raise Invalid.at(
                where,
                "Character 18 of the unified social credit code should be {expected}; you typed {found}.",
                expected=expected,
                found=value[-1],
            )
        return cls(value)

    def __str__(self) -> str:
        return self.value


def internal_code(entropy: bytes) -> str:
    """A lot code of this service: 12 opaque characters (60 bits) and a check character (ISO 7064 mod 37,36).

    It says nothing and follows no order, so that nobody can guess the next one or count a neighbour's lots.
    `entropy` is at least 8 random bytes.
    """
    if len(entropy) < 8:
        raise ValueError(f"expected at least 8 random bytes, got {len(entropy)}")
    number = int.from_bytes(entropy[:8], "big") >> 4
    while True:
        body = "".join(CODE_ALPHABET[(number >> shift) & 31] for shift in range(55, -1, -5))
        check = str(mod_37_36.calc_check_digit(body))
        # The check character must be easy to read too, and digits alone would be a GTIN.
        if check in CODE_ALPHABET and not body.isdigit():
            return body + check
        number = (number + 1) % (1 << 60)


def parse_code(text: str, where: str = "code") -> str:
    """Read a lot code as people type it; raises `Invalid` when the check fails."""
    value = bare(text)
    if len(value) != CODE_LENGTH:
        raise Invalid.at(
            where,
            "Expected a code of {expected} characters, found {count} in “{value}”.",
            value=value,
            expected=CODE_LENGTH,
            count=len(value),
        )
    for position, character in enumerate(value, 1):
        if character not in CODE_ALPHABET:
            raise Invalid.at(
                where,
                "Character {position} of “{value}” is {found}, which our codes never use.",
                position=position,
                value=value,
                found=character,
            )
    if not mod_37_36.is_valid(value):
        raise Invalid.at(
            where, "“{value}” has a typing error: its check character does not fit.", value=value
        )
    return value


def bare(text: str) -> str:
    """A code as typed, in small or full-width letters, without the spaces and dashes between them."""
    return re.sub(r"[\s-]", "", normalize("NFKC", text)).upper()


def grouped(code: str) -> str:
    """A code of ours as people read it aloud, in groups of four; any other, a partner's or a GTIN, as it stands."""
    return re.sub(r".{4}(?=.)", r"\g<0>-", code) if _OURS.fullmatch(code) else code
