"""What an application identifier allows, and how one is found.

The identifiers themselves are the rows of `aril.gs1.table`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, takewhile

from aril.gs1.components import Component, x, x_upto
from aril.gs1.linters import Fault
from aril.gs1.table import ROWS, Row

PREDEFINED_LENGTH = {
    "00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "20": 2, "41": 13,
    **{str(number): 6 for number in (*range(11, 20), *range(31, 37))},
}  # fmt: skip
"""First two digits of the identifiers whose values need no FNC1 after them, and the characters such a value has
(General Specifications, 7.8.5)."""

LONGEST_UNKNOWN = 90
"""The characters that a value of an unknown identifier may have: as many as any in the table."""

Partners = tuple[frozenset[str], ...]
"""Sets of identifiers: of each set, one must be there."""


@dataclass(frozen=True, slots=True)
class ApplicationIdentifier:
    """One application identifier (General Specifications, section 3).

    `needs` are alternatives, of which one must be met; no other of `bars` may stand beside it. `qualifiers` are the
    sequences of identifiers that may follow it in the path of a Digital Link, or None when it is no key; `attribute`
    says whether it may be in the query. `decimals` counts the digits behind the point, where its last digit says so.
    """

    ai: str
    title: str
    components: tuple[Component, ...]
    least: int
    most: int
    fnc1: bool
    decimals: int | None
    attribute: bool
    qualifiers: tuple[tuple[str, ...], ...] | None
    needs: tuple[Partners, ...]
    needs_text: str
    bars: frozenset[str]

    def fault(self, value: str, *, deep: bool = True) -> Fault | None:
        """The first fault of a value of this identifier, or None; only its length and characters if not `deep`."""
        length = len(value)
        if not self.least <= length <= self.most:
            return self._length_fault(value)
        start = 0
        for part in self.components:
            piece = value[start : start + part.most]
            if len(piece) < part.least:
                if part.optional and not piece:
                    break
                return self._misfit("value-wrong-length", value)
            for linter in part.linters if deep else part.linters[:1]:
                if found := linter(piece):
                    return found.shifted(start)
            start += part.most
        return None

    def head_fault(self, text: str) -> Fault | None:
        """The first fault of the parts of fixed length that a value begins with, whatever follows them in `text`."""
        head = tuple(takewhile(lambda part: part.least == part.most, self.components))
        length = sum(part.most for part in head)
        return replace(self, components=head, least=length, most=length).fault(text[:length])

    def _length_fault(self, value: str) -> Fault:
        if not value:
            return Fault("value-empty", 0, 0, {})
        return self._misfit("value-too-short" if len(value) < self.least else "value-too-long", value)

    def _misfit(self, code: str, value: str) -> Fault:
        data = {"value": value, "found": len(value), "least": self.least, "most": self.most}
        return Fault(code, 0, len(value), data)


def find(ai: str) -> ApplicationIdentifier | None:
    """The identifier of exactly these digits."""
    return IDENTIFIERS.get(ai)


def stand_in(ai: str) -> ApplicationIdentifier | None:
    """What may be assumed of an identifier that is not in the table, such as one assigned after it was made.

    Its value is of set 82 and as long as its first two digits predefine, or of any length. None for what can be no
    identifier: all that begin with the same two digits have as many digits.
    """
    if not (ai.isascii() and ai.isdigit() and 2 <= len(ai) <= 4):
        return None
    return _stand_in(ai) if length_of(ai[:2]) in {0, len(ai)} else None


def identifier_of(ai: str) -> ApplicationIdentifier:
    """The identifier of an element that was read: one of the table, or what stands in for it."""
    return IDENTIFIERS.get(ai) or _stand_in(ai)


def find_prefix(text: str, at: int) -> ApplicationIdentifier | None:
    """The identifier that starts at `at`; its first two digits say how long it is."""
    return IDENTIFIERS.get(text[at : at + _LENGTHS.get(text[at : at + 2], 0)])


def stand_in_prefix(text: str, at: int) -> ApplicationIdentifier | None:
    """What stands in for the unknown identifier that starts at `at`; None where no known one tells how long it is."""
    return stand_in(text[at : at + _LENGTHS.get(text[at : at + 2], 0)])


def length_of(first_two: str) -> int:
    """How many digits the identifiers have that start with these two, or 0 where there are none."""
    return _LENGTHS.get(first_two, 0)


@lru_cache(maxsize=1000)
def _stand_in(ai: str) -> ApplicationIdentifier:
    length = PREDEFINED_LENGTH.get(ai[:2])
    part = x(length) if length else x_upto(LONGEST_UNKNOWN)
    return ApplicationIdentifier(
        ai,
        title="",
        components=(part,),
        least=part.least,
        most=part.most,
        fnc1=not length,
        decimals=None,
        attribute=False,
        qualifiers=None,
        needs=(),
        needs_text="",
        bars=frozenset(),
    )


def _identifiers() -> dict[str, ApplicationIdentifier]:
    numbers = {row: _numbers(row.ai) for row in ROWS}
    known = frozenset(chain.from_iterable(numbers.values()))
    return {found.ai: found for row, ais in numbers.items() for found in _of_row(row, ais, known)}


def _of_row(row: Row, ais: Sequence[str], known: frozenset[str]) -> Iterator[ApplicationIdentifier]:
    least = sum(part.least for part in row.parts if not part.optional)
    most = sum(part.most for part in row.parts)
    fnc1 = row.ai[:2] not in PREDEFINED_LENGTH
    qualifiers = None if row.key is None else tuple(tuple(path.split()) for path in row.key.split("|"))
    needs = tuple(
        tuple(_matching(member, known) for member in group.split("+")) for group in row.needs.split()
    )
    bars = frozenset(chain.from_iterable(_matching(pattern, known) for pattern in row.bars.split()))
    for ai in ais:
        decimals = int(ai[-1]) if len(ais) > 1 and len(ai) == 4 else None
        yield ApplicationIdentifier(
            ai,
            row.title,
            row.parts,
            least,
            most,
            fnc1,
            decimals,
            row.attribute,
            qualifiers,
            needs,
            row.needs,
            bars,
        )


def _matching(pattern: str, known: frozenset[str]) -> frozenset[str]:
    """The known identifiers a pattern stands for: "31nn" is every one of four digits from 31."""
    fixed, free = pattern.rstrip("n"), pattern.count("n")
    if not free:
        return frozenset({pattern})
    return known & {f"{fixed}{number:0{free}}" for number in range(10**free)}


def _numbers(written: str) -> list[str]:
    """The identifiers of a row: "3100-3105" is six of them."""
    first, _, last = written.partition("-")
    return [str(number).zfill(len(first)) for number in range(int(first), int(last or first) + 1)]


IDENTIFIERS = _identifiers()
"""Every application identifier by its digits."""

_LENGTHS = {ai[:2]: len(ai) for ai in IDENTIFIERS}
