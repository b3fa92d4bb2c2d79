"""Elements, and what is gathered while a text is read into them."""

from collections.abc import Iterable
from typing import NamedTuple

from aril.gs1.application_identifiers import ApplicationIdentifier, find, identifier_of, stand_in
from aril.gs1.associations import conflicts, missing_partners
from aril.gs1.errors import Finding, Gs1Error


class Element(NamedTuple):
    """An application identifier and its value."""

    ai: str
    value: str

    @property
    def identifier(self) -> ApplicationIdentifier:
        """What is known of the identifier."""
        return identifier_of(self.ai)


def validated(
    elements: Iterable[tuple[str, str]], *, alone: bool = True, unknown: bool = False
) -> tuple[Element, ...]:
    """The elements, each once, in the order given; raises `Gs1Error` with everything that is wrong with them."""
    reading = Reading(unknown=unknown)
    for ai, value in dict.fromkeys(elements):
        reading.element(ai, value)
    if not reading.elements and not reading.findings:
        reading.note("empty", at=0)
    return reading.finished(alone=alone)


class Reading:
    """Elements and findings gathered while a text is read; with `unknown`, identifiers may be none of the table."""

    def __init__(self, *, unknown: bool = False) -> None:
        self.unknown = unknown
        self.elements: list[Element] = []
        self.findings: list[Finding] = []
        self.partial = False

    def note(self, code: str, ai: str = "", at: int | None = None, **data: object) -> None:
        """Note what is wrong."""
        self.findings.append(Finding.of(code, ai, at, **data))

    def element(
        self, ai: str, value: str, ai_at: int | None = None, value_at: int | None = None, *, deep: bool = True
    ) -> None:
        """Take an element, or note what is wrong with it and where."""
        identifier = find(ai) or (stand_in(ai) if self.unknown else None)
        if identifier is None:
            self.partial = True
            self.note("unknown-ai", ai, ai_at, found=ai)
            return
        self.elements.append(Element(ai, value))
        if fault := identifier.fault(value, deep=deep):
            at = None if value_at is None else value_at + fault.at
            self.note(fault.code, ai, at, **fault.data)

    def finished(self, *, alone: bool) -> tuple[Element, ...]:
        """The elements, if nothing is wrong with them and between them."""
        self.findings.extend(conflicts(self.elements))
        if alone and not self.partial:
            self.findings.extend(missing_partners(ai for ai, _ in self.elements))
        return self.taken()

    def taken(self) -> tuple[Element, ...]:
        """The elements, if nothing was noted; else `Gs1Error`."""
        if self.findings:
            raise Gs1Error(self.findings)
        return tuple(self.elements)
