"""`aril demo` as a newcomer starts it: loaded once, printed what to open, and open it."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from aril.cli.serve import free_port
from aril.domain.membership import Role

PORT = 18300


@dataclass(frozen=True)
class Running:
    """What a demonstration printed until it served, on standard output and on standard error."""

    lines: list[str]
    errors: str

    @property
    def url(self) -> str:
        found = re.search(r"http://\S+", self.lines[-1])
        assert found, self.errors
        return found[0]

    def after(self, sentence: str) -> str:
        return self.lines[self.lines.index(sentence) + 1]


@contextmanager
def demo(folder: Path, *arguments: str) -> Iterator[Running]:
    """Start it, wait until it says that it serves, and stop it when the block ends."""
    command = [sys.executable, "-c", "from aril.cli.main import main; main()", "demo"]
    command += ["--data", str(folder / "data"), *arguments]
    log = folder / f"stderr-{time.monotonic_ns()}"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd="/",
            env={"PYTHONUNBUFFERED": "1", "PYTHONPATH": ":".join(sys.path), "LC_ALL": "C.UTF-8"},
        ) as process,
    ):
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if "Ctrl+C" in line:
                break
        try:
            yield Running(lines, log.read_text())
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
    assert process.returncode == 0, log.read_text()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(folder: Path) -> Iterator[Running]:
    """The first start, on an empty folder, still running."""
    with demo(folder, "--port", str(free_port("127.0.0.1", PORT))) as running:
        yield running


def test_the_first_start_loads_and_says_what_to_open(first: Running) -> None:
    assert "Loading the demonstration" in first.errors
    assert first.lines[0] == "Everything here is invented, the limits too."
    assert re.fullmatch(
        rf"{first.url}/01/0952\d{{10}}/10/[2-9A-Z]{{13}}", first.after("A lot on a consumer's phone:")
    )
    assert re.fullmatch(
        rf"{first.url}/t/[2-9A-Z]{{13}}", first.after("One without a GTIN, one on hold, one recalled:")
    )
    assert first.after("The office and everybody else sign in here:") == f"{first.url}/office"


def test_each_address_opens_and_shows_an_invented_lot(first: Running) -> None:
    addresses = [line for line in first.lines if re.fullmatch(rf"{first.url}/(01|t)/\S+", line)]

    assert len(addresses) == 4
    for address in addresses:
        with build_opener().open(address) as answer:
            page = answer.read().decode()
        assert answer.status == 200
        assert "石榴" in page or "枣" in page
        assert "示例" in page


@pytest.mark.parametrize("role", Role)
def test_each_role_signs_in_with_what_was_printed(first: Running, role: Role) -> None:
    (line,) = (line for line in first.lines if line.startswith(f"{role} "))
    login, password, *_ = line.split()
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.addheaders = [("Accept-Language", "en")]

    page = browser.open(f"{first.url}/sign-in").read().decode()
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = urlencode({"login": login, "password": password, "csrf_token": token}).encode()
    home = browser.open(f"{first.url}/sign-in", form)

    assert home.status == 200
    assert not home.url.endswith("/sign-in")


def test_later_starts_go_on_from_there_for_phones_too_and_past_a_port_that_is_taken(
    first: Running, folder: Path
) -> None:
    lot = first.after("A lot on a consumer's phone:")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        arguments = ("--port", str(port), "--host", "0.0.0.0", "--base-url", "https://trace.example")
        with demo(folder, *arguments) as second:
            here = re.search(r"http://127\.0\.0\.1:(\d+)", "\n".join(second.lines))

            assert "Loading" not in second.errors
            assert second.after("A lot on a consumer's phone:") == lot.replace(
                first.url, "https://trace.example"
            )
            assert here
            assert int(here[1]) > port
            with build_opener().open(f"{here[0]}/healthz") as answer:
                assert answer.status == 200
