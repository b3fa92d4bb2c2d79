"""What becomes of lots whose making is declared to have been in error.

As long as lots are as they were made, nothing rests on their making: they are void, and what went into them is back
with who made them. Whatever else moved lots is undone by its opposite. Source: EPCIS 2.0, section 7.3.7.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from aril.domain.errors import Refusal
from aril.domain.lot import NOTHING, Changes, Edge, Holding, Lot, LotState, World, comes_out, goes_in
from aril.domain.lot_effects import more, named, sources
from aril.domain.units import plain
from aril.epcis.events import Event, ObjectEvent
from aril.epcis.vocabulary import Action


@dataclass(eq=False)
class EffectStands(Refusal):
    template: ClassVar[str] = (
        "This event moved lot {lot}, and later events may rest on that, so a declaration cannot undo it. Record what "
        "brings it back: void_shipping for a shipment, a return shipment for a receipt; or have the lot held."
    )
    lot: str


@dataclass(eq=False)
class LotWentOn(Refusal):
    template: ClassVar[str] = (
        "Lot {lot} is no longer as it was made: something of it was moved, or it was stopped. "
        "That it was made can no longer be declared an error."
    )
    lot: str


def check(event: Event, by: str, world: World, took: Collection[str]) -> None:
    """Raise the `Refusal` of a declaration that an event of the organisation `by` was in error.

    `took` has the lots that the event took something of: those that went in and were known then.
    """
    if isinstance(event, ObjectEvent) and event.action is not Action.ADD:
        for moved in named(event, world):
            raise EffectStands(moved.code)
    for epc, kg in comes_out(event).items():
        lot = world.lots.get(epc)
        if lot and not (
            lot.organisation_id == by
            and lot.quantity == kg
            and is_as_made(lot, world.holdings.get((epc, by), NOTHING))
        ):
            raise LotWentOn(lot.code)
    for epc, kg in goes_in(event).items():
        source = world.lots.get(epc)
        if source and (epc not in took or not _has_room(source, kg)):
            raise EffectStands(source.code)


def unmade(event: Event, by: str, world: World) -> Changes:
    """What a declaration that passed `check` changes."""
    made = [world.lots[epc] for epc in comes_out(event) if epc in world.lots]
    back = {epc: kg for epc, kg in goes_in(event).items() if epc in world.lots}
    return Changes(
        lots=(
            *(replace(lot, state=LotState.VOID, quantity=NOTHING, remaining=NOTHING) for lot in made),
            *(
                replace(world.lots[epc], remaining=plain(world.lots[epc].remaining + kg))
                for epc, kg in back.items()
            ),
        ),
        holdings=(
            *(Holding(lot.epc, by, NOTHING) for lot in made),
            *more(back, by, world),
        ),
        edges=tuple(
            Edge(parent, child, NOTHING) for parent in sources(event, world) for child in comes_out(event)
        ),
    )


def _has_room(source: Lot, kg: Decimal) -> bool:
    return source.state is not LotState.DESTROYED and source.remaining + kg <= source.quantity


def is_as_made(lot: Lot, held: Decimal) -> bool:
    """Whether a lot, of which its maker holds so many kg, is as it was made: nothing of it moved, and it is free."""
    return lot.quantity == lot.remaining == held and lot.state is LotState.ACTIVE
