"""Importing enterprises from a workbook: what is seen before, and that it is all or nothing."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from aril.domain.errors import Forbidden, Invalid, NotFound
from aril.domain.membership import Member, Role
from aril.services.enterprises import filing
from aril.services.ledger import rebuild
from aril.services.site import Site
from aril.services.spreadsheets import tables, workbook
from aril.services.spreadsheets.workbook import COLUMNS, Preview
from aril.store import ledger, organisations
from aril.store.database import Database
from tests import samples
from tests.samples import DAY, OFFICE, uscc

CHAIN = "test-pomegranate"
ROW = {
    "name": "示例合作社",
    "kind": "合作社",
    "activity": "种植",
    "uscc": uscc(1),
    "region": "370404",
    "address": "榴园镇示例村",
    "legal_representative": "示例甲",
    "phone": "0632-7711234",
    "chief_quality_officer": "示例乙",
}


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return samples.site(database, tmp_path)


def table(*rows: dict[str, str], without: str = "", encoding: str = "utf-8") -> bytes:
    """A .csv with the template's headings; each row is `ROW` with changes."""
    columns = [column for column in COLUMNS if column.name != without]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(column.heading for column in columns)
    for row in rows:
        writer.writerow((ROW | row).get(column.name, "") for column in columns)
    return text.getvalue().encode(encoding)


def preview(site: Site, content: bytes, actor: Member = OFFICE) -> Preview:
    return workbook.preview(site, content, CHAIN, actor)


def faults(found: Preview) -> list[tuple[str, str, str, str]]:
    return [(bad.place, bad.heading, bad.value, str(bad.finding)) for bad in found.bad_cells]


def counts(site: Site) -> tuple[int, int]:
    """How many entries and organisations there are."""
    with site.db.read() as session:
        return ledger.count_entries(session), sum(organisations.counts_by_status(session, "370000").values())


def test_every_enterprise_is_filed_and_approved_with_its_history(site: Site) -> None:
    imported = workbook.run(site, table({}, {"uscc": uscc(2), "name": "第二家"}), CHAIN, OFFICE, DAY)

    assert imported == 2
    with site.db.read() as session:
        row = organisations.by_uscc(session, uscc(2))
    assert row is not None
    assert (row.name, row.status, row.approved_at) == ("第二家", "approved", DAY)
    found = filing.show(site, row.id)
    assert [(step.action, step.by) for step in found.steps] == [
        ("submit", "示例监管员"),
        ("approve", "示例监管员"),
    ]
    assert rebuild.differences(site) == []


def test_five_thousand_enterprises_come_in_at_once(site: Site) -> None:
    content = table(*({"uscc": uscc(n)} for n in range(5000)), encoding="gb18030")

    imported = workbook.run(site, content, CHAIN, OFFICE, DAY)

    assert (imported, counts(site)) == (5000, (10_001, 5000))


def test_the_5001st_row_is_too_many(site: Site) -> None:
    with pytest.raises(Invalid) as refused:
        preview(site, table(*({} for _ in range(5001))))

    assert str(refused.value) == "file: At most 5000 rows at once; this table reaches row 5002."


def test_every_bad_cell_is_named_with_what_was_expected_and_nothing_is_filed(site: Site) -> None:
    before = counts(site)
    wrong = uscc(3)[:-1] + ("A" if uscc(3)[-1] != "A" else "B")
    content = table(
        {"uscc": wrong, "phone": "12"},
        {"uscc": uscc(4)},
        {"uscc": uscc(5), "kind": "国企", "region": "370499"},
    )

    found = preview(site, content)
    with pytest.raises(Invalid) as refused:
        workbook.run(site, content, CHAIN, OFFICE, DAY)

    assert faults(found) == [
        (
            "D2",
            "统一社会信用代码",
            wrong,
            f"Character 18 of the unified social credit code should be {uscc(3)[-1]}; you typed {wrong[-1]}.",
        ),
        ("H2", "电话", "12", "Expected a mobile of 11 digits or a number such as 0632-7711234, found “12”."),
        (
            "B4",
            "主体类型",
            "国企",
            "Expected one of ('企业', '农民专业合作社', '家庭农场', '个体工商户', '农村集体经济组织'), found “国企”.",
        ),
        (
            "E4",
            "县（市、区）",
            "370499",
            "Expected a region of GB/T 2260 by its name or its six digits, such as 370404, found “370499”.",
        ),
    ]
    assert [finding.where for finding in refused.value.findings] == ["D2", "H2", "B4", "E4"]
    assert counts(site) == before


def test_an_empty_cell_that_is_needed_is_named(site: Site) -> None:
    assert faults(preview(site, table({"name": "", "activity": ""})))[0] == (
        "A2",
        "名称",
        "",
        "This is needed.",
    )
    assert [bad.place for bad in preview(site, table({"name": "", "activity": ""})).bad_cells] == ["A2", "C2"]


def test_a_missing_heading_is_named(site: Site) -> None:
    with pytest.raises(Invalid) as refused:
        preview(site, table({}, without="uscc"))

    assert refused.value.findings[0].data["missing"] == ("统一社会信用代码",)


def test_a_heading_that_only_some_need_may_be_left_out(site: Site) -> None:
    assert preview(site, table({}, without="gln")).bad_cells == ()


def test_two_rows_with_one_code_are_one_too_many(site: Site) -> None:
    found = preview(
        site,
        table({}, {}, {"uscc": uscc(2), "gln": "6901234000009"}, {"uscc": uscc(3), "gln": "6901234000009"}),
    )

    assert [(place, says) for place, _, _, says in faults(found)] == [
        ("D3", f"{uscc(1)} stands in D2 already."),
        ("L5", "6901234000009 stands in L4 already."),
    ]


def test_what_is_filed_already_is_named(site: Site) -> None:
    filing.submit(site, samples.enterprise(1, gln="6901234000009"), "示例", DAY)

    found = preview(site, table({}, {"uscc": uscc(2), "gln": "6901234000009"}))

    assert [(place, says) for place, _, _, says in faults(found)] == [
        ("D2", f"{uscc(1)} is filed already, as 示例合作社1."),
        ("L3", "GLN 6901234000009 is another enterprise's here."),
    ]


def test_an_office_imports_for_its_own_region_only(site: Site) -> None:
    county = replace(OFFICE, region="370481")

    found = preview(site, table({}, {"uscc": uscc(2), "region": "山东省枣庄市滕州市"}), county)

    assert [(place, says) for place, _, _, says in faults(found)] == [
        ("E2", "山东省枣庄市峄城区 lies outside the region of your office, 山东省枣庄市滕州市.")
    ]


def test_an_office_cannot_be_imported(site: Site) -> None:
    assert [bad.place for bad in preview(site, table({"activity": "office"})).bad_cells] == ["C2"]


def test_nobody_but_an_office_imports(site: Site) -> None:
    with pytest.raises(Forbidden):
        workbook.run(site, table({}), CHAIN, replace(OFFICE, roles=frozenset({Role.GROWER})), DAY)


def test_an_unknown_chain_is_not_found(site: Site) -> None:
    with pytest.raises(NotFound):
        workbook.preview(site, table({}), "no-such-chain", OFFICE)


def test_a_table_without_an_enterprise_says_so(site: Site) -> None:
    with pytest.raises(Invalid, match="There is no enterprise in this table"):
        preview(site, table())


def test_the_template_is_read_back_and_its_example_is_no_enterprise(site: Site) -> None:
    content = workbook.template()

    read = tables.read(content, 10)
    with pytest.raises(Invalid, match="There is no enterprise in this table"):
        preview(site, content)

    assert read.headings == tuple(column.heading for column in COLUMNS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_the_example_of_the_template_would_be_a_good_row_under_another_name(site: Site) -> None:
    example = {column.name: column.example for column in COLUMNS}

    assert preview(site, table(example | {"name": "真正的合作社"})).bad_cells == ()
