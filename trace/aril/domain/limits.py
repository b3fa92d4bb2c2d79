"""Maximum residue limits as data: which limit judges a substance in a commodity on a day.

The project ships none. An authorised user loads an edition with its source; a limit covers every food of a
class unless it excepts some, and the most specific one wins: commodity before subclass before class.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from aril.domain.errors import Finding, Invalid
from aril.domain.reading import Fields, sure
from aril.domain.units import measured

COLUMNS = (
    "substance", "cas", "residue_definition", "commodity_path", "exceptions", "limit", "unit", "provisional",
    "method", "standard", "edition", "effective_from", "effective_to", "jurisdiction", "source_url", "page",
    "verified_by", "verified_on",
)  # fmt: skip
"""The columns of a limit file, in the order of its template."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of a limit file. `commodity_path` goes from class to commodity; `limit` is in `unit`."""

    substance: str
    commodity_path: tuple[str, ...]
    limit: Decimal
    unit: str
    standard: str
    edition: str
    effective_from: date
    jurisdiction: str
    verified_by: str
    verified_on: date
    effective_to: date | None = None
    exceptions: tuple[str, ...] = ()
    cas: str = ""
    residue_definition: str = ""
    provisional: bool = False
    method: str = ""
    source_url: str = ""
    page: str = ""

    @property
    def basis(self) -> str:
        """The limit's source as a report cites it."""
        return f"{self.standard}-{self.edition}" if self.edition not in self.standard else self.standard

    def covers(self, commodity_path: tuple[str, ...], on: date) -> bool:
        if not (self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)):
            return False
        if commodity_path[: len(self.commodity_path)] != self.commodity_path:
            return False
        return not set(self.exceptions) & set(commodity_path)

    @classmethod
    def parse(cls, row: Mapping[str, str]) -> Self:
        """Read one row; raises `Invalid`."""
        fields = Fields(row)
        substance = fields.text("substance")
        path = fields.text("commodity_path", at_most=500)
        number = fields.through("limit", measured)
        unit = fields.text("unit", at_most=20)
        standard = fields.text("standard", at_most=64)
        edition = fields.text("edition", at_most=32)
        start = fields.day("effective_from")
        end = fields.day("effective_to", required=False)
        jurisdiction = fields.text("jurisdiction", at_most=16)
        verified_by = fields.text("verified_by", at_most=64)
        verified_on = fields.day("verified_on")
        exceptions = fields.text("exceptions", at_most=500, required=False)
        cas = fields.text("cas", at_most=64, required=False)
        residue = fields.text("residue_definition", required=False)
        method = fields.text("method", required=False)
        source_url = fields.text("source_url", at_most=512, required=False)
        page = fields.text("page", at_most=64, required=False)
        if path and not _path(path):
            fields.refuse(
                "commodity_path", "Expected a food or a class of foods, found “{value}”.", value=path
            )
        if start and end and end < start:
            fields.refuse("effective_to", "This lies before the first day of validity, {day}.", day=start)
        fields.check()
        return cls(
            substance=substance,
            commodity_path=_path(path),
            limit=sure(number),
            unit=unit,
            standard=standard,
            edition=edition,
            effective_from=sure(start),
            effective_to=end,
            jurisdiction=jurisdiction,
            verified_by=verified_by,
            verified_on=sure(verified_on),
            exceptions=_path(exceptions),
            cas=cas,
            residue_definition=residue,
            provisional=fields.raw("provisional").lower() in {"1", "yes", "true", "是"},
            method=method,
            source_url=source_url,
            page=page,
        )

    @property
    def subject(self) -> tuple[object, ...]:
        """What it limits, where and from when: of two limits with one subject the later loaded one judges."""
        return (self.substance, self.commodity_path, self.exceptions, self.jurisdiction, self.effective_from)


@dataclass(frozen=True, slots=True)
class LimitsLoaded:
    """The record by which a set of limits comes into use; what stands in it replaces nothing, only adds."""

    limits: tuple[Limit, ...]
    source: str
    by: str


def read_limits(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[Limit, ...]:
    """Read numbered rows of a limit file, all or nothing; raises `Invalid` naming each row and column."""
    limits: list[Limit] = []
    findings: list[Finding] = []
    for number, row in rows:
        try:
            limits.append(Limit.parse(row))
        except Invalid as error:
            findings += [
                Finding(f"row {number}, {fault.where}", fault.template, fault.data)
                for fault in error.findings
            ]
    if findings:
        raise Invalid(findings)
    return tuple(limits)


def applicable(
    limits: Iterable[Limit], substance: str, commodity_path: tuple[str, ...], jurisdiction: str, on: date
) -> Limit | None:
    """The limit in force on a day, or none: the most specific, of these the latest edition.

    `limits` come in the order in which they were loaded; where one was loaded again to correct it, the last
    one judges.
    """
    matching = [
        (len(limit.commodity_path), limit.effective_from, order, limit)
        for order, limit in enumerate(limits)
        if limit.substance == substance
        and limit.jurisdiction == jurisdiction
        and limit.covers(commodity_path, on)
    ]
    return max(matching, key=lambda found: found[:3])[3] if matching else None


def _path(text: str) -> tuple[str, ...]:
    return tuple(
        part.strip() for part in text.replace("；", ";").replace(">", ";").split(";") if part.strip()
    )
