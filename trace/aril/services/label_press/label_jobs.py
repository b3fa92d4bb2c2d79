"""Print jobs as their enterprise sees them: how far they are, their files, stopped, let go on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.errors import ArilError, Finding, Invalid, NotFound, Refusal
from aril.domain.label import JobState, LabelsCancelled, labels_of_page, pages_of
from aril.domain.lot import Lot
from aril.domain.membership import Member
from aril.domain.reading import Fields, read_reason
from aril.labelling.layout import Placement
from aril.labelling.writers.pdf_file import PdfFile
from aril.services.enterprises.filing import acting
from aril.services.label_press import labels
from aril.services.label_press.label_order import AT_ONCE, LEASE, TASK, over_of
from aril.services.label_press.label_print import path_of, press_of
from aril.services.ledger import capture
from aril.services.lots.finding import serial_of_scan
from aril.services.lots.parcel import sscc_of
from aril.services.paging import A_PAGE, Page, page_of
from aril.services.people.access import visible
from aril.services.site import Site
from aril.services.work import wake
from aril.store import label_sendings, lots
from aril.store import labels as store
from aril.store.label_withdrawals import LabelWithdrawalRow, withdrawals_of
from aril.store.labels import LabelJobRow

RELEASED = frozenset({JobState.QUEUED, JobState.PRINTING, JobState.DONE})
"""The states in which what is finished is handed out: a job that fails its proof is not."""
_AT_A_TIME = 1 << 16


@dataclass(eq=False)
class NotReleased(Refusal):
    template: ClassVar[str] = "Nothing of this print job is handed out: {state}."
    state: JobState


@dataclass(eq=False)
class NothingFinished(Refusal):
    template: ClassVar[str] = "None of the {count} labels is ready yet."
    count: int


@dataclass(eq=False)
class NotFinished(Refusal):
    template: ClassVar[str] = "{done} of {count} labels are ready; pages 1 to {pages} can be had already."
    done: int
    count: int
    pages: int


@dataclass(eq=False)
class FileGone(Refusal):
    template: ClassVar[str] = "The file is no longer kept here. Print again the labels that you need."


@dataclass(eq=False)
class AlreadyPrinted(Refusal):
    template: ClassVar[str] = "These labels are printed; there is nothing to stop."


@dataclass(eq=False)
class StoppedUnsent(ArilError):
    template: ClassVar[str] = "The print job was stopped before its labels were sent."


@dataclass(eq=False)
class LabelsInUse(Refusal):
    template: ClassVar[str] = (
        "Labels {first} to {last} of this roll stand for lot {lot}. Undo that first, or let the roll be printed."
    )
    first: int
    last: int
    lot: str


@dataclass(eq=False)
class WithdrawnAlready(Refusal):
    template: ClassVar[str] = (
        "Labels {first} to {last} of this print job were withdrawn: they are not handed out again, and stand for no "
        "lot from now on."
    )
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Finished labels of a job that should be on nothing, and why."""

    first: int
    last: int
    reason: str
    by: str
    at: datetime

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A print job as it stands. `pages` are finished, of `all_pages`; `rest` is how long it will still take.

    `lot` is the lot's code and `sscc` that of a case or a pallet; both are empty for a roll. `is_kept` says whether
    there is a file of it. `over` is by how many kg the lot's labels promise more than there is, if they did when it was
    ordered.
    """

    id: str
    lot: str
    sscc: str
    name: str
    design: str
    titles: Mapping[str, str]
    state: JobState
    fault: Finding | None
    count: int
    done: int
    pages: int
    all_pages: int
    symbols_checked: int
    pages_rendered: int
    has_serials: bool
    is_kept: bool
    net_weight: Decimal
    over: Decimal
    ordered_by: str
    ordered_at: datetime
    rest: timedelta | None
    withdrawn: tuple[Withdrawn, ...]

    @property
    def is_going_on(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.PRINTING}

    @property
    def is_withdrawn(self) -> bool:
        """Whether none of its labels is good any more."""
        return sum(each.count for each in self.withdrawn) == self.count

    @property
    def has_file(self) -> bool:
        """Whether all of it is handed out in one file."""
        return self.state == JobState.DONE and self.is_kept and not self.withdrawn

    @property
    def is_at_once(self) -> bool:
        """Whether it is so small that its sender waits for it."""
        return self.count <= AT_ONCE


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the printer: its name, and its bytes, read while they are sent."""

    name: str
    content: Iterator[bytes]


def show(site: Site, job_id: str, actor: Member) -> PrintJob:
    """A job of the actor's organisation; raises `NotFound`."""
    with site.db.read() as session:
        return shown(session, [row_of_job(session, job_id, actor)])[0]


def jobs_of(site: Site, actor: Member, lot: str = "", after: str = "") -> Page[PrintJob]:
    """The jobs of the actor's organisation, or those for the lot with an EPC class, newest first.

    Those that follow the job with the id `after`; raises `NotFound` for one that is none of theirs.
    """
    with site.db.read() as session:
        rows = rows_of(session, actor, after, lot or None)
        return Page(shown(session, rows), rows.following)


def rows_of(session: Session, actor: Member, after: str, lot: str | None) -> Page[LabelJobRow]:
    """A page of the actor's jobs, as `store.labels.jobs_of`, that follow the one with the id `after`."""
    last = row_of_job(session, after, actor) if after else None
    rows = store.jobs_of(session, actor.organisation_id, A_PAGE + 1, last, lot=lot)
    return page_of(rows, lambda row: row.id, A_PAGE)


def download(site: Site, job_id: str, actor: Member, pages: str = "") -> Download:
    """The file of a finished job, or with `pages` such as 3 or 1-40 a document of those that are finished so far.

    Raises `NotFound`, `Invalid` for pages that are not there, `NotReleased`, `NothingFinished`, `NotFinished`,
    `WithdrawnAlready` and `FileGone`.
    """
    with site.db.read() as session:
        row = row_of_job(session, job_id, actor)
        (job,) = shown(session, [row])
    expect_labels(job)
    wanted = read_pages(pages, job.pages) if pages.strip() else None
    if wanted is None and job.state != JobState.DONE:
        raise NotFinished(job.done, job.count, job.pages)
    expect_good(job.withdrawn, labels_of_pages(row, wanted) if wanted else range(1, job.count + 1))
    path = path_of(site, job.id)
    if not path.is_file() or path.stat().st_size < row.length:
        raise FileGone
    if wanted is None:
        return Download(f"{job.name}.pdf", _bytes_of(path))
    content = _picked(path, range(wanted.start - 1, wanted.stop - 1), row.writer_state)
    return Download(f"{job.name}-{wanted.start}-{wanted.stop - 1}.pdf", content)


def picture(site: Site, job_id: str, actor: Member) -> Download:
    """The first label of a job as a PNG; raises `NotFound`, `NotReleased` and `WithdrawnAlready`."""
    with site.db.read() as session:
        row = row_of_job(session, job_id, actor)
        gone = withdrawals_of(session, [row.id])[row.id]
    if row.state != JobState.DONE:
        raise NotReleased(JobState(row.state))
    expect_good(gone, range(1, 2))
    return Download(f"{row.name}.png", press_of(site, row, 1, 1, format="png", placement=Placement()))


def cancel(site: Site, job_id: str, reason: str, actor: Member, at: datetime) -> None:
    """Stop a job; none of its codes is in use any more.

    Raises `NotFound`, `Invalid`, `AlreadyPrinted`, and `LabelsInUse` for a roll of which labels stand for a lot.
    """
    said = read_reason(reason)
    with site.db.write() as session:
        own = acting(session, actor)
        row = row_of_job(session, job_id, actor, lock=True)
        if row.state == JobState.CANCELLED:
            return
        if row.state == JobState.DONE:
            raise AlreadyPrinted
        for bound in store.bindings_of(session, [row.id]):
            lot = lots.lot(session, bound.lot)
            raise LabelsInUse(bound.first, bound.last, lot.code if lot else bound.lot)
        store.stop(session, row.id, JobState.CANCELLED, at + LEASE, moved_at=at)
        label_sendings.give_up(session, row.id, {"template": StoppedUnsent.template, "data": {}}, at)
        fact = LabelsCancelled(row.id, own.id, row.done, said, actor.user_name)
        capture.record(session, site, fact, row.lot or row.id, actor, at)


def go_on(site: Site, job_id: str, actor: Member, at: datetime) -> None:
    """Let a job that failed go on where it stopped; raises `NotFound`."""
    with site.db.write() as session:
        acting(session, actor)
        row = row_of_job(session, job_id, actor, lock=True)
        if row.state != JobState.FAILED:
            return
        store.stop(session, row.id, JobState.QUEUED, at, fault=None)
    wake(site, TASK)


def expect_labels(job: PrintJob) -> None:
    """Raise unless some labels of a job can be handed out."""
    if job.state not in RELEASED:
        raise NotReleased(job.state)
    if not job.done:
        raise NothingFinished(job.count)


def expect_good(gone: Iterable[Withdrawn | LabelWithdrawalRow], numbers: range) -> None:
    """Raise `WithdrawnAlready` if any label of a stretch was withdrawn."""
    for each in gone:
        if each.first <= numbers[-1] and each.last >= numbers[0]:
            raise WithdrawnAlready(each.first, each.last)


def labels_of_pages(row: LabelJobRow, pages: range) -> range:
    """The numbers of the labels on these pages of a job's file."""
    first, last = (labels_of_page(page, row.count, row.per_page, row.start) for page in (pages[0], pages[-1]))
    return range(first[0], last[-1] + 1)


def read_stretch(session: Session, fields: Fields, job: PrintJob, *, required: bool = True) -> range:
    """The numbers of the labels from the field `first` to `last`; an end that may be left open is the job's own.

    Each is a label's number, its code, or what a scanner reads of it. Raises `Invalid` with every fault so far.
    """
    first, last = (_number(session, fields, name, job, required=required) for name in ("first", "last"))
    if first and last and first > last:
        fields.refuse("last", "The last label comes before the first.")
    fields.check()
    return range(first or 1, (last or job.done) + 1)


def _number(session: Session, fields: Fields, name: str, job: PrintJob, *, required: bool) -> int | None:
    serial = serial_of_scan(fields.raw(name))
    if not serial:
        return fields.whole(name, least=1, most=job.done, required=required)
    unit = store.unit(session, serial)
    if unit is not None and unit.job == job.id and unit.number <= job.done:
        return unit.number
    fields.refuse(name, "“{value}” is not on a finished label of this job.", value=fields.raw(name))
    return None


def read_pages(text: str, most: int) -> range:
    """Pages such as 3 or 1-40, of those that are finished; raises `Invalid`."""
    first, dash, last = text.strip().replace("–", "-").partition("-")
    try:
        found = range(int(first), int(last if dash else first) + 1)
    except ValueError:
        found = range(0)
    if not found or found[0] < 1 or found[-1] > most:
        raise Invalid.at(
            "pages",
            "Expected pages such as 3 or 1-40, of the {most} that are finished; found “{value}”.",
            most=most,
            value=text,
        )
    return found


def _bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_AT_A_TIME):
            yield piece


def _picked(path: Path, pages: range, state: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from PdfFile(labels.font()).pick(file, pages, state)


def row_of_job(session: Session, job_id: str, actor: Member, *, lock: bool = False) -> LabelJobRow:
    """A job of the actor's organisation, as `store.labels.job`; raises `NotFound`."""
    row = store.job(session, job_id, actor.organisation_id, lock=lock)
    if row is None:
        raise NotFound("print job", job_id)
    return row


def shown(session: Session, rows: Sequence[LabelJobRow]) -> list[PrintJob]:
    """Jobs as they stand."""
    known = lots.lots_by_epc(session, {row.lot for row in rows if row.lot})
    gone = withdrawals_of(session, [row.id for row in rows])
    return [_shown(session, row, known.get(row.lot), gone[row.id]) for row in rows]


def _shown(
    session: Session, row: LabelJobRow, lot: Lot | None, gone: Sequence[LabelWithdrawalRow]
) -> PrintJob:
    state = JobState(row.state)
    all_pages = pages_of(row.count, row.per_page, row.start)
    return PrintJob(
        id=row.id,
        lot=lot.code if lot else "",
        sscc=sscc_of(row.lot),
        name=row.name,
        design=row.design,
        titles=labels.titles_of(row.design_text),
        state=state,
        fault=Finding("", row.fault["template"], row.fault["data"]) if row.fault else None,
        count=row.count,
        done=row.done,
        pages=all_pages
        if state == JobState.DONE
        else (row.done + row.start - 1) // row.per_page
        if row.done
        else 0,
        all_pages=all_pages,
        symbols_checked=row.symbols,
        pages_rendered=row.pages_rendered,
        has_serials=row.has_serials,
        is_kept=row.length > 0,
        net_weight=row.net_weight,
        over=over_of(session, lot, row.organisation_id) if lot and row.over else Decimal(0),
        ordered_by=row.ordered_by,
        ordered_at=row.ordered_at,
        rest=_rest(row) if state == JobState.PRINTING else None,
        withdrawn=tuple(
            Withdrawn(each.first, each.last, each.reason, each.by, each.withdrawn_at) for each in gone
        ),
    )


def _rest(row: LabelJobRow) -> timedelta | None:
    """How long a job will still take if it goes on as it did since it was started."""
    made = row.done - row.started_from
    if not made or row.started_at is None or row.moved_at is None:
        return None
    return (row.moved_at - row.started_at) / made * (row.count - row.done)


@visible("job")
def _sees_job(session: Session, member: Member, job_id: str) -> bool:
    return store.job(session, job_id, member.organisation_id) is not None
