"""The wheel, alone on a machine that has nothing else of the project."""

import re
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from tests.browser.running import demonstration

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT],
        check=True,
    )
    (made,) = folder.glob("aril-*.whl")
    return made


@pytest.fixture(scope="module")
def aril(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an empty environment in which only the wheel and what it needs are installed."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    pip = [folder / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", ROOT / "requirements/run.txt"], check=True, cwd="/")
    subprocess.run([*pip, "--no-deps", wheel], check=True, cwd="/")
    return folder / "bin/aril"


def test_an_installed_wheel_serves_the_consumer_page_from_anywhere(aril: Path, tmp_path: Path) -> None:
    with (
        demonstration(tmp_path, 18000, aril) as running,
        urllib.request.urlopen(running.consumer) as answer,
    ):
        page = answer.read().decode()

    assert answer.status == 200
    assert "石榴" in page
    assert "示例" in page


def test_an_installed_wheel_prints_labels_from_its_own_designs(aril: Path, tmp_path: Path) -> None:
    job = tmp_path / "job.toml"
    job.write_text(
        'design = "lot-a4-24"\ncount = 24\nbase_url = "https://trace.example"\n\n[fields]\n'
        'gtin = "06901234000016"\nlot = "A1"\nproduct = "石榴"\ngrower = "示例合作社"\norigin = "山东省枣庄市"\n'
        'harvest_date = "2026-09-12"\n',
        encoding="utf-8",
    )

    printed = subprocess.run(
        [aril, "label", job, "--out", tmp_path / "labels.pdf"],
        cwd="/",
        check=True,
        capture_output=True,
        text=True,
    )

    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF-")
    assert "48" in printed.stderr.splitlines()[-1]


def test_every_command_has_one_line_of_help(aril: Path) -> None:
    shown = subprocess.run([aril, "--help"], cwd="/", check=True, capture_output=True, text=True).stdout
    commands = dict(re.findall(r"^  ([a-z0-9-]+)  +(\S.*)$", shown.split("Commands:")[1], re.MULTILINE))

    assert {
        "up",
        "demo",
        "doctor",
        "import",
        "label",
        "gs1",
        "epcis",
        "log",
        "rebuild",
        "backup",
        "restore",
    } <= set(commands)
