"""Ordering labels: they are tried, their serial numbers are reserved, and the order is recorded, all at once."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Self

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aril.domain.errors import Finding, Invalid, NotFound
from aril.domain.label import JobState, LabelsOrdered, over_issue
from aril.domain.lot import Lot, LotState
from aril.domain.lot_rules import LotIsVoid
from aril.domain.membership import Member
from aril.domain.printer import Printer, read_offset
from aril.domain.proof import canonical_json
from aril.domain.reading import Fields, sure
from aril.domain.region import Region
from aril.domain.units import kilograms
from aril.labelling.design import Design
from aril.labelling.layout import Placement
from aril.labelling.press import press
from aril.labelling.record import FIELDS, LabelRecord
from aril.labelling.serial import ENTROPY, serials
from aril.services.enterprises.filing import acting
from aril.services.label_press import labels, printers
from aril.services.ledger import capture
from aril.services.lots.finding import lot_at_hand
from aril.services.lots.parcel import epc_of
from aril.services.site import Site
from aril.services.work import wake
from aril.store import labels as store
from aril.store import lots
from aril.store.labels import LabelJobRow

MOST = 100_000
"""Labels of one job."""
AT_ONCE = 1000
"""So many are printed while their sender waits; more are printed in the background."""
TASK = "labels"
"""The name by which somebody is woken to print."""
DELIVERY = "deliver labels"
"""The name by which somebody is woken to send what is printed to a printer."""
LEASE = timedelta(seconds=60)
"""How long whoever prints may be silent before another takes over."""
ROLL = "roll-60x40"
LANGUAGES = ("zh", "en")
"""What the facts of a lot are said in; a site's own design may have another."""
KEY = re.compile("[!-~]{0,64}")
"""The name of an order: signs that a header can carry, none of them a space."""


@dataclass(eq=False)
class KeyReused(Invalid):
    """The key of an order came again, with another order."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            [
                Finding(
                    "",
                    "The key “{key}” was used for another order. A new order needs a new key.",
                    {"key": key},
                )
            ]
        )


HEAVIEST = Decimal("999.999")
"""Kilograms of one box: six digits with three decimals, as AI (3103) has them."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed; `net_weight` is that of one box in kg, 0 where labels do not say it.

    `origin` is where a lot grew, as its packer says it where that is not known.
    """

    design: str
    count: int
    language: str
    net_weight: Decimal
    placement: Placement
    origin: Region | None

    @classmethod
    def parse(cls, values: Mapping[str, str], usual: str = labels.LOT_SHEET) -> Self:
        """Raises `Invalid` with every fault."""
        fields = Fields(values)
        count = fields.whole("count", least=1, most=MOST)
        start = fields.whole("start", least=1, required=False)
        weight = read_weight(fields)
        origin = fields.through("origin", Region.parse, required=False)
        right, down = (fields.through(side, read_offset, required=False) or 0 for side in ("right", "down"))
        fields.check()
        return cls(
            design=fields.raw("design") or usual,
            count=sure(count),
            language=fields.raw("language"),
            net_weight=weight,
            placement=Placement(right, down, start or 1),
            origin=origin,
        )

    def on(self, site: Site, printer: Printer) -> Self:
        """The same for a printer, which misses its paper by what was measured."""
        placed = printers.placement(printer, labels.design_of(site, self.design), self.placement.start)
        return replace(self, placement=placed)


def read_weight(fields: Fields) -> Decimal:
    """The net weight of one box in kg; 0 where it is left open."""
    weight = fields.through("net_weight", lambda text, where: kilograms(text, where=where), required=False)
    if weight and weight > HEAVIEST:
        fields.refuse(
            "net_weight", "A label says at most {most} kg, found {value} kg.", most=HEAVIEST, value=weight
        )
    return weight or Decimal(0)


def order(
    site: Site,
    scanned: str,
    values: Mapping[str, str],
    actor: Member,
    at: datetime,
    key: str = "",
    *,
    waits: bool = False,
) -> str:
    """Order labels of a lot; answers the id of their job, which `label_print` prints.

    `values` are those of the form: `design`, `count`, `language`, `net_weight` of one box in kg if labels shall say
    it, `origin` where it is not known where the lot grew, `start`, the first free place of a half-used sheet, and by
    how many mm everything is moved `right` and `down` on the paper, or a `printer`, by its id, whose offset is known.
    The same order under the same `key` is the same job. Who `waits` prints even a large job without help from others:
    `label_print.print_now`. Raises `Invalid`, `NotFound`, `LotIsVoid`, `NotApproved`, `KeyReused`, and the `LabelError`
    of an element that cannot be printed; then nothing was ordered.
    """
    wanted = Order.parse(values)
    if printer := values.get("printer", ""):
        wanted = wanted.on(site, printers.printer(site, printer, actor, "printer"))
    with site.db.read() as session:
        own = acting(session, actor)
        lot = lot_at_hand(session, site, scanned, own.id)
        if lot.state is LotState.VOID:
            raise LotIsVoid(lot.code)
        weight = f"{wanted.net_weight:f} kg" if wanted.net_weight else ""
        record = labels.record_of(session, site, lot, wanted.language, weight, wanted.origin)
    row = _row(site, wanted, lot, record, actor, at, _Key.of(key, lot.epc, wanted))
    return _ordered(site, row, lot, actor, at, waits=waits or wanted.count <= AT_ONCE)


def order_roll(site: Site, values: Mapping[str, str], actor: Member, at: datetime, key: str = "") -> str:
    """Order a roll of labels without a lot, each with a code of its own; as `order` does."""
    wanted = Order.parse(values, ROLL)
    if not wanted.design.startswith(labels.OF_A_ROLL):
        raise NotFound("label design", wanted.design, "design")
    if not labels.has_serials(labels.design_of(site, wanted.design)):
        raise Invalid.at("design", "This design has no place for a code of its own.")
    with site.db.read() as session:
        own = acting(session, actor)
        name = own.name_en if wanted.language[:2] == "en" and own.name_en else own.name
        facts = {
            "grower": name,
            "enterprise": own.name,
            "phone": own.phone,
        }
    record = LabelRecord({name: value for name, value in facts.items() if value})
    row = _row(site, wanted, None, record, actor, at, _Key.of(key, "", wanted))
    return _ordered(site, row, None, actor, at, waits=wanted.count <= AT_ONCE)


def order_parcel(
    site: Site,
    sscc: str,
    record: LabelRecord,
    values: Mapping[str, str],
    actor: Member,
    at: datetime,
    key: str = "",
) -> str:
    """Order labels of a case or a pallet, with a record of it; as `order` does."""
    wanted = Order.parse(values)
    if printer := values.get("printer", ""):
        wanted = wanted.on(site, printers.printer(site, printer, actor, "printer"))
    row = _row(site, wanted, None, record, actor, at, _Key.of(key, epc_of(sscc), wanted))
    row.lot, row.name = epc_of(sscc), f"{sscc}-{wanted.design}"
    return _ordered(site, row, None, actor, at, waits=wanted.count <= AT_ONCE)


@dataclass(frozen=True, slots=True)
class _Key:
    """The name that a sender gave to an order, and what was ordered under it."""

    name: str
    digest: str

    @classmethod
    def of(cls, name: str, epc: str, wanted: Order) -> Self | None:
        """None where there is no name. Raises `Invalid` for one that is no `KEY`."""
        if not KEY.fullmatch(name):
            raise Invalid.at(
                "key", "Expected at most 64 letters, digits and signs, found “{value}”.", value=name[:80]
            )
        said = {"lot": epc, **{part: str(value) for part, value in asdict(wanted).items()}}
        return cls(name, hashlib.sha256(canonical_json(said).encode()).hexdigest()) if name else None


def _ordered(
    site: Site, row: LabelJobRow, lot: Lot | None, actor: Member, at: datetime, *, waits: bool
) -> str:
    # Should whoever waits for it not print it after all, somebody else finds the job due.
    row.due_at, row.claim = (at + LEASE, row.id) if waits else (at, None)
    try:
        job_id = _reserved(site, row, lot, actor, at)
    except IntegrityError:  # the same order arrived twice at once, and the second look finds the first
        job_id = _reserved(site, _copy(row), lot, actor, at)
    if not waits:
        wake(site, TASK)
    return job_id


def _reserved(site: Site, row: LabelJobRow, lot: Lot | None, actor: Member, at: datetime) -> str:
    """Keep a job with its serial numbers and the record of its order, all or nothing."""
    with site.db.write() as session:
        own = acting(session, actor)
        if row.key and (known := store.job_by_key(session, own.id, row.key)):
            if known.key_digest != row.key_digest:
                raise KeyReused(row.key)
            return known.id
        row.over = Decimal(0)
        if lot and row.net_weight:
            row.over = over_of(session, lot, own.id, (row.count, row.net_weight))
        session.add(row)
        session.flush()
        fact = LabelsOrdered(
            id=row.id,
            organisation_id=row.organisation_id,
            lot=row.lot,
            design=row.design,
            count=row.count,
            uri=row.uri,
            serials=_reserve(session, site, row) if row.has_serials else "",
            net_weight=row.net_weight,
            over=row.over,
            by=row.ordered_by,
        )
        capture.record(session, site, fact, row.lot or row.id, actor, at)
        return row.id


def _reserve(session: Session, site: Site, row: LabelJobRow) -> str:
    """Reserve a serial number for each label; answers the SHA-256 of them all."""
    reserved = serials(site.entropy(ENTROPY * row.count))
    store.reserve(session, row.id, reserved)
    return hashlib.sha256("\n".join([*reserved, ""]).encode()).hexdigest()


def _packed_by(session: Session, lot: Lot, organisation_id: str) -> Decimal:
    """How many kg of a lot an organisation has labels for: what it made of it, or what it holds."""
    if lot.organisation_id == organisation_id:
        return lot.quantity
    return lots.held_of(session, lot.epc, organisation_id)


def over_of(session: Session, lot: Lot, organisation_id: str, *more: tuple[int, Decimal]) -> Decimal:
    """By how many kg a lot's labels, and these `more` (labels, kg each promises), promise more than there is of it."""
    return over_issue(_packed_by(session, lot, organisation_id), [*store.issued(session, lot.epc), *more])


def _try(design: Design, wanted: Order, record: LabelRecord) -> None:
    """Print the first label for nobody, so that a job that cannot be printed is never ordered."""
    job = press(
        design,
        [record],
        format="pdf",
        dpi=labels.DPI,
        font=labels.font(),
        language=wanted.language,
        placement=wanted.placement,
    )
    for _ in job.batches():
        if job.proof.labels:
            break
    job.close()


def _row(
    site: Site,
    wanted: Order,
    lot: Lot | None,
    record: LabelRecord,
    actor: Member,
    at: datetime,
    key: _Key | None,
) -> LabelJobRow:
    """A job that nobody has begun, and that can be printed: its first label was."""
    design = labels.design_of(site, wanted.design)
    if wanted.language not in {"", *LANGUAGES, *design.languages}:
        raise Invalid.at("language", "Choose one of the list; found “{value}”.", value=wanted.language)
    has_serials = labels.has_serials(design)
    _try(
        design,
        wanted,
        labels.unit_record(site, lot, record, FIELDS["serial"], wanted.count) if has_serials else record,
    )
    return LabelJobRow(
        id=site.new_id(),
        organisation_id=actor.organisation_id,
        lot=lot.epc if lot else "",
        name=f"{lot.code if lot else 'roll'}-{wanted.design}",
        design=wanted.design,
        design_text=labels.text_of(site, wanted.design),
        language=wanted.language,
        placement=asdict(wanted.placement),
        fields=dict(record.fields),
        uri=labels.unit_address(site, lot) if has_serials else record.uri,
        linear=record.linear,
        has_serials=has_serials,
        count=wanted.count,
        per_page=design.per_page,
        start=wanted.placement.start,
        net_weight=wanted.net_weight,
        over=Decimal(0),
        key=key and key.name,
        key_digest=key and key.digest,
        ordered_by=actor.user_name,
        ordered_at=at,
        state=str(JobState.QUEUED),
        fault=None,
        started_from=0,
        done=0,
        length=0,
        symbols=0,
        pages_rendered=0,
        writer_state="",
    )


def _copy(row: LabelJobRow) -> LabelJobRow:
    names = LabelJobRow.__mapper__.column_attrs.keys()
    return LabelJobRow(**{name: getattr(row, name) for name in names})
