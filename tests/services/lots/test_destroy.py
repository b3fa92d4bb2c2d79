"""How a lot ends that must never be sold."""

from decimal import Decimal

import pytest

from aril.domain.enterprise import Activity
from aril.domain.errors import Invalid, NotFound
from aril.domain.lot import LotState
from aril.domain.membership import Role
from aril.services.ledger import rebuild
from aril.services.lots import hold
from aril.store import lots
from tests.samples import DAY, Orchard


def test_a_lot_on_hold_is_destroyed_by_whoever_holds_it(orchard: Orchard) -> None:
    lot = orchard.harvest("1000")
    inspector = orchard.member(3, Activity.LABORATORY, Role.INSPECTOR)
    orchard.load_limits("carbendazim", "chlorpyrifos")
    orchard.inspect(lot, inspector, **{"value-carbendazim": "0.61"})

    gone = hold.destroy(orchard.site, lot.code, "检验不合格，无害化处理", orchard.grower, DAY)

    assert (gone.state, gone.remaining) == (LotState.DESTROYED, Decimal(0))
    with orchard.site.db.read() as session:
        assert lots.held_of(session, lot.epc, orchard.grower.organisation_id) == Decimal(0)
    assert rebuild.differences(orchard.site) == []


def test_nothing_is_destroyed_twice_or_without_a_reason(orchard: Orchard) -> None:
    lot = orchard.harvest("1000")

    with pytest.raises(Invalid, match="Say why; what is destroyed does not come back"):
        hold.destroy(orchard.site, lot.code, " ", orchard.grower, DAY)

    hold.destroy(orchard.site, lot.code, "霉烂", orchard.grower, DAY)
    with pytest.raises(Invalid, match=f"You hold nothing of lot {lot.code}"):
        hold.destroy(orchard.site, lot.code, "霉烂", orchard.grower, DAY)


def test_nobody_destroys_what_is_anothers(orchard: Orchard) -> None:
    stranger = orchard.member(4, Activity.TRADER, Role.TRADER)
    lot = orchard.harvest("1000")

    with pytest.raises(NotFound):
        hold.destroy(orchard.site, lot.code, "霉烂", stranger, DAY)
