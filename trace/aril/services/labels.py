"""Printing a lot's labels: what stands on them, their proof, and the record that they were issued."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Self

from sqlalchemy.orm import Session

from aril import resources
from aril.domain.chain import Chain
from aril.domain.errors import Invalid, NotFound
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.reading import Fields, sure
from aril.domain.records import LabelIssue
from aril.domain.region import Region
from aril.domain.units import decimal, kilograms
from aril.labelling.calibration import calibrate
from aril.labelling.design import Design
from aril.labelling.errors import LabelError
from aril.labelling.font import Font
from aril.labelling.layout import Placement
from aril.labelling.press import press
from aril.labelling.record import LabelRecord
from aril.services import capture
from aril.services.farm import chain_of
from aril.services.filing import acting
from aril.services.finding import lot_at_hand, lot_named, path_of, scan_of
from aril.services.site import Site
from aril.store import farm, organisations, papers
from aril.store.organisations import OrganisationRow
from aril.store.papers import LabelIssueRow

MOST_AT_ONCE = 1000
DPI = 300
LOT_SHEET = "lot-a4-24"
FARTHEST = 10
"""By how many mm a printer may miss its labels."""
OF_A_LOT = "lot-"
"""How the names of the designs begin that say what is known of a lot."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished, decode-verified print job."""

    content: bytes
    symbols_checked: int
    lot: Lot
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be printed for a lot: the designs, one label of the chosen one as SVG, and what was issued before.

    `fault` says why the chosen design cannot be printed for this lot; then there is no picture.
    """

    lot: Lot
    designs: tuple[Design, ...]
    design: Design
    language: str
    picture: bytes
    fault: LabelError | None
    issued: Sequence[LabelIssueRow]


def address(site: Site, lot: Lot) -> str:
    """The address that a lot's QR code carries: a GS1 Digital Link of this site, or `/t/{code}`."""
    return f"{site.base_url}{path_of(lot)}"


def print_lot(site: Site, scanned: str, values: Mapping[str, str], actor: Member, at: datetime) -> Printed:
    """Print labels of a lot, and record their issue.

    `values` are those of the form: `design`, `count`, `kind` (pdf, or png for one label), `language`, `net_weight`
    of one box in kg if labels shall say it, `start`, the first free place of a half-used sheet, and by how many mm
    everything is moved `right` and `down` on the paper. Every symbol has been read back from its final geometry
    before this answers. Raises `Invalid`, `NotFound`, `NotApproved`, and the `LabelError` of an element that cannot
    be printed.
    """
    order = _Order.parse(values)
    with site.db.read() as session:
        own = acting(session, actor)
        lot = lot_at_hand(session, site, scanned, own.id)
        record = record_of(session, site, lot, order.language, order.net_weight)
    job = press(
        design_of(site, order.design),
        repeat(record, order.count),
        format=order.kind,
        dpi=DPI,
        font=font(),
        language=order.language,
        placement=order.placement,
    )
    content = b"".join(job)  # drawn before the transaction, so that a long job keeps nobody from writing
    with site.db.write() as session:
        acting(session, actor)
        fact = LabelIssue(
            id=site.new_id(),
            organisation_id=actor.organisation_id,
            lot=lot.epc,
            design=order.design,
            count=order.count,
            uri=record.uri,
            symbols_checked=job.proof.symbols,
            by=actor.user_name,
        )
        capture.record(session, site, fact, lot.epc, actor, at)
    return Printed(content, job.proof.symbols, lot, f"{lot.code}-{order.design}.{order.kind}")


def offer(site: Site, code: str, design_name: str, language: str, actor: Member) -> Offer:
    """What can be printed for a lot, with one label of a design, or of the usual one, as it will be.

    Raises `NotFound` for a lot or a design that is not there.
    """
    with site.db.read() as session:
        lot = lot_named(session, code, actor.organisation_id)
        names = [name for name in designs(site) if name.startswith(OF_A_LOT)]
        usual = LOT_SHEET if LOT_SHEET in names or not names else names[0]
        design = design_of(site, design_name or usual)
        record = record_of(session, site, lot, language)
        issued = papers.label_issues(session, lot.epc)
    known = tuple(_readable(site, names))
    try:
        job = press(design, [record], format="svg", dpi=DPI, font=font(), language=language)
        return Offer(lot, known, design, language, b"".join(job), None, issued)
    except LabelError as fault:
        return Offer(lot, known, design, language, b"", fault, issued)


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


def _readable(site: Site, names: Iterable[str]) -> Iterator[Design]:
    """Designs without those whose files are none; `aril doctor` names their faults."""
    for name in names:
        with suppress(LabelError):
            yield design_of(site, name)


def record_of(session: Session, site: Site, lot: Lot, language: str, net_weight: str = "") -> LabelRecord:
    """What a label of a lot says; `net_weight` is that of one box, with its unit."""
    chain = chain_of(session, lot.chain)
    maker = organisations.organisation(session, lot.organisation_id)
    assert maker is not None, "whoever made a lot is filed"
    plot = farm.plot(session, lot.plot_id) if lot.plot_id else None
    region = Region(plot.region if plot else maker.region).full_name
    fields = _fields(lot, chain, maker, region, language) | {"net_weight": net_weight}
    return LabelRecord(
        fields={key: value for key, value in fields.items() if value},
        uri=address(site, lot),
        linear=scan_of(lot),
    )


def _fields(lot: Lot, chain: Chain, maker: OrganisationRow, region: str, language: str) -> dict[str, str]:
    english = language == "en"
    product = chain.product(lot.product)
    variety, grade = product.variety(lot.variety), product.grade(lot.grade)
    return {
        "product": product.name,
        "product_en": product.name_en,
        "variety": variety.name_en if english else variety.name,
        "grade": grade.name_en if english else grade.name,
        "grower": maker.name_en if english and maker.name_en else maker.name,
        "origin": region,
        "harvest_date": lot.harvested_on.isoformat() if lot.harvested_on else "",
        "pack_date": lot.packed_on.isoformat() if lot.packed_on else "",
        "lot": lot.code,
        "code": lot.code,
        "gtin": lot.gtin,
        "enterprise": maker.name,
        "uscc": maker.uscc,
        "phone": maker.phone,
    }


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be printed; `net_weight` with its unit, or empty."""

    design: str
    count: int
    kind: str
    language: str
    net_weight: str
    placement: Placement

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Self:
        """Raises `Invalid` with every fault."""
        fields = Fields(values)
        kind = "png" if fields.raw("kind") == "png" else "pdf"
        count = fields.whole("count", least=1, most=MOST_AT_ONCE) if kind == "pdf" else 1
        start = fields.whole("start", least=1, required=False) if kind == "pdf" else 1
        weight = fields.through(
            "net_weight", lambda text, where: kilograms(text, where=where), required=False
        )
        right, down = (fields.through(side, _offset, required=False) or 0 for side in ("right", "down"))
        fields.check()
        return cls(
            design=fields.raw("design") or LOT_SHEET,
            count=sure(count),
            kind=kind,
            language=fields.raw("language"),
            net_weight=f"{weight:f} kg" if weight else "",
            placement=Placement(right, down, start or 1),
        )


def _offset(text: str, where: str) -> int:
    """A printer's offset in mm, as micrometres."""
    millimetres = decimal(text, where)
    if abs(millimetres) > FARTHEST:
        raise Invalid.at(
            where,
            "Expected an offset from -{most} to {most} mm, found “{value}”.",
            most=FARTHEST,
            value=text,
        )
    return int(millimetres * 1000)


@cache
def font() -> Font:
    """The font of everything that is printed; loaded once."""
    return Font.shipped()
