"""The office stops lots, frees them, and calls them back."""

import re

import pytest

from aril.domain.enterprise import Activity
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.epcis.reading import read_event
from aril.services import office
from aril.services.ledger import capture
from aril.services.lots import packing, trade
from aril.store import lots
from aril.store.office import LotSearch
from tests.epcis.examples import CONTEXT, object_event
from tests.samples import DAY
from tests.web.desks import LANGUAGES, Desk, said, send

GTINS = ("09521141012345", "09506000134352")


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


def _called(desk: Desk, epc: str) -> Lot:
    """A lot that a partner's system has made."""
    made = object_event(
        epcList=None, action="ADD", quantityList=[{"epcClass": epc, "quantity": 9, "uom": "KGM"}]
    )
    with desk.db.write() as session:
        event = read_event(made, (CONTEXT,))
        capture.event(session, desk.orchard.site, event, desk.orchard.grower, DAY)
        found = lots.lot(session, epc)
    assert found is not None
    return found


def test_of_two_lots_called_alike_the_one_that_was_scanned_is_stopped(desk: Desk) -> None:
    first, second = (_called(desk, f"https://id.gs1.org/01/{gtin}/10/A%2F7") for gtin in GTINS)
    reader = desk.reader()

    for lot, gtin in zip((first, second), GTINS, strict=True):
        page = send(reader, "/office/lots", code=f"(01){gtin}(10)A/7").location
        answer = send(reader, f"{page}/hold", page, reason=f"抽检 {gtin}")

        assert answer.location == page
        with desk.db.read() as session:
            found = lots.lot(session, lot.epc)
        assert found is not None
        assert (found.state, found.reason) == (LotState.ON_HOLD, f"抽检 {gtin}")


def test_a_partners_class_that_looks_like_one_of_our_pages_is_still_the_partners(desk: Desk) -> None:
    ours = desk.orchard.harvest("1")
    partners = _called(desk, f"https://partner.example/t/{ours.code}")
    reader = desk.reader()
    pages = re.findall(r'href="(/office/lots/[^"?]+)"', reader.get("/office/lots").text)

    assert len(set(pages)) == 2
    for page in set(pages) - {f"/office/lots/{ours.code}"}:
        send(reader, f"{page}/hold", page, reason="抽检")

    assert (desk.state(ours), desk.state(partners)) == (LotState.ACTIVE, LotState.ON_HOLD)


def test_a_list_of_lots_that_are_called_alike_has_an_end(desk: Desk) -> None:
    made = [_called(desk, f"https://partner{number}.example/lot/20260912") for number in range(5)]
    seen: list[Lot] = []
    after = ""

    for _ in made:
        found = office.lots(desk.orchard.site, desk.office, LotSearch(), after, most=2)
        seen += [each.lot for each in found.rows]
        if not (after := found.following):
            break

    assert {each.epc for each in seen} == {each.epc for each in made}
    assert (len(seen), after) == (5, "")


def test_a_lot_that_is_not_recalled_has_nobody_to_be_called(desk: Desk) -> None:
    lot = desk.orchard.harvest("1")

    assert "This lot is not recalled." in said(desk.reader().get(f"/office/lots/{lot.code}/recalled"))
