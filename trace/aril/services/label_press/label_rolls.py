"""Rolls of labels that were printed before there was a lot: bound to one by the first and the last of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.label import JobState, LabelsBound, LabelsUnbound, over_issue
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member
from aril.domain.reading import Fields
from aril.gs1 import scan
from aril.gs1.errors import Gs1Error
from aril.labelling.serial import is_serial
from aril.services.enterprises.filing import acting
from aril.services.label_press import label_jobs
from aril.services.label_press.label_jobs import PrintJob
from aril.services.label_press.label_order import packed_by, read_weight
from aril.services.ledger import capture
from aril.services.lots.finding import PAGE, lot_at_hand
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import labels as store
from aril.store import lots
from aril.store.labels import LabelBindingRow, Unit


@dataclass(eq=False)
class LabelsTaken(Refusal):
    template: ClassVar[str] = "Labels {first} to {last} of this roll stand for lot {lot} already."
    first: int
    last: int
    lot: str


@dataclass(eq=False)
class LotHasLeft(Refusal):
    template: ClassVar[str] = (
        "Something of lot {lot} was sold, sent or packed on: its labels are out and stand for it from now on."
    )
    lot: str


@dataclass(eq=False)
class LotIsStopped(Refusal):
    template: ClassVar[str] = "Lot {lot} is stopped ({state}); no labels are bound to it."
    lot: str
    state: LotState


@dataclass(frozen=True, slots=True)
class Binding:
    """Labels of a roll that stand for a lot."""

    id: str
    first: int
    last: int
    lot: str
    by: str
    bound_at: datetime
    over: Decimal

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll, what of it stands for which lot, and how many of its labels are free."""

    job: PrintJob
    bindings: Sequence[Binding]

    @property
    def free(self) -> int:
        return self.job.count - sum(each.count for each in self.bindings)


def rolls_of(site: Site, actor: Member) -> list[Roll]:
    """The latest rolls of the actor's organisation, newest first."""
    with site.db.read() as session:
        rows = store.jobs_of(session, actor.organisation_id, rolls=True)
        bound = _bindings(session, [row.id for row in rows])
        return [Roll(label_jobs.shown(session, row), bound.get(row.id, [])) for row in rows]


def show(site: Site, job_id: str, actor: Member) -> Roll:
    """A roll of the actor's organisation; raises `NotFound`."""
    with site.db.read() as session:
        row = store.job(session, job_id, actor.organisation_id)
        if row is None or row.lot:
            raise NotFound("roll", job_id)
        return Roll(label_jobs.shown(session, row), _bindings(session, [row.id]).get(row.id, []))


def binding_of(site: Site, binding_id: str, actor: Member) -> Binding:
    """A binding of the actor's organisation that stands; raises `NotFound`."""
    with site.db.read() as session:
        row = store.binding(session, binding_id, actor.organisation_id)
        if row is None:
            raise NotFound("binding", binding_id)
        return _binding(row, _code(session, row.lot))


def bind(site: Site, values: Mapping[str, str], actor: Member, at: datetime) -> Binding:
    """Let labels of a roll stand for a lot: those from the `first` to the `last` that was scanned, and `lot`.

    With the `net_weight` of one box, `over` says by how many kg the lot's labels promise more than was packed. Raises
    `Invalid` for labels that are no roll's, or of two rolls, `NotFound`, `LabelsTaken`, `LotIsStopped`, `NotApproved`.
    """
    fields = Fields(values)
    ends = {name: fields.through(name, _serial) for name in ("first", "last")}
    fields.through("lot", lambda text, _where: text)
    weight = read_weight(fields)
    fields.check()
    with site.db.write() as session:
        own = acting(session, actor)
        units = {name: _unit(session, fields, name, serial, own.id) for name, serial in ends.items()}
        fields.check()
        first, last = units["first"], units["last"]
        assert first is not None
        assert last is not None
        _check_range(fields, first, last)
        lot = lot_at_hand(session, site, fields.raw("lot"), own.id, "lot")
        if lot.state != LotState.ACTIVE:
            raise LotIsStopped(lot.code, lot.state)
        if taken := store.overlapping(session, first.job, first.number, last.number):
            raise LabelsTaken(taken.first, taken.last, _code(session, taken.lot))
        fact = LabelsBound(
            id=site.new_id(),
            organisation_id=own.id,
            job=first.job,
            first=first.number,
            last=last.number,
            lot=lot.epc,
            net_weight=weight,
            over=_over(session, lot, own.id, last.number - first.number + 1, weight),
            by=actor.user_name,
        )
        capture.record(session, site, fact, lot.epc, actor, at)
        return Binding(fact.id, fact.first, fact.last, lot.code, fact.by, at.astimezone(UTC), fact.over)


def unbind(site: Site, binding_id: str, reason: str, actor: Member, at: datetime) -> str:
    """Undo a mistaken binding, before anything of the lot has left; answers the roll's id.

    Raises `Invalid` without a reason, `NotFound` and `LotHasLeft`.
    """
    fields = Fields({"reason": reason})
    said = fields.text("reason")
    fields.check()
    with site.db.write() as session:
        own = acting(session, actor)
        row = store.binding(session, binding_id, own.id)
        if row is None:
            raise NotFound("binding", binding_id)
        lot = lots.lots_by_epc(session, [row.lot], lock=True)[row.lot]
        if _has_left(session, lot, own.id):
            raise LotHasLeft(lot.code)
        fact = LabelsUnbound(row.id, own.id, said, actor.user_name)
        capture.record(session, site, fact, row.lot, actor, at)
        return row.job


def _serial(text: str, where: str) -> str:
    """The serial number in what was scanned or typed; raises `Invalid`."""
    try:
        read = scan.read(text).text
    except Gs1Error as error:
        raise Invalid.at(where, error.template, **error.data) from error
    value = read.rstrip("/").rpartition(PAGE)[2].replace("-", "").replace(" ", "").upper()
    if not is_serial(value):
        raise Invalid.at(where, "“{value}” is no code of a label printed in advance.", value=text)
    return value


def _unit(session: Session, fields: Fields, name: str, serial: str | None, own: str) -> Unit | None:
    assert serial is not None
    unit = store.unit(session, serial)
    row = store.job(session, unit.job, own, lock=True) if unit else None  # nobody binds or stops it meanwhile
    if unit is None or row is None or row.lot:
        fields.refuse(name, "“{value}” is on none of your rolls.", value=serial)
        return None
    if row.state == JobState.CANCELLED or unit.number > row.done:
        fields.refuse(name, "Label {number} of this roll was not printed.", number=unit.number)
        return None
    return unit


def _check_range(fields: Fields, first: Unit, last: Unit) -> None:
    if first.job != last.job:
        fields.refuse("last", "The first and the last label are of two rolls. Bind each roll by itself.")
    elif first.number > last.number:
        fields.refuse(
            "last",
            "The last label has number {last}, before the first with number {first}.",
            first=first.number,
            last=last.number,
        )
    fields.check()


def _over(session: Session, lot: Lot, own: str, count: int, weight: Decimal) -> Decimal:
    issued = [*store.issued(session, lot.epc), (count, weight)]
    return over_issue(packed_by(session, lot, own), issued) if weight else Decimal(0)


def _has_left(session: Session, lot: Lot, own: str) -> bool:
    """Whether anything of a lot is no longer with the organisation that made it, or holds it."""
    held = lots.held_of(session, lot.epc, own)
    return held != lot.quantity if lot.organisation_id == own else held != lot.remaining


def _bindings(session: Session, jobs: Sequence[str]) -> dict[str, list[Binding]]:
    rows = store.bindings_of(session, jobs)
    codes = {epc: lot.code for epc, lot in lots.lots_by_epc(session, {row.lot for row in rows}).items()}
    found: dict[str, list[Binding]] = {}
    for row in rows:
        found.setdefault(row.job, []).append(_binding(row, codes[row.lot]))
    return found


def _binding(row: LabelBindingRow, lot: str) -> Binding:
    return Binding(row.id, row.first, row.last, lot, row.by, row.bound_at, row.over)


def _code(session: Session, epc: str) -> str:
    lot = lots.lot(session, epc)
    return lot.code if lot else epc


@visible("binding")
def _sees_binding(session: Session, member: Member, binding_id: str) -> bool:
    return store.binding(session, binding_id, member.organisation_id) is not None
