"""The scan box with a scanner in hand, with a Chinese input method on, and with a camera."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import qrcode
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from aril.domain.identity import grouped
from aril.domain.membership import Role
from aril.services.lots import desk
from aril.services.lots.finding import path_of
from tests import make
from tests.browser import harvest
from tests.browser.conftest import Live
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

TYPED_THROUGH_AN_INPUT_METHOD = """([box, code]) => {
  const type = (init) => box.dispatchEvent(
    new KeyboardEvent("keydown", { isComposing: true, bubbles: true, cancelable: true, ...init }));
  for (const sign of code) {
    const key = /[A-Z]/.test(sign) ? `Key${sign}` : `Digit${sign}`;
    type({ key: "Process", code: key, shiftKey: /[A-Z]/.test(sign) });
  }
  box.value = "拼音";
  type({ key: "Enter", code: "Enter" });
}"""


def counter(browser: Browser, live: Live) -> Page:
    """A counter at which the trader is signed in."""
    tab = browser.new_context(locale="en", viewport={"width": 360, "height": 720}).new_page()
    tab.goto(f"{live.url}/sign-in")
    tab.locator("#f-login").fill(make.login_of(live.people[Role.TRADER]))
    tab.locator("#f-password").fill(make.PASSWORD)
    tab.locator("main button").click()
    tab.wait_for_url(lambda url: "sign-in" not in url)
    return tab


@pytest.fixture
def tab(browser: Browser, live: Live) -> Iterator[Page]:
    opened = counter(browser, live)
    yield opened
    opened.context.close()


def test_a_separator_that_a_scanner_sends_stays_in_the_box(tab: Page, live: Live):
    tab.goto(f"{live.url}/trade/sell")

    tab.keyboard.type("]C110AB")
    tab.keyboard.press("Control+BracketRight")
    tab.keyboard.type("13260912")

    expect(tab.locator("#f-code")).to_have_value("]C110AB\x1d13260912")


def test_a_scanner_types_into_the_box_even_after_a_click_beside_it(tab: Page, live: Live):
    tab.goto(f"{live.url}/trade/sell")
    tab.locator("h2").last.click()

    tab.keyboard.type("ABCD")

    expect(tab.locator("#f-code")).to_have_value("ABCD")


def test_a_scan_without_a_weight_goes_on_to_the_weight(tab: Page, live: Live):
    code = harvest.autumn(live).lot
    tab.goto(f"{live.url}/trade/sell")

    tab.keyboard.type(code)
    tab.keyboard.press("Enter")
    expect(tab.locator("#f-quantity")).to_be_focused()
    tab.keyboard.type("2")
    tab.keyboard.press("Enter")

    expect(tab.locator(".answer")).to_contain_text(f"2 kg of lot {grouped(code)}")
    expect(tab.locator("#f-code")).to_be_focused()
    expect(tab.locator("#f-quantity")).to_have_value("2")


def test_a_scan_through_a_chinese_input_method_is_read_by_its_keys(tab: Page, live: Live):
    code = harvest.autumn(live).lot
    tab.goto(f"{live.url}/trade/sell?quantity=1&unit=kg")

    tab.evaluate(TYPED_THROUGH_AN_INPUT_METHOD, [tab.locator("#f-code").element_handle(), code])

    expect(tab.locator(".answer")).to_contain_text(f"1 kg of lot {grouped(code)}")


def test_the_answer_to_a_refused_scan_keeps_the_code(tab: Page, live: Live):
    code = harvest.autumn(live).held
    tab.goto(f"{live.url}/trade/sell?quantity=1&unit=kg")

    tab.keyboard.type(code)
    tab.keyboard.press("Enter")

    expect(tab.locator(".answer")).to_have_attribute("data-sound", "no")
    expect(tab.locator(".answer")).to_contain_text("on hold")
    expect(tab.locator("#f-code")).to_have_value(code)


def test_a_camera_reads_a_label_and_sells(browser: Browser, live: Live, tmp_path: Path):
    code = harvest.autumn(live).lot
    (card,) = (each for each in desk.held(live.site, live.people[Role.TRADER]) if each.lot.code == code)
    video = filmed(f"{live.site.base_url}{path_of(card.lot)}", tmp_path / "label.y4m")
    arguments = [
        *CHROMIUM_ARGUMENTS,
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
    phone = browser.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    tab = counter(phone, live)
    tab.goto(f"{live.url}/trade/sell?quantity=3&unit=kg")

    tab.get_by_role("button", name="Scan with the camera").click()

    expect(tab.locator(".answer")).to_contain_text(f"3 kg of lot {grouped(code)}", timeout=20_000)
    phone.close()


def test_without_a_camera_the_box_says_what_to_do(tab: Page, live: Live):
    tab.goto(f"{live.url}/trade/receive")

    tab.get_by_role("button", name="Scan with the camera").click()

    expect(tab.get_by_role("status")).to_have_text(
        "The camera cannot be used here. Type the code that stands under the symbol."
    )
    tab.get_by_role("button", name="Close the camera").click()
    expect(tab.locator("#f-code")).to_be_focused()


def test_without_a_script_everything_but_the_camera_is_there(browser: Browser, live: Live):
    code = harvest.autumn(live).lot
    context = browser.new_context(locale="en", java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{live.url}/sign-in")
    tab.locator("#f-login").fill(make.login_of(live.people[Role.TRADER]))
    tab.locator("#f-password").fill(make.PASSWORD)
    tab.locator("main button").click()
    tab.goto(f"{live.url}/trade/sell?code={code}")

    tab.locator("#f-quantity").fill("1")
    tab.locator("#f-quantity").press("Enter")

    expect(tab.locator(".answer")).to_contain_text(f"1 kg of lot {grouped(code)}")
    expect(tab.locator("[data-camera]")).to_be_hidden()
    context.close()


def filmed(text: str, path: Path, width: int = 640, height: int = 480) -> Path:
    """A film of a QR code held a little askew: two frames of Y4M, which Chromium plays for ever."""
    picture = Image.new("L", (width, height), 200)
    symbol = qrcode.make(text, box_size=6).convert("L").rotate(8, expand=True, fillcolor=255)
    picture.paste(symbol, ((width - symbol.width) // 2, (height - symbol.height) // 2))
    frame = b"FRAME\n" + picture.tobytes() + bytes([128]) * (width * height // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 2)
    return path
