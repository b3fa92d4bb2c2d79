"""Loading: lots are put into a case or onto a pallet, which has an SSCC from then on, and taken out again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Self

from aril.domain.lot import NOTHING, Lot, LotState
from aril.domain.lot_rules import LotNotFree, NotEnoughHeld
from aril.domain.moment import offset_of
from aril.domain.packing import read_lots
from aril.domain.parcel import BOXES
from aril.domain.reading import Fields
from aril.domain.terms import Terms
from aril.domain.units import MassUnit, plain
from aril.epcis.events import AggregationEvent, QuantityElement
from aril.epcis.vocabulary import Action, BizStep, Disposition

MOST_BOXES = 9999


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody loads: how many kg of each lot, by its code, and in how many boxes; 0 where that is not said."""

    lots: tuple[tuple[str, Decimal], ...]
    boxes: int = 0

    @classmethod
    def parse(cls, values: Mapping[str, str], rows: Sequence[tuple[str, str]]) -> Self:
        """Read a load from its fields and its (lot code, weight) pairs; raises `Invalid`."""
        fields = Fields(values)
        lots = read_lots(fields, rows, fields.choice("unit", MassUnit))
        boxes = fields.whole("boxes", least=1, most=MOST_BOXES, required=False)
        fields.check()
        return cls(lots, boxes or 0)


def decide(
    load: Load,
    lots: Mapping[str, Lot],
    held: Mapping[str, Decimal],
    *,
    unit: str,
    place: str,
    at: datetime,
    terms: Terms,
) -> AggregationEvent:
    """The event that puts a load into `unit`; `lots` has a lot for each code, `held` the kg at hand for each EPC class.

    Raises `LotNotFree` and `NotEnoughHeld`: what is loaded moves on, though nobody else holds it yet.
    """
    loaded: dict[str, Decimal] = {}
    for code, kg in load.lots:
        lot = lots[code]
        if lot.state is not LotState.ACTIVE:
            raise LotNotFree(lot.code, lot.state, lot.reason)
        loaded[lot.epc] = loaded.get(lot.epc, NOTHING) + kg
        if loaded[lot.epc] > held.get(lot.epc, NOTHING):
            raise NotEnoughHeld(lot.code, plain(held.get(lot.epc, NOTHING)), plain(loaded[lot.epc]))
    return AggregationEvent(
        event_time=at,
        event_time_zone_offset=offset_of(at),
        context=terms.context,
        action=Action.ADD,
        parent_id=unit,
        child_quantities=tuple(QuantityElement(epc, kg, "KGM") for epc, kg in loaded.items()),
        biz_step=BizStep.PACKING,
        disposition=Disposition.IN_PROGRESS,
        read_point=place,
        biz_location=place,
        extensions={BOXES: str(load.boxes)} if load.boxes else {},
    )


def unloaded(
    unit: str, inside: Mapping[str, Decimal], *, place: str, at: datetime, terms: Terms
) -> AggregationEvent:
    """The event that takes out of `unit` what is inside, as EPC class → kg, zero where no mass is known.

    Each lot is named, though an event without children would take out all: so whoever was sent a lot is told.
    """
    return AggregationEvent(
        event_time=at,
        event_time_zone_offset=offset_of(at),
        context=terms.context,
        action=Action.DELETE,
        parent_id=unit,
        child_quantities=tuple(
            QuantityElement(epc, kg, "KGM") if kg else QuantityElement(epc) for epc, kg in inside.items()
        ),
        biz_step=BizStep.UNPACKING,
        disposition=Disposition.IN_PROGRESS,
        read_point=place,
        biz_location=place,
    )
