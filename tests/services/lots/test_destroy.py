"""How goods end that nobody eats: a lot that must never be sold, and what spoils."""

from decimal import Decimal

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.lot import Lot, LotState
from aril.domain.lot_rules import NotEnoughHeld
from aril.domain.membership import Member, Role
from aril.domain.units import MassUnit
from aril.services.ledger import rebuild
from aril.services.lots import trade
from aril.services.lots.finding import lot_of_scan
from aril.store import lots
from tests.samples import DAY, Orchard


def destroy(
    orchard: Orchard, lot: Lot, kg: str = "", *, why: str = "霉烂", by: Member | None = None
) -> trade.Moved:
    return trade.destroy(orchard.site, lot.code, kg, MassUnit.KG, why, by or orchard.grower, DAY)


def state_of(orchard: Orchard, lot: Lot) -> tuple[LotState, Decimal]:
    with orchard.site.db.read() as session:
        now = lot_of_scan(session, orchard.site, lot.code)
        return now.state, now.remaining


def test_a_lot_on_hold_is_destroyed_by_whoever_holds_it(orchard: Orchard) -> None:
    lot = orchard.harvest("1000")
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.load_limits("carbendazim", "chlorpyrifos")
    orchard.inspect(lot, inspector, **{"value-carbendazim": "0.61"})

    gone = destroy(orchard, lot, why="检验不合格，无害化处理")

    assert (gone.quantity, gone.held) == (Decimal(1000), Decimal(0))
    assert state_of(orchard, lot) == (LotState.DESTROYED, Decimal(0))
    with orchard.site.db.read() as session:
        assert lots.held_of(session, lot.epc, orchard.grower.organisation_id) == Decimal(0)
    assert rebuild.differences(orchard.site) == []


def test_what_spoils_is_written_off_and_the_rest_stays_on_sale(orchard: Orchard) -> None:
    lot = orchard.harvest("100")

    gone = destroy(orchard, lot, "2.5")
    trade.sell(orchard.site, lot.code, "90", MassUnit.KG, orchard.grower, DAY)

    assert (gone.quantity, gone.held) == (Decimal("2.5"), Decimal("97.5"))
    assert destroy(orchard, lot).quantity == Decimal("7.5")
    assert state_of(orchard, lot) == (LotState.ACTIVE, Decimal(0))
    assert rebuild.differences(orchard.site) == []


def test_nothing_is_destroyed_twice_or_without_a_reason(orchard: Orchard) -> None:
    lot = orchard.harvest("1000")

    with pytest.raises(Invalid, match="Say why; what is destroyed does not come back"):
        destroy(orchard, lot, why=" ")
    with pytest.raises(NotEnoughHeld):
        destroy(orchard, lot, "1000.5")

    destroy(orchard, lot)
    with pytest.raises(Invalid, match=f"You hold nothing of lot {lot.code}"):
        destroy(orchard, lot)


def test_nobody_destroys_what_is_anothers(orchard: Orchard) -> None:
    stranger = orchard.member(4, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("1000")

    with pytest.raises(NotFound):
        destroy(orchard, lot, by=stranger)
