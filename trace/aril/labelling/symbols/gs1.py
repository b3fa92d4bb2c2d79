"""Bracketed element strings, `(01)06901234567892(10)ZZ26`, for symbols that carry them.

Whether keys and values are right is for `aril.gs1` to say when a lot is made; here an element string is
taken apart so that a small label may carry a part of it, and joined with FNC1 where the standard wants it.
"""

import re
from dataclasses import dataclass

_BRACKETED = re.compile(r"(?:\(\d{2,4}\)[^()]+)+")
_ELEMENT = re.compile(r"\((\d{2,4})\)([^()]+)")
#: First two digits of the identifiers of predefined length, which no FNC1 ends
#: (GS1 General Specifications, figure 7.8.5-2).
_PREDEFINED = frozenset(
    "00 01 02 03 04 11 12 13 14 15 16 17 18 19 20 31 32 33 34 35 36 41".split()  # noqa: SIM905 - reads as the standard's table
)


@dataclass(frozen=True, slots=True)
class Elements:
    """Application identifiers with their values, in order."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str) -> "Elements":
        """Raises ValueError when the text is no bracketed element string."""
        if not _BRACKETED.fullmatch(text):
            raise ValueError("it is no element string as (01)…(10)…")
        return cls(tuple(_ELEMENT.findall(text)))

    @property
    def bracketed(self) -> str:
        return "".join(f"({identifier}){value}" for identifier, value in self.pairs)

    @property
    def content(self) -> str:
        """The string a reader reports: GS after each value of variable length but the last."""
        joined = "".join(
            identifier + value + ("" if identifier[:2] in _PREDEFINED else "\x1d")
            for identifier, value in self.pairs
        )
        return joined.removesuffix("\x1d")

    def only(self, identifiers: tuple[str, ...]) -> "Elements | None":
        """The part with these identifiers, in their order; None when one is absent."""
        values = dict(self.pairs)
        if not all(each in values for each in identifiers):
            return None
        return Elements(tuple((each, values[each]) for each in identifiers))


def is_bracketed(text: str) -> bool:
    return _BRACKETED.fullmatch(text) is not None
