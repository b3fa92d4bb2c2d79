"""Each page as people see it: in both languages, light and dark, on a phone and on a desk.

The pictures are kept under `build/pictures`.
"""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

from aril.domain.membership import Role
from tests import make
from tests.browser.conftest import Live
from tests.browser.pages import PAGES, Page

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
SCHEMES = ("light", "dark")
WIDTHS = (360, 1280)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

Contexts = dict[tuple[Role | None, str, str], BrowserContext]


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Iterator[Contexts]:
    """One browser profile for each person, language and colour scheme, kept signed in."""
    opened: Contexts = {}
    yield opened
    for context in opened.values():
        context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_fits_its_screen_and_everybody_can_use_it(
    browser: Browser, live: Live, contexts: Contexts, page: Page, language: str, scheme: str
):
    tab = _context(browser, live, contexts, page.role, language, scheme).new_page()
    noticed: list[str] = []
    tab.on(
        "console",
        lambda message: noticed.append(message.text) if message.type in {"error", "warning"} else None,
    )
    tab.on("pageerror", lambda error: noticed.append(str(error)))
    tab.goto(live.url + (page.address if isinstance(page.address, str) else page.address(live)))
    if page.send:
        tab.locator("main form").last.locator("button").first.click()

    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 720})
        tab.screenshot(path=PICTURES / f"{page.name}-{language}-{scheme}-{width}.png", full_page=True)
        assert _overflow(tab) == [], f"wider than {width} px"
    tab.set_viewport_size({"width": 360, "height": 720})
    assert _violations(tab) == []
    assert _small_targets(tab) == []
    assert [said for said in noticed if "status of 4" not in said] == []
    assert tab.locator("html").get_attribute("lang") == LANGUAGES[language]
    tab.close()


def _context(
    browser: Browser, live: Live, contexts: Contexts, role: Role | None, language: str, scheme: str
) -> BrowserContext:
    key = (role, language, scheme)
    if key not in contexts:
        contexts[key] = context = browser.new_context(locale=LANGUAGES[language], color_scheme=scheme)
        context.add_init_script(AXE)
        if role is not None:
            _sign_in(context, live, role)
    return contexts[key]


def _sign_in(context: BrowserContext, live: Live, role: Role) -> None:
    tab = context.new_page()
    tab.goto(f"{live.url}/sign-in")
    tab.locator("#f-login").fill(make.login_of(live.people[role]))
    tab.locator("#f-password").fill(make.PASSWORD)
    tab.locator("main button").click()
    tab.wait_for_url(lambda url: "sign-in" not in url)
    tab.close()


def _violations(tab: Tab) -> list[str]:
    """What axe-core finds, one line each."""
    found = tab.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['help']} ({node['html']})"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def _overflow(tab: Tab) -> list[str]:
    """What sticks out of the page sideways."""
    found: list[str] = tab.evaluate(
        """() => document.documentElement.scrollWidth <= window.innerWidth ? [] :
        [...document.querySelectorAll('body *')]
          .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && !e.closest('.scroll, nav'))
          .map(e => e.outerHTML.slice(0, 120)).slice(0, 5).concat(['scrollWidth'])"""
    )
    return found


def _small_targets(tab: Tab) -> list[str]:
    """Buttons, boxes and links that stand alone and are lower than 44 px."""
    found: list[str] = tab.evaluate(
        """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), .bar a, a.button')]
          .map(e => [e.closest('label.option') || e, e])
          .filter(([box, e]) => box.getBoundingClientRect().height < 43.9 && e.getClientRects().length)
          .map(([box, e]) => e.outerHTML.slice(0, 120))"""
    )
    return found
