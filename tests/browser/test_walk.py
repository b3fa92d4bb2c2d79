"""The walk: from filing an orchard to a consumer's phone, as its users take it, on the running demonstration."""

import gzip
import re
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Page, expect

from aril.domain.identity import internal_code
from aril.domain.moment import CHINA
from tests.browser.running import Demonstration, demonstration
from tests.samples import uscc

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
"""Where the README's pictures come from; `make pictures` copies them."""

PHONE = {"width": 360, "height": 720}
DESK = {"width": 1280, "height": 800}
PERSON = {"login": "13900001234", "password": "eine Frucht am Tag"}
NAME = "示例新榴合作社"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    with demonstration(tmp_path_factory.mktemp("walk"), 18200) as running:
        yield running


class Walker:
    """Somebody with a browser of their own, reading Chinese."""

    def __init__(self, browser: Browser, url: str, size: dict[str, int], *, script: bool = True) -> None:
        self.context = browser.new_context(
            locale="zh-CN", viewport=size, java_script_enabled=script, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.url = url

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.url + path)

    def fill(self, **fields: str) -> None:
        """Fill the fields of the form by their names, whatever kind they are."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name}"]')
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f'main [name="{name}"][value="{value}"]').check()
            elif field.first.evaluate("field => field.tagName") == "SELECT":
                field.first.select_option(value)
            else:
                field.first.fill(value)

    def choose(self, name: str, text: str) -> None:
        """Choose the option of a list that says a text."""
        field = self.page.locator(f'main [name="{name}"]')
        value = field.locator("option").filter(has_text=text).first.get_attribute("value")
        field.select_option(value)

    def send(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()

    def sign_in(self, login: str, password: str) -> None:
        self.open("/sign-in")
        self.fill(login=login, password=password)
        self.send("登录")

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)


def today(days: int = 0) -> str:
    return (datetime.now(UTC).astimezone(CHINA).date() + timedelta(days=days)).isoformat()


def test_a_lot_goes_from_a_filing_to_a_consumers_phone(
    browser: Browser, demo: Demonstration, tmp_path: Path
) -> None:
    grower = _an_enterprise_registers_itself_and_is_approved(browser, demo)
    code = _plot_inputs_and_harvest(grower)
    address = _labels_are_printed_and_read_back(grower, code, tmp_path)
    _an_inspector_tests_the_lot(browser, demo, address)
    packed = _the_lot_is_packed_and_shipped(grower, code)
    _a_shop_receives_and_sells(browser, demo, packed)
    _a_consumer_opens_the_very_address(browser, demo, address)
    _the_office_sees_its_pass_rate(browser, demo)


def _an_enterprise_registers_itself_and_is_approved(browser: Browser, demo: Demonstration) -> Walker:
    newcomer = Walker(browser, demo.url, DESK)
    newcomer.open("/register")
    newcomer.fill(
        name=NAME,
        uscc=uscc(987654)[:-1] + ("0" if uscc(987654)[-1] != "0" else "1"),
        kind="cooperative",
        activity="grower",
        chain="pomegranate",
        region="370404",
        address="榴园镇示例村",
        legal_representative="示例新",
        chief_quality_officer="示例质",
        phone="0632-0000000",
        person="示例新",
        repeated=PERSON["password"],
        **PERSON,
    )
    newcomer.send("提交审核")
    newcomer.sees(f"第 18 位应为 {uscc(987654)[-1]}")
    newcomer.fill(uscc=uscc(987654), password=PERSON["password"], repeated=PERSON["password"])
    newcomer.send("提交审核")
    newcomer.sees(NAME)

    office = Walker(browser, demo.url, DESK)
    office.sign_in("regulator", demo.passwords["regulator"])
    office.open("/office/enterprises?status=submitted")
    office.page.get_by_role("link", name=NAME).first.click()
    office.send("通过")
    office.sees("已通过")

    newcomer.sign_in(**PERSON)
    return newcomer


def _plot_inputs_and_harvest(grower: Walker) -> str:
    for plot, name in (("A1", "示例南坡"), ("A2", "示例北坡")):
        grower.open("/grower/plots/new")
        grower.fill(name=name, code=plot, region="370404", area="12.5", area_unit="mu")
        grower.send("保存地块")
        grower.sees(name)
    grower.open("/grower/inputs/new")
    grower.choose("plot", "示例南坡")
    grower.fill(
        used_on=today(-2),
        kind="pesticide",
        name="示例杀菌剂",
        dose="1000 倍液",
        interval_days="14",
        target="干腐病",
        maker="示例农药厂",
        operator="示例新",
    )
    grower.send("保存投入品")
    grower.open("/grower/inputs/new")
    grower.choose("plot", "示例北坡")
    grower.fill(used_on=today(-90), kind="bagging", name="示例果袋", dose="每果一袋", operator="示例新")
    grower.send("保存投入品")

    grower.open("/grower/harvests/new")
    grower.choose("plot", "示例南坡")
    grower.fill(harvested_on=today(), quantity="1250", quantity_unit="kg")
    grower.send("保存采收")
    grower.sees("示例杀菌剂", today(12))
    grower.choose("plot", "示例北坡")
    grower.send("保存采收")

    found = re.search(r"/grower/lots/([A-Z2-9]{13})", grower.page.url)
    assert found, grower.page.url
    return found[1]


def _labels_are_printed_and_read_back(grower: Walker, code: str, folder: Path) -> str:
    grower.open(f"/labels/lots/{code}")
    with grower.page.expect_download() as download:
        grower.send("下载 PDF")
    sheet = folder / "labels.pdf"
    download.value.save_as(sheet)
    picture = pypdfium2.PdfDocument(sheet)[0].render(scale=300 / 72).to_pil()
    symbols = zxingcpp.read_barcodes(picture)
    addresses = {symbol.text for symbol in symbols if symbol.format == zxingcpp.BarcodeFormat.QRCode}

    assert len(symbols) == 48
    assert {symbol.text for symbol in symbols} == {code, *addresses}
    (address,) = addresses
    with grower.page.expect_download() as download:
        grower.send("一枚 PNG")
    download.value.save_as(PICTURES / "label.png")
    return address


def _an_inspector_tests_the_lot(browser: Browser, demo: Demonstration, address: str) -> None:
    inspector = Walker(browser, demo.url, PHONE)
    inspector.sign_in("inspector", demo.passwords["inspector"])
    inspector.open("/inspection/")
    inspector.fill(code=address)
    inspector.send("继续")
    inspector.fill(number="示例-W-1", sample_number="示例-S-1", task="supervision", sampled_on=today())
    for toggle in inspector.page.locator('main [name^="not-detected-"]').all():
        toggle.check()
    for limit in inspector.page.locator('main [name^="loq-"]').all():
        limit.fill("0.01")
    inspector.send("签发并保存")
    inspector.sees("合格", "示例-W-1")


def _the_lot_is_packed_and_shipped(grower: Walker, code: str) -> str:
    grower.open("/packing/")
    grower.fill(packed_on=today(), quantity="590", grade="first")
    grower.page.locator('main [name="input-1"]').fill(code)
    grower.page.locator('main [name="weight-1"]').fill("600")
    grower.send("建立批次")
    found = re.search(r"/grower/lots/([A-Z2-9]{13})", grower.page.url)
    assert found, grower.page.url
    packed = found[1]

    grower.open("/trade/ship")
    grower.choose("receiver", "街角示例水果店")
    grower.fill(code=packed, quantity="591")
    grower.send("发货")
    grower.sees("590")
    grower.fill(quantity="200")
    grower.send("发货")
    grower.sees("已发货")
    return packed


def _a_shop_receives_and_sells(browser: Browser, demo: Demonstration, packed: str) -> None:
    shop = Walker(browser, demo.url, PHONE)
    shop.sign_in("trader", demo.passwords["trader"])
    shop.open("/trade/receive")
    shop.fill(code=packed)
    shop.page.get_by_role("button", name="收货", exact=True).click()
    shop.sees("已收货", "200")
    shop.open("/trade/sell")
    shop.fill(code=packed, quantity="2.5")
    shop.send("出售")
    shop.sees("已出售")


def _a_consumer_opens_the_very_address(browser: Browser, demo: Demonstration, address: str) -> None:
    consumer = Walker(browser, demo.url, PHONE, script=False)
    consumer.open(address)
    consumer.sees(
        "检验合格", "石榴", today(), "山东省枣庄市峄城区", NAME, "机构检验", "它的旅程", "企业自报", "12315"
    )
    consumer.page.set_viewport_size({"width": 360, "height": 1000})
    consumer.page.screenshot(path=PICTURES / "phone.png")
    order = [
        consumer.page.content().index(text) for text in ("机构检验", "它的旅程", "企业自报", "生产者信息")
    ]
    assert order == sorted(order)

    with urllib.request.urlopen(
        urllib.request.Request(address, headers={"Accept-Language": "zh-CN"})
    ) as answer:
        assert len(gzip.compress(answer.read())) <= 14 * 1024
    unknown = Walker(browser, demo.url, PHONE, script=False)
    unknown.open(f"/t/{internal_code(bytes(range(8)))}")
    unknown.sees("查无此码")


def _the_office_sees_its_pass_rate(browser: Browser, demo: Demonstration) -> None:
    office = Walker(browser, demo.url, DESK)
    office.sign_in("regulator", demo.passwords["regulator"])
    office.open("/office/")
    office.sees("待办", "合格率", "95% 置信区间", "个样品，合格")
