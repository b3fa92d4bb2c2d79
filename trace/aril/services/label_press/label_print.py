"""Printing what was ordered: a job grows a file of its own, and whoever is free goes on where another stopped.

What stands in the file up to the last recorded label is on the disk before it is recorded, and every label is drawn
from the order and its reserved serial number alone. So a job that was stopped anywhere is finished by another worker,
with no number lost and none on two labels.
"""

import errno
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, ClassVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from aril.domain.errors import ArilError
from aril.domain.label import JobState, LabelIssue
from aril.domain.membership import Member
from aril.labelling.design import Design
from aril.labelling.errors import LabelError
from aril.labelling.layout import Placement
from aril.labelling.press import Left, Press, press
from aril.labelling.proof import Proof
from aril.labelling.record import LabelRecord
from aril.services.label_press import labels
from aril.services.label_press.label_order import DELIVERY, LEASE
from aril.services.ledger import capture
from aril.services.site import Site
from aril.services.work import claimed, wake
from aril.store import claims, label_sendings
from aril.store import labels as store
from aril.store.filelock import FileLock
from aril.store.labels import LabelJobRow

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a system says when a file can grow no more."""
OVER = frozenset({JobState.DONE, JobState.CANCELLED})
"""The states in which a job is due for nothing but that its file is cleared away."""
TOGETHER = 2400
"""So many labels are drawn between two records of how far a job is."""


@dataclass(eq=False)
class DiskFull(ArilError):
    template: ClassVar[str] = (
        "There is no room left on this service's disk: {done} of {count} labels are kept, and nothing is lost. "
        "Make room, and let it go on."
    )
    done: int
    count: int


@dataclass(eq=False)
class NotWritten(ArilError):
    template: ClassVar[str] = (
        "The labels' file could not be written ({reason}); {done} of {count} labels are kept."
    )
    reason: str
    done: int
    count: int


@dataclass(eq=False)
class Unforeseen(ArilError):
    template: ClassVar[str] = (
        "This service failed at it, and its log says why: {done} of {count} labels are kept. Tell whoever runs it, "
        "and let it go on when it is mended."
    )
    done: int
    count: int


Tell = Callable[[int, int], None]

log = structlog.get_logger("aril.services")


def work(site: Site, at: datetime) -> bool:
    """Print the job that has been due for longest, or clear its file away; answers whether there was one."""
    row = claimed(site, LabelJobRow, at, LEASE)
    if row is None:
        return False
    if row.state in OVER:
        _clear(site, row)
    else:
        finish(site, row, at)
    return True


def finish(site: Site, row: LabelJobRow, at: datetime, tell: Tell = lambda *_: None) -> None:
    """Print what is left of a job that was claimed.

    `tell` is called with the labels that are finished and the bytes of the file that hold them.
    """
    _Printing(site, row, at, tell).run()


def print_now(site: Site, job_id: str, actor: Member, at: datetime, tell: Tell = lambda *_: None) -> None:
    """Print a job for whoever has just ordered it and waits, unless somebody has printed it before."""
    with site.db.read() as session:
        row = store.job(session, job_id, actor.organisation_id)
    if row is not None and row.state == JobState.QUEUED and row.claim == row.id:
        finish(site, row, at, tell)


def _clear(site: Site, row: LabelJobRow) -> None:
    """Remove the file of a job. Its labels can still be drawn again, from the order and their numbers."""
    path_of(site, row.id).unlink(missing_ok=True)
    with site.db.write() as session:
        claims.settle(session, row, None, length=0)


def path_of(site: Site, job_id: str) -> Path:
    """The file of a job."""
    return site.data / "labels" / f"{job_id}.pdf"


def press_of(
    site: Site, row: LabelJobRow, first: int, last: int, *, format: str = "pdf",  # noqa: A002 - as the press has it
    dpi: int = labels.DPI, placement: Placement | None = None, left: Left | None = None,
) -> Press:  # fmt: skip
    """The press with the labels of a job from one number to another, placed as it was ordered unless said otherwise."""
    return press(
        Design.parse(row.design_text, row.design),
        records_of(site, row, first, last),
        format=format,
        dpi=dpi,
        font=labels.font(),
        language=row.language,
        placement=placement or Placement(**row.placement),
        left=left,
    )


def records_of(site: Site, row: LabelJobRow, first: int, last: int) -> Iterator[LabelRecord]:
    """What stands on the labels of a job from one number to another."""
    if not row.has_serials:
        same = LabelRecord(row.fields, row.uri, row.linear)
        yield from (same for _ in range(first, last + 1))
        return
    for start in range(first, last + 1, TOGETHER):
        with site.db.read() as session:
            serials = store.serials_of(session, row.id, start, min(start + TOGETHER - 1, last))
        for number, serial in enumerate(serials, start):
            fields = {**row.fields, "serial": serial, "number": f"{number:06d}"}
            yield LabelRecord(fields, row.uri + serial, row.linear)


@dataclass(slots=True)
class _Kept:
    """How far a job is, as it is recorded."""

    proof: Proof
    length: int
    state: str

    @property
    def values(self) -> dict[str, object]:
        return {
            "done": self.proof.labels,
            "symbols": self.proof.symbols,
            "pages_rendered": self.proof.pages_rendered,
            "length": self.length,
            "writer_state": self.state,
        }


class _Printing:
    """One worker at one job, which it has claimed."""

    def __init__(self, site: Site, row: LabelJobRow, at: datetime, tell: Tell = lambda *_: None) -> None:
        self._site, self._row, self._tell = site, row, tell
        self._now = clock_from(at)
        self._until = at
        self._kept = _Kept(Proof(row.done, row.symbols, row.pages_rendered), row.length, row.writer_state)

    def run(self) -> None:
        count = self._row.count
        path = path_of(self._site, self._row.id)
        try:
            path.parent.mkdir(exist_ok=True)
            with FileLock(path).within(0), path.open("r+b") as file:
                self._draw(file)
        except TimeoutError:  # who lost the claim is not done yet; the job is due again after the lease
            return
        except LabelError as fault:
            self._fail(fault)
        except OSError as fault:
            self._cut(path)
            done, is_full = self._kept.proof.labels, fault.errno in FULL
            self._fail(DiskFull(done, count) if is_full else NotWritten(str(fault.strerror), done, count))
        except SQLAlchemyError:  # the database is away; the job is due again after the lease
            raise
        except Exception:  # else it would be tried again and again, and nobody told
            self._fail(Unforeseen(self._kept.proof.labels, count))
            raise

    def _draw(self, file: BinaryIO) -> None:
        left = self._left(file)
        if not self._keep(
            state=str(JobState.PRINTING), started_at=self._now(), started_from=self._kept.proof.labels
        ):
            return
        pressed = press_of(self._site, self._row, self._kept.proof.labels + 1, self._row.count, left=left)
        end = file.tell()
        for pieces in pressed.batches():
            end = file.tell()
            file.writelines(pieces)
            if self._is_time(pressed.proof.labels):
                self._to_disk(file)
                self._kept = _Kept(pressed.proof, file.tell(), pressed.state)
                if not self._keep():
                    pressed.close()
                    return
                self._tell(self._kept.proof.labels, self._kept.length)
        self._to_disk(file)
        self._kept = _Kept(pressed.proof, end, pressed.state)
        self._finish()
        self._tell(self._kept.proof.labels, file.tell())

    def _is_time(self, done: int) -> bool:
        """Whether it is to be recorded how far it is: soon after the first label, and before others take over."""
        kept = self._kept.proof.labels
        is_late = self._now() > self._until - LEASE / 2
        return done < self._row.count and (is_late or done - kept >= (TOGETHER if kept else 1))

    @staticmethod
    def _to_disk(file: BinaryIO) -> None:
        file.flush()
        os.fsync(file.fileno())

    def _left(self, file: BinaryIO) -> Left | None:
        """What is there already; a file that is not what was recorded is begun anew, with the same numbers."""
        if file.seek(0, os.SEEK_END) < self._kept.length:
            self._kept = _Kept(Proof(), 0, "")
        file.truncate(self._kept.length)
        file.seek(0)
        return Left(file, self._kept.proof, self._kept.state) if self._kept.length else None

    def _keep(self, **values: object) -> bool:
        """Record how far it is; answers False where the job is no longer this worker's."""
        now = self._now()
        self._until = now + LEASE
        with self._site.db.write() as session:
            return claims.keep(
                session, self._row, self._until,
                moved_at=now, **self._kept.values, **values,
            )  # fmt: skip

    def _finish(self) -> None:
        row, now = self._row, self._now()
        actor = Member("", row.ordered_by, row.organisation_id, "", "", frozenset())
        fact = LabelIssue(
            id=row.id,
            organisation_id=row.organisation_id,
            lot=row.lot,
            design=row.design,
            count=row.count,
            uri=row.uri,
            symbols_checked=self._kept.proof.symbols,
            by=row.ordered_by,
        )
        is_awaited = False
        with self._site.db.write() as session:
            done = {"state": str(JobState.DONE), "fault": None, "moved_at": now, **self._kept.values}
            if claims.settle(session, row, now + self._site.keep_labels, **done):
                capture.record(session, self._site, fact, row.lot or row.id, actor, now)
                is_awaited = label_sendings.release(session, row.id, now)
        if is_awaited:
            wake(self._site, DELIVERY)

    def _fail(self, fault: ArilError) -> None:
        said = {"template": fault.template, "data": {name: str(value) for name, value in fault.data.items()}}
        log.warning("labels were not printed", job=self._row.id, reason=str(fault))
        with self._site.db.write() as session:
            claims.settle(
                session, self._row, None,
                state=str(JobState.FAILED), fault=said, moved_at=self._now(), **self._kept.values,
            )  # fmt: skip

    def _cut(self, path: Path) -> None:
        """Leave what is recorded and no more: it makes room for the database too."""
        try:
            os.truncate(path, self._kept.length)
        except OSError as error:
            log.warning("a file of labels was not cut", path=str(path), reason=str(error))


def clock_from(at: datetime) -> Callable[[], datetime]:
    """What time it is since a moment that was given."""
    started = time.monotonic()
    return lambda: at + timedelta(seconds=time.monotonic() - started)
