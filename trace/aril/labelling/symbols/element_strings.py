"""What of an element string a symbol carries."""

import re
from collections.abc import Iterable

from aril.gs1.element_string import GS, ElementString, parse_bracketed
from aril.gs1.reading import Element

_IDENTIFIER = re.compile(r"\([0-9]{2}")


def is_bracketed(text: str) -> bool:
    """Whether a text is meant as an element string, as (01)…(10)…, right or wrong."""
    return _IDENTIFIER.match(text) is not None


def quoted(value: str) -> str:
    """A value as it may stand in a bracketed element string: its own brackets open no identifier."""
    return value.replace("\\", "\\\\").replace("(", "\\(")


def read(text: str) -> ElementString:
    """The element string of one symbol of several on a label; raises Gs1Error, a ValueError, naming each fault."""
    return parse_bracketed(text, alone=False)


def payload(string: ElementString) -> str:
    """What a reader reports after the symbology identifier: GS for each FNC1 but the first."""
    return string.fnc1(GS)[1:]


def reduced(string: ElementString, identifiers: Iterable[str]) -> ElementString | None:
    """The part with these identifiers, in their order, or None when one is absent.

    `310n` stands for the identifier with any last digit.
    """
    found: list[Element] = []
    for wanted in identifiers:
        stem = wanted.removesuffix("n")
        element = next((each for each in string.elements if each.ai.startswith(stem)), None)
        if element is None or len(element.ai) != len(wanted):
            return None
        found.append(element)
    return ElementString(tuple(found))
