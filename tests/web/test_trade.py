"""The counter: what a scan does, what it refuses, and that a refusal keeps what was typed and writes nothing."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import BytecodeCache

import aril.web
from aril.config import Settings
from aril.domain.enterprise import FilingAction
from aril.domain.identity import grouped
from aril.domain.lot import Lot
from aril.domain.units import MassUnit
from aril.services.enterprises import filing
from aril.services.lots import desk, hold, trade
from aril.services.orchards import farm
from aril.store.database import Database
from tests.samples import DAY, OFFICE, enterprise
from tests.web.orchards import Grown, grow, send, text_of

ZXING = Path(aril.web.__file__).parent / "static" / "zxing"
GTIN = "06901234000016"
GS = "\x1d"


@pytest.fixture
def grown(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Grown:
    return grow(settings, sqlite, compiled_pages)


def shipped(grown: Grown, lot: Lot, kg: str) -> trade.Moved:
    return trade.ship(grown.site, lot.code, kg, MassUnit.KG, grown.shop.organisation_id, grown.grower, DAY)


def test_what_is_on_its_way_is_received_with_one_scan(grown: Grown):
    lot = grown.orchard.harvest("100")
    shipped(grown, lot, "40")
    counter = grown.reader(grown.shop)
    listed = text_of(counter.get("/trade/receive"))

    answer = send(counter, "/trade/receive", {"code": f"https://trace.example/t/{lot.code}", "quantity": ""})
    shown = text_of(counter.get(answer.location))

    assert f"{grown.grower.organisation_name} ·" in listed
    assert "40 kg Receive all" in listed
    assert f"Received 40 kg of lot {grouped(lot.code)} from 示例合作社1. You hold 40 kg now." in shown
    assert "Nothing is on its way to you." in shown


def test_a_sale_keeps_its_weight_for_the_next_scan(grown: Grown):
    lot = grown.orchard.harvest("100")
    counter = grown.reader(grown.grower)

    answer = send(counter, "/trade/sell", {"code": lot.code, "quantity": "4", "quantity_unit": "jin"})
    page = counter.get(answer.location)

    assert f"Sold 2 kg of lot {grouped(lot.code)}. You hold 98 kg now." in text_of(page)
    assert 'name="quantity" value="4"' in page.text
    assert '<option value="jin" selected>' in page.text


def test_a_shipment_says_its_despatch_advice_and_can_be_taken_back(grown: Grown):
    lot = grown.orchard.harvest("100")
    counter = grown.reader(grown.grower)
    data = {"code": lot.code, "quantity": "30", "quantity_unit": "kg", "receiver": grown.shop.organisation_id}

    answer = send(counter, "/trade/ship", data)
    sent = text_of(counter.get(answer.location))
    (underway,) = trade.sent(grown.site, grown.grower)
    back = send(
        counter,
        "/trade/take-back",
        {"advice": underway.transit.document, "lot": lot.epc},
        page="/trade/ship",
    )

    assert (
        f"Shipped 30 kg of lot {grouped(lot.code)} to 示例合作社2, despatch advice {underway.advice}." in sent
    )
    assert f"Taken back 30 kg of lot {grouped(lot.code)} are with you again." in text_of(
        counter.get(back.location)
    )
    assert trade.sent(grown.site, grown.grower) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You hold 100 kg of lot {code}; 100.5 kg are more than that."),
        ("zh", "批次 {code} 您现有 100 kg，100.5 kg 超出了库存。"),
    ],
)
def test_more_than_is_held_cannot_be_shipped(grown: Grown, language: str, sentence: str):
    lot = grown.orchard.harvest("100")
    before = grown.entries()
    data = {
        "code": lot.code,
        "quantity": "100.5",
        "quantity_unit": "kg",
        "receiver": grown.shop.organisation_id,
    }

    answer = send(grown.reader(grown.grower, language), "/trade/ship", data)

    assert answer.status_code == 409
    assert sentence.format(code=grouped(lot.code)) in text_of(answer)
    assert f'name="code" value="{lot.code}"' in answer.text
    assert 'name="quantity" value="100.5"' in answer.text
    assert f'<option value="{grown.shop.organisation_id}" selected>' in answer.text
    assert grown.entries() == before


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Lot {code} is on hold and must not be moved: 检验不合格 R-1"),
        ("zh", "批次 {code} 的状态是「暂停销售」，不能流转：检验不合格 R-1"),
    ],
)
def test_a_lot_on_hold_cannot_be_sold(grown: Grown, language: str, sentence: str):
    lot = grown.held_lot()
    before = grown.entries()

    answer = send(
        grown.reader(grown.grower, language),
        "/trade/sell",
        {"code": lot.code, "quantity": "1", "quantity_unit": "kg"},
    )

    assert answer.status_code == 409
    assert sentence.format(code=grouped(lot.code)) in text_of(answer)
    assert 'data-sound="no"' in answer.text
    assert grown.entries() == before


@pytest.mark.parametrize("way", ["receive", "sell", "ship"])
@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "There is no lot “{code}”."), ("zh", "没有批次「{code}」。")]
)
def test_another_organisations_lot_is_as_unknown_as_none(
    grown: Grown, way: str, language: str, sentence: str
):
    lot = grown.strangers_lot()
    before = grown.entries()
    data = {"code": lot.code, "quantity": "1", "receiver": grown.shop.organisation_id}

    answer = send(grown.reader(grown.grower, language), f"/trade/{way}", data)

    assert answer.status_code == 404
    assert sentence.format(code=grouped(lot.code)) in text_of(answer)
    assert f'name="code" value="{lot.code}"' in answer.text
    assert grown.entries() == before


@pytest.mark.parametrize("way", ["receive", "sell", "ship"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Expected a number such as 12.5, found “a lot”."),
        ("zh", "应为数字，如 12.5，您输入的是「a lot」。"),
    ],
)
def test_a_weight_that_is_no_number_is_named(grown: Grown, way: str, language: str, sentence: str):
    lot = grown.orchard.harvest("100")
    before = grown.entries()
    data = {"code": lot.code, "quantity": "a lot", "receiver": grown.shop.organisation_id}

    answer = send(grown.reader(grown.grower, language), f"/trade/{way}", data)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert f'name="code" value="{lot.code}"' in answer.text
    assert grown.entries() == before


def test_goods_go_to_somebody_who_is_approved(grown: Grown):
    lot = grown.orchard.harvest("100")

    answer = send(
        grown.reader(grown.grower), "/trade/ship", {"code": lot.code, "quantity": "1", "receiver": "nobody"}
    )

    assert answer.status_code == 422
    assert "Choose an approved organisation to ship to." in text_of(answer)


def test_every_fault_of_a_form_is_named_at_once_with_its_field(grown: Grown):
    answer = send(
        grown.reader(grown.grower), "/trade/ship", {"code": "ABC", "quantity": "a lot", "receiver": ""}
    )

    said = text_of(answer)
    assert answer.status_code == 422
    assert "To whom: Choose an approved organisation to ship to." in said
    assert "Code of the lot: Expected a code of 13 characters, found 3 in “ABC”." in said
    assert "Weight: Expected a number such as 12.5, found “a lot”." in said


def test_who_receives_less_than_was_sent_reads_what_becomes_of_the_rest(grown: Grown):
    lot = grown.orchard.harvest("100")
    shipped(grown, lot, "40")
    counter = grown.reader(grown.shop)

    answer = send(counter, "/trade/receive", {"code": lot.code, "quantity": "37.5"})
    shown = text_of(counter.get(answer.location))

    assert (
        "You hold 37.5 kg now. 2.5 kg of it are on their way still. What does not come, its sender" in shown
    )
    assert shown.count("Received") == 1


def test_what_spoiled_is_destroyed_at_the_counter(grown: Grown):
    lot = grown.orchard.harvest("100")
    counter = grown.reader(grown.grower)

    answer = send(counter, "/trade/destroy", {"code": lot.code, "quantity": "2,5", "reason": "霉烂"})

    shown = text_of(counter.get(answer.location))
    assert f"Destroyed 2.5 kg of lot {grouped(lot.code)}. You hold 97.5 kg now." in shown


def test_whoever_holds_what_was_recalled_is_told_at_the_counter_until_it_is_gone(grown: Grown):
    lot = grown.orchard.harvest("100")
    shipped(grown, lot, "40")
    trade.receive(grown.site, lot.code, "", MassUnit.KG, grown.shop, DAY)
    hold.recall(grown.site, lot.code, lot.code, "超标", OFFICE, DAY)
    counter = grown.reader(grown.shop)
    told = text_of(counter.get("/trade/receive"))
    lots_page = counter.get(f"/grower/lots/{lot.code}").text

    answer = send(counter, "/trade/destroy", {"code": lot.code, "quantity": "", "reason": "已召回"})

    assert "1 lot with you must not be sold" in told
    assert f"{grouped(lot.code)} 40 kg · recalled · 超标" in told
    assert f'href="/trade/destroy?code={lot.code}"' in lots_page
    assert "must not be sold" not in text_of(counter.get(answer.location))


def test_nobody_takes_back_what_another_sent(grown: Grown):
    lot = grown.orchard.harvest("100")
    shipped(grown, lot, "40")
    (underway,) = trade.on_the_way(grown.site, grown.shop)
    before = grown.entries()

    answer = send(
        grown.reader(grown.shop),
        "/trade/take-back",
        {"advice": underway.transit.document, "lot": lot.epc},
        page="/trade/ship",
    )

    assert answer.status_code == 404
    assert grown.entries() == before


def test_whoever_is_suspended_cannot_trade(grown: Grown):
    lot = grown.orchard.harvest("100")
    filing.decide(grown.site, grown.grower.organisation_id, FilingAction.SUSPEND, "示例", OFFICE, DAY)

    answer = send(grown.reader(grown.grower), "/trade/sell", {"code": lot.code, "quantity": "1"})

    assert answer.status_code == 409
    assert "is not approved yet, or is suspended" in text_of(answer)


@pytest.mark.parametrize(
    "scanned",
    ["{code}", "]C0{code}", "]Q1https://trace.example/t/{code}", "{spaced}", "{small}"],
)
def test_a_lot_is_found_however_it_is_scanned_or_typed(grown: Grown, scanned: str):
    lot = grown.orchard.harvest("100")
    spelled = scanned.format(
        code=lot.code, spaced=" ".join((lot.code[:4], lot.code[4:])), small=lot.code.lower()
    )

    answer = send(grown.reader(grown.grower), "/trade/sell", {"code": spelled, "quantity": "1"})

    assert answer.status_code == 302
    assert [card.held for card in desk.held(grown.site, grown.grower)] == [99]


@pytest.mark.parametrize(
    "scanned",
    [
        "]C101{gtin}10{code}",
        "]C1{gs}01{gtin}10{code}{gs}",
        "(01){gtin}(10){code}",
        "https://trace.example/01/{gtin}/10/{code}",
    ],
)
def test_a_gs1_code_keeps_its_separators_on_the_way(grown: Grown, scanned: str):
    own = grown.grower.organisation_id
    filing.submit(grown.site, enterprise(gs1_prefix="69012340"), "示例甲", DAY, organisation_id=own)
    filing.decide(grown.site, own, FilingAction.APPROVE, "", OFFICE, DAY)
    farm.add_trade_item(grown.site, {"gtin": GTIN, "name": "石榴 5 kg"}, grown.grower, DAY)
    lot = grown.orchard.harvest("100", gtin=GTIN)

    answer = send(
        grown.reader(grown.grower),
        "/trade/sell",
        {"code": scanned.format(gtin=GTIN, code=lot.code, gs=GS), "quantity": "1"},
    )

    assert answer.status_code == 302


def test_several_shipments_of_a_lot_are_received_together(grown: Grown):
    lot = grown.orchard.harvest("100")
    shipped(grown, lot, "40")
    trade.ship(
        grown.site,
        lot.code,
        "5",
        MassUnit.KG,
        grown.shop.organisation_id,
        grown.grower,
        DAY + timedelta(seconds=1),
    )
    counter = grown.reader(grown.shop)

    answer = send(counter, "/trade/receive", {"code": lot.code})

    assert f"45 kg of lot {grouped(lot.code)}" in text_of(counter.get(answer.location))


def test_only_pages_that_scan_may_run_the_reader(grown: Grown):
    counter = grown.reader(grown.grower)

    assert "'wasm-unsafe-eval'" in counter.get("/trade/sell").headers["Content-Security-Policy"]
    assert "'wasm-unsafe-eval'" not in counter.get("/grower/").headers["Content-Security-Policy"]


def test_the_reader_is_the_one_that_was_published():
    sums = dict(reversed(line.split("  ")) for line in (ZXING / "SHA512").read_text().splitlines())
    found = {
        path.relative_to(ZXING).as_posix(): hashlib.sha512(path.read_bytes()).hexdigest()
        for path in ZXING.rglob("*")
        if path.suffix in {".js", ".wasm"}
    }

    assert found == sums
    assert "Apache License" in (ZXING / "LICENCE").read_text()
