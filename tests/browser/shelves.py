"""A shelf of lots on the live service, filled when the first page asks for it; and where its pages are."""

from datetime import timedelta

from aril.clock import utc_now
from aril.domain.lot import Lot
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.lots import trade
from aril.services.lots.finding import page_of
from aril.services.quality import inspection
from tests.browser.conftest import Live
from tests.samples import DAY, REPORT
from tests.shelf import Shelf, fill

_SHELVES: dict[str, tuple[Shelf, str]] = {}
_DOUBTED: dict[str, str] = {}


def passed(live: Live) -> str:
    return page_of(_shelf(live).passed)


def untested(live: Live) -> str:
    return page_of(_shelf(live).untested)


def not_judged(live: Live) -> str:
    return page_of(_shelf(live).not_judged)


def on_hold(live: Live) -> str:
    return page_of(_shelf(live).on_hold)


def recalled(live: Live) -> str:
    return page_of(_shelf(live).recalled)


def desk(live: Live) -> str:
    _shelf(live)
    return "/inspection/"


def form(live: Live) -> str:
    return f"/inspection/report?code={_shelf(live).untested.code}"


def report(live: Live) -> str:
    _shelf(live)
    return f"/inspection/reports/{_SHELVES[live.url][1]}"


def doubted(live: Live) -> str:
    """A lot of which a kilogram is said to have been sold before its harvest."""
    orchard = _shelf(live).orchard
    if live.url not in _DOUBTED:
        lot = orchard.harvest("100")
        trade.sell(live.site, lot.code, "1", MassUnit.KG, orchard.grower, DAY - timedelta(days=5))
        _DOUBTED[live.url] = lot.code
    return "/office/doubts"


def _shelf(live: Live) -> Shelf:
    if live.url not in _SHELVES:
        shelf = fill(live.site)
        _SHELVES[live.url] = shelf, _failing(live, shelf.orchard.harvest("120"))
    return _SHELVES[live.url][0]


def _failing(live: Live, lot: Lot) -> str:
    """A rapid test by the inspector of the live service, which stops its lot."""
    values = REPORT | {"task": "rapid", "value-carbendazim": "0.61", "value-lead": "0.02"}
    return inspection.report(live.site, lot.code, values, live.people[Role.INSPECTOR], utc_now()).report.id
