"""Reading a filing as its form sends it: the enterprise, its certificates and their scans; every fault at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from aril.domain.enterprise import Activity, Enterprise, HeldCertificate
from aril.domain.errors import Finding, Invalid
from aril.domain.reading import Fields, sure
from aril.services.site import Site
from aril.services.spreadsheets import files
from aril.services.spreadsheets.files import Kept, TooLarge, Upload

MOST_CERTIFICATES = 12
ELSEWHERE = "elsewhere"
"""Chosen in the list of counties by whoever writes theirs into the field of this name."""

_ROW = ("kind", "number", "issuer", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Scans:
    """The scans that came with a form, by field, and what is wrong with those that cannot be kept."""

    kept: Mapping[str, Kept]
    findings: tuple[Finding, ...] = ()
    too_large: bool = False


def row(number: int) -> str:
    """How the fields of a certificate begin: the third's number is `certificate-3-number`."""
    return f"certificate-{number}-"


def receive(
    site: Site,
    values: Mapping[str, str],
    uploads: Mapping[str, Upload],
    at: datetime,
    before: Enterprise | None = None,
) -> Scans:
    """Look at the scans in a form and set them aside, so that a form that comes back still has them.

    A scan is a new upload in `certificate-N-scan`; or one named in `certificate-N-kept`, that was set aside with
    the same form before or that the filing `before` has.
    """
    kept: dict[str, Kept] = {}
    findings: list[Finding] = []
    too_large = False
    filed = {each.file: each.file_name for each in before.certificates} if before else {}
    for number in range(1, MOST_CERTIFICATES + 1):
        field = f"{row(number)}scan"
        digest = values.get(f"{row(number)}kept", "")
        try:
            if field in uploads:
                kept[field] = files.set_aside(site, uploads[field], field, at)
            elif digest and digest in filed:
                kept[field] = Kept(digest, filed[digest], "")
            elif found := files.remembered(site, digest, values.get(f"{row(number)}kept_name", "")):
                kept[field] = found
        except Invalid as error:
            too_large = too_large or isinstance(error, TooLarge)
            findings += error.findings
    return Scans(kept, tuple(findings), too_large)


def read(values: Mapping[str, str], scans: Scans, before: Enterprise | None = None) -> Enterprise:
    """The enterprise that a form files; raises `TooLarge` or `Invalid` with every fault.

    A row of the certificates in which nothing is written is none, so that clearing its fields removes it.
    """
    elsewhere = values.get("region") == ELSEWHERE
    fields = Fields(values)
    certificates = tuple(_certificates(fields, values, scans, before))
    written = dict(values) | ({"region": values.get(ELSEWHERE, "")} if elsewhere else {})
    filed = fields.attempt(lambda: Enterprise.parse(written, certificates))
    is_office = before is not None and before.activity is Activity.OFFICE
    if filed and (filed.activity is Activity.OFFICE) != is_office:
        fields.refuse("activity", "Choose one of the list; found “{value}”.", value=filed.activity)
    findings = [
        replace(each, where=ELSEWHERE) if elsewhere and each.where == "region" else each
        for each in (*fields.findings, *scans.findings)
    ]
    if findings:
        raise TooLarge(findings) if scans.too_large else Invalid(findings)
    return sure(filed)


def _certificates(
    fields: Fields, values: Mapping[str, str], scans: Scans, before: Enterprise | None
) -> Iterator[HeldCertificate]:
    filed = {each.file for each in before.certificates} if before else set()
    for number in range(1, MOST_CERTIFICATES + 1):
        begin = row(number)
        scan = scans.kept.get(f"{begin}scan")
        is_new = scan is not None and scan.digest not in filed
        if is_new or any(values.get(begin + part, "").strip() for part in _ROW):
            held = fields.attempt(partial(_certificate, values, begin, scan))
            if held:
                yield held


def _certificate(values: Mapping[str, str], begin: str, scan: Kept | None) -> HeldCertificate:
    return HeldCertificate.parse(
        values, begin, file=scan.digest if scan else "", file_name=scan.name if scan else ""
    )
