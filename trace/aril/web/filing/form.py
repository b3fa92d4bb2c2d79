"""What `templates/filing/form.html` shows, and the scans that come back with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from flask import g, request

from aril.domain.chain import Chain
from aril.domain.enterprise import Activity, Enterprise, EnterpriseKind, HeldCertificate
from aril.domain.region import Region, counties
from aril.services.enterprises import chain, filing_form
from aril.services.enterprises.filing_form import ELSEWHERE, MOST_CERTIFICATES, Scans
from aril.services.spreadsheets.files import Kept
from aril.web import forms
from aril.web.filing import blueprint
from aril.web.here import now, site
from aril.web.text import gettext as _
from aril.web.text import words
from aril.web.uploads import Request

SPARE = 3
"""How many empty certificates stand below those that are filled in."""
PARTS = ("kind", "number", "issuer", "valid_from", "valid_to", "scan")

KNOWN_CERTIFICATES = (
    "绿色食品",
    "有机产品",
    "农产品地理标志",
    "名特优新农产品",
    "良好农业规范",
    "食品经营许可",
    "检验检测机构资质认定",
)
"""Certificates as they name themselves, offered while somebody types."""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate of the form: how its fields begin, what was filed in it, and its scan."""

    begin: str
    held: HeldCertificate | None
    scan: Kept | None
    is_open: bool


def shown(filed: Enterprise | None = None) -> dict[str, object]:
    """The variables of `filing/form.html`: empty, or with what was filed before."""
    chains = chain.in_force(site())
    offered = _counties(chains)
    is_office = filed is not None and filed.activity is Activity.OFFICE
    activities = (
        [Activity.OFFICE] if is_office else [each for each in Activity if each is not Activity.OFFICE]
    )
    is_elsewhere = filed is not None and filed.region not in dict(offered)
    return {
        "filed": filed,
        "chains": [(each.code, each.name) for each in chains],
        "kinds": words(EnterpriseKind),
        "activities": words(activities),
        "counties": [*offered, (ELSEWHERE, _("Another county: write it below"))],
        "region": (ELSEWHERE if is_elsewhere else filed.region) if filed else "",
        "elsewhere": Region(filed.region).full_name if filed and is_elsewhere else "",
        "certificates": _rows(filed),
        "known_certificates": KNOWN_CERTIFICATES,
    }


def received(before: Enterprise | None = None) -> Scans:
    """The scans that came with the form, remembered for the page if the form has to come back."""
    uploads = cast(Request, request).uploads()
    g.scans = filing_form.receive(site(), request.form, uploads, now(), before)
    return cast(Scans, g.scans)


@blueprint.app_template_filter("region")
def _region(code: str) -> str:
    """A region by its code, as an address begins."""
    return Region(code).full_name


def _counties(chains: Iterable[Chain]) -> list[tuple[str, str]]:
    """Code and name of each county of the chains in force, with its city before it where there are several."""
    found = {county.code: county for each in chains for county in counties(Region(each.region).stem)}
    cities = {code[:4] for code in found}
    return [
        (code, f"{_city(county)}{county.name}" if len(cities) > 1 else county.name)
        for code, county in sorted(found.items())
    ]


def _city(county: Region) -> str:
    whole = county.full_name.removesuffix(county.name)
    return whole.removeprefix(Region(f"{county.code[:2]}0000").name)


def _rows(filed: Enterprise | None) -> list[CertificateRow]:
    held = filed.certificates if filed else ()
    scans = g.scans.kept if "scans" in g else None
    rows = []
    last_used = len(held)
    for number in range(1, MOST_CERTIFICATES + 1):
        begin = filing_form.row(number)
        before = held[number - 1] if number <= len(held) else None
        scan = _scan(before) if scans is None else scans.get(f"{begin}scan")
        is_used = scan is not None or any(
            forms.typed(begin + part, before and getattr(before, part, None)) or forms.fault(begin + part)
            for part in PARTS
        )
        last_used = number if is_used else last_used
        rows.append(CertificateRow(begin, before, scan, is_used))
    return rows[: last_used + SPARE]


def _scan(held: HeldCertificate | None) -> Kept | None:
    return Kept(held.file, held.file_name, "") if held and held.file else None
