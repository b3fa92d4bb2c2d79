"""What goes wrong: lots that fail and how they end, and one recall that reaches shops."""

from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial

from aril.demonstration import deeds
from aril.demonstration.calendar import Season
from aril.demonstration.laboratory import Laboratory
from aril.demonstration.scene import Batch, Firm, Scene
from aril.domain.inspection import TaskKind
from aril.domain.moment import CHINA
from aril.domain.units import MassUnit
from aril.services.lots import hold, trade


class End(StrEnum):
    """How the story of a lot that failed ends."""

    DESTROYED = "destroyed"
    RELEASED = "released"
    HELD = "held"


ENDS = (
    (End.DESTROYED,) * 11 + (End.RELEASED,) * 3,
    (End.HELD,) * 3 + (End.RELEASED,),
)
"""Each failing lot of a season: 14 of 180, then 4 of 242 and the one that is recalled: 7.8 % and 2.1 %."""


def failed(scene: Scene, laboratory: Laboratory, firm: Firm, batch: Batch, end: End, at: datetime) -> None:
    """Bring a lot that is on hold to its end."""
    match end:
        case End.DESTROYED:
            scene.agenda.after(at, (5, 9), partial(_destroy, scene, firm, batch))
        case End.RELEASED:
            scene.agenda.after(at, (4, 6), partial(_test_again, scene, laboratory, batch))


def recall(scene: Scene, laboratory: Laboratory, season: Season) -> None:
    """One lot is packed twice, both packs reach shops, the second test fails, and all three are called back."""
    scene.agenda.on(season.first + timedelta(days=3), (6, 9), partial(_pick, scene, laboratory))


def _destroy(scene: Scene, firm: Firm, batch: Batch, at: datetime) -> None:
    trade.destroy(
        scene.site, batch.lot.code, "", MassUnit.KG, "检验不合格，无害化处理（示例）", firm.member, at
    )
    batch.kg = Decimal(0)


def _test_again(scene: Scene, laboratory: Laboratory, batch: Batch, at: datetime) -> None:
    inspector = scene.firms["laboratory"].member
    on = at.astimezone(CHINA).date() - timedelta(days=2)
    laboratory.report(batch.lot, TaskKind.COMMISSIONED, on, at, by=inspector)
    scene.agenda.after(at, (1, 1), partial(_release, scene, batch))


def _release(scene: Scene, batch: Batch, at: datetime) -> None:
    office = scene.firms["office"].member
    hold.release(scene.site, batch.lot.code, "复检合格，解除暂停销售（示例）", office, at)


def _pick(scene: Scene, laboratory: Laboratory, at: datetime) -> None:
    grower = scene.firms["south-brook"]
    batch = deeds.pick(scene, grower, grower.plots[0], 900, at)
    scene.agenda.after(at, (1, 1), partial(_pack_twice, scene, laboratory, grower, batch))


def _pack_twice(scene: Scene, laboratory: Laboratory, grower: Firm, batch: Batch, at: datetime) -> None:
    parts = [Batch(batch.lot, Decimal(kg)) for kg in (500, 400)]
    packs = [deeds.pack(scene, grower, [some], int(some.kg) - 10, at) for some in parts]
    for number, (pack, shop) in enumerate(zip(packs, ("corner-shop", "supermarket"), strict=True)):
        moment = at + timedelta(hours=2, minutes=10 * number)
        scene.agenda.at(moment, partial(_certify_and_send, scene, grower, scene.firms[shop], pack))
    scene.agenda.after(at, (4, 4), partial(_fail, scene, laboratory, batch, packs[0]))


def _certify_and_send(scene: Scene, grower: Firm, shop: Firm, pack: Batch, at: datetime) -> None:
    deeds.certify(scene, grower, pack.lot, at)
    kg = deeds.part(pack, 80)
    deeds.send(scene, grower, shop, pack, kg, at)
    scene.agenda.after(at, (1, 1), partial(_offer, scene, shop, pack, kg))


def _offer(scene: Scene, shop: Firm, pack: Batch, kg: Decimal, at: datetime) -> None:
    received = deeds.take(scene, shop, pack.lot, kg, at)
    scene.agenda.after(
        at, (1, 1), lambda then: deeds.sell(scene, shop, received, deeds.part(received, 30), then)
    )


def _fail(scene: Scene, laboratory: Laboratory, source: Batch, pack: Batch, at: datetime) -> None:
    """A sample of one pack, drawn in the shop, fails: the pack is on hold at once, and the office asks where from."""
    inspector = scene.firms["laboratory"].member
    on = at.astimezone(CHINA).date() - timedelta(days=1)
    laboratory.report(pack.lot, TaskKind.SUPERVISION, on, at, by=inspector, fails=True)
    scene.inspected()
    scene.agenda.at(at + timedelta(hours=3), partial(_call_back, scene, source))


def _call_back(scene: Scene, source: Batch, at: datetime) -> None:
    office = scene.firms["office"].member
    code = source.lot.code
    hold.recall(scene.site, code, code, "农药残留超过示例限量，请退回购买处（示例）", office, at)
