"""What the chain office sees: what waits for it, lots by state, and the pass rate with its uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from aril.domain.enterprise import FilingStatus
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.pass_rate import PassRate
from aril.services.site import Site
from aril.store import inspection, lots, organisations
from aril.store.organisations import OrganisationRow


@dataclass(frozen=True, slots=True)
class Month:
    """A month such as 2026-09, with its pass rate."""

    month: str
    rate: PassRate


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The office's first page. The rate counts routine monitoring and supervision, by sampling day."""

    filings: Sequence[OrganisationRow]
    enterprises: dict[str, int]
    lots: dict[str, int]
    on_hold: list[Lot]
    recalled: list[Lot]
    since: date
    until: date
    rate: PassRate
    months: tuple[Month, ...]


def dashboard(site: Site, actor: Member, at: datetime, months: int = 24) -> Dashboard:
    """The state of the actor's region now, and the pass rate of the last `months` months."""
    today = at.astimezone(CHINA).date()
    since = months_before(today, months - 1)
    with site.db.read() as session:
        region = actor.region
        counted = inspection.verdicts_by_month(session, since, today, region)
        filings = organisations.by_status(session, FilingStatus.SUBMITTED)
        return Dashboard(
            filings=[row for row in filings if actor.oversees(row.region)],
            enterprises=organisations.counts_by_status(session, region),
            lots=lots.counts_by_state(session, region),
            on_hold=lots.lots_in_state(session, LotState.ON_HOLD, region),
            recalled=lots.lots_in_state(session, LotState.RECALLED, region),
            since=since,
            until=today,
            rate=PassRate.of(sum(passed for _, passed, _ in counted), sum(n for _, _, n in counted)),
            months=tuple(Month(month, PassRate.of(passed, n)) for month, passed, n in counted),
        )


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies `months` before a day's."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
