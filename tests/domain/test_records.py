from datetime import date
from decimal import Decimal

import pytest

from aril.domain.allotment import Allotment, NumberKind
from aril.domain.certificate import Basis, CertificateVoided, PromiseCertificate
from aril.domain.chain import ChainAdopted, NotOfThisChain, Term
from aril.domain.chain_file import parse_chain
from aril.domain.enterprise import FilingAction, FilingStep, HeldCertificate
from aril.domain.farm import Plot
from aril.domain.inspection import Ground, Judgement, Reading, ReadingKind, Report, TaskKind, Verdict
from aril.domain.label import (
    LabelIssue,
    LabelsBound,
    LabelsCancelled,
    LabelsOrdered,
    LabelsReprinted,
    LabelsUnbound,
    LabelsWithdrawn,
)
from aril.domain.limits import LimitsLoaded, read_limits
from aril.domain.log_key import KeyRotated
from aril.domain.own_link import LinkHost, OwnLink
from aril.domain.records import KINDS, Record, TradeItem, from_json, kind_of, to_json
from tests.domain.test_farm import use
from tests.samples import CHAIN, LIMIT, enterprise

DAY = date(2026, 9, 12)
POMEGRANATE = parse_chain(CHAIN, "chain.toml")
READING = Reading("carbendazim", ReadingKind.NOT_DETECTED, "mg/kg", loq=Decimal("0.010"))
SCAN = HeldCertificate("green", "LB-1", "中国绿色食品发展中心", DAY, None, "0" * 64, "green.pdf")

RECORDS: tuple[Record, ...] = (
    FilingStep("o", FilingAction.SUBMIT, "示例甲", enterprise=enterprise(certificates=(SCAN,))),
    FilingStep("o", FilingAction.SUSPEND, "示例乙", "票据不全"),
    ChainAdopted(POMEGRANATE, "示例", DAY),
    LimitsLoaded(read_limits([(2, LIMIT | {"substance": "a"})]), "示例.csv", "示例"),
    TradeItem("06901234000016", "o", "pomegranate", "pomegranate", "石榴 5 kg"),
    Plot("p", "o", "A1", "北坡", "370404", Decimal("8333.33"), "pomegranate", "x", outline=((117.5, 34.7),) * 4),
    use(),
    Report(
        "r", "o", "https://trace.example/lot/X", "R-1", "S-1", TaskKind.ROUTINE, "示例检测", "CMA 示例", DAY, DAY,
        "示例", (Judgement(READING, Verdict.CONFORMING, Ground.NOT_DETECTED, Decimal("0.5"), "示例限量"),),
        Verdict.CONFORMING,
    ),
    PromiseCertificate(
        "c", "o", "lot", "20260912-00001", "石榴", Decimal("12.50"), "山东省", DAY, "示例", "0632-7711234",
        (Basis.CONTROLS, Basis.OWN_TEST), "示例甲",
    ),
    CertificateVoided("c", "o", "重复", "示例甲"),
    LinkHost("o", "www.shop.example", "示例甲", withdrawn=True),
    OwnLink(
        "i", "o", "https://id.gs1.org/01/06901234000016", "recipeInfo", "https://www.shop.example/1",
        "www.shop.example", "食谱", "示例甲", "zh", "text/html", DAY,
    ),
    LabelIssue("l", "o", "lot", "lot-a4-24", 24, "https://trace.example/t/X", 48, "示例甲"),
    LabelsOrdered(
        "j", "o", "lot", "unit-a4-48", 50_000, "https://trace.example/t/", "0" * 64, Decimal("2.5"), Decimal(0),
        "示例甲",
    ),
    LabelsReprinted("j", "o", 49, 96, "卡纸", 48, "示例甲"),
    LabelsCancelled("j", "o", 240, "订错了", "示例甲"),
    LabelsBound("b", "o", "j", 1, 120, "lot", Decimal("0.5"), Decimal("1.5"), "示例甲"),
    LabelsUnbound("b", "o", "扫错了", "示例甲", 41, 120),
    LabelsWithdrawn("j", "o", 41, 120, "多印了", "示例甲"),
    KeyRotated("trace.example+1+b", "trace.example+0+a", "trace.example\nnext key\ntrace.example+1+b\n\n— x\n"),
    Allotment("n", "o", NumberKind.SSCC, "6901234", 3, 41, 10, "示例甲"),
)  # fmt: skip


@pytest.mark.parametrize("record", RECORDS, ids=kind_of)
def test_a_record_read_back_from_its_json_is_the_same_to_the_last_digit(record: Record) -> None:
    again = from_json(kind_of(record), to_json(record))

    assert again == record
    assert to_json(again) == to_json(record)


def test_every_kind_of_record_is_tried_here() -> None:
    assert {kind_of(record) for record in RECORDS} == set(KINDS)


def test_a_product_of_another_chain_is_refused() -> None:
    with pytest.raises(NotOfThisChain) as refused:
        POMEGRANATE.product("apple")

    assert str(refused.value) == "“apple” is no product, variety or grade of the chain 示例石榴链."


def test_a_word_the_chain_no_longer_has_is_shown_as_it_was_recorded() -> None:
    assert POMEGRANATE.product("pomegranate").variety("old-one") == Term("old-one", "old-one", "old-one")
