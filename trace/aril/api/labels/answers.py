"""What programs are told of print jobs, rolls and bindings."""

from dataclasses import asdict
from datetime import datetime
from typing import Self

from flask import url_for
from pydantic import BaseModel, Field

from aril import i18n
from aril.api import problems
from aril.domain.label import JobState
from aril.services.label_press import label_jobs, label_rolls


class Withdrawn(BaseModel):
    """Finished labels of a job that should be on nothing, by their numbers in it."""

    first: int
    last: int
    reason: str
    by: str
    at: datetime


class Job(BaseModel):
    """A print job as it stands."""

    id: str
    lot: str | None = Field(description="The lot's code; null for a roll, a case and a pallet.")
    sscc: str | None = Field(description="The SSCC of the case or pallet that is labelled, 18 digits.")
    design: str
    state: JobState = Field(description="How far it is.")
    fault: str | None = Field(description="Why it stopped.")
    count: int
    done: int = Field(description="Labels that are finished.")
    pages: int = Field(description="Pages that are finished.")
    all_pages: int
    seconds_left: int | None
    symbols_checked: int = Field(description="Symbols that were read back and compared.")
    pages_rendered: int = Field(description="Pages that were rendered as a printer does, and read.")
    over_kg: str | None = Field(
        description="By how much the lot's labels promise more than was packed, if they did when these were ordered."
    )
    withdrawn: list[Withdrawn] = Field(description="Labels of it that were withdrawn.")
    ordered_by: str
    ordered_at: datetime
    file: str | None = Field(
        description="Where the whole file is, once it is finished and while all its labels are good."
    )

    @classmethod
    def of(cls, job: label_jobs.PrintJob) -> Self:
        return cls(
            id=job.id,
            lot=job.lot or None,
            sscc=job.sscc or None,
            design=job.design,
            state=job.state,
            fault=i18n.translate(job.fault, problems.language()) if job.fault else None,
            count=job.count,
            done=job.done,
            pages=job.pages,
            all_pages=job.all_pages,
            seconds_left=round(job.rest.total_seconds()) if job.rest is not None else None,
            symbols_checked=job.symbols_checked,
            pages_rendered=job.pages_rendered,
            over_kg=f"{job.over:f}" if job.over else None,
            withdrawn=[Withdrawn(**asdict(each)) for each in job.withdrawn],
            ordered_by=job.ordered_by,
            ordered_at=job.ordered_at,
            file=url_for("labels.file", job=job.id) if job.has_file else None,
        )


class Binding(BaseModel):
    """Labels of a roll that stand for a lot, by their numbers on it."""

    id: str
    first: int
    last: int
    lot: str
    by: str
    bound_at: datetime
    over_kg: str | None = Field(
        description="By how much the lot's labels promised more than was packed when these were bound."
    )

    @classmethod
    def of(cls, bound: label_rolls.Binding) -> Self:
        return cls(
            id=bound.id,
            first=bound.first,
            last=bound.last,
            lot=bound.lot,
            by=bound.by,
            bound_at=bound.bound_at,
            over_kg=f"{bound.over:f}" if bound.over else None,
        )


class Undone(BaseModel):
    """Labels of a roll that stood for a lot by mistake, by their numbers on it."""

    first: int
    last: int
    lot: str
    reason: str


class Roll(Job):
    """A roll, and which of its labels stand for which lot."""

    free: int = Field(description="Labels that stand for no lot yet.")
    bindings: list[Binding]
    undone: list[Undone]

    @classmethod
    def of_roll(cls, roll: label_rolls.Roll) -> Self:
        return cls(
            **Job.of(roll.job).model_dump(),
            free=roll.free,
            bindings=[Binding.of(each) for each in roll.bindings],
            undone=[Undone(**asdict(each)) for each in roll.undone],
        )


class Jobs(BaseModel):
    """A page of print jobs."""

    jobs: list[Job]
    next: str | None = Field(description="Where the older ones are; null where there are none.")


class Rolls(BaseModel):
    """A page of rolls."""

    rolls: list[Roll]
    next: str | None = Field(description="Where the older ones are; null where there are none.")
