"""Stopping lots by hand, freeing them again, and how far a recall reaches."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import Forbidden, Invalid
from aril.domain.lot import Edge, Lot, LotState
from aril.domain.membership import Role
from aril.domain.units import MassUnit
from aril.services.ledger import rebuild
from aril.services.lots import hold, packing, trade
from aril.store import lots
from tests.samples import DAY, OFFICE, Orchard

LATER = DAY + timedelta(hours=1)
KG = MassUnit.KG


def packed(orchard: Orchard, parent: Lot, kg: str = "600") -> Lot:
    values = {"packed_on": "2026-09-12", "unit": "kg", "quantity": kg}
    return packing.record(orchard.site, values, [(parent.code, kg)], orchard.grower, LATER)


def state(orchard: Orchard, *several: Lot) -> list[str]:
    with orchard.site.db.read() as session:
        found = lots.lots_by_epc(session, [each.epc for each in several])
    return [found[each.epc].state for each in several]


def test_a_lot_is_held_by_hand_with_everything_made_of_it(orchard: Orchard) -> None:
    lot = orchard.harvest()
    child = packed(orchard, lot)

    held = hold.stop(orchard.site, lot.code, "待复检", OFFICE, LATER)

    assert {each.code for each in held} == {lot.code, child.code}
    assert state(orchard, lot, child) == [LotState.ON_HOLD, LotState.ON_HOLD]
    assert rebuild.differences(orchard.site) == []


def test_what_is_stopped_already_is_not_stopped_again(orchard: Orchard) -> None:
    lot = orchard.harvest()
    hold.stop(orchard.site, lot.code, "待复检", OFFICE, LATER)

    with pytest.raises(Invalid) as refused:
        hold.stop(orchard.site, lot.code, "待复检", OFFICE, LATER + timedelta(hours=1))

    assert str(refused.value) == f"code: Lot {lot.code} and what was made of it are stopped already."


def test_a_release_frees_one_lot_or_all_that_was_held_for_the_same_reason(orchard: Orchard) -> None:
    lot = orchard.harvest()
    first, second = packed(orchard, lot, "300"), packed(orchard, lot, "200")
    hold.stop(orchard.site, second.code, "另有原因", OFFICE, LATER)
    hold.stop(orchard.site, lot.code, "待复检", OFFICE, LATER + timedelta(minutes=1))

    freed = hold.release(orchard.site, lot.code, "复检合格", OFFICE, LATER + timedelta(hours=2), whole=True)

    assert {each.code for each in freed} == {lot.code, first.code}
    assert state(orchard, lot, first, second) == [LotState.ACTIVE, LotState.ACTIVE, LotState.ON_HOLD]


def test_a_release_of_one_lot_leaves_what_was_made_of_it(orchard: Orchard) -> None:
    lot = orchard.harvest()
    child = packed(orchard, lot)
    hold.stop(orchard.site, lot.code, "待复检", OFFICE, LATER)

    hold.release(orchard.site, lot.code, "复检合格", OFFICE, LATER + timedelta(hours=1))

    assert state(orchard, lot, child) == [LotState.ACTIVE, LotState.ON_HOLD]


def test_what_is_being_made_of_a_lot_is_held_with_it(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = orchard.harvest()
    looked, look = threading.Event(), lots.descendants

    def look_first(*arguments: Any) -> list[Edge]:
        found = look(*arguments)
        looked.set()
        return found

    monkeypatch.setattr(lots, "descendants", look_first)

    with ThreadPoolExecutor(1) as office:
        with orchard.site.db.write():  # a packer is at it, and has not committed yet
            child = packed(orchard, lot)
            stopping = office.submit(hold.stop, orchard.site, lot.code, "待复检", OFFICE, LATER)
            looked.wait(1)  # on SQLite the office waits to write before it looks
        held = stopping.result()

    assert {each.code for each in held} == {lot.code, child.code}
    assert state(orchard, lot, child) == [LotState.ON_HOLD, LotState.ON_HOLD]


def test_a_recall_reaches_those_who_bought_before_the_rest_was_thrown_away(orchard: Orchard) -> None:
    lot, other = orchard.harvest("1000"), orchard.harvest("10")
    trade.sell(orchard.site, lot.code, "990", KG, orchard.grower, LATER)
    trade.destroy(orchard.site, lot.code, "", KG, "霉烂", orchard.grower, LATER)
    trade.destroy(orchard.site, other.code, "", KG, "霉烂", orchard.grower, LATER)
    assert state(orchard, lot, other) == [LotState.ACTIVE, LotState.DESTROYED]

    for each in (lot, other):
        hold.recall(orchard.site, each.code, each.code, "农残超标", OFFICE, LATER)

    assert state(orchard, lot, other) == [LotState.RECALLED, LotState.RECALLED]
    assert rebuild.differences(orchard.site) == []


def test_what_was_called_back_stays_called_back_when_the_rest_is_destroyed(orchard: Orchard) -> None:
    lot = orchard.harvest("1000")
    trade.sell(orchard.site, lot.code, "400", KG, orchard.grower, LATER)
    hold.recall(orchard.site, lot.code, lot.code, "农残超标", OFFICE, LATER)

    trade.destroy(orchard.site, lot.code, "", KG, "无害化处理", orchard.grower, LATER)

    assert state(orchard, lot) == [LotState.RECALLED]


def test_a_recall_cannot_be_taken_back_nor_done_twice(orchard: Orchard) -> None:
    lot = orchard.harvest()
    hold.recall(orchard.site, lot.code, lot.code, "农残超标", OFFICE, LATER)

    with pytest.raises(Invalid, match="is not on hold"):
        hold.release(orchard.site, lot.code, "?", OFFICE, LATER)
    with pytest.raises(Invalid, match="are recalled already"):
        hold.recall(orchard.site, lot.code, lot.code, "又一次", OFFICE, LATER + timedelta(hours=1))


def test_the_code_may_be_typed_again_as_it_is_printed(orchard: Orchard) -> None:
    lot = orchard.harvest()
    spoken = " ".join(lot.code[at : at + 4].lower() for at in range(0, 13, 4))

    recalled = hold.recall(orchard.site, lot.code, spoken, "农残超标", OFFICE, LATER)

    assert [each.code for each in recalled] == [lot.code]


def test_every_fault_of_a_recall_is_named_and_nothing_happens(orchard: Orchard) -> None:
    lot = orchard.harvest()

    with pytest.raises(Invalid) as refused:
        hold.recall(orchard.site, lot.code, "another", "", OFFICE, LATER)

    assert [finding.where for finding in refused.value.findings] == ["reason", "confirm"]
    assert state(orchard, lot) == [LotState.ACTIVE]


def test_an_office_elsewhere_decides_nothing_here(orchard: Orchard) -> None:
    lot = orchard.harvest()
    elsewhere = replace(OFFICE, region="370500")

    for act in (
        lambda: hold.stop(orchard.site, lot.code, "x", elsewhere, LATER),
        lambda: hold.recall(orchard.site, lot.code, lot.code, "x", elsewhere, LATER),
        lambda: hold.release(orchard.site, lot.code, "x", elsewhere, LATER),
    ):
        with pytest.raises(Forbidden):
            act()

    assert state(orchard, lot) == [LotState.ACTIVE]


@pytest.mark.parametrize("act", [hold.stop, hold.release])
def test_a_reason_is_needed_and_has_an_end(orchard: Orchard, act: object) -> None:
    lot = orchard.harvest()

    for reason in (" ", "因" * 201):
        with pytest.raises(Invalid) as refused:
            act(orchard.site, lot.code, reason, OFFICE, LATER)  # type: ignore[operator]
        assert refused.value.findings[0].where == "reason"


def test_the_reach_of_a_lot_is_everything_made_of_it_and_whoever_has_it(orchard: Orchard) -> None:
    shop = orchard.member(2, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("1000")
    child = packed(orchard, lot, "600")
    trade.ship(orchard.site, child.code, "200", KG, shop.organisation_id, orchard.grower, LATER)
    trade.receive(orchard.site, child.code, "150", KG, shop, LATER + timedelta(hours=1))
    trade.sell(orchard.site, child.code, "30", KG, shop, LATER + timedelta(hours=2))

    found = hold.reach(orchard.site, lot.code)

    assert [each.code for each in found.made_of_it] == [child.code]
    assert {(each.name, each.lot.code, each.quantity, each.is_on_the_way) for each in found.holders} == {
        ("示例合作社1", lot.code, Decimal(400), False),
        ("示例合作社1", child.code, Decimal(400), False),
        ("示例合作社2", child.code, Decimal(120), False),
        ("示例合作社2", child.code, Decimal(50), True),
    }
    assert (found.left, found.gone) == (Decimal(970), Decimal(30))
