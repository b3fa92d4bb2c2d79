"""GS1 numbers of the grower on the live service, given when the first page asks for them; and where their pages are."""

from datetime import date
from decimal import Decimal

from aril.clock import utc_now
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Role
from aril.epcis.reading import read_event
from aril.services.codes import own_links
from aril.services.ledger import capture
from aril.services.orchards import farm
from aril.store.lots import LotRow
from aril.store.mapping import row_of
from aril.store.organisations import OrganisationRow
from tests.browser.conftest import Live
from tests.coded import GLN, GTIN, SSCC

_NUMBERED: set[str] = set()


def product(live: Live) -> str:
    _number(live)
    return f"/p/{GTIN}"


def unknown_lot(live: Live) -> str:
    _number(live)
    return f"/p/{GTIN}?lot=ZZ-2026-0912"


def unknown_product(live: Live) -> str:
    _number(live)
    return "/p/06901234567908"


def enterprise(live: Live) -> str:
    _number(live)
    return f"/o/{GLN}"


def parcel(live: Live) -> str:
    _number(live)
    return f"/s/{SSCC}"


def loading(live: Live) -> str:
    _number(live)
    return "/packing/parcels/new"


def loaded(live: Live) -> str:
    _number(live)
    return f"/labels/parcels/{SSCC}"


def links(live: Live) -> str:
    _number(live)
    return "/grower/links"


def numbers(live: Live) -> str:
    _number(live)
    return "/grower/numbers"


def _number(live: Live) -> None:
    if live.url in _NUMBERED:
        return
    _NUMBERED.add(live.url)
    grower, now = live.people[Role.GROWER], utc_now()
    with live.db.write() as session:
        row = session.get_one(OrganisationRow, grower.organisation_id)
        row.gs1_prefix, row.gln = "6901234", GLN
    item = {"gtin": GTIN, "name": "峄城大青皮甜石榴 5 kg 礼盒", "variety": "daqingpitian", "grade": "first"}
    farm.add_trade_item(live.site, item, grower, now)
    epcs = []
    with live.db.write() as session:
        for code, state, reason in (
            ("K3FWT8NZQ5YMC", LotState.ACTIVE, ""),
            ("H7KQM2WXA4TZB", LotState.RECALLED, "多菌灵残留超过示例限量"),
            ("9PXN4RTC6VFHK", LotState.ON_HOLD, "检验不合格 R-2"),
        ):
            lot = Lot(
                epc=live.site.terms.lot(code, GTIN), code=code, gtin=GTIN, organisation_id=grower.organisation_id,
                chain="pomegranate", product="pomegranate", variety="daqingpitian", grade="first", plot_id="",
                made_on=date(2026, 9, 12), harvested_on=None, packed_on=None, quantity=Decimal(500),
                remaining=Decimal(500), state=state, reason=reason,
            )  # fmt: skip
            session.add(row_of(LotRow, lot))
            epcs.append(lot.epc)
    packed = {
        "type": "AggregationEvent", "eventTime": now.isoformat(), "eventTimeZoneOffset": "+08:00", "action": "ADD",
        "parentID": f"https://id.gs1.org/00/{SSCC}", "childEPCs": ["https://id.gs1.org/00/369012345000000029"],
        "childQuantityList": [{"epcClass": epc, "quantity": 120, "uom": "KGM"} for epc in epcs],
    }  # fmt: skip
    with live.db.write() as session:
        capture.event(session, live.site, read_event(packed), grower, now)
    own_links.register_host(live.site, "www.liuyuan.example", grower, now)
    own_links.register_host(live.site, "shop.liuyuan.example", grower, now)
    for type_, page, title, language, until in (
        ("recipeInfo", "www.liuyuan.example/recipes/opening", "石榴的三种剥法", "zh", ""),
        (
            "relatedVideo",
            "www.liuyuan.example/video/2026-harvest-in-the-orchard-of-yicheng",
            "看看我们的果园",
            "",
            "2026-12-31",
        ),
        ("hasRetailers", "shop.liuyuan.example/", "Where to buy", "en", ""),
    ):
        own_links.add(
            live.site,
            {
                "gtin": GTIN,
                "type": type_,
                "href": f"https://{page}",
                "title": title,
                "language": language,
                "valid_to": until,
            },
            grower,
            now,
        )
