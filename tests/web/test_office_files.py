"""The office loads limits, chains and enterprises from files, all or nothing."""

import csv
import io

import pytest
import xlsxwriter
from werkzeug.test import TestResponse

from aril.domain.enterprise import FilingAction
from aril.domain.limits import COLUMNS as LIMIT_COLUMNS
from aril.domain.membership import Role
from aril.services.enterprises import chain, filing
from aril.services.spreadsheets import workbook
from aril.store import inspection
from tests import make, samples
from tests.samples import DAY, LIMIT, enterprise, uscc
from tests.web.desks import LANGUAGES, Desk, said, send, upload
from tests.web.registrations import multipart


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
