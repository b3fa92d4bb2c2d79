"""Each page as people see it: in both languages, light and dark, on a phone and on a desk.

The pictures are kept under `build/pictures`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser
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


@dataclass(frozen=True)
class Seat:
    """Somebody's tab, and what the browser complained about in it."""

    tab: Tab
    complaints: list[str] = field(default_factory=list)


Seats = dict[tuple[Role | None, str], Seat]


@pytest.fixture(scope="module")
def seats() -> Iterator[Seats]:
    """One tab for each person and language, kept signed in."""
    taken: Seats = {}
    yield taken
    for seat in taken.values():
        seat.tab.context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_fits_its_screen_and_everybody_can_use_it(
    browser: Browser, live: Live, seats: Seats, page: Page, language: str
):
    seat = _seat(browser, live, seats, page.role, language)
    tab = seat.tab
    seat.complaints.clear()

    tab.goto(live.url + (page.address if isinstance(page.address, str) else page.address(live)))
    if page.send:
        tab.locator("main form").last.locator("button[type=submit]").first.click()

    assert tab.locator("html").get_attribute("lang") == LANGUAGES[language]
    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 720})
            tab.screenshot(path=PICTURES / f"{page.name}-{language}-{scheme}-{width}.png", full_page=True)
            assert _overflow(tab) == [], f"wider than {width} px"
        tab.set_viewport_size({"width": 360, "height": 720})
        assert _violations(tab) == [], scheme
    assert _small_targets(tab) == []
    assert [said for said in seat.complaints if "status of 4" not in said] == []


def _seat(browser: Browser, live: Live, seats: Seats, role: Role | None, language: str) -> Seat:
    if (role, language) in seats:
        return seats[role, language]
    context = browser.new_context(locale=LANGUAGES[language])
    context.add_init_script(AXE)
    seats[role, language] = seat = Seat(tab := context.new_page())
    tab.on(
        "console",
        lambda said: seat.complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    tab.on("pageerror", lambda error: seat.complaints.append(str(error)))
    if role is not None:
        tab.goto(f"{live.url}/sign-in")
        tab.locator("#f-login").fill(make.login_of(live.people[role]))
        tab.locator("#f-password").fill(make.PASSWORD)
        tab.locator("main button").click()
        tab.wait_for_url(lambda url: "sign-in" not in url)
    return seat


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
