"""One autumn of the grower on the live service, made when the first page asks for it; and where its pages are."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aril.clock import utc_now
from aril.domain.enterprise import Activity
from aril.domain.lot import Lot
from aril.domain.membership import Member, Role
from aril.domain.units import MassUnit
from aril.epcis.reading import read_event
from aril.services.label_press import (
    label_order,
    label_print,
    label_rolls,
    label_sending,
    label_withdrawal,
    printers,
)
from aril.services.ledger import capture
from aril.services.lots import correcting, trade
from aril.services.lots import packing as packings
from aril.services.lots.finding import name_of
from aril.services.orchards import farm
from aril.services.orchards import harvest as harvests
from aril.services.quality import certificate as certificates
from aril.services.quality import inspection
from aril.services.site import Site
from aril.store import labels as store
from aril.store import lots as store_lots
from tests import make
from tests.browser.conftest import Live
from tests.epcis.examples import LOT, object_event
from tests.samples import LIMIT, OFFICE, PLOT, REPORT, SPRAY

RING = [[117.512, 34.732], [117.5143, 34.7322], [117.5147, 34.7309], [117.5121, 34.7306], [117.512, 34.732]]


@dataclass(frozen=True)
class Autumn:
    """Ids and codes of what there is: a plot that is closed and an open one, lots in all states, a certificate."""

    closed: str
    open: str
    lot: str
    held: str
    packed: str
    void: str
    certificate: str
    prints: "Prints"


@dataclass(frozen=True)
class Prints:
    """A print job that is done and one that is half done, a binding of a roll, and codes of it in each state."""

    done: str
    going_on: str
    binding: str
    bound: str
    withdrawn: str
    free: str


_AUTUMNS: dict[str, Autumn] = {}


def autumn(live: Live) -> Autumn:
    if live.url not in _AUTUMNS:
        _AUTUMNS[live.url] = _live_through(live, utc_now())
    return _AUTUMNS[live.url]


def _page(path: Callable[[Autumn], str]) -> Callable[[Live], str]:
    """A page of what there is."""
    return lambda live: path(autumn(live))


home = _page(lambda _: "/grower/")
plots = _page(lambda _: "/grower/plots")
plot = _page(lambda known: f"/grower/plots/{known.open}")
closed = _page(lambda known: f"/grower/harvests/new?plot={known.closed}")
lots = _page(lambda _: "/grower/lots")
lot = _page(lambda known: f"/grower/lots/{known.lot}")
held = _page(lambda known: f"/grower/lots/{known.held}")
packed = _page(lambda known: f"/grower/lots/{known.packed}/correct")
void = _page(lambda known: f"/grower/lots/{known.void}")
void_seen = _page(lambda known: f"/t/{known.void}")
labels = _page(lambda known: f"/labels/lots/{known.lot}")


def elsewhere(live: Live) -> str:
    """The labels of a lot of which nobody knows where it grew."""
    grower, at = live.people[Role.GROWER], utc_now()
    made = object_event(
        action="ADD",
        bizStep="commissioning",
        epcList=None,
        quantityList=[{"epcClass": f"{LOT}-{at:%H%M%S%f}", "quantity": 90, "uom": "KGM"}],
    )
    with live.site.db.write() as session:
        capture.event(session, live.site, read_event(made), grower, at)
        ((_, lot),) = store_lots.lots_by_epc(session, [made["quantityList"][0]["epcClass"]]).items()
    return f"/labels/lots/{name_of(live.site, lot.epc, lot.code)}"


def mistyped(live: Live) -> str:
    """A harvest that may still be corrected."""
    lot = _harvest(live.site, autumn(live).open, "1250", live.people[Role.GROWER], utc_now())
    return f"/grower/lots/{lot.code}/correct"


def printer(live: Live) -> str:
    """A label printer that was measured on one paper; nobody answers at its address."""
    grower, at = live.people[Role.GROWER], utc_now()
    known = printers.printers_of(live.site, grower)
    if not known:
        described = {
            "name": "包装间",
            "kind": "zpl",
            "address": "127.0.0.1:9109",
            "dpi": "203",
            "design": "lot-60x40",
        }
        added = printers.add(live.site, described, grower, at)
        measured = {"design": "lot-60x40", "right": "1.5", "down": "-0.5"}
        printers.keep_offset(live.site, added.id, measured, grower, at)
        known = [added]
    return f"/labels/printers/{known[0].id}"


def sent(live: Live) -> str:
    """A print job that was sent to a printer which nobody may reach from here."""
    grower, at = live.people[Role.GROWER], utc_now()
    to = printer(live).rpartition("/")[2]
    job = label_order.order(live.site, autumn(live).lot, {"design": "unit-40x30", "count": "3"}, grower, at)
    label_print.print_now(live.site, job, grower, at)
    label_sending.send(live.site, job, {"printer": to}, grower, at)
    label_sending.work(live.site, at)
    return f"/labels/jobs/{job}"


print_jobs = _page(lambda _: "/labels/jobs")
print_job = _page(lambda known: f"/labels/jobs/{known.prints.done}")
print_job_going_on = _page(lambda known: f"/labels/jobs/{known.prints.going_on}")
rolls = _page(lambda _: "/labels/rolls")
binding = _page(lambda known: f"/labels/bindings/{known.prints.binding}")
withdrawal = _page(lambda known: f"/labels/jobs/{known.prints.done}/withdraw")
withdrawn = _page(lambda known: f"/t/{known.prints.withdrawn}")
piece = _page(lambda known: f"/t/{known.prints.bound}")
not_yet = _page(lambda known: f"/t/{known.prints.free}")
certificate = _page(lambda known: f"/grower/certificates/{known.certificate}")
packing = _page(lambda known: f"/packing/?code={known.lot}")
receive = _page(lambda _: "/trade/receive")
ship = _page(lambda known: f"/trade/ship?code={known.lot}")


def _live_through(live: Live, now: datetime) -> Autumn:
    site, grower = live.site, live.people[Role.GROWER]
    outline = json.dumps({"type": "Polygon", "coordinates": [RING]})
    closed_plot, _ = farm.add_plot(site, PLOT, grower, now)
    open_plot, _ = farm.add_plot(
        site, PLOT | {"code": "A2", "name": "榴园东坡", "area": "48.6", "outline": outline}, grower, now
    )
    fed = SPRAY | {"kind": "fertiliser", "name": "示例有机肥", "used_on": _day(now, -60), "interval_days": ""}
    farm.note_input(site, open_plot.id, fed, grower, now)
    farm.note_input(site, closed_plot.id, SPRAY | {"used_on": _day(now, -2)}, grower, now)
    lot = _harvest(site, open_plot.id, "3000", grower, now - timedelta(minutes=9))
    bad = _harvest(site, open_plot.id, "800", grower, now - timedelta(minutes=8))
    prints = _prints(site, lot, grower, now)
    issued = certificates.issue(site, lot.code, ["controls", "own_test"], grower, now)
    _fail(live, bad, now)
    form = {"packed_on": _day(now), "unit": "kg", "quantity": "590", "grade": "first"}
    packed = packings.record(site, form, [(lot.code, "600")], grower, now - timedelta(minutes=7))
    void = _harvest(site, open_plot.id, "70", grower, now - timedelta(minutes=6))
    correcting.take_back(site, void.code, grower, now)
    shop = make.organisation(live.db, activity=Activity.TRADER, name="示例鲜果店")
    trade.ship(site, lot.code, "200", MassUnit.KG, shop, grower, now)
    _send_something_back(live, shop, lot, now)
    return Autumn(closed_plot.id, open_plot.id, lot.code, bad.code, packed.code, void.code, issued.id, prints)


def _prints(site: Site, lot: Lot, grower: Member, now: datetime) -> Prints:
    def printed(job: str) -> str:
        label_print.print_now(site, job, grower, now)
        return job

    done = printed(label_order.order(site, lot.code, {"count": "60", "net_weight": "2.5"}, grower, now))
    roll = printed(label_order.order_roll(site, {"count": "200"}, grower, now))
    with site.db.read() as session:
        codes = store.serials_of(session, roll, 1, 200)
    values = {"first": codes[0], "last": codes[119], "lot": lot.code}
    bound = label_rolls.bind(site, values, grower, now)
    label_rolls.unbind(site, bound.id, {"first": "101", "reason": "扫多了一段"}, grower, now)
    label_withdrawal.withdraw(site, done, {"first": "49", "reason": "打印机卡纸，撕坏了"}, grower, now)
    label_withdrawal.withdraw(site, roll, {"first": "98", "last": "100", "reason": "掉地上了"}, grower, now)
    going_on = label_order.order(
        site, lot.code, {"design": "unit-a4-48", "count": "2400", "net_weight": "2.5"}, grower, now
    )
    with site.db.write() as session:  # as somebody leaves it who is in the midst of it
        row = session.get_one(store.LabelJobRow, going_on)
        row.state, row.done, row.symbols, row.pages_rendered = "printing", 960, 960, 1
        row.started_at, row.moved_at = now, now + timedelta(seconds=70)
        row.due_at = now + timedelta(days=1)
    return Prints(done, going_on, bound.id, codes[4], codes[98], codes[150])


def _harvest(site: Site, plot_id: str, kg: str, grower: Member, at: datetime) -> Lot:
    values = {"harvested_on": _day(at), "quantity": kg, "unit": "kg", "grade": "first"}
    return harvests.record(site, plot_id, values, grower, at)


def _fail(live: Live, lot: Lot, now: datetime) -> None:
    laboratory = make.organisation(live.db, activity=Activity.LABORATORY, name="示例检测中心")
    inspector = make.member(live.db, Role.INSPECTOR, organisation_id=laboratory)
    inspection.load_limits(
        live.site, [(2, LIMIT | {"substance": "carbendazim"})], "示例限量.csv", OFFICE, now
    )
    inspection.report(
        live.site,
        lot.code,
        REPORT | {"sampled_on": _day(now), "value-carbendazim": "0.61"},
        inspector,
        now,
    )


def _send_something_back(live: Live, shop: str, lot: Lot, now: datetime) -> None:
    trader = make.member(live.db, Role.TRADER, organisation_id=shop)
    trade.receive(live.site, lot.code, "120", MassUnit.KG, trader, now)
    grower = live.people[Role.GROWER].organisation_id
    trade.ship(live.site, lot.code, "20", MassUnit.KG, grower, trader, now + timedelta(seconds=1))


def _day(now: datetime, days: int = 0) -> str:
    return f"{now + timedelta(days=days):%Y-%m-%d}"
