"""Finished labels that should be on nothing after all: withdrawn with a reason, by whoever has them in hand.

Which labels left with goods nobody but who has the others in hand can know. One that is out must not turn false, so
once something of its lot has left it is asked which labels are still here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.errors import Refusal
from aril.domain.label import JobState, LabelsWithdrawn
from aril.domain.membership import Member
from aril.domain.reading import Fields
from aril.services.enterprises.filing import acting
from aril.services.label_press.label_jobs import PrintJob, read_stretch, row_of_job, shown
from aril.services.label_press.label_rolls import has_left
from aril.services.label_press.label_sending import StillSending
from aril.services.ledger import capture
from aril.services.site import Site
from aril.store import label_sendings, lots
from aril.store import labels as store
from aril.store.label_withdrawals import left_of, withdrawals_of
from aril.store.labels import LabelJobRow


@dataclass(eq=False)
class NotWithdrawable(Refusal):
    template: ClassVar[str] = "Only labels that are finished can be withdrawn; this print job is {state}."
    state: JobState


@dataclass(eq=False)
class WithdrawnBefore(Refusal):
    template: ClassVar[str] = "Labels {first} to {last} were withdrawn before."
    first: int
    last: int


@dataclass(eq=False)
class SomeHaveLeft(Refusal):
    template: ClassVar[str] = (
        "Something of lot {lot} has left. Name the first and the last label that you still have: these are withdrawn, "
        "and all others stay good."
    )
    lot: str


@dataclass(frozen=True, slots=True)
class Withdrawable:
    """A job of which labels may be withdrawn: all, or once something `has_left` of their lot those still here."""

    job: PrintJob
    has_left: bool


def withdrawable(site: Site, job_id: str, actor: Member) -> Withdrawable:
    """A finished job of the actor's organisation; raises `NotFound` and `NotWithdrawable`."""
    with site.db.read() as session:
        row = _finished(session, job_id, actor)
        return Withdrawable(shown(session, [row])[0], bool(_lot_that_left(session, row)))


def withdraw(site: Site, job_id: str, values: Mapping[str, str], actor: Member, at: datetime) -> list[range]:
    """Withdraw finished labels of a job, with a `reason`: those from `first` to `last`, or all of them.

    Each is a label's number in the job, or its code; what is left open is the end of the job. What was withdrawn
    before stays as it was recorded; answered are the stretches that are withdrawn now. Raises `Invalid` with every
    fault, `NotFound`, `NotWithdrawable`, `SomeHaveLeft`, `StillSending` and `WithdrawnBefore`.
    """
    fields = Fields(values)
    reason = fields.text("reason")
    with site.db.write() as session:
        own = acting(session, actor)
        row = _finished(session, job_id, actor, lock=True)
        numbers = read_stretch(session, fields, shown(session, [row])[0], required=False)
        if not (fields.raw("first") or fields.raw("last")) and (
            lot := _lot_that_left(session, row, lock=True)
        ):
            raise SomeHaveLeft(lot)
        if label_sendings.is_going_on(session, row.id):
            raise StillSending
        stretches = left_of(withdrawals_of(session, [row.id])[row.id], numbers[0], numbers[-1])
        if not stretches:
            raise WithdrawnBefore(numbers[0], numbers[-1])
        for each in stretches:
            fact = LabelsWithdrawn(row.id, own.id, each[0], each[-1], reason, actor.user_name)
            capture.record(session, site, fact, row.lot or row.id, actor, at)
        return stretches


def _finished(session: Session, job_id: str, actor: Member, *, lock: bool = False) -> LabelJobRow:
    row = row_of_job(session, job_id, actor, lock=lock)
    if row.state != JobState.DONE:
        raise NotWithdrawable(JobState(row.state))
    return row


def _lot_that_left(session: Session, row: LabelJobRow, *, lock: bool = False) -> str:
    """The code of a lot that labels of a job stand for and of which something has left; empty if there is none."""
    epcs = {row.lot, *(each.lot for each in store.bindings_of(session, [row.id]))} - {""}
    known = lots.lots_by_epc(session, epcs, lock=lock)
    return next((lot.code for lot in known.values() if has_left(session, lot, row.organisation_id)), "")
