"""What a Digital Link leads to, and what finding it costs."""

from pathlib import Path

import pytest
from sqlalchemy import event, text

from aril.domain.link_types import DEFAULT
from aril.services.codes import own_links, resolver
from aril.services.codes.resolver import NoDigitalLink, Resolved, UnknownCode
from aril.services.label_press import label_order
from aril.store import labels
from aril.store.database import Database
from tests.coded import GLN, GTIN, NOBODYS_GTIN, SSCC, Coded, coded
from tests.samples import BASE_URL, DAY

ITEM = f"/01/{GTIN}"


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Coded:
    return coded(database, tmp_path)


def test_a_lot_a_product_and_an_enterprise_have_one_page_each(shop: Coded) -> None:
    pages = {path: _default(_resolve(shop, path)) for path in (shop.path, ITEM, f"/414/{GLN}", f"/417/{GLN}")}

    assert pages == {
        shop.path: BASE_URL + shop.page,
        ITEM: f"{BASE_URL}/p/{GTIN}",
        f"/414/{GLN}": f"{BASE_URL}/o/{GLN}",
        f"/417/{GLN}": f"{BASE_URL}/o/{GLN}",
    }


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("{lot}/21/S1", "{lot}"),
        ("/01/{gtin}/10/NOBODY", "/01/{gtin}"),
        ("/01/{gtin}/10/NOBODY/21/S1", "/01/{gtin}"),
        ("/01/{gtin}/22/V/21/S1", "/01/{gtin}"),
        ("/01/{gtin}?17=270131", "/01/{gtin}"),
        ("/414/{gln}/254/X", "/414/{gln}"),
    ],
)
def test_what_is_unknown_is_answered_by_what_is_above_it(shop: Coded, path: str, anchor: str) -> None:
    named = {"lot": shop.path, "gtin": GTIN, "gln": GLN}

    found = _resolve(shop, path.format(**named))

    assert found.anchor == BASE_URL + anchor.format(**named)


def test_a_partners_lot_is_known_without_its_product(shop: Coded) -> None:
    with shop.orchard.site.db.write() as session:
        session.execute(text("DELETE FROM trade_item"))

    found = _resolve(shop, shop.path)

    assert _default(found) == BASE_URL + shop.page
    assert found.description == shop.lot.code
    assert "pip" not in {link.type for link in found.links}
    with pytest.raises(UnknownCode):
        _resolve(shop, ITEM)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (f"/01/{NOBODYS_GTIN}/10/A", f"There is no code “(01){NOBODYS_GTIN}(10)A”."),
        ("/414/9506000117843", "There is no code “(414)9506000117843”."),
        ("/00/006901234000000018", "There is no code “(00)006901234000000018”."),
    ],
)
def test_what_nobody_knows_is_named(shop: Coded, path: str, says: str) -> None:
    with pytest.raises(UnknownCode) as refused:
        _resolve(shop, path)

    assert str(refused.value) == says


def test_every_fault_of_an_address_is_named() -> None:
    with pytest.raises(NoDigitalLink) as refused:
        resolver.read("/01/06901234567893/10/" + "A" * 21, "foo=bar&99x=1&17=271399")

    assert len(refused.value.findings) == 3


def test_parameters_of_others_do_no_harm() -> None:
    link = resolver.read(f"{ITEM}/", "utm={}|%zz&<>&=&17=270131&x=\xff")

    assert link.canonical() == f"https://id.gs1.org{ITEM}?17=270131"


def test_a_printed_piece_leads_to_its_page_and_inherits_from_its_lot(shop: Coded) -> None:
    serial = _printed(shop)
    with_lot, alone = _resolve(shop, f"{shop.path}/21/{serial}"), _resolve(shop, f"{ITEM}/21/{serial}")

    assert _default(with_lot) == _default(alone) == f"{BASE_URL}/t/{serial}"
    assert (with_lot.anchor, alone.anchor) == (
        f"{BASE_URL}{shop.path}/21/{serial}",
        f"{BASE_URL}{ITEM}/21/{serial}",
    )
    assert with_lot.links == alone.links
    assert {"traceability", "recallStatus", "epcis", "pip"} <= {link.type for link in alone.links}
    assert not alone.is_lasting


def test_a_piece_is_none_of_another_lot_or_product(shop: Coded) -> None:
    serial = _printed(shop)
    shop.numbered("ANOTHER")

    assert _default(_resolve(shop, f"{ITEM}/10/ANOTHER/21/{serial}")) == f"{BASE_URL}/t/{GTIN}/ANOTHER"
    assert _default(_resolve(shop, f"{ITEM}/10/NOBODY/21/{serial}")) == f"{BASE_URL}/p/{GTIN}?lot=NOBODY"
    with pytest.raises(UnknownCode):
        _resolve(shop, f"/01/{NOBODYS_GTIN}/21/{serial}")


def test_an_own_link_of_the_lot_is_found_by_a_piece_of_it(shop: Coded) -> None:
    own_links.register_host(shop.orchard.site, "a.example", shop.orchard.grower, DAY)
    link = {"gtin": GTIN, "lot": shop.lot.code, "type": "faqs", "title": "x", "href": "https://a.example/1"}
    own_links.add(shop.orchard.site, link, shop.orchard.grower, DAY)

    found = _resolve(shop, f"{ITEM}/21/{_printed(shop)}")

    assert "https://a.example/1" in {link.href for link in found.links}


def test_a_scan_is_one_query_that_reads_by_indexes_alone(shop: Coded) -> None:
    own_links.register_host(shop.orchard.site, "a.example", shop.orchard.grower, DAY)
    for number in range(3):
        link = {"gtin": GTIN, "type": "pip", "title": "x", "href": f"https://a.example/{number}"}
        own_links.add(shop.orchard.site, link, shop.orchard.grower, DAY)
    serial = _printed(shop)
    shop.pack(SSCC)
    said: list[tuple[str, object]] = []
    engine = shop.orchard.site.db.engine
    note = lambda *call: said.append((call[2], call[3]))  # noqa: E731 - SQLAlchemy calls it with six arguments

    event.listen(engine, "before_cursor_execute", note)
    paths = (
        ITEM,
        shop.path,
        f"{shop.path}/21/S",
        f"{shop.path}/21/{serial}",
        f"{ITEM}/21/{serial}",
        f"{ITEM}/10/NOBODY",
        f"/414/{GLN}",
        f"/00/{SSCC}",
    )
    for path in paths:
        _resolve(shop, path)
    event.remove(engine, "before_cursor_execute", note)

    asked = [(statement, values) for statement, values in said if statement.startswith("SELECT")]
    assert len(asked) == len(paths)
    for statement, values in asked:
        assert _scanned_tables(shop, statement, values) == []


def _scanned_tables(shop: Coded, statement: str, values: object) -> list[str]:
    """The lines of a query plan in which a table is read from end to end."""
    with shop.orchard.site.db.snapshot() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars().all()
            return [line for line in plan if "Seq Scan" in line]
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        return [
            row[3]
            for row in rows
            if row[3].startswith("SCAN") and "anon" not in row[3] and "CONSTANT" not in row[3]
        ]


def _printed(shop: Coded) -> str:
    """A serial number that is on a label of the lot."""
    order = {"design": "unit-a4-48", "count": "1"}
    job = label_order.order(shop.orchard.site, shop.lot.code, order, shop.orchard.grower, DAY, "")
    with shop.orchard.site.db.read() as session:
        (serial,) = labels.serials_of(session, job, 1, 1)
    return serial


def _resolve(shop: Coded, path: str) -> Resolved:
    path, _, query = path.partition("?")
    return resolver.resolve(shop.orchard.site, resolver.read(path, query), DAY, lambda _tag, title: title)


def _default(found: Resolved) -> str:
    (link,) = [link for link in found.links if link.type == DEFAULT]
    return link.href
