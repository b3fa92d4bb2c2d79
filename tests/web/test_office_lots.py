"""The office stops lots, frees them, and calls them back."""

import pytest

from aril.domain.enterprise import Activity
from aril.domain.lot import LotState
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.lots import packing, trade
from tests.samples import DAY
from tests.web.desks import LANGUAGES, Desk, said, send


def test_a_lot_is_held_and_freed_with_what_was_made_of_it(desk: Desk) -> None:
    lot = desk.orchard.harvest("100")
    child = packing.record(
        desk.orchard.site,
        {"packed_on": "2026-09-12", "unit": "kg", "quantity": "50"},
        [(lot.code, "50")],
        desk.orchard.grower,
        DAY,
    )
    client, page = desk.reader(), f"/office/lots/{lot.code}"

    held = send(client, f"{page}/hold", page, reason="待复检")
    states = desk.state(lot), desk.state(child)
    freed = send(client, f"{page}/release", page, reason="复检合格", whole="yes")

    assert (held.location, freed.location) == (page, page)
    assert states == (LotState.ON_HOLD, LotState.ON_HOLD)
    assert (desk.state(lot), desk.state(child)) == (LotState.ACTIVE, LotState.ACTIVE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hold_without_a_reason_holds_nothing(desk: Desk, language: str) -> None:
    lot = desk.orchard.harvest("100")
    page = f"/office/lots/{lot.code}"

    answer = send(desk.reader(language=language), f"{page}/hold", page, reason="")

    assert answer.status_code == 422
    assert {"en": "Say why", "zh": "请写明原因，消费者首先看到的就是它。"}[language] in said(answer)
    assert desk.state(lot) is LotState.ACTIVE


def test_a_recall_shows_whom_it_hits_before_the_code_is_typed_again(desk: Desk) -> None:
    shop = desk.orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = desk.orchard.harvest("100")
    trade.ship(desk.orchard.site, lot.code, "40", MassUnit.KG, shop.organisation_id, desk.orchard.grower, DAY)
    client = desk.reader()

    chosen = send(client, "/office/recall", code=lot.code)
    page = said(client.get(chosen.location))
    done = send(client, chosen.location, reason="农残超标，请退回", confirm=lot.code.lower())
    after = said(client.get(done.location))

    assert chosen.location == f"/office/lots/{lot.code}/recall"
    assert "示例合作社2" in page
    assert "on the way to them" in page
    assert desk.state(lot) is LotState.RECALLED
    assert "Call them now" in after
    assert 'href="tel:13800000000"' in after
    assert "农残超标，请退回" in said(desk.app.test_client().get(f"/t/{lot.code}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_recall_with_another_code_recalls_nothing(desk: Desk, language: str) -> None:
    lot = desk.orchard.harvest("100")
    before = desk.entries()

    answer = send(
        desk.reader(language=language), f"/office/lots/{lot.code}/recall", reason="", confirm="another"
    )

    assert answer.status_code == 422
    assert 'id="w-reason"' in answer.text
    assert f"{lot.code[:4]}-{lot.code[4:8]}-{lot.code[8:12]}-{lot.code[12:]}" in answer.text
    assert {"en": "Type the code of the lot", "zh": "要召回请输入批次码"}[language] in said(answer)
    assert (desk.entries(), desk.state(lot)) == (before, LotState.ACTIVE)


def test_a_lot_that_is_not_recalled_has_nobody_to_be_called(desk: Desk) -> None:
    lot = desk.orchard.harvest("1")

    assert "This lot is not recalled." in said(desk.reader().get(f"/office/lots/{lot.code}/recalled"))
