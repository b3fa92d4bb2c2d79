"""Rolls of labels that were printed before there was a lot: bound to one by the first and the last of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.errors import Invalid, NotFound, Refusal
from aril.domain.label import JobState, LabelsBound, LabelsUnbound, stretches_left
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member
from aril.domain.reading import Fields
from aril.gs1 import scan
from aril.gs1.errors import Gs1Error
from aril.labelling.serial import is_serial
from aril.services.enterprises.filing import acting
from aril.services.label_press import label_jobs
from aril.services.label_press.label_jobs import PrintJob, expect_good
from aril.services.label_press.label_order import MOST, over_of, read_weight
from aril.services.ledger import capture
from aril.services.lots.finding import PAGE, lot_at_hand
from aril.services.paging import Page
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import labels as store
from aril.store import lots
from aril.store.label_withdrawals import withdrawals_of
from aril.store.labels import LabelBindingRow, LabelJobRow, Unit

_DIGITS = len(str(MOST))
"""A number on a roll has no more; a code is longer."""


@dataclass(eq=False)
class LabelsTaken(Refusal):
    template: ClassVar[str] = "Labels {first} to {last} of this roll stand for lot {lot} already."
    first: int
    last: int
    lot: str


@dataclass(eq=False)
class LotHasLeft(Refusal):
    template: ClassVar[str] = (
        "Something of lot {lot} has left. Scan the first and the last label that you still have: these are taken "
        "from the lot, and all others stay."
    )
    lot: str


@dataclass(eq=False)
class LabelsNotBound(Refusal):
    template: ClassVar[str] = (
        "Not all labels from {first} to {last} stand for lot {lot}: only {first_bound} to {last_bound} do."
    )
    first: int
    last: int
    lot: str
    first_bound: int
    last_bound: int


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
class Undoable:
    """A binding that may be undone: as a whole, or once something `has_left` of its lot where labels are still here."""

    bound: Binding
    has_left: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """Labels of a roll that stood for a lot by mistake, and why."""

    first: int
    last: int
    lot: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unbinding:
    """What was undone: labels of a roll with the codes of their `ends`, and the labels beside them that `stay`."""

    roll: str
    lot: str
    first: int
    last: int
    ends: tuple[str, str]
    stay: tuple[range, ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """A roll, what of it stands for which lot, what did by mistake, and how many good labels are `free`."""

    job: PrintJob
    bindings: Sequence[Binding]
    undone: Sequence[Undone]

    @property
    def free(self) -> int:
        taken = [(each.first, each.last) for each in self.bindings]
        taken += [(each.first, each.last) for each in self.job.withdrawn]
        return sum(map(len, stretches_left(1, self.job.count, taken)))


def rolls_of(site: Site, actor: Member, after: str = "") -> Page[Roll]:
    """The rolls of the actor's organisation, newest first, those that follow the roll `after`; raises `NotFound`."""
    with site.db.read() as session:
        rows = label_jobs.rows_of(session, actor, after, lot="")
        return Page(_rolls(session, rows), rows.following)


def show(site: Site, job_id: str, actor: Member) -> Roll:
    """A roll of the actor's organisation; raises `NotFound`."""
    with site.db.read() as session:
        row = store.job(session, job_id, actor.organisation_id)
        if row is None or row.lot:
            raise NotFound("roll", job_id)
        return _rolls(session, [row])[0]


def undoable(site: Site, binding_id: str, actor: Member) -> Undoable:
    """A binding of the actor's organisation that stands; raises `NotFound`."""
    with site.db.read() as session:
        row = store.binding(session, binding_id, actor.organisation_id)
        if row is None:
            raise NotFound("binding", binding_id)
        lot = lots.lot(session, row.lot)
        is_whole = lot is None or not has_left(session, lot, row.organisation_id)
        return Undoable(_binding(row, lot.code if lot else row.lot), not is_whole)


def bind(site: Site, values: Mapping[str, str], actor: Member, at: datetime) -> Binding:
    """Let labels of a roll stand for a lot: those from the `first` to the `last` that was scanned, and `lot`.

    With the `net_weight` of one box, `over` says by how many kg the lot's labels promise more than was packed. Raises
    `Invalid` for labels that are no roll's, or of two rolls, `NotFound`, `LabelsTaken`, `WithdrawnAlready`,
    `LotIsStopped`, `NotApproved`.
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
        expect_good(withdrawals_of(session, [first.job])[first.job], range(first.number, last.number + 1))
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
            over=over_of(session, lot, own.id, (last.number - first.number + 1, weight))
            if weight
            else Decimal(0),
            by=actor.user_name,
        )
        capture.record(session, site, fact, lot.epc, actor, at)
        return Binding(fact.id, fact.first, fact.last, lot.code, fact.by, at.astimezone(UTC), fact.over)


def unbind(site: Site, binding_id: str, values: Mapping[str, str], actor: Member, at: datetime) -> Unbinding:
    """Undo a mistaken binding, with a `reason`: that of the labels from `first` to `last`, or of all of them.

    Each is a label's number on its roll, or its code; what is left open is the end of the binding. Which labels left
    with goods nobody but who has the others in hand can know, so once something of the lot has left one of the two is
    asked for. Raises `Invalid` with every fault, `NotFound`, `LotHasLeft`, and `LabelsNotBound`.
    """
    fields = Fields(values)
    reason = fields.text("reason")
    with site.db.write() as session:
        own = acting(session, actor)
        row = store.binding(session, binding_id, own.id, lock=True)
        if row is None:
            raise NotFound("binding", binding_id)
        ends = [_number(session, fields, name, row.job) for name in ("first", "last")]
        fields.check()
        lot = lots.lots_by_epc(session, [row.lot], lock=True)[row.lot]
        if ends == [None, None] and has_left(session, lot, own.id):
            raise LotHasLeft(lot.code)
        taken = _taken(row, ends[0], ends[1], lot)
        first, last = taken[0], taken[-1]
        fact = LabelsUnbound(row.id, own.id, reason, actor.user_name, first, last)
        beside = (range(row.first, first), range(last + 1, row.last + 1))
        undone = Unbinding(
            roll=row.job,
            lot=lot.code,
            first=first,
            last=last,
            ends=(_code_of(session, row.job, first), _code_of(session, row.job, last)),
            stay=tuple(each for each in beside if each),
        )
        capture.record(session, site, fact, row.lot, actor, at)
        return undone


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


def _number(session: Session, fields: Fields, name: str, roll: str) -> int | None:
    """The number of a label of a roll, given as such or by its code; None where it is left open, or after a fault."""
    text = fields.raw(name)
    if text.isdecimal() and len(text) <= _DIGITS:
        return int(text)
    serial = fields.through(name, _serial, required=False)
    if serial is None:
        return None
    unit = store.unit(session, serial)
    if unit is None or unit.job != roll:
        fields.refuse(name, "“{value}” is not on this roll.", value=serial)
        return None
    return unit.number


def _taken(row: LabelBindingRow, first: int | None, last: int | None, lot: Lot) -> range:
    """The labels of a binding from one to another; raises `Invalid` and `LabelsNotBound`."""
    first, last = row.first if first is None else first, row.last if last is None else last
    if not (row.first <= first <= row.last and row.first <= last <= row.last):
        raise LabelsNotBound(min(first, last), max(first, last), lot.code, row.first, row.last)
    if first > last:
        raise Invalid.at("last", "The last label comes before the first.")
    return range(first, last + 1)


def _code_of(session: Session, roll: str, number: int) -> str:
    return store.serials_of(session, roll, number, number)[0]


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


def has_left(session: Session, lot: Lot, own: str) -> bool:
    """Whether anything of a lot is elsewhere; who holds a part of it may have sold some all the same."""
    return lots.held_of(session, lot.epc, own) != lot.quantity


def _rolls(session: Session, rows: Sequence[LabelJobRow]) -> list[Roll]:
    jobs = [row.id for row in rows]
    bound, undone = store.bindings_of(session, jobs), store.bindings_of(session, jobs, undone=True)
    known = lots.lots_by_epc(session, {each.lot for each in (*bound, *undone)})
    codes = {epc: lot.code for epc, lot in known.items()}
    return [
        Roll(
            job,
            [_binding(each, codes[each.lot]) for each in bound if each.job == job.id],
            [
                Undone(each.first, each.last, codes[each.lot], each.unbound_reason)
                for each in undone
                if each.job == job.id
            ],
        )
        for job in label_jobs.shown(session, rows)
    ]


def _binding(row: LabelBindingRow, lot: str) -> Binding:
    return Binding(row.id, row.first, row.last, lot, row.by, row.bound_at, row.over)


def _code(session: Session, epc: str) -> str:
    lot = lots.lot(session, epc)
    return lot.code if lot else epc


@visible("binding")
def _sees_binding(session: Session, member: Member, binding_id: str) -> bool:
    return store.binding(session, binding_id, member.organisation_id) is not None
