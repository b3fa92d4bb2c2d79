"""Sending finished labels to a printer: in the background, never twice unasked, and gone on where a person says.

A sending that was cut off, by the printer, the line or the end of the worker itself, halts and says how far it came.
Nothing but a person sends its labels again: only they can see which label was printed last. A printer is sent one
thing after the other, in the order in which they were wished for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aril.domain.errors import ArilError, Finding, NotFound, Refusal
from aril.domain.label import JobState, LabelsReprinted
from aril.domain.membership import Member
from aril.domain.printer import Printer, SendingState
from aril.domain.reading import Fields, read_reason
from aril.labelling.design import Design
from aril.labelling.press import Press
from aril.printing.errors import PrinterError, Progress
from aril.printing.raw import TOGETHER
from aril.printing.state import ADVICE, Condition
from aril.services.enterprises.filing import acting
from aril.services.label_press import printers
from aril.services.label_press.label_jobs import RELEASED, NotReleased, expect_good
from aril.services.label_press.label_order import DELIVERY
from aril.services.label_press.label_print import clock_from, press_of
from aril.services.label_press.printers import NotDirect
from aril.services.ledger import capture
from aril.services.site import Site
from aril.services.work import claimed, wake
from aril.store import claims
from aril.store import label_sendings as store
from aril.store import labels as jobs
from aril.store import printers as known
from aril.store.label_sendings import LabelSendingRow
from aril.store.label_withdrawals import withdrawals_of
from aril.store.labels import LabelJobRow

TASK = DELIVERY
LEASE = timedelta(minutes=15)
"""Longer than a printer is ever waited for."""
OFTEN = timedelta(seconds=10)
"""While a long document leaves, it is looked so often whether somebody has stopped it."""

log = structlog.get_logger("aril.services")


@dataclass(eq=False)
class StillSending(Refusal):
    template: ClassVar[str] = "Labels of this job are on their way to a printer. Wait until they are there."


@dataclass(eq=False)
class CutOff(ArilError):
    """The worker itself ended in the middle."""

    template: ClassVar[str] = (
        "This service was stopped while it sent labels: {arrived} have surely arrived, more may have. Look at the "
        "last one that was printed, and go on after it."
    )
    arrived: int


@dataclass(eq=False)
class Stopped(ArilError):
    template: ClassVar[str] = (
        "{name} stopped it. Look at the last label that was printed, and go on after it."
    )
    name: str


@dataclass(eq=False)
class PrinterGone(ArilError):
    template: ClassVar[str] = "The printer was removed before anything was sent."


@dataclass(frozen=True, slots=True)
class Sending:
    """Labels `first` to `last` of a job on their way to a printer; `arrived` and `sent` of them have come there."""

    id: str
    printer: str
    first: int
    last: int
    state: SendingState
    sent: int
    arrived: int
    fault: Finding | None
    advice: tuple[str, ...]
    ordered_by: str
    ordered_at: datetime

    @property
    def is_going_on(self) -> bool:
        return self.state in {SendingState.WAITING, SendingState.SENDING}


@dataclass(frozen=True, slots=True)
class Sendable:
    """What can be sent of a job: the printers, what was sent before, and the label to go on from."""

    printers: tuple[Printer, ...]
    sendings: tuple[Sending, ...]
    next: int
    count: int

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(each.id, each.name) for each in self.printers]

    @property
    def is_going_on(self) -> bool:
        return any(each.is_going_on for each in self.sendings)


def sending(site: Site, job_id: str, actor: Member) -> Sendable:
    """What can be sent of a job of the actor's organisation; raises `NotFound`."""
    direct = tuple(printers.direct(site, actor))
    with site.db.read() as session:
        row = _job(session, job_id, actor)
        return Sendable(
            direct,
            tuple(_shown(each) for each in store.sendings_of(session, row.id)),
            min(_next(session, row.id), row.count),
            row.count,
        )


def send(site: Site, job_id: str, values: Mapping[str, str], actor: Member, at: datetime) -> str:
    """Send labels of a job to a printer, in the background and once all are finished; answers the sending's id.

    `values` are `printer`, its id, `from` and `to` of the labels, all that were not sent yet where they are open, a
    reason, `sent_again`, where some were sent before, and a `key`: the same wish under one key is one sending. The
    first label is tried at the printer's resolution. Raises `Invalid` with every fault, `NotFound`, `NotReleased`,
    `NotDirect`, `StillSending`, `WithdrawnAlready`, and `LabelError`; then nothing is sent.
    """
    with site.db.read() as session:
        acting(session, actor)
        job = _job(session, job_id, actor)
        chosen = known.printer(session, values.get("printer", ""), actor.organisation_id)
        furthest = store.furthest(session, job.id)
        gone = withdrawals_of(session, [job.id])[job.id]
    if chosen is None:
        raise NotFound("printer", values.get("printer", ""), "printer")
    if not chosen.kind.is_direct:
        raise NotDirect(chosen.name)
    if job.state not in RELEASED:
        raise NotReleased(JobState(job.state))
    first, last, reason = _wanted(values, job.count, furthest)
    numbers = range(first, last + 1)
    expect_good(gone, numbers)
    for _ in _pressed(site, job, chosen, first, first):
        pass
    row = LabelSendingRow(
        id=site.new_id(),
        organisation_id=actor.organisation_id,
        key=values.get("key", "")[:64] or site.new_id(),
        job=job.id,
        printer_id=chosen.id,
        printer=chosen.name,
        first=first,
        last=last,
        reason=reason,
        ordered_by=actor.user_name,
        ordered_at=at,
        state=SendingState.WAITING,
        sent=0,
        arrived=0,
        moved_at=at,
    )
    new = row.id
    try:
        with site.db.write() as session:
            if same := store.by_key(session, actor.organisation_id, row.key):
                return same.id
            # Nobody else sends of it meanwhile, finishes it, stops it or withdraws labels of it.
            now = jobs.job(session, job.id, actor.organisation_id, lock=True)
            if now is None or now.state not in RELEASED:
                raise NotReleased(JobState(job.state))
            row.due_at = at if now.state == JobState.DONE else None
            if store.is_going_on(session, job.id):
                raise StillSending
            expect_good(withdrawals_of(session, [job.id])[job.id], numbers)
            session.add(row)
    except IntegrityError:  # the same wish came twice at once
        with site.db.read() as session:
            same = store.by_key(session, actor.organisation_id, row.key)
            assert same is not None
            return same.id
    wake(site, TASK)
    return new


def stop(site: Site, job_id: str, actor: Member, at: datetime) -> None:
    """Send no more of a job; what a printer has in memory it still prints. Raises `NotFound` and `NotApproved`."""
    with site.db.write() as session:
        acting(session, actor)
        job = _job(session, job_id, actor)
        for row in store.going_on(session, job.id):
            _Delivery(site, row, at).settle(SendingState.HALTED, Stopped(actor.user_name))


def work(site: Site, at: datetime) -> bool:
    """Send what has been due for longest; answers whether there was anything."""
    row = claimed(site, LabelSendingRow, at, LEASE)
    if row is None:
        return False
    delivery = _Delivery(site, row, at)
    if row.state == SendingState.SENDING:  # whoever sent it is gone, and nobody knows what was printed
        delivery.settle(SendingState.HALTED, CutOff(row.arrived))
    else:
        delivery.run()
    return True


class _Taken(Exception):
    """Somebody has stopped this sending, or declared it cut off."""


class _Delivery:
    """One worker at one sending, which it has claimed."""

    def __init__(self, site: Site, row: LabelSendingRow, at: datetime) -> None:
        self._site, self._row = site, row
        self._now = clock_from(at)
        self._count = row.last - row.first + 1
        self._came = Progress(row.sent, row.arrived)
        """Of labels that may leave before the printer's next word it is recorded first that they have left."""
        self._kept = at
        self._endpoint = row.endpoint or ""

    def run(self) -> None:
        with self._site.db.read() as session:
            job = session.get_one(LabelJobRow, self._row.job)
            chosen = known.printer(session, self._row.printer_id, self._row.organisation_id)
        if chosen is None:
            self.settle(SendingState.HALTED, PrinterGone())
            return
        pressed = _pressed(self._site, job, chosen, self._row.first, self._row.last)
        together = TOGETHER if chosen.kind.is_thermal else self._count
        labels, name = self._leaving(pressed, together), f"aril-{self._row.id}"
        fault: ArilError | None = None
        told = Progress()
        try:
            self._endpoint = printers.endpoint_of(self._site, chosen)
            if not self._has_turn():
                return
            for told in printers.deliver(self._site, chosen, labels, self._count, name):
                self._came = replace(told, sent=min(told.sent + together, self._count))
                self._keep()
            self._came = told
        except _Taken:
            with self._site.db.write() as session:
                store.end_turn(session, self._row.id, self._endpoint, self._now())
            return
        except ArilError as error:
            fault = error
            if isinstance(error, PrinterError) and error.progress is not None:
                self._came = error.progress
        except Exception:
            self.settle(SendingState.HALTED, CutOff(told.arrived))
            raise
        self.settle(SendingState.HALTED if fault else SendingState.DONE, fault, pressed.proof.symbols)

    def _has_turn(self) -> bool:
        """Take the printer, or wait until the labels that others send to it are there."""
        with self._site.db.write() as session:
            store.take_turn(session)
            busy_until = store.busy_until(session, self._endpoint, self._now())
            if busy_until is None:
                self._keep()
            else:
                claims.settle(session, self._row, busy_until, endpoint=self._endpoint)
        return busy_until is None

    def _leaving(self, pressed: Press, together: int) -> Iterator[bytes]:
        """The labels as the printer takes them, which may take hours without a word from it."""
        for chunk in pressed:
            if not self._came.sent:
                self._came = Progress(min(together, self._count))
                self._keep()
            elif self._now() > self._kept + OFTEN:
                self._keep()
            yield chunk

    def _keep(self) -> None:
        """Record how far it is; raises `_Taken` where it is no longer this worker's."""
        self._kept = now = self._now()
        with self._site.db.write() as session:
            if not claims.keep(
                session, self._row, now + LEASE, endpoint=self._endpoint, turn_until=now + LEASE,
                state=str(SendingState.SENDING), sent=self._came.sent, arrived=self._came.arrived, moved_at=now,
            ):  # fmt: skip
                raise _Taken

    def settle(self, state: SendingState, fault: ArilError | None, symbols: int = 0) -> None:
        """Say how it ended; labels that were sent again are recorded with their reason."""
        row, at, came = self._row, self._now(), self._came
        if fault:
            log.warning("labels were not sent", sending=row.id, reason=str(fault))
        said = {"template": fault.template, "data": _plain(fault.data)} if fault else None
        with self._site.db.write() as session:
            settled = claims.settle(
                session, row, None,
                state=str(state), fault=said, sent=came.sent, arrived=came.arrived, moved_at=at,
            )  # fmt: skip
            if not isinstance(fault, Stopped):  # whoever sends it may still speak with the printer
                store.end_turn(session, row.id, self._endpoint, at)
            if settled and row.reason and came.sent:
                job = session.get_one(LabelJobRow, row.job)
                fact = LabelsReprinted(
                    job.id,
                    row.organisation_id,
                    row.first,
                    row.first + came.sent - 1,
                    row.reason,
                    symbols,
                    row.ordered_by,
                )
                actor = Member("", row.ordered_by, row.organisation_id, "", "", frozenset())
                capture.record(session, self._site, fact, job.lot or job.id, actor, at)


def _pressed(site: Site, job: LabelJobRow, chosen: Printer, first: int, last: int) -> Press:
    """Labels as a printer takes them, where its offset puts them; on a sheet each in its place."""
    design = Design.parse(job.design_text, job.design)
    start = (job.start - 1 + first - 1) % job.per_page + 1
    placed = printers.placement(chosen, design, start)
    return press_of(site, job, first, last, format=chosen.kind.output, dpi=chosen.dpi, placement=placed)


def _wanted(values: Mapping[str, str], count: int, furthest: int) -> tuple[int, int, str]:
    """(first label, last label, reason to send some again); raises `Invalid`."""
    fields = Fields(values)
    first = fields.whole("from", least=1, most=count, required=False) or min(furthest + 1, count)
    last = fields.whole("to", least=1, most=count, required=False) or count
    reason = fields.attempt(lambda: read_reason(fields.raw("sent_again"), "sent_again")) or ""
    if not fields.findings and last < first:
        fields.refuse("to", "The last label comes before the first.")
    if not fields.findings and first <= furthest and not reason:
        fields.refuse(
            "sent_again",
            "Labels up to number {furthest} were sent to a printer before. Say why they are printed again.",
            furthest=furthest,
        )
    fields.check()
    return first, last, reason if first <= furthest else ""


def _next(session: Session, job: str) -> int:
    """The label to go on from: after a halt the one after those that surely arrived."""
    for last in store.sendings_of(session, job):
        if last.state == SendingState.HALTED:
            return last.first + last.arrived
        break
    return store.furthest(session, job) + 1


def _plain(data: Mapping[str, object]) -> dict[str, object]:
    return {
        name: [str(each) for each in value] if isinstance(value, tuple) else str(value)
        for name, value in data.items()
    }


def _shown(row: LabelSendingRow) -> Sending:
    conditions: tuple[Condition, ...] = ()
    fault = None
    if row.fault:
        data = dict(row.fault["data"])
        conditions = tuple(Condition(each) for each in data.get("conditions", ()))
        fault = Finding("", row.fault["template"], data | ({"conditions": conditions} if conditions else {}))
    return Sending(
        id=row.id,
        printer=row.printer,
        first=row.first,
        last=row.last,
        state=SendingState(row.state),
        sent=row.sent,
        arrived=row.arrived,
        fault=fault,
        advice=tuple(ADVICE[each] for each in conditions),
        ordered_by=row.ordered_by,
        ordered_at=row.ordered_at,
    )


def _job(session: Session, job_id: str, actor: Member) -> LabelJobRow:
    row = jobs.job(session, job_id, actor.organisation_id)
    if row is None:
        raise NotFound("print job", job_id)
    return row
