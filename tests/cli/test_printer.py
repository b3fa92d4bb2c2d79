"""`aril printer`: an enterprise's printers at the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aril import assembly, config
from aril.cli.main import cli
from aril.domain.membership import Role
from aril.services.enterprises import chain
from aril.store import migrate
from tests import make, samples
from tests.printing.fakes import FakePrinter, host_status, running


@pytest.fixture
def fake() -> Iterator[FakePrinter]:
    with running(FakePrinter("zpl")) as printer:
        yield printer


@pytest.fixture
def folder(tmp_path: Path, fake: FakePrinter) -> Path:
    """A site whose settings let it speak to the fake, with a grower in it who signs in as `grower`."""
    (tmp_path / "config.toml").write_text(f"[printers]\nports = [{fake.port}]\n", encoding="utf-8")
    database = assembly.database_of(config.load(tmp_path / "config.toml").changed({"server.data": tmp_path}))
    migrate.upgrade(database)
    site = assembly.site_of(config.load(tmp_path / "config.toml"), database)
    chain.adopt(site, samples.CHAIN, "chain.toml", samples.OFFICE, samples.DAY)
    filed = samples.approved(site, samples.enterprise(), Role.GROWER)
    grower = make.member(database, Role.GROWER, organisation_id=filed.organisation_id)
    (tmp_path / "login").write_text(make.login_of(grower), encoding="utf-8")
    database.close()
    return tmp_path


def run(folder: Path, *arguments: str, language: str = "C") -> Result:
    common = ["--config", str(folder / "config.toml"), "--data", str(folder), "--as"]
    login = (folder / "login").read_text(encoding="utf-8")
    return CliRunner().invoke(
        cli, ["printer", *arguments, *common, login], env={"LANG": language, "LC_ALL": language}
    )


def added(folder: Path, fake: FakePrinter) -> Result:
    return run(
        folder, "add", "包装间", "--kind", "zpl", "--address", str(fake.address), "--design", "unit-40x30"
    )


def test_a_printer_is_added_and_listed(folder: Path, fake: FakePrinter) -> None:
    done = added(folder, fake)

    assert done.output == "Printer “包装间” is added.\n"
    assert run(folder, "list").output == f"包装间\tzpl\t203 dpi\t{fake.address}\n"


def test_a_printer_that_cannot_be_is_refused_with_every_fault(folder: Path) -> None:
    done = run(folder, "add", "包装间", "--kind", "zpl", "--address", "nowhere at all", "--design", "none")

    assert done.exit_code == 2
    assert "found “nowhere at all”" in done.stderr
    assert "found “none”" in done.stderr
    assert run(folder, "list").output == ""


def test_a_test_label_is_printed(folder: Path, fake: FakePrinter) -> None:
    added(folder, fake)

    done = run(folder, "test", "包装间")

    assert done.output == "1 labels have arrived.\n"
    assert fake.labels == 1


def test_a_printer_whose_usual_label_nobody_named_prints_a_test_label_too(
    folder: Path, fake: FakePrinter
) -> None:
    run(folder, "add", "Zebra", "--kind", "zpl", "--address", str(fake.address))

    done = run(folder, "test", "Zebra")

    assert done.output == "1 labels have arrived.\n"
    assert fake.labels == 1


@pytest.mark.parametrize(
    ("language", "well", "ill"),
    [
        ("C", "It prints.\n", "paper out: Put in labels, then press feed once.\n"),
        ("zh_CN.UTF-8", "它能打印。\n", "缺纸: 装入标签纸，再按一次走纸键。\n"),
    ],
)
def test_a_printer_says_how_it_is_and_what_to_do(
    folder: Path, fake: FakePrinter, language: str, well: str, ill: str
) -> None:
    added(folder, fake)
    before = run(folder, "status", "包装间", language=language)
    fake.healthy, fake.wrong = 0, host_status(paper_out=1)
    after = run(folder, "status", "包装间", language=language)

    assert (before.output, before.exit_code) == (well, 0)
    assert (after.output, after.exit_code) == (ill, 1)


def test_a_printer_that_nobody_added_is_unknown(folder: Path) -> None:
    done = run(folder, "status", "包装间")

    assert done.exit_code == 2
    assert "There is no printer “包装间”." in done.stderr
