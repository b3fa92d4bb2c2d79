"""GS1 Digital Link: the same identifiers as a web address (GS1 Digital Link Standard: URI Syntax 1.6).

A link is a key and its qualifiers in the path, and attributes in the query: `/01/06901234567892/10/A?17=270131`. Where
it points (scheme, domain, what comes before the key) and what else is in the query is no part of what it identifies.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import Self
from urllib.parse import quote

from aril.gs1.address import Part, path_parts, query_parts, split
from aril.gs1.application_identifiers import ApplicationIdentifier, find, stand_in
from aril.gs1.errors import Finding, Gs1Error
from aril.gs1.reading import Element, Reading, validated

CANONICAL = "https://id.gs1.org"

_BASE = re.compile(r"https?://[^/?#]+(/[^?#]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DigitalLink:
    """A valid Digital Link: `elements` in the order of the address, the first `in_path` of which stand in its path."""

    elements: tuple[Element, ...]
    in_path: int

    @classmethod
    def parse(cls, text: str, *, legacy: bool = False, unknown: bool = False) -> Self:
        """Read an address, or its raw path and query alone ("/01/…"), whatever its domain and what precedes the key.

        With `legacy=True`, names such as /gtin/ and GTINs of 8, 12 and 13 digits are taken as before version 1.2.
        With `unknown=True` parameters may be identifiers that are not in the table.
        Raises `Gs1Error` with one finding for each thing that is wrong.
        """
        reading = Reading(unknown=unknown)
        path, path_at, query, query_at = split(text)
        parts = path_parts(path, path_at, legacy=legacy)
        for part in parts:
            _read_part(reading, part, legacy=legacy)
        key, *qualifiers = [part.identifier for part in parts]
        _check_order(reading, key, [each.ai for each in qualifiers])
        seen = {part.identifier.ai for part in parts}
        belonging = _belonging(key, seen)
        for name, value, at in query_parts(query, query_at):
            if identifier := find(name) or (stand_in(name) if unknown else None):
                _check_attribute(reading, identifier, seen, belonging)
                _read_part(reading, Part(identifier, value, at), legacy=legacy)
            else:
                reading.note("uri-unknown-attribute", name, at - len(name) - 1, found=name)
        return cls(reading.finished(alone=True), len(parts))

    @classmethod
    def of(cls, elements: Iterable[tuple[str, str]], *, unknown: bool = False) -> Self:
        """The link about the first of these elements that is a key; those that are not its qualifiers are attributes.

        With `unknown=True` attributes may have identifiers that are not in the table. Raises `Gs1Error` when elements
        are wrong or have no place in a link.
        """
        return cls.arranged(validated(elements, unknown=unknown), unknown=unknown)

    @classmethod
    def arranged(cls, elements: Iterable[Element], *, unknown: bool = False) -> Self:
        """As `of`, for elements that are known to be valid, such as those of an element string."""
        given = tuple(dict.fromkeys(elements))
        key = next((element for element in given if element.identifier.qualifiers is not None), None)
        if key is None:
            raise Gs1Error.of("no-key", found=_in_words([ai for ai, _ in given]))
        values = dict(given)
        order = max(key.identifier.qualifiers or (), key=lambda order: len(values.keys() & set(order)))
        path = (key, *(Element(ai, values[ai]) for ai in order if ai in values))
        attributes = tuple(element for element in given if element not in path)
        if misplaced := [each.ai for each in attributes if not _may_be_attribute(each.identifier, unknown)]:
            raise Gs1Error([Finding.of("uri-attribute", ai) for ai in misplaced])
        return cls(path + attributes, len(path))

    @property
    def key(self) -> Element:
        """The identifier that the link is about."""
        return self.elements[0]

    @property
    def qualifiers(self) -> tuple[Element, ...]:
        """What narrows the key down, such as a lot."""
        return self.elements[1 : self.in_path]

    @property
    def attributes(self) -> tuple[Element, ...]:
        """What else the address tells, such as an expiry date."""
        return self.elements[self.in_path :]

    def canonical(self) -> str:
        """The spelling on id.gs1.org that stands for all others."""
        return CANONICAL + self._relative()

    def at(self, base_url: str) -> str:
        """The link on this domain or below this address, `https://` or `http://` included."""
        if not _BASE.fullmatch(base_url):
            raise Gs1Error.of("base-url", found=base_url)
        return base_url.removesuffix("/") + self._relative()

    def _relative(self) -> str:
        """Path and query."""
        path = "".join([f"/{ai}/{_quoted(value)}" for ai, value in self.elements[: self.in_path]])
        if not self.attributes:
            return path
        attributes = sorted(self.attributes, key=lambda element: element.identifier.fnc1)
        return path + "?" + "&".join(f"{ai}={_quoted(value)}" for ai, value in attributes)


def _quoted(value: str) -> str:
    return value if value.isascii() and value.isalnum() else quote(value, safe="")


def read_identifiers(text: str) -> tuple[Element, ...]:
    """Key and qualifiers of an address in any spelling, old ones included.

    Length and characters of values are checked, but neither check digits nor what they mean: this tells which
    thing an address is about, not whether it is right. Raises `Gs1Error`.
    """
    path, path_at, _, _ = split(text)
    parts = path_parts(path, path_at, legacy=True)
    reading = Reading()
    _check_order(reading, parts[0].identifier, [part.identifier.ai for part in parts[1:]])
    for part in parts:
        _read_part(reading, part, legacy=True, deep=False)
    return reading.taken()


def _read_part(reading: Reading, part: Part, *, legacy: bool, deep: bool = True) -> None:
    ai, value = part.identifier.ai, part.value
    if legacy and ai == "01" and len(value) in {8, 12, 13}:
        value = value.zfill(14)
    reading.element(ai, value, part.at, part.at, deep=deep)


def _check_order(reading: Reading, key: ApplicationIdentifier, given: Sequence[str]) -> None:
    """Qualifiers stand in the order of one of the key's sequences, which may have gaps."""
    orders = key.qualifiers or ()
    if any(_is_within(given, order) for order in orders):
        return
    found = _in_words(given)
    if any(orders):
        reading.note("uri-order", key.ai, found=found, expected=" | ".join(map(_in_words, orders)))
    else:
        reading.note("uri-no-qualifiers", key.ai, found=found)


def _in_words(ais: Sequence[str]) -> str:
    return ", ".join(f"({ai})" for ai in ais)


def _is_within(given: Sequence[str], order: Sequence[str]) -> bool:
    rest = iter(order)
    return all(ai in rest for ai in given)


def _belonging(key: ApplicationIdentifier, path: AbstractSet[str]) -> frozenset[str]:
    """Qualifiers that the path could hold beside those it has."""
    fitting = [order for order in key.qualifiers or () if path - {key.ai} <= set(order)]
    return frozenset(chain.from_iterable(fitting))


def _may_be_attribute(identifier: ApplicationIdentifier, unknown: bool) -> bool:
    return identifier.attribute or (unknown and find(identifier.ai) is None)


def _check_attribute(
    reading: Reading, identifier: ApplicationIdentifier, seen: set[str], belonging: frozenset[str]
) -> None:
    ai = identifier.ai
    if ai in seen:
        reading.note("uri-attribute-twice", ai)
    elif not _may_be_attribute(identifier, reading.unknown):
        reading.note("uri-attribute", ai)
    elif ai in belonging:
        reading.note("uri-attribute-in-path", ai)
    seen.add(ai)
