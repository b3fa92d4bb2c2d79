"""Loading lots into a case or onto a pallet: one SSCC, one event, one label that can be printed again."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from aril.domain.allotment import NumberKind, NumberOrder
from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.identity import internal_code
from aril.domain.lot_rules import LotNotFree, NotEnoughHeld
from aril.domain.membership import Member, Role
from aril.services.codes import numbers
from aril.services.label_press import parcel_labels
from aril.services.ledger import rebuild
from aril.services.lots import loading, parcel
from aril.services.site import Site
from aril.store import ledger
from aril.store.database import Database
from tests.coded import GTIN, Coded, coded
from tests.samples import BASE_URL, DAY

FORM = {"unit": "kg", "boxes": "24"}


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Coded:
    return coded(database, tmp_path)


@pytest.fixture
def site(shop: Coded) -> Site:
    return shop.orchard.site


@pytest.fixture
def grower(shop: Coded) -> Member:
    return shop.orchard.grower


def test_lots_that_are_loaded_stand_under_the_enterprise_s_next_sscc(
    shop: Coded, site: Site, grower: Member
) -> None:
    other = shop.orchard.harvest("50")

    sscc = loading.load(
        site, FORM, [(shop.lot.code, "60"), ("", ""), (other.code, "40"), (shop.lot.code, "1.5")], grower, DAY
    )

    assert sscc == "069012340000000009"
    seen = parcel.view(site, sscc, grower)
    assert {lot.code: kg for lot, kg in seen.lots.values()} == {
        shop.lot.code: Decimal("61.5"),
        other.code: Decimal(40),
    }
    assert (seen.boxes, seen.is_own) == (24, True)
    assert loading.form(site, grower) == loading.LoadForm(has_prefix=True, loaded=(sscc,))
    assert numbers.form(site, grower).given[0].count == 1
    assert rebuild.differences(site) == []


def test_the_same_load_under_one_key_is_one_pallet(shop: Coded, site: Site, grower: Member) -> None:
    rows = [(shop.lot.code, "60")]

    first = loading.load(site, FORM, rows, grower, DAY, "key")
    again = loading.load(site, FORM, rows, grower, DAY, "key")
    other = loading.load(site, FORM, rows, grower, DAY, "another")

    assert first == again != other
    assert {kg for _, kg in parcel.view(site, first, grower).lots.values()} == {Decimal(60)}
    assert loading.form(site, grower).loaded == (other, first)


@pytest.mark.parametrize(
    ("rows", "error", "where"),
    [
        ([("", "")], Invalid, "input-1"),
        ([("", "40")], Invalid, "input-1"),
        ([("LOT", "some")], Invalid, "weight-1"),
        ([("NOSUCHLOT", "4")], Invalid, "input-1"),
        ([(internal_code(bytes(8)), "4")], NotFound, "input-1"),
        ([("LOT", "1000.1")], NotEnoughHeld, ""),
        ([("LOT", "600"), ("LOT", "600")], NotEnoughHeld, ""),
    ],
)
def test_what_cannot_be_loaded_takes_no_number(
    shop: Coded, site: Site, grower: Member, rows: list[tuple[str, str]], error: type[Exception], where: str
) -> None:
    named = [(shop.lot.code if code == "LOT" else code, kg) for code, kg in rows]

    with pytest.raises(error) as refused:
        loading.load(site, FORM, named, grower, DAY)

    places = [each.where for each in getattr(refused.value, "findings", ())]
    assert where in places or getattr(refused.value, "where", "") == where
    assert numbers.form(site, grower).given == ()


def test_a_lot_on_hold_is_not_loaded(shop: Coded, site: Site, grower: Member) -> None:
    inspector = shop.orchard.member(31, Activity.LABORATORY, Role.INSPECTOR)
    shop.orchard.load_limits("carbendazim", "chlorpyrifos")
    shop.orchard.inspect(shop.lot, inspector, **{"value-carbendazim": "0.61"})

    with pytest.raises(LotNotFree, match="must not be moved"):
        loading.load(site, FORM, [(shop.lot.code, "1")], grower, DAY)


def test_without_a_company_prefix_nothing_is_loaded_and_no_number_is_made_up(shop: Coded, site: Site) -> None:
    bare = shop.orchard.member(2, Activity.GROWER, Role.GROWER)

    assert loading.form(site, bare) == loading.LoadForm(has_prefix=False, loaded=())
    with pytest.raises((Invalid, NotFound)):
        loading.load(site, FORM, [(shop.lot.code, "1")], bare, DAY)


def test_its_label_carries_the_sscc_what_is_in_it_and_the_way_to_its_page(
    shop: Coded, site: Site, grower: Member
) -> None:
    sscc = loading.load(site, FORM, [(shop.lot.code, "60")], grower, DAY)

    job = shop.orchard.printed(parcel_labels.order(site, sscc, {"count": "2"}, grower, DAY, "once"))

    assert parcel_labels.order(site, sscc, {"count": "2"}, grower, DAY, "once") == job.id
    assert (job.state, job.count, job.sscc, job.lot) == ("done", 2, sscc, "")
    pages = pypdfium2.PdfDocument(shop.orchard.file_of(job))
    said = _codes(pages[1])
    assert said == {
        f"{BASE_URL}/00/{sscc}",
        f"(00){sscc}",
        f"(02){GTIN}(10){shop.lot.code}(37)24",
    }
    assert parcel_labels.offer(site, sscc, "", "en", grower).fault is None
    assert rebuild.differences(site) == []


def test_lots_of_several_kinds_have_no_content_symbol_and_no_lot_on_the_label(
    shop: Coded, site: Site, grower: Member
) -> None:
    plain = shop.orchard.harvest("50")
    sscc = loading.load(site, {"unit": "kg"}, [(shop.lot.code, "60"), (plain.code, "40")], grower, DAY)

    job = shop.orchard.printed(parcel_labels.order(site, sscc, {"count": "1"}, grower, DAY))

    page = pypdfium2.PdfDocument(shop.orchard.file_of(job))[0]
    assert _codes(page) == {f"{BASE_URL}/00/{sscc}", f"(00){sscc}"}
    text = page.get_textpage().get_text_range()
    assert plain.code not in text
    assert shop.lot.code not in text


def test_what_is_on_a_pallet_comes_from_where_all_of_it_grew(shop: Coded, site: Site, grower: Member) -> None:
    there = shop.orchard.harvest_in("370402")
    sscc = loading.load(site, {"unit": "kg"}, [(shop.lot.code, "60"), (there.code, "40")], grower, DAY)

    job = shop.orchard.printed(parcel_labels.order(site, sscc, {"count": "1"}, grower, DAY))

    text = pypdfium2.PdfDocument(shop.orchard.file_of(job))[0].get_textpage().get_text_range()
    assert "山东省枣庄市" in text
    assert "峄城区" not in text


def test_what_is_taken_out_is_in_it_no_more_and_the_number_stays_used(
    shop: Coded, site: Site, grower: Member
) -> None:
    stranger = shop.orchard.member(3, Activity.GROWER, Role.GROWER, gs1_prefix="6909999")
    sscc = loading.load(site, FORM, [(shop.lot.code, "60")], grower, DAY)
    with pytest.raises(NotFound):
        loading.unload(site, sscc, stranger, DAY)

    loading.unload(site, sscc, grower, DAY + timedelta(minutes=1))
    with site.db.read() as session:
        recorded = len(list(ledger.entries_in_order(session)))
    loading.unload(site, sscc, grower, DAY + timedelta(minutes=2))

    assert parcel.view(site, sscc, grower).lots == {}
    with site.db.read() as session:
        assert len(list(ledger.entries_in_order(session))) == recorded
    (following,) = numbers.give_out(site, NumberOrder(NumberKind.SSCC), grower, DAY).numbers
    assert following > sscc


def _codes(page: pypdfium2.PdfPage) -> set[str]:
    return {each.text for each in zxingcpp.read_barcodes(page.render(scale=300 / 72).to_numpy())}
