"""What an enterprise does with produce: each one call of a service, as its people would make on a page."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from aril.demonstration.scene import Batch, Firm, Scene
from aril.domain.certificate import Basis
from aril.domain.farm import Plot
from aril.domain.lot import Lot
from aril.domain.moment import CHINA
from aril.domain.units import MassUnit
from aril.services.lots import packing, trade
from aril.services.orchards import harvest
from aril.services.quality import certificate


def pick(scene: Scene, firm: Firm, plot: Plot, kg: int, at: datetime) -> Batch:
    """Harvest a plot into a lot."""
    values = {"harvested_on": _day(at), "quantity": str(kg), "unit": MassUnit.KG}
    return Batch(harvest.record(scene.site, plot.id, values, firm.member, at), Decimal(kg))


def pack(scene: Scene, firm: Firm, batches: Sequence[Batch], kg: int, at: datetime) -> Batch:
    """Pack the whole of some batches into a new lot of `kg`, in a grade that chance chooses."""
    grade = scene.chance.choice(firm.chain.products[0].grades).code
    values = {
        "packed_on": _day(at),
        "quantity": str(kg),
        "unit": MassUnit.KG,
        "grade": grade,
        "gtin": firm.items.get(grade, ""),
    }
    inputs = [(batch.lot.code, str(batch.kg)) for batch in batches]
    lot = packing.record(scene.site, values, inputs, firm.member, at)
    for batch in batches:
        batch.kg = Decimal(0)
    return Batch(lot, Decimal(kg))


def certify(scene: Scene, firm: Firm, lot: Lot, at: datetime) -> None:
    """Issue the certificate of promised conformity of an own lot."""
    basis = [Basis.CONTROLS, scene.chance.choice((Basis.OWN_TEST, Basis.COMMISSIONED_TEST))]
    certificate.issue(scene.site, lot.code, basis, firm.member, at)


def send(scene: Scene, firm: Firm, receiver: Firm, batch: Batch, kg: Decimal, at: datetime) -> None:
    """Ship so much of a batch to another enterprise."""
    trade.ship(scene.site, batch.lot.code, str(kg), MassUnit.KG, receiver.id, firm.member, at)
    batch.kg -= kg


def take(scene: Scene, firm: Firm, lot: Lot, kg: Decimal, at: datetime) -> Batch:
    """Receive so much of a lot."""
    trade.receive(scene.site, lot.code, str(kg), MassUnit.KG, firm.member, at)
    return Batch(lot, kg)


def sell(scene: Scene, firm: Firm, batch: Batch, kg: Decimal, at: datetime) -> None:
    """Sell so much of a batch over the counter."""
    trade.sell(scene.site, batch.lot.code, str(kg), MassUnit.KG, firm.member, at)
    batch.kg -= kg


def part(batch: Batch, percent: int) -> Decimal:
    """So many hundredths of a batch, in whole kilograms, at least one."""
    return max(Decimal(int(batch.kg * percent / 100)), Decimal(1))


def _day(at: datetime) -> str:
    return at.astimezone(CHINA).date().isoformat()
