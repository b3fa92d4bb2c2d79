"""Lists that are longer than a page: a link leads on, and beside a form it is said that there are more."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril.services.codes import numbers
from aril.services.label_press import label_jobs, label_order
from aril.services.lots import desk, loading
from aril.services.orchards import orchard
from aril.store.database import Database
from tests.coded import Coded, coded
from tests.samples import DAY
from tests.web.orchards import coded_reader, text_of


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coded:
    """Five lots of a plot, five print jobs of one, five rolls, three pallets: a page holds two."""
    for module in (desk, label_jobs, numbers):
        monkeypatch.setattr(module, "A_PAGE", 2)
    for module in (orchard, loading):
        monkeypatch.setattr(module, "LATEST", 2)
    made = coded(sqlite, tmp_path)
    for _ in range(4):
        made.orchard.harvest()
    site, grower = made.orchard.site, made.orchard.grower
    for _ in range(5):
        label_order.order(site, made.lot.code, {"count": "1"}, grower, DAY)
        label_order.order_roll(site, {"count": "1"}, grower, DAY)
    for number in range(3):
        at = DAY + timedelta(seconds=number)
        loading.load(site, {"unit": "kg", "boxes": "1"}, [(made.lot.code, "1")], grower, at)
    return made


@pytest.fixture
def grower(shop: Coded, compiled_pages: BytecodeCache) -> FlaskClient:
    return coded_reader(shop, shop.orchard.grower.organisation_id, compiled_pages)


@pytest.mark.parametrize(
    ("page", "row", "rows"),
    [
        ("/labels/jobs", r'href="/labels/jobs/(\w+)"', 10),
        ("/labels/lots/{lot}", r'href="/labels/jobs/(\w+)"', 5),
        ("/labels/rolls", r'href="/labels/jobs/(\w+)"', 5),
        ("/labels/", r'href="/labels/lots/([^"?]+)"', 5),
        ("/grower/lots", r'href="/grower/lots/([^"?]+)"', 5),
        ("/grower/", r'href="/(?:grower|labels)/lots/([^"?]+)"', 5),
        ("/trade/sell", r'href="/grower/lots/([^"?]+)"', 5),
        ("/grower/plots/{plot}", r'href="/grower/lots/([^"?]+)"', 5),
        ("/grower/numbers", r'href="/grower/numbers/(\w+)"', 3),
    ],
)
def test_a_link_leads_on_until_all_was_seen(
    shop: Coded, grower: FlaskClient, page: str, row: str, rows: int
) -> None:
    seen: list[str] = []
    address = page.format(lot=shop.lot.code, plot=shop.orchard.plot.id)

    while address:
        answer = grower.get(address)
        assert answer.status_code == 200
        seen += dict.fromkeys(re.findall(row, answer.text))
        older = re.findall(r'href="([^"]+)" rel="next"', answer.text)
        address = older[0].replace("&amp;", "&") if older else ""

    assert len(seen) == len(set(seen)) == rows


def test_beside_a_form_it_is_said_that_any_code_can_be_scanned(grower: FlaskClient) -> None:
    rolls = grower.get("/labels/rolls").text

    assert "Any other is found by its SSCC" in text_of(grower.get("/packing/parcels/new"))
    for form in ("/packing/", "/packing/parcels/new"):
        assert "Only the latest are listed here." in text_of(grower.get(form))
    assert '<select id="f-lot"' not in rolls
    assert '<input id="f-lot"' in rolls


def test_a_place_that_is_not_ones_own_is_not_there(grower: FlaskClient) -> None:
    for page in ("/labels/jobs", "/labels/rolls", "/grower/lots", "/trade/sell"):
        assert grower.get(f"{page}?after=nobodys").status_code == 404
