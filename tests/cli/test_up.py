"""`aril up` from nothing, as a newcomer types it: served, set up, stopped, and served again."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from aril.cli.serve import free_port
from tests import make, samples


@contextmanager
def serving(folder: Path) -> Iterator[list[str]]:
    """What `aril up` prints until it serves; it is stopped as a service manager does."""
    port = free_port("127.0.0.1", 18000)
    command = [sys.executable, "-c", "from aril.cli.main import main; main()", "up"]
    command += ["--data", str(folder / "data"), "--port", str(port)]
    environment = {"PYTHONUNBUFFERED": "1"}
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, cwd="/", env=environment
        ) as process,
    ):
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line.strip())
            if "Ctrl+C" in line:
                break
        try:
            yield said
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
    assert process.returncode == 0, (folder / "log").read_text()


def visitor() -> OpenerDirector:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.addheaders = [("Accept-Language", "en")]
    return browser


def test_a_new_site_is_set_up_by_one_link_and_stays_set_up(tmp_path: Path):
    with serving(tmp_path) as said:
        browser = visitor()
        page = browser.open(said[1]).read().decode()
        form = {
            "csrf_token": re.search('csrf_token" value="([^"]+)"', page)[1],
            "name": "示例办公室", "kind": "enterprise", "uscc": samples.uscc(7, "11370400"), "region": "370400",
            "address": "示例路 1 号", "phone": "0632-7711234", "chain": "pomegranate", "person": "示例主任",
            "login": "boss", "password": make.PASSWORD, "repeated": make.PASSWORD,
        }  # fmt: skip
        home = browser.open(said[1], urlencode(form).encode())

        assert "You are signed in." in home.read().decode()
        assert home.status == 200

    with serving(tmp_path) as said:
        assert len(said) == 1
        address = re.search(r"http://\S+", said[0])[0]
        assert json.load(visitor().open(f"{address}/readyz")) == {"ready": True}

    assert (tmp_path / "data" / "checkpoints.txt").read_text().count("—") >= 1
    assert "Traceback" not in (tmp_path / "log").read_text()
