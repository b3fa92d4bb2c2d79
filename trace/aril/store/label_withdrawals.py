"""Which finished labels of which job should be on nothing any more."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aril.domain.label import stretches_left
from aril.store.database import Base
from aril.store.types import NAME, SHORT, Utc


class LabelWithdrawalRow(Base):
    """Finished labels of a job, from one number to another, that should be on nothing; no two have one in common."""

    __tablename__ = "label_withdrawal"

    job: Mapped[str] = mapped_column(SHORT, primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[str] = mapped_column(SHORT)
    last: Mapped[int]
    reason: Mapped[str] = mapped_column(NAME)
    by: Mapped[str] = mapped_column(NAME)
    withdrawn_at: Mapped[datetime] = mapped_column(Utc)


def withdrawals_of(session: Session, jobs: Iterable[str]) -> Mapping[str, Sequence[LabelWithdrawalRow]]:
    """What was withdrawn of each of these jobs, in the order of their labels."""
    wanted = list(jobs)
    found: dict[str, list[LabelWithdrawalRow]] = {job: [] for job in wanted}
    for row in session.scalars(
        select(LabelWithdrawalRow)
        .where(LabelWithdrawalRow.job.in_(wanted))
        .order_by(LabelWithdrawalRow.job, LabelWithdrawalRow.first)
    ):
        found[row.job].append(row)
    return found


def left_of(gone: Iterable[LabelWithdrawalRow], first: int, last: int) -> list[range]:
    """The stretches of a job's labels from one number to another that were not withdrawn."""
    return stretches_left(first, last, ((row.first, row.last) for row in gone))
