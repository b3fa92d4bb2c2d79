"""What does not fit is read by the office of the region, and by whoever recorded it."""

from datetime import timedelta

import pytest

from aril.domain.enterprise import Activity
from aril.domain.identity import grouped
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.lots import trade
from tests import make
from tests.samples import DAY
from tests.web.desks import Desk, said

SENTENCE = "It is said to have happened on 2026-09-07; lot {code} was made on 2026-09-12."


@pytest.fixture
def sold_early(desk: Desk) -> str:
    """The code of a lot of which a kilogram is said to have been sold five days before its harvest."""
    lot = desk.orchard.harvest("100")
    trade.sell(desk.orchard.site, lot.code, "1", MassUnit.KG, desk.orchard.grower, DAY - timedelta(days=5))
    return lot.code


def test_the_office_finds_it_on_its_first_page_in_the_list_and_with_the_lot(
    desk: Desk, sold_early: str
) -> None:
    client = desk.reader()
    pages = [said(client.get(path)) for path in ("/office/", "/office/doubts", f"/office/lots/{sold_early}")]

    assert [SENTENCE.format(code=grouped(sold_early)) in page for page in pages] == [True, True, True]
    assert "零售" in said(desk.reader(language="zh").get("/office/doubts"))
    assert f"所称发生日期 2026-09-07 早于批次 {grouped(sold_early)}" in said(
        desk.reader(language="zh").get("/office/doubts")
    )


def test_another_prefectures_office_finds_nothing(desk: Desk, sold_early: str) -> None:
    page = said(desk.reader(desk.neighbour).get("/office/doubts"))

    assert "Everything fits." in page
    assert sold_early not in page


def test_who_recorded_it_reads_it_beside_the_lot_and_its_customer_does_not(
    desk: Desk, sold_early: str
) -> None:
    shop = desk.orchard.member(2, Activity.TRADER, Role.TRADER)
    site, grower = desk.orchard.site, desk.orchard.grower
    trade.ship(site, sold_early, "10", MassUnit.KG, shop.organisation_id, grower, DAY)
    readers = [
        desk.reader(make.member(desk.db, role, organisation_id=each.organisation_id))
        for role, each in ((Role.GROWER, grower), (Role.TRADER, shop))
    ]

    own, other = (said(reader.get(f"/grower/lots/{sold_early}")) for reader in readers)

    assert SENTENCE.format(code=grouped(sold_early)) in own
    assert sold_early in other
    assert "What does not fit" not in other


def test_the_list_goes_on_where_a_page_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aril.services.ledger.doubting.A_PAGE", 2)
    codes = []
    for _ in range(3):
        lot = desk.orchard.harvest("100")
        codes.append(lot.code)
        trade.sell(
            desk.orchard.site, lot.code, "1", MassUnit.KG, desk.orchard.grower, DAY - timedelta(days=5)
        )
    client = desk.reader()

    first = said(client.get("/office/doubts"))
    address = first.partition('href="/office/doubts?before=')[2].partition('"')[0]
    second = said(client.get(f"/office/doubts?before={address}"))

    assert [code in first for code in codes] == [False, True, True]
    assert [code in second for code in codes] == [True, False, False]


def test_no_page_of_doubts_begins_before_a_number_that_no_entry_has(desk: Desk) -> None:
    reader = desk.reader()

    assert [reader.get(f"/office/doubts?before={number}").status_code for number in ("1", 10**30, "x")] == [
        200,
        422,
        422,
    ]
