"""Element strings: application identifiers and values as symbols carry them, as people write them, as labels show them.

Sources: General Specifications 7.8 (FNC1 and concatenation), 4.15 (human readable interpretation).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from aril.gs1.application_identifiers import find_prefix, stand_in_prefix
from aril.gs1.reading import Element, Reading, validated

GS = "\x1d"
"""What a reader sends for FNC1 between two elements: ASCII 29."""

CARET = "^"
"""What people write for FNC1. No GS1 value may hold it."""


@dataclass(frozen=True, slots=True)
class ElementString:
    """Elements that were read or built, and are therefore valid, in the order in which they stand."""

    elements: tuple[Element, ...]

    def fnc1(self, fnc1: str = CARET) -> str:
        """The payload of a symbol: FNC1 first, and after each value that does not say its own length."""
        parts = [fnc1]
        for element in self.elements:
            parts += element
            if element.identifier.fnc1:
                parts.append(fnc1)
        if len(parts) > 1 and parts[-1] == fnc1:
            parts.pop()
        return "".join(parts)

    def bracketed(self) -> str:
        r"""The form people type: (01)06901234567892(10)A. A bracket inside a value is written \(."""
        return "".join(f"({ai}){value.replace('(', chr(92) + '(')}" for ai, value in self.elements)

    def hri(self) -> tuple[str, ...]:
        """The human readable interpretation, one line for each element."""
        return tuple(f"({ai}) {value}" for ai, value in self.elements)


def parse_fnc1(
    text: str, fnc1: str = CARET + GS, *, alone: bool = True, unknown: bool = False
) -> ElementString:
    """Read an element string with FNC1 first and between elements; every character of `fnc1` stands for FNC1.

    With `alone=False` the symbol is one of several on an item, and partners may be missing from it. With
    `unknown=True` identifiers that are not in the table are taken too, where their first two digits say how long
    they are. Raises `Gs1Error` with one finding for each thing that is wrong.
    """
    for character in fnc1:
        text = text.replace(character, GS)
    reading = Reading(unknown=unknown)
    if not text.strip(GS):
        reading.note("empty", at=0)
    elif text[0] != GS:
        reading.note("fnc1-missing", at=0, found=text[:4])
    else:
        _read_fnc1(text, reading)
    return ElementString(reading.finished(alone=alone))


def parse_bracketed(text: str, *, alone: bool = True, unknown: bool = False) -> ElementString:
    r"""Read (01)06901234567892(10)A, where \( stands for a bracket inside a value.

    `alone`, `unknown` and errors are those of `parse_fnc1`; the brackets say how long an identifier is.
    """
    reading = Reading(unknown=unknown)
    if not text:
        reading.note("empty", at=0)
    at = 0
    while at < len(text):
        close = text.find(")", at)
        if text[at] != "(":
            reading.note("bracket-expected", at=at, found=text[at : at + 4])
            break
        if close < 0:
            reading.note("bracket-open", at=at, found=text[at : at + 6])
            break
        end = _next_bracket(text, close + 1)
        value = text[close + 1 : end].replace("\\(", "(")
        reading.element(text[at + 1 : close], value, at, close + 1)
        at = end
    return ElementString(reading.finished(alone=alone))


def build(elements: Iterable[tuple[str, str]], *, alone: bool = True, unknown: bool = False) -> ElementString:
    """The element string with the shortest payload: values of predefined length first, the last one without FNC1.

    An element given twice is written once. Raises `Gs1Error` with one finding for each thing that is wrong.
    """
    given = validated(elements, alone=alone, unknown=unknown)
    return ElementString(tuple(sorted(given, key=lambda element: element.identifier.fnc1)))


def _read_fnc1(text: str, reading: Reading) -> None:
    at, length = 1, len(text)
    while at < length:
        end = text.find(GS, at)
        end = length if end < 0 else end
        identifier = find_prefix(text, at) or (stand_in_prefix(text, at) if reading.unknown else None)
        if identifier is None:
            reading.partial = True
            reading.note("unknown-ai", at=at, found=text[at : at + 4].rstrip(GS))
            at = end + 1
            continue
        start = at + len(identifier.ai)
        if not identifier.fnc1:
            end = min(end, start + identifier.most)
        reading.element(identifier.ai, text[start:end], at, start)
        at = end + 1 if text.startswith(GS, end) else end


def _next_bracket(text: str, at: int) -> int:
    """Where the next identifier opens its bracket: the first one without a backslash before it."""
    found = text.find("(", at)
    while found > 0 and text[found - 1] == "\\":
        found = text.find("(", found + 1)
    return len(text) if found < 0 else found
