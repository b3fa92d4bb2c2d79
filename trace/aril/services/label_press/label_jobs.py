"""Print jobs as their enterprise sees them: how far they are, their files, stopped, let go on, printed again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.errors import ArilError, Finding, Invalid, NotFound, Refusal
from aril.domain.label import (
    JobState,
    LabelsCancelled,
    LabelsReprinted,
    labels_of_page,
    pages_of,
)
from aril.domain.membership import Member
from aril.domain.reading import Fields, read_reason
from aril.labelling.layout import Placement
from aril.labelling.serial import is_serial
from aril.labelling.writers.pdf_file import PdfFile
from aril.services.enterprises.filing import acting
from aril.services.label_press import labels
from aril.services.label_press.label_order import AT_ONCE, LEASE, TASK
from aril.services.label_press.label_print import path_of, press_of
from aril.services.ledger import capture
from aril.services.lots.parcel import sscc_of
from aril.services.people.access import visible
from aril.services.site import Site
from aril.services.work import wake
from aril.store import label_sendings, lots
from aril.store import labels as store
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


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A print job as it stands. `pages` are finished, of `all_pages`; `rest` is how long it will still take.

    `lot` is the lot's code and `sscc` that of a case or a pallet; both are empty for a roll. `is_kept` says whether
    there is a file of it. `over` is by how many kg the lot's labels promise more than there is.
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

    @property
    def is_going_on(self) -> bool:
        return self.state in {JobState.QUEUED, JobState.PRINTING}

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
        return shown(session, _own(session, job_id, actor))


def jobs_of(site: Site, actor: Member, lot: str = "") -> list[PrintJob]:
    """The latest jobs of the actor's organisation, or those for the lot with an EPC class, newest first."""
    with site.db.read() as session:
        own = actor.organisation_id
        rows = store.jobs_for(session, lot, own) if lot else store.jobs_of(session, own)
        return [shown(session, row) for row in rows]


def download(site: Site, job_id: str, actor: Member, pages: str = "") -> Download:
    """The file of a finished job, or with `pages` such as 3 or 1-40 a document of those that are finished so far.

    Raises `NotFound`, `Invalid` for pages that are not there, `NotReleased`, `NothingFinished`, `NotFinished` and
    `FileGone`.
    """
    with site.db.read() as session:
        row = _own(session, job_id, actor)
        job = shown(session, row)
    _expect_labels(job)
    wanted = _read_pages(pages, job.pages) if pages.strip() else None
    if wanted is None and job.state != JobState.DONE:
        raise NotFinished(job.done, job.count, job.pages)
    path = path_of(site, job.id)
    if not path.is_file() or path.stat().st_size < row.length:
        raise FileGone
    if wanted is None:
        return Download(f"{job.name}.pdf", _bytes_of(path))
    content = _picked(path, range(wanted.start - 1, wanted.stop - 1), row.writer_state)
    return Download(f"{job.name}-{wanted.start}-{wanted.stop - 1}.pdf", content)


def picture(site: Site, job_id: str, actor: Member) -> Download:
    """The first label of a job as a PNG; raises `NotFound` and `NotReleased`."""
    with site.db.read() as session:
        row = _own(session, job_id, actor)
    if row.state != JobState.DONE:
        raise NotReleased(JobState(row.state))
    return Download(f"{row.name}.png", press_of(site, row, 1, 1, format="png", placement=Placement()))


def cancel(site: Site, job_id: str, reason: str, actor: Member, at: datetime) -> None:
    """Stop a job; none of its codes is in use any more.

    Raises `NotFound`, `Invalid`, `AlreadyPrinted`, and `LabelsInUse` for a roll of which labels stand for a lot.
    """
    said = read_reason(reason)
    with site.db.write() as session:
        own = acting(session, actor)
        row = store.job(session, job_id, own.id, lock=True)
        if row is None:
            raise NotFound("print job", job_id)
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
        own = acting(session, actor)
        row = store.job(session, job_id, own.id, lock=True)
        if row is None:
            raise NotFound("print job", job_id)
        if row.state != JobState.FAILED:
            return
        store.stop(session, row.id, JobState.QUEUED, at, fault=None)
    wake(site, TASK)


def reprint(site: Site, job_id: str, values: Mapping[str, str], actor: Member, at: datetime) -> Download:
    """Print some finished labels of a job again, at once, and record why.

    `values` are `reason` and either `pages`, which come as they lay, or `first` and `last`, each a label's number or
    its serial number, from the place `start` of a sheet on. Raises `NotFound`, `NotReleased`, `NothingFinished`,
    and `Invalid` with every fault.
    """
    with site.db.read() as session:
        acting(session, actor)
        row = _own(session, job_id, actor)
        job = shown(session, row)
        _expect_labels(job)
        numbers, start, reason = _Again.parse(session, row, job, values)
    placed = Placement(**{**row.placement, "start": start})
    pressed = press_of(site, row, numbers[0], numbers[-1], placement=placed)
    content = b"".join(pressed)
    with site.db.write() as session:
        own = acting(session, actor)
        fact = LabelsReprinted(
            job.id, own.id, numbers[0], numbers[-1], reason, pressed.proof.symbols, actor.user_name
        )
        capture.record(session, site, fact, row.lot or row.id, actor, at)
    return Download(f"{job.name}-{numbers[0]}-{numbers[-1]}.pdf", iter([content]))


class _Again:
    """What is to be printed again."""

    @classmethod
    def parse(
        cls, session: Session, row: LabelJobRow, job: PrintJob, values: Mapping[str, str]
    ) -> tuple[range, int, str]:
        """(numbers of the labels, place of the first, reason); raises `Invalid` with every fault."""
        fields = Fields(values)
        reason = fields.text("reason")
        start = fields.whole("start", least=1, most=row.per_page, required=False) or 1
        if fields.raw("pages"):
            if fields.raw("first") or fields.raw("last"):
                fields.refuse("pages", "Name either pages or labels, not both.")
            pages = fields.attempt(lambda: _read_pages(fields.raw("pages"), job.pages))
            fields.check()
            assert pages is not None
            first = labels_of_page(pages[0], job.count, row.per_page, row.start)
            last = labels_of_page(pages[-1], job.count, row.per_page, row.start)
            start = row.start if pages[0] == 1 else 1
        else:
            first = last = range(0)
            ends = [cls._number(session, row, fields, name, job.done) for name in ("first", "last")]
            if all(ends) and ends[0] > ends[1]:
                fields.refuse("last", "The last label comes before the first.")
            fields.check()
            first, last = range(ends[0], ends[0] + 1), range(ends[1], ends[1] + 1)
        numbers = range(first[0], last[-1] + 1)
        if len(numbers) > AT_ONCE:
            fields.refuse(
                "last", "At most {most} labels are printed again at once, found {count}.",
                most=AT_ONCE, count=len(numbers),
            )  # fmt: skip
        fields.check()
        return numbers, start, reason

    @staticmethod
    def _number(session: Session, row: LabelJobRow, fields: Fields, name: str, most: int) -> int:
        """The number of a label, given as such or by its serial number; 0 after a fault."""
        typed = fields.raw(name).replace("-", "").upper()
        if is_serial(typed):
            unit = store.unit(session, typed)
            if unit is not None and unit.job == row.id and unit.number <= most:
                return unit.number
            fields.refuse(name, "“{value}” is not on a finished label of this job.", value=fields.raw(name))
            return 0
        return fields.whole(name, least=1, most=most) or 0


def _expect_labels(job: PrintJob) -> None:
    """Raise unless some labels of a job can be handed out."""
    if job.state not in RELEASED:
        raise NotReleased(job.state)
    if not job.done:
        raise NothingFinished(job.count)


def _read_pages(text: str, most: int) -> range:
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


def _own(session: Session, job_id: str, actor: Member) -> LabelJobRow:
    row = store.job(session, job_id, actor.organisation_id)
    if row is None:
        raise NotFound("print job", job_id)
    return row


def shown(session: Session, row: LabelJobRow) -> PrintJob:
    """A job as it stands."""
    state = JobState(row.state)
    lot = lots.lot(session, row.lot) if row.lot else None
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
        over=row.over,
        ordered_by=row.ordered_by,
        ordered_at=row.ordered_at,
        rest=_rest(row) if state == JobState.PRINTING else None,
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
