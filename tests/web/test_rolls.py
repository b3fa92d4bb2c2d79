"""Rolls printed in advance on their pages: bound to a lot, and a mistaken binding undone as far as it can be."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril.domain.identity import grouped
from aril.domain.units import MassUnit
from aril.services.label_press import label_order, label_rolls
from aril.services.lots import trade
from aril.store import labels as store
from aril.store.database import Database
from tests.coded import Coded, coded
from tests.samples import DAY
from tests.web.orchards import LANGUAGES, coded_reader, send, text_of

ROLLS = "/labels/rolls"


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path) -> Coded:
    return coded(sqlite, tmp_path)


@pytest.fixture
def grower(shop: Coded, compiled_pages: BytecodeCache) -> FlaskClient:
    return coded_reader(shop, shop.orchard.grower.organisation_id, compiled_pages)


@pytest.fixture
def codes(shop: Coded) -> Sequence[str]:
    """The codes of a roll of ten labels, all bound to the shop's lot."""
    site, member = shop.orchard.site, shop.orchard.grower
    job = shop.orchard.printed(label_order.order_roll(site, {"count": "10"}, member, DAY)).id
    with site.db.read() as session:
        found = store.serials_of(session, job, 1, 10)
    label_rolls.bind(site, {"first": found[0], "last": found[9], "lot": shop.lot.code}, member, DAY)
    return found


def test_a_mistake_is_undone_and_the_right_lot_is_all_that_is_asked_for(
    shop: Coded, grower: FlaskClient, codes: Sequence[str]
) -> None:
    right = shop.orchard.harvest()
    page = grower.get(_undo_link(grower))

    undone = send(grower, f"{page.request.path}/undo", {"reason": "扫错卷"}, page.request.path)
    rolls = grower.get(undone.location)

    assert "Nothing of this lot has left yet" in text_of(page)
    assert "Labels 1 to 10 stand for no lot any more. Bind them to the right one." in text_of(rolls)
    assert "by mistake: 扫错卷" in text_of(rolls)
    for name, code in (("first", codes[0]), ("last", codes[9])):
        assert f'name="{name}" value="{code}"' in rolls.text
    bound = send(grower, f"{ROLLS}/bind", {"first": codes[0], "last": codes[9], "lot": right.code}, ROLLS)
    assert "10 labels stand for lot" in text_of(grower.get(bound.location))


@pytest.mark.parametrize(
    ("language", "asks", "stay"),
    [
        (
            "en",
            "Scan the first and the last label that you still have",
            "Labels 1 to 3 stay with lot",
        ),
        ("zh", "请扫手头还在的第一枚和最后一枚标签", "第 1 至 3 号仍对应批次"),
    ],
)
def test_once_something_has_left_the_labels_at_hand_are_asked_for_and_the_others_named(
    shop: Coded, grower: FlaskClient, codes: Sequence[str], language: str, asks: str, stay: str
) -> None:
    grower.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGES[language]
    trade.sell(shop.orchard.site, shop.lot.code, "5", MassUnit.KG, shop.orchard.grower, DAY)
    page = grower.get(_undo_link(grower))
    undo = f"{page.request.path}/undo"

    refused = send(grower, undo, {"reason": "扫错卷"}, page.request.path)
    undone = send(grower, undo, {"reason": "扫错卷", "first": codes[3], "last": "8"}, page.request.path)

    assert asks in text_of(page)
    assert refused.status_code == 409
    assert 'value="扫错卷"' in refused.text
    rolls = text_of(grower.get(undone.location))
    assert f"{stay} {grouped(shop.lot.code)}" in rolls
    assert len(re.findall('href="/labels/bindings/', grower.get(ROLLS).text)) == 2


def _undo_link(grower: FlaskClient) -> str:
    (link,) = re.findall(r'href="(/labels/bindings/[^"]+)"', grower.get(ROLLS).text)
    return str(link)
