"""What the chain office sees: what waits for it, lots and enterprises by state, and the pass rate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from aril.domain.chain import Chain, Product, Term
from aril.domain.enterprise import FilingStatus
from aril.domain.errors import NotFound
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.pass_rate import PassRate
from aril.services.ledger.authority import oversees
from aril.services.lots import consumer, hold
from aril.services.lots.consumer import LotView
from aril.services.lots.finding import lot_of_typing, lots_named, name_of
from aril.services.lots.hold import Reach
from aril.services.paging import A_PAGE, page_of
from aril.services.site import Site
from aril.store import chains, doubts, inspection, organisations
from aril.store import lots as lot_store
from aril.store import office as store
from aril.store.doubts import Noted
from aril.store.office import EnterpriseSearch, LotSearch
from aril.store.organisations import OrganisationRow

TO_DO = 5
"""How many of each kind of work the first page shows."""
MONTHS = 24

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Month:
    """A month such as 2026-09, with its pass rate."""

    month: str
    rate: PassRate


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A page of a list: its rows, how many there are in all, and the key after which the next page begins."""

    rows: tuple[T, ...]
    total: int
    following: str = ""


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot as a list shows it: its maker's name, and what its chain calls it."""

    lot: Lot
    maker: str
    product: Product | None
    variety: Term | None
    grade: Term | None


@dataclass(frozen=True, slots=True)
class LotFile:
    """A lot as its consumers see it, and how far it went."""

    seen: LotView
    reach: Reach
    doubts: Sequence[Noted]

    @property
    def lot(self) -> Lot:
        return self.reach.lot


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The office's first page. The rate counts routine monitoring and supervision, by sampling day.

    `months` are all months from `since` to `until`, also those without a sample.
    """

    filings: Found[OrganisationRow]
    on_hold: Found[LotLine]
    recalls: Found[LotLine]
    enterprises: Mapping[str, int]
    lots: Mapping[str, int]
    since: date
    until: date
    rate: PassRate
    months: tuple[Month, ...]
    doubts: Found[Noted]


def dashboard(site: Site, actor: Member, at: datetime) -> Dashboard:
    """The state of the actor's region now, and the pass rate of the last 24 months.

    A recall is open while something of the lot is left.
    """
    today = at.astimezone(CHINA).date()
    since = months_before(today, MONTHS - 1)
    with site.db.read() as session:
        counted = {
            month: PassRate.of(passed, n)
            for month, passed, n in inspection.verdicts_by_month(session, since, today, actor.region)
        }
        waiting = EnterpriseSearch(status=FilingStatus.SUBMITTED)
        return Dashboard(
            filings=_enterprises(session, actor, waiting, TO_DO),
            on_hold=_lots(session, site, actor, LotSearch(state=LotState.ON_HOLD), TO_DO),
            doubts=Found(
                tuple(doubts.of_region(session, actor.region, TO_DO)),
                doubts.count_in_region(session, actor.region),
            ),
            recalls=_lots(session, site, actor, LotSearch(state=LotState.RECALLED, left=True), TO_DO),
            enterprises=store.count_enterprises(session, actor.region, EnterpriseSearch()),
            lots=lot_store.counts_by_state(session, actor.region),
            since=since,
            until=today,
            rate=PassRate.of(
                sum(rate.conforming for rate in counted.values()),
                sum(rate.tested for rate in counted.values()),
            ),
            months=tuple(
                Month(name, counted.get(name, PassRate.of(0, 0)))
                for name in (f"{months_before(today, back):%Y-%m}" for back in range(MONTHS - 1, -1, -1))
            ),
        )


def lots(site: Site, actor: Member, search: LotSearch, after: str = "", most: int = A_PAGE) -> Found[LotLine]:
    """The lots of the actor's region that are looked for, newest first, from behind the lot by the name `after`."""
    with site.db.read() as session:
        return _lots(session, site, actor, search, most, after)


def every_lot(site: Site, actor: Member, search: LotSearch) -> Iterator[LotLine]:
    """All of them, read in batches."""
    after = ""
    while True:
        found = lots(site, actor, search, after, most=1000)
        yield from found.rows
        after = found.following
        if not after:
            return


def enterprises(
    site: Site, actor: Member, search: EnterpriseSearch, after: str = "", most: int = A_PAGE
) -> tuple[Found[OrganisationRow], Mapping[str, int]]:
    """The enterprises of the actor's region that are looked for, and how many there are with each status."""
    with site.db.read() as session:
        counts = store.count_enterprises(session, actor.region, search)
        return _enterprises(session, actor, search, most, after), counts


def every_enterprise(site: Site, actor: Member, search: EnterpriseSearch) -> Iterator[OrganisationRow]:
    """All of them, read in batches."""
    after = ""
    while True:
        found, _ = enterprises(site, actor, search, after, most=1000)
        yield from found.rows
        after = found.following
        if not after:
            return


def lot_named(site: Site, name: str, actor: Member) -> Lot:
    """The lot by this name (`finding.name_of`) that was made in the actor's region; raises `NotFound`."""
    with site.db.read() as session:
        for lot in lots_named(session, site, name):
            if oversees(session, actor, lot):
                return lot
    raise NotFound("lot", name)


def find_lot(site: Site, typed: str, actor: Member) -> Lot:
    """The lot of the actor's region that was scanned or typed; raises as a scan does."""
    with site.db.read() as session:
        lot = lot_of_typing(session, site, typed)
        if not oversees(session, actor, lot):
            raise NotFound("lot", typed.strip(), "code")
        return lot


def lot_file(site: Site, name: str, actor: Member) -> LotFile:
    """Everything about a lot that was made in the actor's region; raises `NotFound`."""
    lot = lot_named(site, name, actor)
    with site.db.read() as session:
        return LotFile(
            consumer.seen(session, site, lot), hold.reach(site, lot.epc), doubts.of_lot(session, lot.epc)
        )


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies `months` before a day's."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _lots(
    session: Session, site: Site, actor: Member, search: LotSearch, most: int, after: str = ""
) -> Found[LotLine]:
    last = next(iter(lots_named(session, site, after)), None) if after else None
    rows = store.lots(session, actor.region, search, most + 1, last)
    known = {chain.code: chain for chain in chains.chains(session)}
    page = page_of(rows, lambda row: name_of(site, row[0].epc, row[0].code), most)
    lines = tuple(_line(lot, maker, known.get(lot.chain)) for lot, maker in page)
    return Found(lines, store.count_lots(session, actor.region, search), page.following)


def _line(lot: Lot, maker: str, chain: Chain | None) -> LotLine:
    product = next((each for each in chain.products if each.code == lot.product), None) if chain else None
    variety = product.variety(lot.variety) if product and lot.variety else None
    grade = product.grade(lot.grade) if product and lot.grade else None
    return LotLine(lot, maker, product, variety, grade)


def _enterprises(
    session: Session, actor: Member, search: EnterpriseSearch, most: int, after: str = ""
) -> Found[OrganisationRow]:
    last = organisations.organisation(session, after) if after else None
    rows = store.enterprises(session, actor.region, search, most + 1, last)
    counts = store.count_enterprises(session, actor.region, search)
    total = counts.get(search.status, 0) if search.status else sum(counts.values())
    page = page_of(rows, lambda row: row.id, most)
    return Found(page, total, page.following)
