"""A large print job, ordered without a script: looked at while it is printed, fetched before its end and after."""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from aril.clock import utc_now
from aril.domain.membership import Role
from aril.services.label_press import label_jobs, label_order, label_print
from aril.services.label_press.label_order import AT_ONCE
from aril.services.work import claimed
from aril.store.labels import LabelJobRow
from tests import make
from tests.browser import harvest
from tests.browser.conftest import Live

ORDER = re.compile(r"^(下载 PDF|打印标签)$")
"""What the button says where no printer is known, and where another page has made one known."""
PER_PAGE = 48
COUNT = AT_ONCE + PER_PAGE
PAGES = -(-COUNT // PER_PAGE)


@pytest.fixture
def grower(browser: Browser, live: Live) -> Iterator[Page]:
    """A grower who has signed in, with a phone that runs no script."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 360, "height": 720}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{live.url}/sign-in")
    page.locator("#f-login").fill(make.login_of(live.people[Role.GROWER]))
    page.locator("#f-password").fill(make.PASSWORD)
    page.locator("main button").click()
    yield page
    context.close()


class Slow:
    """A worker at one job that stops after its first record and goes on when it is told to."""

    def __init__(self, live: Live, job: str) -> None:
        self._live, self._job = live, job
        self._begun, self._may_go_on = Event(), Event()
        self._thread = Thread(target=self._print, daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._begun.wait(60)

    def finish(self) -> None:
        self._may_go_on.set()
        self._thread.join(60)

    def _print(self) -> None:
        site = self._live.site
        while row := claimed(site, LabelJobRow, utc_now(), label_order.LEASE):
            if row.id == self._job:
                label_print.finish(site, row, utc_now(), self._told)

    def _told(self, _done: int, _length: int) -> None:
        self._begun.set()
        assert self._may_go_on.wait(60)


def test_a_large_job_is_followed_and_fetched_without_a_script(
    grower: Page, live: Live, tmp_path: Path
) -> None:
    grower.goto(f"{live.url}{harvest.labels(live)}?design=unit-a4-48")
    grower.locator('main [name="count"]').fill(str(COUNT))
    grower.get_by_role("button", name=ORDER).click()
    job = grower.url.rpartition("/")[2].partition("?")[0]
    expect(grower.locator("main")).to_contain_text(f"0 / {COUNT}")
    expect(grower.get_by_role("link", name="下载 PDF")).to_have_count(0)
    worker = Slow(live, job)

    worker.start()
    grower.get_by_role("link", name="刷新").click()
    expect(grower.locator("main")).to_contain_text(f"{PER_PAGE} / {COUNT}")
    early = _fetched(grower, "button", "下载这些页", tmp_path)
    worker.finish()
    grower.get_by_role("link", name="刷新").click()
    whole = _fetched(grower, "link", "下载 PDF", tmp_path)

    assert label_jobs.show(live.site, job, live.people[Role.GROWER]).symbols_checked == COUNT
    assert (len(early), len(whole)) == (1, PAGES)
    assert _text(early[0]) == _text(whole[0])


def _fetched(page: Page, role: "str", name: str, folder: Path) -> pypdfium2.PdfDocument:
    with page.expect_download() as download:
        page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
    path = folder / f"{name}.pdf"
    download.value.save_as(path)
    return pypdfium2.PdfDocument(path)


def _text(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_range())
