"""`aril chain` and `aril limits`: what is data, put into force from files."""

from pathlib import Path

import pytest

from aril.config import Settings
from aril.domain.limits import COLUMNS
from aril.services.enterprises import chain
from aril.services.quality import limits
from aril.services.site import Site
from aril.services.spreadsheets import tables
from tests import samples
from tests.cli.conftest import run
from tests.samples import LIMIT


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "chain.toml"


def test_a_chain_comes_into_force_and_the_second_time_nothing_changes(
    kept: Site, settings: Settings, file: Path
) -> None:
    file.write_text(samples.CHAIN.replace("示例石榴链办公室", "示例新办公室"), encoding="utf-8")

    first = run("chain", "adopt", file, "--data", settings.server.data)
    again = run("chain", "adopt", file, "--data", settings.server.data)
    shown = run("chain", "show", "--data", settings.server.data)

    assert first.output == "示例石榴链 is in force: 1 products, 2 items to measure.\n"
    assert again.output == "示例石榴链 is in force already, just as in chain.toml.\n"
    assert shown.output == "test-pomegranate\t370400\t示例石榴链\n"
    assert [each.office for each in chain.in_force(kept)] == ["示例新办公室"]


def test_each_wrong_key_of_a_chain_file_is_named(kept: Site, settings: Settings, file: Path) -> None:
    file.write_text(samples.CHAIN.replace("office_phone", "office_fone"), encoding="utf-8")

    answer = run("chain", "adopt", file, "--data", settings.server.data)

    assert answer.exit_code == 2
    assert any(line.startswith("chain.toml") and "office_fone" in line for line in answer.output.splitlines())


def test_a_chain_file_that_is_no_text_is_refused(kept: Site, settings: Settings, file: Path) -> None:
    file.write_bytes("石榴".encode("gb18030"))

    answer = run("chain", "adopt", file, "--data", settings.server.data)

    assert (answer.output, answer.exit_code) == ("Error: chain.toml is no text in UTF-8.\n", 1)


def test_limits_are_loaded_with_their_source(kept: Site, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "示例限量.csv"
    rows = [LIMIT | {"substance": name} for name in ("carbendazim", "chlorpyrifos")]
    lines = [",".join(COLUMNS), *(",".join(row.get(name, "") for name in COLUMNS) for row in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")

    answer = run("limits", "load", file, "--data", settings.server.data)
    again = run("limits", "load", file, "--data", settings.server.data)

    assert (answer.output, answer.exit_code) == ("2 limits are loaded from 示例限量.csv.\n", 0)
    assert "Nothing in this file is new" in again.output
    assert again.exit_code == 2
    (loaded,) = limits.loaded(kept)
    assert (loaded.count, loaded.source, loaded.by) == (2, "示例限量.csv", "aril limits load 示例限量.csv")


def test_every_bad_cell_of_a_limit_table_is_named(kept: Site, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "limits.csv"
    row = LIMIT | {"substance": "carbendazim", "limit": "a little"}
    file.write_text(
        f"{','.join(COLUMNS)}\n{','.join(row.get(name, '') for name in COLUMNS)}", encoding="utf-8"
    )

    answer = run("limits", "load", file, "--data", settings.server.data)

    assert answer.output == "F2: Expected a number such as 12.5, found “a little”.\n"
    assert answer.exit_code == 2
    assert limits.loaded(kept) == []


def test_the_template_of_a_limit_table_has_its_headings_and_no_figure(tmp_path: Path) -> None:
    answer = run("limits", "template", tmp_path / "limits.xlsx")

    table = tables.read((tmp_path / "limits.xlsx").read_bytes(), 10)
    assert answer.exit_code == 0
    assert len(table.headings) == len(COLUMNS)
    assert table.rows == ()
