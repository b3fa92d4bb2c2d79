"""What an inspector looks at: the lot to be tested with its panel, and the reports written so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from aril.domain.chain import Chain, PanelItem, Product, Term
from aril.domain.enterprise import Activity
from aril.domain.errors import NotFound
from aril.domain.farm import Plot
from aril.domain.inspection import Report, TaskKind, tasks_open_to
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member
from aril.domain.region import Region
from aril.services.enterprises.filing import acting
from aril.services.lots.finding import lot_of_typing
from aril.services.lots.origin import origin_of
from aril.services.orchards.farm import chain_of_lot
from aril.services.paging import A_PAGE, Page, page_of
from aril.services.people.access import visible
from aril.services.quality.inspection import PanelLine, lot_to_test, panel
from aril.services.site import Site
from aril.store import farm, inspection, lots, organisations

RECENT = 20
"""How many reports a form looks back at for what was the same last time."""


@dataclass(frozen=True, slots=True)
class LotToTest:
    """A lot as whoever stands before it recognises it."""

    lot: Lot
    chain: Chain
    product: Product
    variety: Term | None
    grade: Term | None
    producer: str
    plot: Plot | None
    origin: tuple[Region, ...]

    def item(self, substance: str) -> PanelItem:
        """What a reading measured, by the names of the chain's panel."""
        found = next((each for each in self.chain.panel if each.substance == substance), None)
        return found or PanelItem(substance, substance, substance, "", "")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form of a report begins with: what was the same last time need not be typed again.

    `loqs` are the limits of quantification by substance, each as it was written last.
    """

    about: LotToTest
    panel: tuple[PanelLine, ...]
    tasks: tuple[TaskKind, ...]
    task: TaskKind
    accreditation: str
    loqs: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report with its lot, and how many lots made of that one are stopped today."""

    report: Report
    about: LotToTest
    stopped: int


def to_test(site: Site, typed: str) -> Lot:
    """The lot of a scanned or typed code; raises `Invalid`, `NotFound`."""
    with site.db.read() as session:
        return lot_of_typing(session, site, typed)


def draft(site: Site, scanned: str, on: date, actor: Member) -> Draft:
    """The form of a report on a lot sampled on a day; raises `Invalid`, `NotFound`, `NotApproved`."""
    with site.db.read() as session:
        own = acting(session, actor)
        lot = lot_to_test(session, site, scanned, own)
        recent = inspection.reports_by(session, own.id, RECENT)
        tasks = tasks_open_to(Activity(own.activity))
        return Draft(
            about=_about(session, lot),
            panel=panel(site, lot, on),
            tasks=tasks,
            task=next((report.task for report in recent if report.task in tasks), tasks[0]),
            accreditation=next((report.accreditation for report in recent if report.accreditation), ""),
            loqs=_loqs(recent),
        )


def written(site: Site, actor: Member, after: str = "", most: int = A_PAGE) -> Page[tuple[Report, Lot]]:
    """The reports of the actor's organisation with their lots, newest first; those that follow the report `after`."""
    with site.db.read() as session:
        rows = inspection.reports_by(session, actor.organisation_id, most + 1, after)
        reports = page_of(rows, lambda report: report.id, most)
        known = lots.lots_by_epc(session, {report.lot for report in reports})
        return Page([(report, known[report.lot]) for report in reports], reports.following)


def show(site: Site, report_id: str) -> ReportFile:
    """A report; raises `NotFound`."""
    with site.db.read() as session:
        report = inspection.report(session, report_id)
        lot = lots.lot(session, report.lot) if report else None
        if report is None or lot is None:
            raise NotFound("report", report_id)
        below = lots.lots_by_epc(session, {edge.child for edge in lots.descendants(session, lot.epc)})
        stopped = sum(each.state is not LotState.ACTIVE for each in below.values())
        return ReportFile(report, _about(session, lot), stopped)


@visible("report")
def _sees_report(session: Session, member: Member, report_id: str) -> bool:
    report = inspection.report(session, report_id)
    return report is not None and report.organisation_id == member.organisation_id


def _loqs(recent: Iterable[Report]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for report in recent:
        for judgement in report.judgements:
            if judgement.reading.loq is not None:
                found.setdefault(judgement.reading.substance, judgement.reading.loq)
    return found


def _about(session: Session, lot: Lot) -> LotToTest:
    chain = chain_of_lot(session, lot.chain)
    product = chain.product_of(lot)
    producer = organisations.organisation(session, lot.organisation_id)
    return LotToTest(
        lot=lot,
        chain=chain,
        product=product,
        variety=product.variety(lot.variety) if lot.variety else None,
        grade=product.grade(lot.grade) if lot.grade else None,
        producer=producer.name if producer else "",
        plot=farm.plot(session, lot.plot_id) if lot.plot_id else None,
        origin=origin_of(session, lot),
    )
