"""The form of a report at an inspector's phone that runs no script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from aril.domain.membership import Role
from tests import make
from tests.browser import shelves
from tests.browser.conftest import Live


@pytest.fixture(params=["zh-CN", "en"])
def form(browser: Browser, live: Live, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        locale=request.param, viewport={"width": 360, "height": 720}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{live.url}/sign-in")
    page.locator("#f-login").fill(make.login_of(live.people[Role.INSPECTOR]))
    page.locator("#f-password").fill(make.PASSWORD)
    page.locator("main button").click()
    page.goto(live.url + shelves.form(live))
    yield page
    context.close()


def test_the_rest_is_ticked_by_keyboard_and_read_from_where_it_is_said(form: Page) -> None:
    value = form.locator("#f-value-carbendazim")
    value.fill("0.02")

    form.locator("button[name=rest]").focus()
    form.keyboard.press("Enter")

    expect(form.locator("#ticked")).to_be_focused()
    expect(form.locator("#ticked")).to_be_in_viewport()
    expect(value).to_have_value("0.02")
    expect(form.locator("#f-not-detected-carbendazim")).not_to_be_checked()
    ticks = form.locator("input[type=checkbox]")
    assert [tick.is_checked() for tick in ticks.all()] == [False] + [True] * (ticks.count() - 1)
    expect(form.locator("#f-loq-lead")).to_be_visible()


def test_return_in_a_box_asks_for_the_signature_and_ticks_nothing(form: Page) -> None:
    form.locator("#f-value-carbendazim").press("Enter")

    expect(form.locator("#f-number[aria-invalid]")).to_be_visible()
    expect(form.locator("input[type=checkbox]:checked")).to_have_count(0)
