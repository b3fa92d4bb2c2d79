"""An enterprise's own links, and the hosts they may lead to."""

from datetime import timedelta
from pathlib import Path

import pytest

from aril.domain.enterprise import Activity, FilingAction
from aril.domain.errors import Invalid, NotFound
from aril.domain.membership import Role
from aril.domain.own_link import OwnLink
from aril.domain.resolver import Link
from aril.services.codes import own_links, resolver
from aril.services.enterprises import filing
from aril.services.enterprises.filing import NotApproved
from aril.services.ledger import rebuild
from aril.store.database import Database
from tests.coded import GTIN, NOBODYS_GTIN, Coded, coded
from tests.samples import DAY, OFFICE

HOST = "www.shop.example"
RECIPE = {"gtin": GTIN, "type": "recipeInfo", "title": "食谱", "href": f"https://{HOST}/recipe"}
ITEM = f"/01/{GTIN}"


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Coded:
    made = coded(database, tmp_path)
    own_links.register_host(made.orchard.site, HOST, made.orchard.grower, DAY)
    return made


def test_a_link_is_listed_and_leads_until_it_is_withdrawn(shop: Coded) -> None:
    site, grower = shop.orchard.site, shop.orchard.grower
    link = _add(shop)
    listed = own_links.form(site, grower)
    before = _led_to(shop, ITEM)

    own_links.withdraw(site, link.id, grower, DAY)

    assert (listed.links, listed.hosts) == ([link], [HOST])
    assert (listed.item(link), listed.part(link)) == ("石榴 5 kg", "")
    assert before == [Link("recipeInfo", RECIPE["href"], "食谱")]
    assert _led_to(shop, ITEM) == []
    assert own_links.form(site, grower).links == []


def test_a_link_leads_only_in_the_days_it_is_valid(shop: Coded) -> None:
    _add(shop, valid_from="2026-09-12", valid_to="2026-09-13")

    assert [len(_led_to(shop, ITEM, days)) for days in (-1, 0, 1, 2)] == [0, 1, 1, 0]


def test_no_link_leads_to_a_host_that_was_withdrawn(shop: Coded) -> None:
    _add(shop)

    own_links.withdraw_host(shop.orchard.site, HOST, shop.orchard.grower, DAY)

    assert _led_to(shop, ITEM) == []
    with pytest.raises(Invalid, match="is not among your hosts"):
        _add(shop)


def test_a_more_specific_link_goes_before_a_general_one(shop: Coded) -> None:
    _add(shop)
    _add(shop, lot=shop.lot.code, href=f"https://{HOST}/lot")
    _add(shop, serial="S1", href=f"https://{HOST}/piece")

    def first(path: str) -> str:
        (link,) = _led_to(shop, path)
        return link.href.removeprefix(f"https://{HOST}/")

    assert first(ITEM) == first(f"{ITEM}/10/UNKNOWN") == "recipe"
    assert first(shop.path) == first(f"{shop.path}/21/S2") == "lot"
    assert first(f"{shop.path}/21/S1") == first(f"{ITEM}/21/S1") == "piece"


def test_links_hang_on_nothing_but_what_is_ones_own(shop: Coded) -> None:
    site = shop.orchard.site
    other = shop.orchard.member(2, Activity.GROWER, Role.GROWER, gs1_prefix="6909999")
    own_links.register_host(site, HOST, other, DAY)
    link = _add(shop)

    for gtin, what in ((GTIN, "GTIN"), (NOBODYS_GTIN, "GTIN")):
        with pytest.raises(NotFound) as refused:
            own_links.add(site, RECIPE | {"gtin": gtin}, other, DAY)
        assert (refused.value.what, refused.value.where) == (what, "gtin")
    with pytest.raises(NotFound, match="There is no lot “NOBODY”"):
        _add(shop, lot="NOBODY")
    with pytest.raises(NotFound):
        own_links.withdraw(site, link.id, other, DAY)
    own_links.withdraw(site, link.id, shop.orchard.grower, DAY)
    with pytest.raises(NotFound):
        own_links.withdraw(site, link.id, shop.orchard.grower, DAY)


def test_a_host_is_ones_own_too(shop: Coded) -> None:
    other = shop.orchard.member(2, Activity.GROWER, Role.GROWER)

    with pytest.raises(NotFound):
        own_links.withdraw_host(shop.orchard.site, HOST, other, DAY)
    with pytest.raises(Invalid, match=r"www\.shop\.example is registered already"):
        own_links.register_host(shop.orchard.site, "WWW.shop.example", shop.orchard.grower, DAY)


def test_a_suspended_enterprise_adds_nothing(shop: Coded) -> None:
    grower = shop.orchard.grower
    filing.decide(shop.orchard.site, grower.organisation_id, FilingAction.SUSPEND, "票据不全", OFFICE, DAY)

    with pytest.raises(NotApproved):
        _add(shop)
    with pytest.raises(NotApproved):
        own_links.register_host(shop.orchard.site, "b.example", grower, DAY)


def test_the_ledger_makes_the_same_links_again(shop: Coded) -> None:
    site, grower = shop.orchard.site, shop.orchard.grower
    own_links.withdraw(site, _add(shop).id, grower, DAY)
    _add(shop, language="zh", media_type="text/html", valid_to="2026-12-31")
    own_links.register_host(site, "b.example", grower, DAY)
    own_links.withdraw_host(site, "b.example", grower, DAY)

    assert rebuild.differences(site) == []


def _add(shop: Coded, **values: str) -> OwnLink:
    return own_links.add(shop.orchard.site, RECIPE | values, shop.orchard.grower, DAY)


def _led_to(shop: Coded, path: str, days: int = 0) -> list[Link]:
    """The recipes that an address leads to, so many days later."""
    found = resolver.resolve(
        shop.orchard.site, resolver.read(path, ""), DAY + timedelta(days=days), lambda _tag, title: title
    )
    return [link for link in found.links if link.type == "recipeInfo"]
