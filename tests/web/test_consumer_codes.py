"""Codes that somebody scans or types: which page they open, whose look is counted, and what is said of a wrong one."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from aril.domain.identity import grouped, internal_code
from aril.domain.lot import Lot
from aril.services.lots.finding import page_of
from aril.store.database import Database
from aril.store.lots import LotRow
from aril.store.mapping import row_of
from aril.store.scans import scans_of
from tests.shelf import Shelf
from tests.web.phone import EVIL, PHONE, look, look_at, text

GTIN = "06901234567892"
NOBODYS = internal_code(b"12345678")


# ── addresses ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["A1", "A/B", "/A", "A//B", "A/21/B", "A?B"])
def test_a_lot_under_a_gtin_opens_whatever_is_in_its_number(
    phone: FlaskClient, shop: Shelf, code: str
) -> None:
    path = page_of(_numbered(shop, code))

    assert look_at(phone, path).status_code == 200
    assert look_at(phone, f"{path}/").status_code == 200
    assert look_at(phone, f"{path}?lang=en").status_code == 200


def test_a_server_that_keeps_only_the_decoded_path_finds_the_lot_too(phone: FlaskClient, shop: Shelf) -> None:
    path = page_of(_numbered(shop, "C/D"))

    answer = phone.get(path, environ_overrides={"REQUEST_URI": "", "RAW_URI": ""})

    assert answer.status_code == 200


def test_an_address_that_was_sent_whole_is_read(phone: FlaskClient, shop: Shelf) -> None:
    path = page_of(shop.passed)

    answer = phone.get(path, environ_overrides={"REQUEST_URI": f"https://trace.example{path}?x=1"})

    assert answer.status_code == 200


@pytest.mark.parametrize("spelled", ["/t/{0}/", "/t/{1}", "/t/{2}"])
def test_a_slash_dashes_and_small_letters_change_nothing(
    phone: FlaskClient, shop: Shelf, spelled: str
) -> None:
    code = shop.passed.code

    answer = look_at(phone, spelled.format(code, grouped(code), code.lower()))

    assert answer.status_code == 200


@pytest.mark.parametrize("path", [f"/t/{NOBODYS}", f"/t/{GTIN}/NOBODY"])
def test_an_unknown_code_is_said_to_be_unknown_and_can_be_tried_again(phone: FlaskClient, path: str) -> None:
    answer = look_at(phone, path)

    assert answer.status_code == 404
    assert '<h1 id="state">查无此码</h1>' in answer.text
    assert f'value="{path.rsplit("/", 1)[-1]}"' in answer.text
    assert "逐个字符与标签核对" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/t/ABCD-1234", "码应为 13 个字符，「ABCD1234」有 8 个。"),
        ("/t/" + NOBODYS[:-1] + "2", f"「{grouped(NOBODYS[:-1] + '2')}」有输入错误：校验字符不符。"),
        ("/t/06901234567893/A", "06901234567893"),
        ("/t/1/A", "1"),
        ("/t/A%0AB", "码应为 13 个字符"),
    ],
)
def test_what_is_no_code_says_why(phone: FlaskClient, path: str, says: str) -> None:
    answer = look_at(phone, path)

    assert answer.status_code == 400
    assert '<h1 id="state">这不是追溯码</h1>' in answer.text
    assert says in answer.text


# ── counting ──────────────────────────────────────────────────────────────────────────────────────────


def test_each_look_is_counted_and_told(phone: FlaskClient, shop: Shelf) -> None:
    lot = _numbered(shop, "COUNTED")

    first, second = look(phone, lot), look(phone, lot)

    assert "首次查询 · 2026-09-12 09:30" in text(first)
    assert "第 2 次查询 · 首次查询 2026-09-12 09:30" in text(second)


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"Cache-Control": "max-age=0"},
        {"Referer": "http://localhost{path}"},
        {"Referer": "http://localhost{path}?lang=en"},
    ],
    ids=str,
)
def test_robots_reloads_and_pages_fetched_ahead_do_not_count(
    phone: FlaskClient, shop: Shelf, headers: dict[str, str]
) -> None:
    path = page_of(shop.untested)
    before = _count(shop, shop.untested)

    answer = phone.get(path, headers=PHONE | {key: each.format(path=path) for key, each in headers.items()})

    assert answer.status_code == 200
    assert _count(shop, shop.untested) == before


def test_asking_for_the_head_answers_like_the_page_and_does_not_count(
    phone: FlaskClient, shop: Shelf
) -> None:
    before = _count(shop, shop.passed)

    answer = phone.head(page_of(shop.passed), headers=PHONE)

    assert (answer.status_code, answer.data) == (200, b"")
    assert _count(shop, shop.passed) == before


def test_a_counter_that_fails_breaks_no_page(
    phone: FlaskClient, shop: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(_database: Database) -> None:
        raise TimeoutError("somebody writes")

    monkeypatch.setattr(Database, "tally", stuck)

    assert look(phone, shop.passed).status_code == 200


# ── the box ───────────────────────────────────────────────────────────────────────────────────────────


def test_everybodys_page_has_a_box_for_the_code(phone: FlaskClient) -> None:
    page = phone.get("/", headers=PHONE)

    assert page.status_code == 200
    assert 'name="code"' in page.text
    assert 'href="/sign-in"' in page.text
    assert "Set-Cookie" not in page.headers


def test_a_typed_code_leads_to_its_page(phone: FlaskClient, shop: Shelf) -> None:
    answer = phone.get("/", query_string={"code": f" {grouped(shop.passed.code).lower()} "})

    assert (answer.status_code, answer.location) == (302, page_of(shop.passed))


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("6901234567892", f"/01/{GTIN}"),
        (f"(01){GTIN}", f"/01/{GTIN}"),
        (f"]E0{GTIN[1:]}", f"/01/{GTIN}"),
        ("(00)069012340000000016", "/00/069012340000000016"),
    ],
)
def test_the_number_under_the_bars_leads_to_its_product(phone: FlaskClient, typed: str, path: str) -> None:
    answer = phone.get("/", query_string={"code": typed})

    assert (answer.status_code, answer.location) == (302, path)


@pytest.mark.parametrize(
    ("typed", "status"), [(NOBODYS, 404), ("ABC", 400), (EVIL, 404), ("//evil.example", 404)]
)
def test_a_code_that_leads_nowhere_stays_in_the_box(phone: FlaskClient, typed: str, status: int) -> None:
    answer = phone.get("/", query_string={"code": typed}, headers=PHONE)

    assert answer.status_code == status
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text


# ── small help ────────────────────────────────────────────────────────────────────────────────────────


def _count(shop: Shelf, lot: Lot) -> int:
    with shop.orchard.site.db.read() as session:
        return scans_of(session, lot.epc)[0]


def _numbered(shop: Shelf, code: str) -> Lot:
    """A lot under a GTIN with a partner's own lot number."""
    lot = replace(shop.untested, epc=shop.orchard.site.terms.lot(code, GTIN), code=code, gtin=GTIN)
    with shop.orchard.site.db.write() as session:
        session.merge(row_of(LotRow, lot))
    return lot
