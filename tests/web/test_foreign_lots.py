"""A lot that a partner's system has made, without our chain's words, stands on every page like any other."""

from flask.testing import FlaskClient

from aril.domain.enterprise import Activity
from aril.domain.membership import Member, Role
from aril.epcis.reading import read_event
from aril.services.ledger import capture
from tests import make
from tests.epcis.examples import CONTEXT, LOT, Json, object_event
from tests.samples import DAY
from tests.web.desks import Desk, said

PAGES = {
    Role.GROWER: ("/grower/", "/grower/lots", "/trade/ship", "/trade/receive", "/trade/sell"),
    Role.PACKER: ("/grower/", "/grower/lots", "/packing/"),
    Role.TRADER: ("/trade/receive", "/trade/sell", "/trade/destroy"),
    Role.INSPECTOR: ("/inspection/", "/inspection/reports"),
    Role.REGULATOR: ("/office/", "/office/lots", "/office/doubts"),
}
OWN_PAGES = {
    Role.GROWER: ("/grower/lots/L7", "/labels/lots/L7"),
    Role.INSPECTOR: ("/inspection/report?code=L7",),
    Role.REGULATOR: ("/office/lots/L7", "/t/09521141012345/L7"),
}


def _amount(kg: int) -> list[Json]:
    return [{"epcClass": LOT, "quantity": kg, "uom": "KGM"}]


def _statuses(readers: dict[Role, FlaskClient], pages: dict[Role, tuple[str, ...]]) -> dict[str, int]:
    return {f"{role} {page}": readers[role].get(page).status_code for role in pages for page in pages[role]}


def test_no_page_fails_over_it(desk: Desk) -> None:
    site, grower = desk.orchard.site, desk.orchard.grower
    shop = desk.orchard.member(2, Activity.TRADER, Role.TRADER)
    laboratory = desk.orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    readers = {
        Role.REGULATOR: desk.reader(),
        **{
            role: desk.reader(make.member(desk.db, role, organisation_id=each.organisation_id))
            for role, each in _people(grower, shop, laboratory).items()
        },
    }
    before = _statuses(readers, PAGES)
    sent = {
        "destinationList": [{"type": "owning_party", "destination": site.terms.party(shop.organisation_id)}],
        "bizTransactionList": [{"type": "desadv", "bizTransaction": "https://example.org/advice/1"}],
    }
    made = object_event(epcList=None, action="ADD", quantityList=_amount(100))
    shipped = object_event(epcList=None, bizStep="shipping", quantityList=_amount(40), **sent)

    with site.db.write() as session:
        events = [read_event(each, (CONTEXT,)) for each in (made, shipped)]
        capture.events(session, site, events, grower, DAY)

    assert set(before.values()) == {200}
    assert _statuses(readers, PAGES) == before
    assert set(_statuses(readers, OWN_PAGES).values()) == {200}
    assert "L7" in said(readers[Role.TRADER].get("/trade/receive"))


def _people(grower: Member, shop: Member, laboratory: Member) -> dict[Role, Member]:
    return {Role.GROWER: grower, Role.PACKER: grower, Role.TRADER: shop, Role.INSPECTOR: laboratory}
