"""The page behind a label: what it says first, and what it weighs."""

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from sqlalchemy import event

from aril.domain.enterprise import Activity, HeldCertificate
from aril.domain.lot import Lot
from aril.domain.membership import Role
from aril.services.lots import hold, packing
from aril.services.lots.finding import page_of
from aril.services.orchards import farm
from aril.store.database import Database
from tests import samples
from tests.samples import DAY, OFFICE, PLOT, SPRAY, Orchard
from tests.shelf import Shelf
from tests.web.phone import EVIL, PHONE, look, plain, service_on, text


def test_the_page_says_all_in_its_order(phone: FlaskClient, shop: Shelf) -> None:
    page = text(look(phone, shop.passed))

    _in_order(
        page,
        "可放心查看：检验合格",
        "请核对下面的品名",
        "石榴 大青皮甜",
        "Pomegranate Daqingpitian",
        "一级 本批 590 kg",
        "采收 2026-09-10",
        "包装 2026-09-12",
        "产地 山东省枣庄市峄城区",
        "生产者 示例榴园农民专业合作社",
        "机构检验 合格 示例检验中心",
        "项目 mg/kg 结果 限量 判定",
        "多菌灵 0.02 0.5 合格",
        "毒死蜱 未检出 (<0.01) 0.5 合格",
        "限量依据：示例限量-2026",
        "例行监测 · 报告编号 R-1 · 资质 CMA 示例 0001",
        "2026-09-12 抽样 · 2026-09-12 出具",
        "快检",
        "报告编号 K-1",
        "承诺达标合格证 这是生产者自己的承诺，不是检验结果。",
        "承诺依据：质量安全控制符合要求、委托检测合格",
        "它的旅程 售出 2026-09-13 – 2026-09-15 示例果品店",
        "收货",
        "发货",
        "包装",
        "采收 2026-09-10 示例榴园农民专业合作社 · 峄城区 · 北坡一号 · 大青皮甜",
        "企业自报 以下内容由企业自己填报",
        "示例杀菌剂 最后一次 2026-08-20，采收前 21 天",
        "自检",
        "铅 0.03 0.5 合格",
        "生产者信息",
        f"统一社会信用代码 {samples.uscc(71)}",
        "绿色食品 LB-18-示例 · 示例认证中心 有效期至 2027-04-30",
        "地理标志 AGI-示例 · 示例登记机关 已于 2026-02-28 过期",
        "首次查询",
        "日志签名于 2026-09-12 18:30",
        "投诉 12315",
        "示例石榴链办公室 0632-7711234",
    )


@pytest.mark.parametrize(
    ("name", "kind", "first"),
    [
        ("recalled", "fail", "已召回，请勿食用"),
        ("packed_of_recalled", "fail", "已召回，请勿食用"),
        ("on_hold", "hold", "暂停销售"),
        ("not_judged", "hold", "已检验，未判定"),
        ("untested", "plain", "未检验"),
        ("passed", "pass", "可放心查看：检验合格"),
    ],
)
def test_the_state_comes_first_in_word_sign_and_colour(
    phone: FlaskClient, shop: Shelf, name: str, kind: str, first: str
) -> None:
    page = look(phone, getattr(shop, name)).text

    band = page.split(f'<section class="band {kind}"')[1].split("</section>")[0]
    assert f'<h1 id="state">{first}</h1>' in band
    assert '<svg class="icon"' in band
    assert page.index("<h1") < page.index("<h2")
    assert f"<title>{first} · 石榴 · Aril</title>" in page


def test_a_stopped_lot_says_why_and_whom_to_call(phone: FlaskClient, shop: Shelf) -> None:
    recalled = look(phone, shop.recalled).text.split("</section>")[0]

    assert "原因：多菌灵残留超过示例限量" in plain(recalled)
    assert 'href="tel:12315"' in recalled
    assert 'href="tel:0632-7711234"' in recalled


def test_what_was_not_measured_is_not_judged_and_says_so(phone: FlaskClient, shop: Shelf) -> None:
    page = text(look(phone, shop.not_judged))

    assert "多菌灵 0.02 0.5 合格" in page
    assert "噻虫嗪、吡唑醚菌酯、阿维菌素、铅、镉 不判定 没有检测值" in page


def test_what_is_not_known_is_left_out(phone: FlaskClient, shop: Shelf) -> None:
    page = text(look(phone, shop.untested))

    assert "机构检验 未检验 还没有检验机构检验过这一批。" in page
    for missing in ("包装 ", "快检", "承诺达标合格证", "自检", "日志签名", "—", " - ", "None"):
        assert missing not in page


def test_a_reader_of_english_reads_english_and_can_switch(phone: FlaskClient, shop: Shelf) -> None:
    english = phone.get(page_of(shop.passed), headers={"Accept-Language": "en"})

    assert '<html lang="en">' in english.text
    assert "Pomegranate <span>Daqingpitian</span>" in english.text
    assert "Carbendazim" in english.text
    assert f'href="{page_of(shop.passed)}?lang=zh_CN"' in english.text
    assert '<html lang="zh-CN">' in phone.get(f"{page_of(shop.passed)}?lang=zh_CN").text


def test_the_page_is_light_and_asks_nothing_of_the_phone(phone: FlaskClient, shop: Shelf) -> None:
    answer = phone.get(page_of(shop.passed), headers=PHONE | {"Accept-Encoding": "gzip, br"})

    page = gzip.decompress(answer.data).decode()
    assert (answer.headers["Content-Encoding"], len(answer.data) <= 14 * 1024) == ("gzip", True)
    assert {"Accept-Encoding", "Accept-Language"} <= set(answer.vary)
    assert "<script" not in page
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_reader_that_cannot_unpack_gets_the_page_as_it_is(phone: FlaskClient, shop: Shelf) -> None:
    answer = phone.get(page_of(shop.passed), headers=PHONE | {"Accept-Encoding": "gzip;q=0"})

    assert "Content-Encoding" not in answer.headers
    assert "</html>" in answer.text


def test_every_fact_is_the_same_few_queries_away(phone: FlaskClient, shop: Shelf) -> None:
    said: list[str] = []
    engine = shop.orchard.site.db.engine
    count = lambda *call: said.append(call[2])  # noqa: E731 - SQLAlchemy calls it with six arguments
    event.listen(engine, "before_cursor_execute", count)

    look(phone, shop.passed)
    event.remove(engine, "before_cursor_execute", count)

    assert len([each for each in said if not each.startswith(("BEGIN", "PRAGMA"))]) == 15


def test_a_script_in_any_name_is_shown_and_never_run(
    sqlite: Database, tmp_path: Path, compiled_pages: BytecodeCache
) -> None:
    lot = _hostile(sqlite, tmp_path)
    reader = service_on(sqlite, compiled_pages).test_client(use_cookies=False)

    for language in ("zh-CN", "en"):
        page = reader.get(page_of(lot), headers=PHONE | {"Accept-Language": language}).text

        assert "<script" not in page
        assert page.count("&lt;script&gt;alert(1)") >= 12


def _hostile(database: Database, folder: Path) -> Lot:
    """A lot each of whose names is a script."""
    site = samples.site(database, folder)
    names = {"name": EVIL, "name_en": EVIL, "address": EVIL}
    held = HeldCertificate(EVIL, EVIL, EVIL, None, None)
    grower = samples.approved(
        site, samples.enterprise(certificates=(held,), **names), Role.GROWER, Role.PACKER
    )
    laboratory = samples.enterprise(3, Activity.LABORATORY, name=EVIL)
    inspector = samples.approved(site, laboratory, Role.INSPECTOR)
    plot, _ = farm.add_plot(site, PLOT | {"name": EVIL}, grower, DAY)
    orchard = Orchard(site, grower, plot)
    farm.note_input(site, plot.id, SPRAY | {"name": EVIL, "used_on": "2026-08-01"}, grower, DAY)
    harvested = orchard.harvest()
    values = {"packed_on": "2026-09-12", "unit": "kg", "quantity": "10"}
    lot = packing.record(site, values, [(harvested.code, "10")], grower, DAY)
    for task in ("routine", "rapid", "self"):
        said = {
            "number": f"{EVIL}{task}",
            "sample_number": EVIL,
            "accreditation": EVIL,
            "value-carbendazim": "1",
        }
        orchard.inspect(lot, inspector, **said, task=task)
    hold.recall(site, lot.code, lot.code, EVIL, OFFICE, DAY)
    return lot


def _in_order(page: str, *sentences: str) -> None:
    at = 0
    for sentence in sentences:
        found = page.find(sentence, at)
        assert found >= 0, f"expected “{sentence}” after “{page[max(at - 80, 0) : at]}”"
        at = found + len(sentence)
