"""Labels that are printed again because some were spoiled: the same labels with the same codes, and why."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from aril.domain.label import LabelsReprinted
from aril.domain.membership import Member
from aril.domain.reading import Fields
from aril.labelling.layout import Placement
from aril.services.enterprises.filing import acting
from aril.services.label_press.label_jobs import (
    Download,
    PrintJob,
    expect_good,
    expect_labels,
    labels_of_pages,
    read_pages,
    read_stretch,
    row_of_job,
    shown,
)
from aril.services.label_press.label_order import AT_ONCE
from aril.services.label_press.label_print import press_of
from aril.services.ledger import capture
from aril.services.site import Site
from aril.store.label_withdrawals import withdrawals_of
from aril.store.labels import LabelJobRow


def reprint(site: Site, job_id: str, values: Mapping[str, str], actor: Member, at: datetime) -> Download:
    """Print some finished labels of a job again, at once, and record why.

    `values` are `reason` and either `pages`, which come as they lay, or `first` and `last`, each a label's number or
    its serial number, from the place `start` of a sheet on. Raises `NotFound`, `NotReleased`, `NothingFinished`,
    `WithdrawnAlready`, and `Invalid` with every fault.
    """
    with site.db.read() as session:
        acting(session, actor)
        row = row_of_job(session, job_id, actor)
        (job,) = shown(session, [row])
        expect_labels(job)
        numbers, start, reason = _read(session, row, job, values)
        expect_good(job.withdrawn, numbers)
    placed = Placement(**{**row.placement, "start": start})
    pressed = press_of(site, row, numbers[0], numbers[-1], placement=placed)
    content = b"".join(pressed)
    with site.db.write() as session:
        own = acting(session, actor)
        row_of_job(session, job_id, actor, lock=True)  # nobody withdraws them meanwhile
        expect_good(withdrawals_of(session, [job.id])[job.id], numbers)
        fact = LabelsReprinted(
            job.id, own.id, numbers[0], numbers[-1], reason, pressed.proof.symbols, actor.user_name
        )
        capture.record(session, site, fact, row.lot or row.id, actor, at)
    return Download(f"{job.name}-{numbers[0]}-{numbers[-1]}.pdf", iter([content]))


def _read(
    session: Session, row: LabelJobRow, job: PrintJob, values: Mapping[str, str]
) -> tuple[range, int, str]:
    """(numbers of the labels, place of the first, reason); raises `Invalid` with every fault."""
    fields = Fields(values)
    reason = fields.text("reason")
    start = fields.whole("start", least=1, most=row.per_page, required=False) or 1
    if fields.raw("pages"):
        if fields.raw("first") or fields.raw("last"):
            fields.refuse("pages", "Name either pages or labels, not both.")
        pages = fields.attempt(lambda: read_pages(fields.raw("pages"), job.pages))
        fields.check()
        assert pages is not None
        numbers = labels_of_pages(row, pages)
        start = row.start if pages[0] == 1 else 1
    else:
        numbers = read_stretch(session, fields, job)
    if len(numbers) > AT_ONCE:
        fields.refuse(
            "last", "At most {most} labels are printed again at once, found {count}.",
            most=AT_ONCE, count=len(numbers),
        )  # fmt: skip
    fields.check()
    return numbers, start, reason
