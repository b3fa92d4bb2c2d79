"""Labels as facts: ordered, handed out, printed again, withdrawn, and rolls that are bound to a lot later."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class JobState(StrEnum):
    """How far a print job is."""

    QUEUED = "queued"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class LabelsOrdered:
    """So many labels of a design for a lot, or a roll without one (`lot` is empty).

    `serials` is the SHA-256, in hex, of the serial numbers in their order, each with a line feed; empty where every
    label is the same. `over` is by how many kg the lot's labels now promise more than there is of it.
    """

    id: str
    organisation_id: str
    lot: str
    design: str
    count: int
    uri: str
    serials: str
    net_weight: Decimal
    over: Decimal
    by: str


@dataclass(frozen=True, slots=True)
class LabelIssue:
    """Labels handed out for a lot: how many, of which design, with what address in the QR, proved how."""

    id: str
    organisation_id: str
    lot: str
    design: str
    count: int
    uri: str
    symbols_checked: int
    by: str


@dataclass(frozen=True, slots=True)
class LabelsReprinted:
    """Labels of a job that were printed again, from one number to another, and why."""

    job: str
    organisation_id: str
    first: int
    last: int
    reason: str
    symbols_checked: int
    by: str


@dataclass(frozen=True, slots=True)
class LabelsCancelled:
    """A job that was stopped when so many of its labels were finished. None of its codes is in use."""

    job: str
    organisation_id: str
    printed: int
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class LabelsWithdrawn:
    """Finished labels of a job, from one number to another, that should be on nothing from now on, and why.

    None of them was withdrawn before.
    """

    job: str
    organisation_id: str
    first: int
    last: int
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class LabelsBound:
    """Labels of a roll, from one number to another, that stand for a lot from now on."""

    id: str
    organisation_id: str
    job: str
    first: int
    last: int
    lot: str
    net_weight: Decimal
    over: Decimal
    by: str

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class LabelsUnbound:
    """Labels of a binding, from one number to another, for which it was a mistake; the others stay bound.

    Both numbers are 0 where it was one for all of them.
    """

    id: str
    organisation_id: str
    reason: str
    by: str
    first: int = 0
    last: int = 0


def over_issue(packed: Decimal, issued: Iterable[tuple[int, Decimal]]) -> Decimal:
    """By how many kg labels promise more than was packed; 0 where they do not.

    `issued` are (labels, kg that each of them promises) of everything that was ordered or bound for the lot, this
    time included; labels that promise no weight say nothing.
    """
    return max(NOTHING, sum((count * weight for count, weight in issued), NOTHING) - packed)


def stretches_left(first: int, last: int, gone: Iterable[tuple[int, int]]) -> list[range]:
    """The stretches of the labels from one number to another that are left when those from … to … are `gone`."""
    left, start = [], first
    for begin, end in sorted(gone):
        left.append(range(start, min(begin, last + 1)))
        start = max(start, end + 1)
    return [each for each in (*left, range(start, last + 1)) if each]


def pages_of(count: int, per_page: int, start: int) -> int:
    """How many sheets so many labels take from a place of the first sheet on."""
    return -(-(count + start - 1) // per_page)


def labels_of_page(page: int, count: int, per_page: int, start: int) -> range:
    """The numbers of the labels on a sheet; both count from 1."""
    first = (page - 1) * per_page - start + 2
    return range(max(first, 1), min(first + per_page, count + 1))
