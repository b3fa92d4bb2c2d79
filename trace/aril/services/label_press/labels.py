"""What can be printed for a lot: designs, what stands on a label, and how it will look."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from aril import resources
from aril.domain.chain import Chain
from aril.domain.errors import NotFound
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.region import Region
from aril.gs1.element_string import build
from aril.i18n import places
from aril.labelling.calibration import calibrate
from aril.labelling.design import Design
from aril.labelling.errors import LabelError
from aril.labelling.font import Font
from aril.labelling.press import press
from aril.labelling.record import FIELDS, LabelRecord
from aril.services.lots.finding import PAGE, lot_named, path_of, scan_of
from aril.services.lots.origin import origin_of
from aril.services.orchards.farm import chain_of_lot
from aril.services.site import Site
from aril.store import organisations, papers
from aril.store.organisations import OrganisationRow
from aril.store.papers import LabelIssueRow

DPI = 300
LOT_SHEET = "lot-a4-24"
LOT_ROLL = "lot-60x40"
OF_A_LOT = ("lot-", "unit-", "case-")
"""How the names of the designs begin that say what is known of a lot, of a piece of it, or of a case."""
OF_A_ROLL = "roll-"
"""How the names of the designs begin that say nothing of a lot."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be printed for a lot: the designs, one label of the chosen one as SVG, and what was issued before.

    `fault` says why the chosen design cannot be printed for this lot; then there is no picture. `origin` is where the
    lot grew, empty where that is not known.
    """

    lot: Lot
    designs: tuple[Design, ...]
    design: Design
    language: str
    picture: bytes
    fault: LabelError | None
    issued: Sequence[LabelIssueRow]
    origin: tuple[Region, ...]


def address(site: Site, lot: Lot) -> str:
    """The address that a lot's QR code carries: a GS1 Digital Link of this site, or `/t/{code}`."""
    return f"{site.base_url}{path_of(lot)}"


def offer(site: Site, code: str, design_name: str, language: str, actor: Member) -> Offer:
    """What can be printed for a lot, with one label of a design, or of the usual one, as it will be.

    Raises `NotFound` for a lot or a design that is not there.
    """
    with site.db.read() as session:
        lot = lot_named(session, site, code, actor.organisation_id)
        names = [name for name in designs(site) if name.startswith(OF_A_LOT)]
        usual = LOT_SHEET if LOT_SHEET in names or not names else names[0]
        design = design_of(site, design_name or usual)
        record = record_of(session, site, lot, language)
        issued = papers.label_issues(session, lot.epc)
        origin = origin_of(session, lot)
    known = tuple(readable(site, names))
    shown = unit_record(site, lot, record, FIELDS["serial"], 1) if has_serials(design) else record
    return Offer(lot, known, design, language, *pictured(design, shown, language), issued, origin)


def pictured(design: Design, record: LabelRecord, language: str) -> tuple[bytes, LabelError | None]:
    """A label as SVG, or why it cannot be printed."""
    try:
        job = press(design, [record], format="svg", dpi=DPI, font=font(), language=language)
        return b"".join(job), None
    except LabelError as fault:
        return b"", fault


def test_sheet(site: Site, design_name: str) -> tuple[bytes, str]:
    """A PDF that shows by how much a printer misses a design's labels, and the file's name; raises `NotFound`."""
    design = design_of(site, design_name)
    return b"".join(calibrate(design, format="pdf", dpi=DPI, font=font())), f"test-{design_name}.pdf"


def designs(site: Site) -> Mapping[str, Path]:
    """The files of the designs there are, by name: those that are shipped, added to or replaced by the site's own."""
    return resources.designs(site.labels)


def design_of(site: Site, name: str) -> Design:
    """A design by name; raises `NotFound`, and the `LabelError` of a file that is no design."""
    path = designs(site).get(name)
    if path is None:
        raise NotFound("label design", name)
    return Design.parse(path.read_bytes(), name)


def text_of(site: Site, name: str) -> str:
    """The file of a design that can be read."""
    return designs(site)[name].read_text(encoding="utf-8")


def readable(site: Site, names: Iterable[str]) -> Iterator[Design]:
    """Designs without those whose files are none; `aril doctor` names their faults."""
    for name in names:
        with suppress(LabelError):
            yield design_of(site, name)


@cache
def titles_of(design_text: str) -> Mapping[str, str]:
    """What a design is called, by language."""
    titles: Mapping[str, str] = tomllib.loads(design_text)["title"]
    return titles


def rolls(site: Site) -> tuple[Design, ...]:
    """The designs of labels that are printed before there is a lot."""
    return tuple(readable(site, (name for name in designs(site) if name.startswith(OF_A_ROLL))))


def has_serials(design: Design) -> bool:
    """Whether each label of a design has a number of its own."""
    return "serial" in design.fields


def unit_record(site: Site, lot: Lot | None, record: LabelRecord, serial: str, number: int) -> LabelRecord:
    """One of many labels, with its serial number and its number in the job."""
    fields = {**record.fields, "serial": serial, "number": f"{number:06d}"}
    return LabelRecord(fields, unit_address(site, lot) + serial, record.linear)


def unit_address(site: Site, lot: Lot | None) -> str:
    """What stands before the serial number in the address of a single piece."""
    return f"{address(site, lot)}/21/" if lot and lot.gtin else f"{site.base_url}{PAGE}"


def record_of(
    session: Session,
    site: Site,
    lot: Lot,
    language: str,
    net_weight: str = "",
    origin: Region | None = None,
) -> LabelRecord:
    """What a label of a lot says; `net_weight` is that of one box, with its unit.

    `origin` is where it is said to have grown, which is read where nothing is known of that.
    """
    chain = chain_of_lot(session, lot.chain)
    maker = organisations.organisation(session, lot.organisation_id)
    assert maker is not None, "whoever made a lot is filed"
    grown = origin_of(session, lot) or ((origin,) if origin else ())
    fields = _fields(lot, chain, maker, places(language, grown), language) | {"net_weight": net_weight}
    return LabelRecord(
        fields={key: value for key, value in fields.items() if value},
        uri=address(site, lot),
        linear=_element_string(lot, net_weight),
    )


def _element_string(lot: Lot, net_weight: str) -> str:
    """All that a linear symbol may say of a lot, or of a case of it; a design takes what it has room for."""
    if not lot.gtin:
        return scan_of(lot)
    elements = [("01", lot.gtin)]
    if lot.packed_on:
        elements.append(("13", f"{lot.packed_on:%y%m%d}"))
    if net_weight:
        grams = round(Decimal(net_weight.removesuffix(" kg")) * 1000)
        elements.append(("3103", f"{grams:06d}"))
    return build([*elements, ("10", lot.code)]).bracketed()


def _fields(lot: Lot, chain: Chain, maker: OrganisationRow, origin: str, language: str) -> dict[str, str]:
    english = language == "en"
    product = chain.product_of(lot)
    variety, grade = product.variety(lot.variety), product.grade(lot.grade)
    return {
        "product": product.name,
        "product_en": product.name_en,
        "variety": variety.name_en if english else variety.name,
        "grade": grade.name_en if english else grade.name,
        "grower": maker.name_en if english and maker.name_en else maker.name,
        "origin": origin,
        "harvest_date": lot.harvested_on.isoformat() if lot.harvested_on else "",
        "pack_date": lot.packed_on.isoformat() if lot.packed_on else "",
        "lot": lot.code,
        "code": lot.code,
        "gtin": lot.gtin,
        "enterprise": maker.name,
        "uscc": maker.uscc,
        "phone": maker.phone,
    }


@cache
def font() -> Font:
    """The font of everything that is printed; loaded once."""
    return Font.shipped()
