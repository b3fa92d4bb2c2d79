"""`aril import`: all or nothing, and every bad cell by its name in the terminal's language."""

from pathlib import Path

import pytest
from sqlalchemy import select

from aril.config import Settings
from aril.services.enterprises import chain
from aril.services.site import Site
from aril.services.spreadsheets.workbook import COLUMNS
from aril.store.organisations import OrganisationRow
from tests import samples
from tests.cli.conftest import run
from tests.samples import DAY, OFFICE, uscc

ROW = {
    "name": "示例新合作社",
    "kind": "合作社",
    "activity": "种植",
    "uscc": uscc(77),
    "region": "370404",
    "address": "榴园镇示例村",
    "legal_representative": "示例甲",
    "phone": "0632-7711234",
    "chief_quality_officer": "示例乙",
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "主体.csv"


def write(path: Path, *rows: dict[str, str]) -> None:
    lines = [[column.heading for column in COLUMNS]]
    lines += [[(ROW | row).get(column.name, "") for column in COLUMNS] for row in rows]
    path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")


def names(site: Site) -> set[str]:
    with site.db.read() as session:
        return set(session.scalars(select(OrganisationRow.name)))


def test_enterprises_are_filed_and_approved_by_the_office_of_their_chain(
    kept: Site, settings: Settings, table: Path
) -> None:
    write(table, {}, {"name": "示例第二家", "uscc": uscc(78)})

    answer = run("import", table, "--data", settings.server.data)

    assert answer.output == "2 enterprises are filed and approved in the chain 示例石榴链.\n"
    assert answer.exit_code == 0
    assert {"示例新合作社", "示例第二家"} <= names(kept)


def test_every_bad_cell_is_named_and_nothing_is_filed(kept: Site, settings: Settings, table: Path) -> None:
    before = names(kept)
    write(table, {}, {"uscc": uscc(78)[:-1] + "A", "phone": "12"})

    english = run("import", table, "--data", settings.server.data)
    chinese = run("import", table, "--data", settings.server.data, language="zh_CN.UTF-8")

    expected = uscc(78)[-1]
    assert english.output == (
        f"D3: Character 18 of the unified social credit code should be {expected}; you typed A.\n"
        "H3: Expected a mobile of 11 digits or a number such as 0632-7711234, found “12”.\n"
        "Error: 2 cells have to be changed. Nothing was imported.\n"
    )
    assert f"D3: 统一社会信用代码第 18 位应为 {expected}，您输入的是 A" in chinese.output
    assert "有 2 个单元格需要修改，没有导入任何内容。" in chinese.output
    assert english.exit_code == chinese.exit_code == 1
    assert names(kept) == before


def test_a_check_files_nothing(kept: Site, settings: Settings, table: Path) -> None:
    before = names(kept)
    write(table, {})

    answer = run("import", table, "--check", "--data", settings.server.data)

    assert (answer.output, answer.exit_code) == ("1 enterprises can be imported.\n", 0)
    assert names(kept) == before


def test_a_table_without_its_headings_is_refused_as_a_whole(
    kept: Site, settings: Settings, table: Path
) -> None:
    table.write_text("名称\n示例新合作社\n", encoding="utf-8")

    answer = run("import", table, "--data", settings.server.data)

    assert answer.exit_code == 2
    assert answer.output.startswith("file: The headings 主体类型, 主要业务, 统一社会信用代码")


def test_among_several_chains_one_has_to_be_named(kept: Site, settings: Settings, table: Path) -> None:
    second = samples.CHAIN.replace("test-pomegranate", "jujube").replace("示例石榴链", "示例枣链")
    chain.adopt(kept, second, "jujube.toml", OFFICE, DAY)
    write(table, {})

    unnamed = run("import", table, "--data", settings.server.data)
    named = run("import", table, "--chain", "jujube", "--data", settings.server.data)

    assert "Name the chain with --chain: jujube, test-pomegranate." in unnamed.output
    assert unnamed.exit_code == 2
    assert named.output == "1 enterprises are filed and approved in the chain 示例枣链.\n"


def test_a_folder_without_a_site_is_refused_and_stays_empty(tmp_path: Path, table: Path) -> None:
    write(table, {})

    answer = run("import", table, "--data", tmp_path / "nowhere")

    assert answer.output == f"Error: There is no site in {tmp_path / 'nowhere'}; `aril up` makes one.\n"
    assert answer.exit_code == 1
    assert not (tmp_path / "nowhere").exists()
