"""The office's pages: what it sees, what it decides, and what it is refused."""

import csv
import html
import io
from dataclasses import dataclass

import pytest
import xlsxwriter
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from werkzeug.test import TestResponse

from aril.config import Settings
from aril.domain.enterprise import Activity, FilingAction, FilingStatus
from aril.domain.limits import COLUMNS as LIMIT_COLUMNS
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member, Role
from aril.domain.units import MassUnit
from aril.services import chain, farm, filing, packing, trade, workbook
from aril.store import inspection, ledger, lots
from aril.store.database import Database
from aril.web.app import create_app
from aril.web.here import Running
from tests import make, samples
from tests.samples import DAY, LIMIT, Orchard, enterprise, uscc
from tests.web.test_filing import multipart

LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Desk:
    """A small orchard, the office of its prefecture, and one of another."""

    app: Flask
    orchard: Orchard
    office: Member
    neighbour: Member

    @property
    def db(self) -> Database:
        return self.orchard.site.db

    def reader(self, member: Member | None = None, language: str = "en") -> FlaskClient:
        """A browser in which somebody of the office is signed in."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGES[language]
        make.sign_in(client, member or self.office)
        return client

    def entries(self) -> int:
        """How many facts are recorded: what a refused form must not change."""
        with self.db.read() as session:
            return ledger.count_entries(session)

    def state(self, lot: Lot) -> LotState:
        with self.db.read() as session:
            return lots.lots_by_epc(session, [lot.epc])[lot.epc].state


@pytest.fixture
def desk(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Desk:
    app = create_app(settings, sqlite, secret="s" * 32, clock=lambda: make.NOW)
    app.jinja_env.bytecode_cache = compiled_pages
    running: Running = app.extensions["aril"]
    chain.adopt(running.site, samples.CHAIN, "chain.toml", samples.OFFICE, DAY)
    grower = samples.approved(running.site, enterprise(), Role.GROWER, Role.PACKER)
    plot, _ = farm.add_plot(running.site, samples.PLOT, grower, DAY)
    orchard = Orchard(running.site, grower, plot)
    office = make.member(sqlite, Role.REGULATOR, region=make.ZAOZHUANG)
    return Desk(app, orchard, office, make.member(sqlite, Role.REGULATOR, region="370500"))


def send(client: FlaskClient, path: str, on: str = "", /, **values: str) -> TestResponse:
    """Send a form of the page `on`, which is the one at `path` unless it stands elsewhere."""
    return client.post(path, data=values | {"csrf_token": make.token_of(client, on or path)})


def upload(
    client: FlaskClient, path: str, content: bytes, name: str = "file.csv", **values: str
) -> TestResponse:
    fields = values | {"csrf_token": make.token_of(client, path)}
    return client.post(path, **multipart(fields, {"file": (name, content)}))


def said(answer: TestResponse) -> str:
    """What a page says, for a person to read."""
    return html.unescape(answer.text)


def table(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


# ── what it sees ──────────────────────────────────────────────────────────────────────────────────────


def test_the_first_page_says_what_waits_and_the_rate_with_its_uncertainty(desk: Desk) -> None:
    laboratory = desk.orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    desk.orchard.load_limits("carbendazim", "chlorpyrifos")
    desk.orchard.inspect(desk.orchard.harvest("10"), laboratory, **{"value-carbendazim": "0.9"})
    filing.submit(desk.orchard.site, enterprise(9), "示例", DAY)

    english, chinese = said(desk.reader().get("/office/")), said(desk.reader(language="zh").get("/office/"))

    assert "0 of 1 samples passed." in english
    assert "95% interval: 0.0% to 79.3%" in english
    assert "1 个样品，合格 0 个。" in chinese
    assert "示例合作社9" in english
    assert "检验不合格 R-1" in english
    assert "<svg" in english
    assert "2026-09" in english.partition("As a table")[2]


def test_another_prefecture_sees_an_empty_desk(desk: Desk) -> None:
    desk.orchard.harvest("10")
    filing.submit(desk.orchard.site, enterprise(9), "示例", DAY)

    page = said(desk.reader(desk.neighbour).get("/office/"))

    assert "Nothing waits for you." in page
    assert "示例合作社9" not in page


@pytest.mark.parametrize("page", ["", "enterprises", "lots", "limits", "chains", "import", "recall"])
def test_pages_are_whole_before_anything_is_there(desk: Desk, page: str) -> None:
    assert desk.reader(desk.neighbour).get(f"/office/{page}").status_code == 200


def test_enterprises_are_filtered_by_their_address_and_exported_as_shown(desk: Desk) -> None:
    shop = desk.orchard.member(2, Activity.TRADER, region="370481")
    client = desk.reader()

    page = said(client.get("/office/enterprises?activity=trader&county=370481"))
    exported = table(client.get("/office/enterprises.csv?activity=trader&county=370481"))

    assert "示例合作社2" in page
    assert "示例合作社1" not in page
    assert "/office/enterprises.csv?activity=trader&county=370481" in page
    assert [row[0] for row in exported] == ["Enterprise", "示例合作社2"]
    assert shop.organisation_name == "示例合作社2"


def test_an_export_runs_nothing_on_the_readers_machine(desk: Desk) -> None:
    evil = '=HYPERLINK("http://example.org/"&A1)'
    filing.submit(desk.orchard.site, enterprise(9, name=evil), "示例", DAY)

    answer = desk.reader(language="zh").get("/office/enterprises.csv?status=submitted")

    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == "attachment; filename=enterprises-2026-09-12.csv"
    assert table(answer)[1][0] == f"'{evil}"
    assert table(answer)[0][0] == "企业"


@pytest.mark.parametrize(
    "address",
    ["enterprises?status=happy", "enterprises?county=1", "lots?since=soon", "lots.csv?state=x"],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_that_says_something_else_is_refused(desk: Desk, address: str, language: str) -> None:
    answer = desk.reader(language=language).get(f"/office/{address}")

    assert answer.status_code == 422
    assert any(word in said(answer) for word in ("Choose one", "Expected", "请从列表中选择", "应"))


def test_a_list_goes_on_where_its_page_ended(desk: Desk) -> None:
    made = [desk.orchard.harvest("1") for _ in range(51)]
    client = desk.reader()

    first = said(client.get("/office/lots?state=active"))
    address = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = said(client.get(address))

    assert "51 lots" in first
    assert "state=active" in address
    listed = [lot for lot in made if f"/office/lots/{lot.code}" in first]
    assert len(listed) == 50
    assert [lot.code for lot in made if f"/office/lots/{lot.code}" in second] == [
        lot.code for lot in made if lot not in listed
    ]


def test_lots_are_exported_with_their_names_in_the_readers_language(desk: Desk) -> None:
    lot = desk.orchard.harvest("12.5")

    english = table(desk.reader().get("/office/lots.csv"))
    chinese = table(desk.reader(language="zh").get(f"/office/lots.csv?text={lot.code[:5]}"))

    assert english[1][:4] == [lot.code, "Pomegranate", "Daqingpitian", "示例合作社1"]
    assert chinese[1][1:3] == ["石榴", "大青皮甜"]
    assert english[1][6:9] == ["12.5", "12.5", "active"]


def test_a_lot_is_opened_by_its_code_or_its_label(desk: Desk) -> None:
    lot = desk.orchard.harvest("1")
    client = desk.reader()

    for typed in (
        lot.code,
        f"https://trace.example/t/{lot.code}",
        f" {lot.code[:4]}-{lot.code[4:]} ".lower(),
    ):
        assert send(client, "/office/lots", code=typed).location == f"/office/lots/{lot.code}"


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("ABCDEFGH23456", 422), ("N0-SUCH", 422)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistyped_code_is_explained_on_the_same_page(
    desk: Desk, typed: str, status: int, language: str
) -> None:
    answer = send(desk.reader(language=language), "/office/lots", code=typed)

    assert answer.status_code == status
    assert 'id="w-code"' in answer.text


def test_a_foreign_record_is_answered_like_none(desk: Desk) -> None:
    lot = desk.orchard.harvest("1")
    client = desk.reader(desk.neighbour)
    before = desk.entries()
    token = make.token_of(client, "/office/limits")

    for path in (
        f"/office/lots/{lot.code}",
        f"/office/lots/{lot.code}/recall",
        f"/office/enterprises/{lot.organisation_id}",
    ):
        assert client.get(path).status_code == 404
    for path in (
        f"/office/lots/{lot.code}/hold",
        f"/office/lots/{lot.code}/release",
        f"/office/lots/{lot.code}/recall",
        f"/office/enterprises/{lot.organisation_id}",
        f"/office/enterprises/{lot.organisation_id}/invitation",
    ):
        values = {"csrf_token": token, "reason": "x", "confirm": lot.code, "action": "suspend"}
        assert client.post(path, data=values).status_code == 404
    assert send(client, "/office/lots", code=lot.code).status_code == 404
    assert (desk.entries(), desk.state(lot)) == (before, LotState.ACTIVE)


# ── filings ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_filing_is_approved_and_the_step_is_kept(desk: Desk) -> None:
    filed = filing.submit(desk.orchard.site, enterprise(9), "示例", DAY)
    client = desk.reader()

    answer = send(client, f"/office/enterprises/{filed}", action="approve", reason="")
    page = said(client.get(answer.location))

    assert filing.show(desk.orchard.site, filed).status is FilingStatus.APPROVED
    assert "The filing is now: approved." in page
    assert desk.office.user_name in page.partition("Steps so far")[2]


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Say why"), ("zh", "请写明原因，让企业知道该怎么做。")]
)
def test_changes_are_not_asked_for_without_a_reason(desk: Desk, language: str, says: str) -> None:
    filed = filing.submit(desk.orchard.site, enterprise(9), "示例", DAY)

    answer = send(
        desk.reader(language=language), f"/office/enterprises/{filed}", action="request_changes", reason=" "
    )

    assert answer.status_code == 422
    assert says in said(answer)
    assert filing.show(desk.orchard.site, filed).status is FilingStatus.SUBMITTED


def test_a_step_out_of_turn_is_a_conflict(desk: Desk) -> None:
    path = f"/office/enterprises/{desk.orchard.grower.organisation_id}"

    answer = send(desk.reader(language="zh"), path, action="reinstate", reason="")

    assert answer.status_code == 409
    assert "建档状态为「已通过」，不能「恢复」。" in said(answer)


def test_what_would_change_stands_beside_what_was_approved(desk: Desk) -> None:
    organisation = desk.orchard.grower.organisation_id
    filing.submit(desk.orchard.site, enterprise(name="新名"), "示例甲", DAY, organisation_id=organisation)

    page = said(desk.reader().get(f"/office/enterprises/{organisation}"))

    changes = page.partition("What would change")[2].partition("What is filed")[0]
    assert "示例合作社1" in changes
    assert "新名" in changes
    assert "榴园镇示例村" not in changes


def test_the_first_person_of_an_imported_enterprise_gets_a_link(desk: Desk) -> None:
    organisation = desk.orchard.grower.organisation_id
    page = f"/office/enterprises/{organisation}"
    client = desk.reader()

    answer = send(client, f"{page}/invitation", page, person="示例甲", login="13900000000")
    link = said(client.get(answer.location)).partition('class="address">')[2].partition("<")[0]
    guest = desk.app.test_client()
    path = link.removeprefix("http://127.0.0.1:8000")
    joined = send(guest, path, password=make.PASSWORD, repeated=make.PASSWORD)

    assert joined.status_code == 302
    assert filing.show(desk.orchard.site, organisation).has_people
    again = send(client, f"{page}/invitation", page, person="别人", login="13900000001")
    assert again.status_code == 409
    assert "示例合作社1 has an administrator already, who can invite others." in said(again)


# ── holds and recalls ─────────────────────────────────────────────────────────────────────────────────


def test_a_lot_is_held_and_freed_with_what_was_made_of_it(desk: Desk) -> None:
    lot = desk.orchard.harvest("100")
    child = packing.record(
        desk.orchard.site,
        {"packed_on": "2026-09-12", "unit": "kg", "quantity": "50"},
        [(lot.code, "50")],
        desk.orchard.grower,
        DAY,
    )
    client, page = desk.reader(), f"/office/lots/{lot.code}"

    held = send(client, f"{page}/hold", page, reason="待复检")
    states = desk.state(lot), desk.state(child)
    freed = send(client, f"{page}/release", page, reason="复检合格", whole="yes")

    assert (held.location, freed.location) == (page, page)
    assert states == (LotState.ON_HOLD, LotState.ON_HOLD)
    assert (desk.state(lot), desk.state(child)) == (LotState.ACTIVE, LotState.ACTIVE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hold_without_a_reason_holds_nothing(desk: Desk, language: str) -> None:
    lot = desk.orchard.harvest("100")
    page = f"/office/lots/{lot.code}"

    answer = send(desk.reader(language=language), f"{page}/hold", page, reason="")

    assert answer.status_code == 422
    assert {"en": "Say why", "zh": "请写明原因，消费者首先看到的就是它。"}[language] in said(answer)
    assert desk.state(lot) is LotState.ACTIVE


def test_a_recall_shows_whom_it_hits_before_the_code_is_typed_again(desk: Desk) -> None:
    shop = desk.orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = desk.orchard.harvest("100")
    trade.ship(desk.orchard.site, lot.code, "40", MassUnit.KG, shop.organisation_id, desk.orchard.grower, DAY)
    client = desk.reader()

    chosen = send(client, "/office/recall", code=lot.code)
    page = said(client.get(chosen.location))
    done = send(client, chosen.location, reason="农残超标，请退回", confirm=lot.code.lower())
    after = said(client.get(done.location))

    assert chosen.location == f"/office/lots/{lot.code}/recall"
    assert "示例合作社2" in page
    assert "on the way to them" in page
    assert desk.state(lot) is LotState.RECALLED
    assert "Call them now" in after
    assert 'href="tel:13800000000"' in after
    assert "农残超标，请退回" in said(desk.app.test_client().get(f"/t/{lot.code}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_recall_with_another_code_recalls_nothing(desk: Desk, language: str) -> None:
    lot = desk.orchard.harvest("100")
    before = desk.entries()

    answer = send(
        desk.reader(language=language), f"/office/lots/{lot.code}/recall", reason="", confirm="another"
    )

    assert answer.status_code == 422
    assert 'id="w-reason"' in answer.text
    assert f"{lot.code[:4]}-{lot.code[4:8]}-{lot.code[8:12]}-{lot.code[12:]}" in answer.text
    assert {"en": "Type the code of the lot", "zh": "要召回请输入批次码"}[language] in said(answer)
    assert (desk.entries(), desk.state(lot)) == (before, LotState.ACTIVE)


def test_a_lot_that_is_not_recalled_has_nobody_to_be_called(desk: Desk) -> None:
    lot = desk.orchard.harvest("1")

    assert "This lot is not recalled." in said(desk.reader().get(f"/office/lots/{lot.code}/recalled"))


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────


def limit_file(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(LIMIT_COLUMNS)
    for row in rows:
        writer.writerow(
            [(LIMIT | {"substance": "carbendazim"} | row).get(name, "") for name in LIMIT_COLUMNS]
        )
    return text.getvalue().encode("gb18030")


def loaded(desk: Desk) -> int:
    with desk.db.read() as session:
        return inspection.count_limits(session)


def test_limits_are_loaded_and_their_source_is_shown(desk: Desk) -> None:
    client = desk.reader()

    answer = upload(client, "/office/limits", limit_file({}), "限量.csv")
    page = said(client.get(answer.location))

    assert loaded(desk) == 1
    assert "1 limit is loaded." in page
    assert "0.5 mg/kg" in page
    assert "限量.csv" in page
    assert "No limit: not judged" in page  # chlorpyrifos


@pytest.mark.parametrize(
    ("language", "says"), [("en", "Expected a number such as 12.5, found “low”."), ("zh", "应为数字")]
)
def test_every_bad_cell_of_a_limit_file_is_named_and_nothing_is_loaded(
    desk: Desk, language: str, says: str
) -> None:
    answer = upload(
        desk.reader(language=language), "/office/limits", limit_file({}, {"limit": "low", "unit": ""})
    )

    assert answer.status_code == 422
    assert "<code>F3</code>" in answer.text
    assert "<code>G3</code>" in answer.text
    assert says in said(answer)
    assert loaded(desk) == 0


def test_a_file_with_nothing_new_is_a_conflict(desk: Desk) -> None:
    client = desk.reader(language="zh")
    upload(client, "/office/limits", limit_file({}))

    answer = upload(client, "/office/limits", limit_file({}))

    assert answer.status_code == 409
    assert "文件中没有新内容：1 条限量都已载入。" in said(answer)


@pytest.mark.parametrize("path", ["/office/limits", "/office/import", "/office/chains"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_its_file_asks_for_it(desk: Desk, path: str, language: str) -> None:
    client = desk.reader(language=language)

    answer = client.post(path, **multipart({"csrf_token": make.token_of(client, path)}, {"file": ("", b"")}))

    assert answer.status_code == 422
    assert {"en": "Choose a file.", "zh": "请选择文件。"}[language] in said(answer)


@pytest.mark.parametrize("path", ["/office/limits", "/office/import", "/office/chains"])
def test_a_file_of_30_mb_is_too_large_everywhere(desk: Desk, path: str) -> None:
    before = desk.entries()

    answer = upload(desk.reader(), path, bytes(30_000_000), "big.xlsx")

    assert answer.status_code == 413
    assert "big.xlsx has 30.0 MB; all files together may have 20 MB. Choose a smaller one." in said(answer)
    assert desk.entries() == before


@pytest.mark.parametrize("path", ["/office/limits/template.xlsx", "/office/import/template.xlsx"])
def test_a_template_is_a_workbook_to_be_saved(desk: Desk, path: str) -> None:
    answer = desk.reader().get(path)

    assert answer.data.startswith(b"PK")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


# ── chains ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_version_of_a_chain_comes_into_force(desk: Desk) -> None:
    client = desk.reader()
    changed = samples.CHAIN.replace("shelf_life_days = 60", "shelf_life_days = 90")

    first = upload(client, "/office/chains", changed.encode())
    page = said(client.get(first.location))
    upload(client, "/office/chains", changed.encode())
    again = said(client.get("/office/chains"))

    assert chain.in_force(desk.orchard.site)[0].product("pomegranate").shelf_life_days == 90
    assert "The chain Example pomegranate chain is in force as the file says." in page
    assert "says this already; nothing was changed." in again


@pytest.mark.parametrize(
    ("content", "status", "english", "chinese"),
    [
        (samples.CHAIN.replace("stage", "stages").encode(), 422, "stages is no key", "没有 stages 这一项"),
        ("名称 = 石榴".encode("gb18030"), 422, "as a TOML file in UTF-8.", "应为 UTF-8 编码"),
        (b"[chain", 422, "This is no TOML", "这不是 TOML 文件"),
        (samples.CHAIN.replace("370400", "110000").encode(), 403, "This needs the role regulator.", "监管"),
    ],
    ids=["key", "encoding", "toml", "region"],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chain_that_is_wrong_or_anothers_changes_nothing(
    desk: Desk, content: bytes, status: int, english: str, chinese: str, language: str
) -> None:
    before = desk.entries()

    answer = upload(desk.reader(language=language), "/office/chains", content, "chain.toml")

    assert answer.status_code == status
    assert {"en": english, "zh": chinese}[language] in said(answer)
    assert desk.entries() == before


# ── imports ───────────────────────────────────────────────────────────────────────────────────────────

GOOD = (
    "示例合作社",
    "合作社",
    "种植",
    uscc(7),
    "枣庄市峄城区",
    "榴园镇",
    "示例甲",
    "0632-7711234",
    "示例乙",
    "",
    "",
    "",
)


def enterprises(*rows: tuple[str, ...], **more: str) -> bytes:
    """A workbook of enterprises; `more` are formulas by cell, or merged cells by range."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("主体建档")
        sheet.write_row(0, 0, [column.heading for column in workbook.COLUMNS])
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)
        for cell, value in more.items():
            if ":" in cell:
                sheet.merge_range(cell, value)
            else:
                sheet.write_formula(cell, value, value="x")
    return buffer.getvalue()


def imported(desk: Desk, content: bytes, language: str = "en") -> TestResponse:
    client = desk.reader(language=language)
    return upload(client, "/office/import", content, "enterprises.xlsx", chain="test-pomegranate")


def test_a_workbook_is_looked_at_before_anything_is_saved(desk: Desk) -> None:
    client, before = desk.reader(), desk.entries()

    sent = upload(client, "/office/import", enterprises(GOOD), "a.xlsx", chain="test-pomegranate")
    page = said(client.get(sent.location))
    between = desk.entries()
    done = send(client, sent.location)

    assert "1 enterprise would be filed and approved. Nothing is saved yet." in page
    assert "示例合作社" in page
    assert between == before
    assert (done.status_code, desk.entries()) == (302, before + 2)
    assert "1 enterprise is filed and approved." in said(client.get(done.location))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_with_formulas_and_merged_cells_names_each_of_them(desk: Desk, language: str) -> None:
    before = desk.entries()
    content = enterprises(GOOD, ("", *GOOD[1:]), **{"H2": "=G2", "A4:B5": "合并"})

    answer = imported(desk, content, language)

    assert answer.status_code == 422
    assert "<code>H2</code>" in answer.text
    assert "<code>A3</code>" in answer.text
    assert "<code>A4:B5</code>" in answer.text
    assert {"en": "Here stands a formula", "zh": "这里是公式"}[language] in said(answer)
    assert {"en": "These cells are merged", "zh": "这些单元格已合并"}[language] in said(answer)
    assert desk.entries() == before


@pytest.mark.parametrize(
    ("content", "english", "chinese"),
    [
        (b"PK\x03\x04", "This file cannot be read as a workbook (.xlsx).", "这个文件不能作为工作簿（.xlsx）读取。"),
        (b"a,b\n1,2\n", "are missing in row 1; found a, b.", "现有 a、b"),
        (b"\xd0\xcf\x11\xe0", "This is an old or protected workbook.", "旧格式或加密"),
    ],
    ids=["broken", "headings", "old"],
)  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_list_of_enterprises_is_refused(
    desk: Desk, content: bytes, english: str, chinese: str, language: str
) -> None:
    answer = imported(desk, content, language)

    assert answer.status_code == 422
    assert {"en": english, "zh": chinese}[language] in said(answer)


def test_a_code_that_was_filed_between_the_look_and_the_yes_stops_all_of_it(desk: Desk) -> None:
    client = desk.reader(language="zh")
    content = enterprises(GOOD, (*GOOD[:3], uscc(8), *GOOD[4:]))
    sent = upload(client, "/office/import", content, "a.xlsx", chain="test-pomegranate")
    token = make.token_of(client, sent.location)
    filing.submit(desk.orchard.site, enterprise(8), "示例", DAY)
    before = desk.entries()

    answer = client.post(sent.location, data={"csrf_token": token})

    assert answer.status_code == 422
    assert "<code>D3</code>" in answer.text
    assert f"{uscc(8)} 已建档，名称为示例合作社8。" in said(answer)
    assert desk.entries() == before


@pytest.mark.parametrize(
    ("language", "says"), [("en", "This file is kept no longer."), ("zh", "这个文件已不再保留")]
)
def test_a_workbook_that_nobody_sent_cannot_be_confirmed(desk: Desk, language: str, says: str) -> None:
    answer = desk.reader(language=language).get(
        f"/office/import/check?chain=test-pomegranate&file={'0' * 64}"
    )

    assert answer.status_code == 404
    assert says in said(answer)


def test_another_office_imports_nothing_here(desk: Desk) -> None:
    client, before = desk.reader(desk.neighbour), desk.entries()

    answer = upload(client, "/office/import", enterprises(GOOD), "a.xlsx", chain="test-pomegranate")

    assert answer.status_code == 422
    assert "山东省枣庄市峄城区 lies outside the region of your office" in said(answer)
    assert desk.entries() == before


def test_nobody_else_comes_in(desk: Desk) -> None:
    grower = make.member(desk.db, Role.GROWER, Role.ADMINISTRATOR)

    assert desk.reader(grower).get("/office/").status_code == 403
    assert desk.app.test_client().get("/office/").status_code == 302


def test_steps_and_words_are_known_in_both_languages(desk: Desk) -> None:
    organisation = desk.orchard.grower.organisation_id
    filing.decide(desk.orchard.site, organisation, FilingAction.SUSPEND, "停业", samples.OFFICE, DAY)

    page = said(desk.reader(language="zh").get(f"/office/enterprises/{organisation}"))

    assert "已暂停" in page
    assert "停业" in page
    assert "恢复" in page
