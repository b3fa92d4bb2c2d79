"""Finished labels that are withdrawn: on the page of their job, and what whoever scans one is told."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril.domain.identity import grouped
from aril.domain.units import MassUnit
from aril.services.label_press import label_order
from aril.services.lots import hold, trade
from aril.store import labels as store
from aril.store.database import Database
from tests.coded import Coded, coded
from tests.samples import DAY, OFFICE
from tests.web.orchards import LANGUAGES, coded_reader, send, text_of


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Coded:
    return coded(sqlite, tmp_path)


@pytest.fixture
def grower(shop: Coded, compiled_pages: BytecodeCache) -> FlaskClient:
    return coded_reader(shop, shop.orchard.grower.organisation_id, compiled_pages)


@pytest.fixture
def job(shop: Coded) -> str:
    """Ten labels of the shop's lot, each with a code of its own."""
    return shop.orchard.print_labels(shop.lot, design="unit-a4-48", count="10").id


@pytest.fixture
def codes(shop: Coded, job: str) -> Sequence[str]:
    with shop.orchard.site.db.read() as session:
        return store.serials_of(session, job, 1, 10)


def test_labels_are_withdrawn_on_the_page_of_their_job(
    grower: FlaskClient, job: str, codes: Sequence[str]
) -> None:
    page = f"/labels/jobs/{job}"
    before = grower.get(page)

    some = send(
        grower, f"{page}/withdraw", {"first": codes[2], "last": "4", "reason": "掉地上了"}, f"{page}/withdraw"
    )
    left = grower.get(some.location)
    send(grower, f"{page}/withdraw", {"reason": "印错了"}, f"{page}/withdraw")
    none = grower.get(page)

    assert f'href="{page}/withdraw"' in before.text
    assert "Labels 3 to 4 are withdrawn." in text_of(left)
    assert "No. 3 to 4 withdrawn on 2026-" in text_of(left)
    assert "掉地上了" in text_of(left)
    assert f'href="{page}/file"' not in left.text
    assert "Print some labels again" in text_of(left)
    for gone in ("/file", "/again", "/withdraw"):
        assert f"{page}{gone}" not in none.text
    assert "withdrawn" in text_of(grower.get("/labels/jobs"))


@pytest.mark.parametrize(
    ("language", "asks"),
    [
        ("en", "Name the first and the last label that you still have"),
        ("zh", "请写明手头还在的第一枚和最后一枚标签"),
    ],
)
def test_once_something_has_left_the_labels_at_hand_are_asked_for(
    shop: Coded, grower: FlaskClient, job: str, language: str, asks: str
) -> None:
    grower.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGES[language]
    page = f"/labels/jobs/{job}/withdraw"
    trade.sell(shop.orchard.site, shop.lot.code, "5", MassUnit.KG, shop.orchard.grower, DAY)

    refused = send(grower, page, {"reason": "多印了"}, page)

    assert asks in text_of(grower.get(page))
    assert refused.status_code == 409
    assert 'value="多印了"' in refused.text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            (
                "This label was withdrawn",
                "Its maker withdrew it on 2026-",
                "it should be on no produce",
                "Ask whoever sold it to you. If they cannot explain it, report it.",
                "What follows is about the lot for which this label was printed.",
            ),
        ),
        (
            "zh",
            (
                "这枚标签已作废",
                "制作者已于 2026-",
                "不应贴在任何产品上",
                "请询问卖家",
                "以下是这枚标签原属批次的信息",
            ),
        ),
    ],
)
def test_whoever_scans_one_is_told_what_to_do_and_still_shown_the_lot(
    shop: Coded, grower: FlaskClient, job: str, codes: Sequence[str], language: str, says: Sequence[str]
) -> None:
    send(
        grower,
        f"/labels/jobs/{job}/withdraw",
        {"first": "1", "last": "1", "reason": "x"},
        f"/labels/jobs/{job}/withdraw",
    )
    grower.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGES[language]

    gone, good = (grower.get(f"/t/{code}") for code in codes[:2])

    assert gone.status_code == good.status_code == 200
    assert [said for said in says if said not in text_of(gone)] == []
    assert [said for said in says if said in text_of(good)] == []
    assert grouped(shop.lot.code) in gone.text
    assert "12315" in gone.text


def test_a_lot_that_nobody_should_eat_is_said_first(
    shop: Coded, grower: FlaskClient, job: str, codes: Sequence[str]
) -> None:
    send(grower, f"/labels/jobs/{job}/withdraw", {"reason": "x"}, f"/labels/jobs/{job}/withdraw")
    hold.recall(shop.orchard.site, shop.lot.code, shop.lot.code, "农残超标", OFFICE, DAY)

    page = text_of(grower.get(f"/t/{codes[0]}"))

    assert page.index("Recalled: do not eat it") < page.index("This label was withdrawn")


def test_a_withdrawn_label_that_stood_for_nothing_says_so_too(shop: Coded, grower: FlaskClient) -> None:
    site, member = shop.orchard.site, shop.orchard.grower
    job = shop.orchard.printed(label_order.order_roll(site, {"count": "2"}, member, DAY)).id
    with site.db.read() as session:
        code, _ = store.serials_of(session, job, 1, 2)
    send(grower, f"/labels/jobs/{job}/withdraw", {"reason": "丢了"}, f"/labels/jobs/{job}/withdraw")

    page = grower.get(f"/t/{code}")

    assert page.status_code == 404
    assert "Its maker withdrew it on 2026-" in text_of(page)
    assert "0 free" in text_of(grower.get("/labels/rolls"))
