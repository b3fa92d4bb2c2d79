"""What an event may not do to lots: rules as a tuple of functions, each answering its refusals.

Adding a rule is adding a function to `RULES`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from aril.domain.errors import Refusal
from aril.domain.lot import (
    KG_PER_UNIT,
    NOTHING,
    LotState,
    World,
    amounts,
    despatch_advice,
    destroyed,
    effect,
    received,
    shipped,
    shipping_voided,
    sold,
)
from aril.domain.terms import Terms
from aril.domain.units import plain
from aril.epcis.events import Event, ObjectEvent, QuantityElement, TransformationEvent
from aril.epcis.vocabulary import Action


@dataclass(eq=False)
class LotExists(Refusal):
    template: ClassVar[str] = "Lot {lot} exists already; a lot is made once."
    lot: str


@dataclass(eq=False)
class LotNotFree(Refusal):
    template: ClassVar[str] = "Lot {lot} is {state} and must not be moved: {reason}"
    lot: str
    state: str
    reason: str


@dataclass(eq=False)
class NotEnoughHeld(Refusal):
    template: ClassVar[str] = "You hold {held} kg of lot {lot}; {asked} kg are more than that."
    lot: str
    held: Decimal
    asked: Decimal


@dataclass(eq=False)
class NotShippedToYou(Refusal):
    template: ClassVar[str] = (
        "Of lot {lot}, {shipped} kg are on their way to you; {asked} kg are more than that."
    )
    lot: str
    shipped: Decimal
    asked: Decimal


@dataclass(eq=False)
class NotSentByYou(Refusal):
    template: ClassVar[str] = "Nothing that you sent of lot {lot} is on its way under {advice}."
    lot: str
    advice: str


@dataclass(eq=False)
class UnitNotMass(Refusal):
    template: ClassVar[str] = "Lot {lot} is counted by weight (KGM, GRM or TNE); found {unit}."
    lot: str
    unit: str


def check(event: Event, by: str, world: World) -> None:
    """Raise the first `Refusal` of `RULES` for an event that the organisation `by` wants to record."""
    for rule in RULES:
        for refusal in rule(event, by, world):
            raise refusal


def _a_lot_is_made_once(event: Event, _by: str, world: World) -> Iterator[Refusal]:
    for epc in _new_classes(event):
        if epc in world.lots:
            yield LotExists(world.lots[epc].code)


def _lots_are_counted_by_weight(event: Event, _by: str, world: World) -> Iterator[Refusal]:
    for element in _taken_elements(event, world.terms):
        lot = world.lots.get(element.epc_class)
        if lot and element.uom not in KG_PER_UNIT:
            yield UnitNotMass(lot.code, element.uom or "—")


def _only_free_lots_move(event: Event, _by: str, world: World) -> Iterator[Refusal]:
    if isinstance(event, ObjectEvent) and effect(event, world.terms) not in {shipped, sold}:
        return
    for element in _taken_elements(event, world.terms):
        lot = world.lots.get(element.epc_class)
        if lot and lot.state is not LotState.ACTIVE:
            yield LotNotFree(lot.code, lot.state, lot.reason)


def _nobody_gives_more_than_they_hold(event: Event, by: str, world: World) -> Iterator[Refusal]:
    for epc, asked in amounts(_taken_elements(event, world.terms)).items():
        held = world.holdings.get((epc, by), NOTHING)
        if epc in world.lots and asked > held:
            yield NotEnoughHeld(world.lots[epc].code, plain(held), plain(asked))


def _nobody_receives_more_than_was_shipped(event: Event, by: str, world: World) -> Iterator[Refusal]:
    if not (isinstance(event, ObjectEvent) and effect(event, world.terms) is received):
        return
    document = despatch_advice(event)
    for epc, asked in amounts(event.quantity_list).items():
        transit = world.transits.get((document, epc))
        shipped = transit.quantity if transit and transit.receiver == by else NOTHING
        if epc in world.lots and asked > shipped:
            yield NotShippedToYou(world.lots[epc].code, plain(shipped), plain(asked))


def _only_the_sender_takes_back(event: Event, by: str, world: World) -> Iterator[Refusal]:
    if not (isinstance(event, ObjectEvent) and effect(event, world.terms) is shipping_voided):
        return
    document = despatch_advice(event)
    for epc in amounts(event.quantity_list):
        transit = world.transits.get((document, epc))
        if epc in world.lots and (transit is None or transit.sender != by or not transit.quantity):
            yield NotSentByYou(world.lots[epc].code, document)


Rule = Callable[[Event, str, World], Iterator[Refusal]]

RULES: tuple[Rule, ...] = (
    _a_lot_is_made_once,
    _lots_are_counted_by_weight,
    _only_free_lots_move,
    _nobody_gives_more_than_they_hold,
    _nobody_receives_more_than_was_shipped,
    _only_the_sender_takes_back,
)


def _new_classes(event: Event) -> Iterator[str]:
    match event:
        case ObjectEvent(action=Action.ADD):
            yield from amounts(event.quantity_list)
        case TransformationEvent():
            yield from amounts(event.output_quantity_list)


def _taken_elements(event: Event, terms: Terms) -> tuple[QuantityElement, ...]:
    match event:
        case TransformationEvent():
            return event.input_quantity_list
        case ObjectEvent() if effect(event, terms) in {shipped, sold, destroyed}:
            return event.quantity_list
        case _:
            return ()
