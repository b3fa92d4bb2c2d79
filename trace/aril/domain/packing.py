"""Packing 包装: lots mixed, graded and packed into a new one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import ClassVar, Self

from aril.domain.errors import Refusal
from aril.domain.lot import Lot, common_variety, earliest_harvest
from aril.domain.moment import offset_of
from aril.domain.reading import Fields, sure
from aril.domain.terms import Ilmd, Terms
from aril.domain.units import MassUnit, kilograms, plain
from aril.epcis.events import QuantityElement, TransformationEvent
from aril.epcis.vocabulary import BizStep, Disposition


@dataclass(frozen=True, slots=True)
class Packing:
    """What a packer says: how much of each lot went in, and how much came out, in kg."""

    packed_on: date
    inputs: tuple[tuple[str, Decimal], ...]
    quantity: Decimal
    grade: str = ""
    gtin: str = ""

    @classmethod
    def parse(cls, values: Mapping[str, str], inputs: Sequence[tuple[str, str]], *, today: date) -> Self:
        """Read a packing from its fields and its (lot code, weight) pairs; raises `Invalid`."""
        fields = Fields(values)
        day = fields.day("packed_on")
        unit = fields.choice("unit", MassUnit)
        used = read_lots(fields, inputs, unit)
        quantity = fields.through("quantity", lambda text, where: kilograms(text, unit, where))
        grade = fields.text("grade", at_most=64, required=False)
        gtin = fields.text("gtin", at_most=14, required=False)
        if day and day > today:
            fields.refuse("packed_on", "This day, {day}, is still to come.", day=day)
        fields.check()
        return cls(sure(day), used, sure(quantity), grade, gtin)


def read_lots(
    fields: Fields, rows: Iterable[tuple[str, str]], unit: MassUnit
) -> tuple[tuple[str, Decimal], ...]:
    """(lot code, kg) of each row `input-{n}` and `weight-{n}` in which something was typed; refuses none at all."""
    used: list[tuple[str, Decimal]] = []
    for number, (code, weight) in enumerate(rows, 1):
        if not code.strip() and not weight.strip():
            continue
        if not code.strip():
            fields.refuse(f"input-{number}", "Scan a code or type it.")
        kg = fields.attempt(partial(kilograms, weight, unit, f"weight-{number}"))
        used.append((code.strip(), kg or Decimal(0)))
    if not used:
        fields.refuse("input-1", "Name at least one lot that goes in.")
    return tuple(used)


@dataclass(eq=False)
class MoreOutThanIn(Refusal):
    where: ClassVar[str] = "quantity"
    template: ClassVar[str] = "{made} kg cannot come out of {used} kg."
    made: Decimal
    used: Decimal


@dataclass(eq=False)
class ProductsMixed(Refusal):
    template: ClassVar[str] = "One lot holds one product; these are {products}."
    products: str


def decide(
    packing: Packing, lots: Mapping[str, Lot], *, code: str, place: str, at: datetime, terms: Terms
) -> TransformationEvent:
    """The event that makes lot `code` at `place` out of `lots`, which has a lot for each input's key.

    Raises `MoreOutThanIn` and `ProductsMixed`. What is held and free is the ledger's own rule.
    """
    used = plain(sum((kg for _, kg in packing.inputs), Decimal(0)))
    if packing.quantity > used:
        raise MoreOutThanIn(packing.quantity, used)
    sources = [lots[key] for key, _ in packing.inputs]
    products = sorted({lot.product for lot in sources})
    if len(products) > 1:
        raise ProductsMixed(", ".join(products))
    return TransformationEvent(
        event_time=at,
        event_time_zone_offset=offset_of(at),
        context=terms.context,
        input_quantity_list=tuple(
            QuantityElement(lots[key].epc, quantity, "KGM") for key, quantity in packing.inputs
        ),
        output_quantity_list=(QuantityElement(terms.lot(code, packing.gtin), packing.quantity, "KGM"),),
        biz_step=BizStep.CREATING_CLASS_INSTANCE,
        disposition=Disposition.ACTIVE,
        read_point=place,
        biz_location=place,
        ilmd=Ilmd.of(
            {
                Ilmd.LOT: code,
                Ilmd.CHAIN: sources[0].chain,
                Ilmd.PRODUCT: products[0],
                Ilmd.VARIETY: common_variety(sources),
                Ilmd.GRADE: packing.grade,
                Ilmd.HARVEST_DATE: earliest_harvest(sources),
                Ilmd.PACK_DATE: packing.packed_on.isoformat(),
            }
        ),
    )
