"""From the scan to the signed report, and what stands in the way of a wrong one."""

import html
import re
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from werkzeug.test import TestResponse

from aril import config, resources
from aril.domain.enterprise import Activity, FilingAction
from aril.domain.identity import grouped, internal_code
from aril.domain.lot import Lot
from aril.domain.membership import Role
from aril.services.enterprises import filing
from aril.services.lots.finding import page_of
from aril.services.quality.reports import A_PAGE
from aril.store.database import Database
from aril.web.app import create_app
from tests import make, samples
from tests.samples import DAY, OFFICE
from tests.shelf import PANEL, Shelf, pack, shelf

EVIL = "<script>alert(1)</script>"
CLEAN = {
    f"{part}-{substance}": value
    for substance in PANEL
    for part, value in (("not-detected", "yes"), ("loq", "0.01"))
}
"""Nothing detected of any of the 13 items."""


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Shelf:
    return shelf(sqlite, tmp_path)


@pytest.fixture
def app(shop: Shelf, compiled_pages: BytecodeCache) -> Flask:
    settings = config.load(resources.default_settings()).changed(
        {"site.namespace": samples.NAMESPACE, "security.argon2_memory_mib": 1, "security.argon2_passes": 1}
    )
    app = create_app(settings, shop.orchard.site.db, secret="s" * 32, clock=lambda: DAY)
    app.jinja_env.bytecode_cache = compiled_pages
    return app


@pytest.fixture
def inspector(client: FlaskClient, shop: Shelf) -> FlaskClient:
    """An inspector's phone, reading English."""
    return _signed_in(client, shop, shop.inspector.organisation_id)


# ── the scan ──────────────────────────────────────────────────────────────────────────────────────────


def test_signing_in_leads_to_the_scan_box_and_the_latest_reports(inspector: FlaskClient) -> None:
    start = inspector.get("/start", follow_redirects=True)

    page = _text(start)
    assert start.request.path == "/inspection/"
    assert page.index("Code of the lot") < page.index("Latest reports") < page.index("R-1 Passed")
    assert page.count("sampled 2026-09-12") == 5


@pytest.mark.parametrize("typed", ["{0}", " {1} ", "{2}", "https://trace.example/t/{0}"])
def test_a_scanned_code_opens_the_form_of_its_lot(inspector: FlaskClient, shop: Shelf, typed: str) -> None:
    code = shop.untested.code

    answer = _scan(inspector, typed.format(code, grouped(code), code.lower()))

    assert (answer.status_code, answer.location) == (302, f"/inspection/report?code={code}")
    page = _text(inspector.get(answer.location))
    assert f"{grouped(code)} Active Pomegranate · Daqingpitian 示例榴园农民专业合作社 · 北坡一号" in page


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        (internal_code(b"12345678"), 404, "There is no lot"),
        ("ABCD-1234", 422, "Expected a code of 13 characters, found 8 in “ABCD1234”."),
        ("", 422, "Scan a code or type it."),
        ("(01)06901234567892", 422, "This code names no lot"),
        ("(01)06901234567892(10)A-7", 404, "There is no lot “(01)06901234567892(10)A-7”."),
    ],
)
def test_a_code_that_opens_nothing_stays_in_the_box_and_says_why(
    inspector: FlaskClient, typed: str, status: int, says: str
) -> None:
    answer = _scan(inspector, typed)

    assert answer.status_code == status
    assert f'value="{typed}"' in answer.text
    assert says in answer.text


def test_the_form_of_an_unknown_lot_is_not_there(inspector: FlaskClient) -> None:
    assert inspector.get(f"/inspection/report?code={internal_code(b'12345678')}").status_code == 404
    assert inspector.get("/inspection/report").status_code == 422


# ── the form ──────────────────────────────────────────────────────────────────────────────────────────


def test_each_item_has_its_box_its_unit_its_limit_and_its_toggle(inspector: FlaskClient, shop: Shelf) -> None:
    answer = inspector.get(_form_of(shop.untested))

    page = _text(answer)
    assert answer.text.count('class="value"') == answer.text.count('type="checkbox"') == 13
    assert answer.text.count('inputmode="decimal"') == 26
    assert "Carbendazim Not detected LOQ mg/kg limit 0.5 Chlorpyrifos Not detected" in page
    assert "Limits by: 示例限量-2026" in page


def test_the_seal_of_a_sample_is_printed_from_the_form(inspector: FlaskClient, shop: Shelf) -> None:
    seen = _seal(inspector, shop.untested, sample_number="CY-7").text
    answer = _seal(inspector, shop.untested, sample_number="CY-7", file="1")

    sheet = pypdfium2.PdfDocument(answer.data)[0]
    words = sheet.get_textpage().get_text_range()
    codes = {each.text for each in zxingcpp.read_barcodes(sheet.render(scale=6).to_pil())}
    assert answer.headers["Content-Disposition"] == "attachment; filename=CY-7-sample-seal-70x50.pdf"
    assert "True to scale: 70 × 50 mm." in seen
    assert '<input type="hidden" name="sample_number" value="CY-7">' in seen
    assert "抽样封签" in words
    assert "2026-09-12" in words
    assert codes == {"CY-7", f"http://127.0.0.1:8000/t/{shop.untested.code}"}


def test_a_seal_without_a_sample_number_is_not_printed_and_the_form_says_why(
    inspector: FlaskClient, shop: Shelf
) -> None:
    answer = _seal(inspector, shop.untested, sample_number="", number="R-77")

    assert answer.status_code == 422
    assert _field(answer.text, "number") == "R-77"
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize(
    ("language", "button", "says"),
    [
        (
            "en",
            "All the rest: not detected",
            "All items without a value are ticked “not detected”. Nothing is saved",
        ),
        ("zh", "其余均未检出", "没有填数值的项目都已勾选「未检出」，还没有保存。"),
    ],
)
def test_one_button_says_not_detected_of_all_the_rest(
    inspector: FlaskClient, shop: Shelf, language: str, button: str, says: str
) -> None:
    inspector.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    form, typed = _form_of(shop.untested), {"value-carbendazim": "0.02", "loq-lead": "0.02", "number": "R-78"}

    page = inspector.get(form).text
    way = html.unescape(re.search(rf'formaction="([^"#]*)#ticked"[^>]*>{button}<', page)[1])  # type: ignore[index]
    answer = inspector.post(way, data=_report(make.token_of(inspector, form), **typed, rest="yes"))

    assert (answer.status_code, says in _text(answer), says in page) == (200, True, False)
    ticked = set(re.findall(r'name="not-detected-([a-z-]+)" value="yes" checked', answer.text))
    assert ticked == set(PANEL) - {"carbendazim"}
    assert {name: _field(answer.text, name) for name in typed} == typed
    assert f'<form method="post" action="{html.escape(form)}"' in answer.text
    assert "R-78" not in _text(inspector.get("/inspection/reports"))


def test_the_form_begins_with_what_was_the_same_last_time(inspector: FlaskClient, shop: Shelf) -> None:
    page = inspector.get(_form_of(shop.untested)).text

    assert _field(page, "loq-lead") == "0.01"
    assert _field(page, "accreditation") == "CMA 示例 0001"
    assert _field(page, "sampled_on") == "2026-09-12"
    assert '<option value="self" selected>Self</option>' in page


def test_a_report_within_all_limits_passes_and_cites_them(inspector: FlaskClient, shop: Shelf) -> None:
    answer = _sign(inspector, shop.untested, **CLEAN | {"not-detected-lead": "", "value-lead": "0.5"})

    page = _text(answer)
    assert "Passed All 13 items are within their limits, by 示例限量-2026." in page
    assert "Report N-1 is saved and signed by" in page
    assert "Lead 0.5 0.5 Passed" in page
    assert "Cadmium Not detected (<0.01) 0.5 Passed" in page
    assert "可放心查看：检验合格" in _consumer(inspector, shop.untested)


def test_a_failing_report_says_what_and_stops_the_lot_with_all_that_was_made_of_it(
    inspector: FlaskClient, shop: Shelf
) -> None:
    harvested = shop.orchard.harvest("100")
    packed = pack(shop.orchard, harvested, "100")

    answer = _sign(inspector, harvested, **CLEAN | {"not-detected-lead": "", "value-lead": "0.501"})

    page = _text(answer)
    assert "Failed Lead: 0.501 mg/kg, above the limit of 0.5 mg/kg by 示例限量-2026." in page
    assert "The lot and the one lot made of it are stopped at once" in page
    assert "On hold" in page
    assert "暂停销售" in _consumer(inspector, packed)


@pytest.mark.parametrize("values", [{}, {"value-lead": "0.01"}, {"loq-lead": "0.01"}], ids=str)
def test_an_empty_reading_is_not_judged_and_never_a_pass(
    inspector: FlaskClient, shop: Shelf, values: dict[str, str]
) -> None:
    page = _text(_sign(inspector, shop.untested, **values))

    assert "Not judged No reading: Carbendazim, Chlorpyrifos," in page
    assert "within" not in page
    assert "已检验，未判定" in _consumer(inspector, shop.untested)


def test_a_method_that_sees_too_little_does_not_judge_and_says_so(
    inspector: FlaskClient, shop: Shelf
) -> None:
    page = _text(_sign(inspector, shop.untested, **CLEAN | {"loq-lead": "0.6"}))

    assert "Not judged Loq above limit: Lead." in page


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("values", "where", "says"),
    [
        ({"value-lead": "0,0x"}, "value-lead", "Expected a number such as 12.5, found “0,0x”."),
        ({"value-lead": "-1"}, "value-lead", "Expected a number of 0 or more, found -1."),
        ({"value-lead": "0.0000001"}, "value-lead", "at most 6 decimals, found 0.0000001."),
        ({"value-lead": "NaN"}, "value-lead", "Expected a number such as 12.5, found “NaN”."),
        (
            {"value-lead": "1", "not-detected-lead": "yes", "loq-lead": "0.01"},
            "value-lead",
            "There are both a value, 1, and “not detected”. Keep one.",
        ),
        ({"not-detected-lead": "yes", "loq-lead": ""}, "loq-lead", "Its LOQ is needed."),
        ({"value-lead": "1", "loq-lead": "some"}, "loq-lead", "found “some”."),
        ({"number": ""}, "number", "This is needed."),
        ({"number": "R" * 65}, "number", "Expected at most 64 characters, found 65."),
        ({"task": "guess"}, "task", "Choose one of the list; found “guess”."),
        ({"sampled_on": "2026-09-13"}, "sampled_on", "This day, 2026-09-13, is still to come."),
        ({"sampled_on": "0001-01-01"}, "sampled_on", "no sample of it is older."),
        ({"sampled_on": "soon"}, "sampled_on", "Expected a day such as 2026-09-12, found “soon”."),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_it_and_everything_typed_stays(
    inspector: FlaskClient, shop: Shelf, values: dict[str, str], where: str, says: str
) -> None:
    typed = {"value-cadmium": "0.02", "not-detected-abamectin": "yes", "loq-abamectin": "0.003"} | values

    answer = _sign(inspector, shop.untested, **typed)

    assert answer.status_code == 422
    assert says in answer.text.split(f'id="w-{where}">')[1].split("</p>")[0].replace("&#34;", '"')
    assert f'href="#f-{where}"' in answer.text
    assert re.search(rf'id="f-{where}"[^>]* aria-invalid="true"', answer.text)
    for name, value in ({"sample_number": "S-1", "accreditation": "CMA 7"} | typed).items():
        if not name.startswith(("task", "not-detected")):
            assert _field(answer.text, name) == value
    assert re.search(r'id="f-not-detected-abamectin"[^>]* checked', answer.text)
    assert "N-1" not in _text(inspector.get("/inspection/reports"))


def test_a_report_that_was_sent_twice_is_saved_once(inspector: FlaskClient, shop: Shelf) -> None:
    first = _sign(inspector, shop.untested, **CLEAN)
    second = _sign(inspector, shop.untested, **CLEAN)

    assert (first.status_code, second.status_code) == (200, 422)
    assert "Report N-1 on sample S-1 was saved already, on 2026-09-12." in second.text


def test_an_enterprises_own_inspector_tests_in_its_own_name_only(client: FlaskClient, shop: Shelf) -> None:
    own = _signed_in(client, shop, shop.orchard.grower.organisation_id)

    form = own.get(_form_of(shop.untested)).text
    refused = _sign(own, shop.untested, **CLEAN, task="routine")
    saved = _sign(own, shop.untested, **CLEAN, task="self")

    assert re.findall(r'<option value="(\w+)"', form) == ["self", "rapid"]
    assert refused.status_code == 422
    assert "routine is for laboratories and the office" in refused.text
    assert saved.status_code == 200
    assert '<h1 id="state">未检验</h1>' in _consumer(own, shop.untested)


def test_a_suspended_laboratory_records_nothing(inspector: FlaskClient, shop: Shelf) -> None:
    form = _form_of(shop.untested)
    token = make.token_of(inspector, form)
    filing.decide(
        shop.orchard.site, shop.inspector.organisation_id, FilingAction.SUSPEND, "示例", OFFICE, DAY
    )

    answer = inspector.post(form, data=_report(token, **CLEAN))

    assert answer.status_code == 409
    assert "未检验" in _consumer(inspector, shop.untested)


# ── the reports ───────────────────────────────────────────────────────────────────────────────────────


def test_another_laboratorys_report_is_not_there(
    client: FlaskClient, inspector: FlaskClient, shop: Shelf
) -> None:
    mine = _sign(inspector, shop.untested, **CLEAN).request.path
    other = shop.orchard.member(9, Activity.LABORATORY, Role.INSPECTOR)

    stranger = _signed_in(client.application.test_client(), shop, other.organisation_id)

    assert inspector.get(mine).status_code == 200
    assert stranger.get(mine).status_code == 404
    assert stranger.get("/inspection/reports/no-such-report").status_code == 404
    assert "N-1" not in stranger.get("/inspection/reports").text


def test_older_reports_are_a_page_further(inspector: FlaskClient, shop: Shelf) -> None:
    for number in range(A_PAGE):
        shop.orchard.inspect(shop.untested, shop.inspector, number=f"L-{number}", sample_number="S")

    first = inspector.get("/inspection/reports").text
    second = inspector.get(re.findall(r'href="(/inspection/reports\?after=[^"]*)"', first)[0]).text

    assert first.count('class="card"') == A_PAGE
    assert "<strong>L-0</strong>" in first
    assert "<strong>R-1</strong>" in second
    assert "Older" not in second


def test_a_script_in_a_number_is_shown_and_never_run(inspector: FlaskClient, shop: Shelf) -> None:
    evil = {"number": EVIL, "sample_number": EVIL, "accreditation": EVIL}

    saved = _sign(inspector, shop.untested, **CLEAN | evil)
    wrong = _sign(inspector, shop.untested, **CLEAN | evil | {"value-lead": EVIL})

    for page in (saved, wrong, inspector.get("/inspection/"), inspector.get("/inspection/reports")):
        assert EVIL not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


# ── small help ────────────────────────────────────────────────────────────────────────────────────────


def _signed_in(client: FlaskClient, shop: Shelf, organisation_id: str) -> FlaskClient:
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    make.sign_in(client, make.member(shop.orchard.site.db, Role.INSPECTOR, organisation_id=organisation_id))
    return client


def _scan(client: FlaskClient, code: str) -> TestResponse:
    token = make.token_of(client, "/inspection/")
    return client.post("/inspection/", data={"code": code, "csrf_token": token})


def _form_of(lot: Lot) -> str:
    return f"/inspection/report?code={lot.code}"


def _report(token: str, **values: str) -> dict[str, str]:
    given = {"number": "N-1", "sample_number": "S-1", "task": "routine", "sampled_on": "2026-09-12"}
    return given | {"accreditation": "CMA 7", "csrf_token": token} | values


def _sign(client: FlaskClient, lot: Lot, **values: str) -> TestResponse:
    form = _form_of(lot)
    return client.post(form, data=_report(make.token_of(client, form), **values), follow_redirects=True)


def _seal(client: FlaskClient, lot: Lot, **values: str) -> TestResponse:
    token = make.token_of(client, _form_of(lot))
    return client.post(f"/inspection/report/seal?code={lot.code}", data=_report(token, **values))


def _consumer(client: FlaskClient, lot: Lot) -> str:
    return client.application.test_client().get(page_of(lot), headers={"Accept-Language": "zh-CN"}).text


def _field(page: str, name: str) -> str:
    found = re.search(rf'id="f-{name}"[^>]* value="([^"]*)"', page)
    assert found, f"there is no field {name}"
    return found[1]


def _text(answer: TestResponse) -> str:
    """What a reader reads, in one line."""
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())
