"""What an event may not do to lots: rules as a tuple of functions, each answering its refusals.

Adding a rule is adding a function to `RULES`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from aril.domain.errors import Refusal
from aril.domain.lot import KG_PER_UNIT, NOTHING, LotState, World, amounts, comes_out, despatch_advice
from aril.domain.lot_effects import (
    code_of,
    destroyed,
    effect,
    held,
    is_recall,
    named,
    owner,
    reason_of,
    received,
    released,
    shipped,
    shipping_voided,
    sold,
    travels_under,
)
from aril.domain.reading import REASON_MOST
from aril.domain.terms import REASON, Ilmd, Terms
from aril.domain.units import plain
from aril.epcis.events import Event, ObjectEvent, QuantityElement, TransformationEvent

MOST_KG = 10**10
PLACES = 6
"""Decimals of a kilogram: milligrams."""

LONGEST_WORD = 64
"""Characters of a lot's code, and of a code that says something of it."""


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
class LotIsVoid(Refusal):
    template: ClassVar[str] = "Lot {lot} was recorded in error: there is nothing of it."
    lot: str


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
class AdviceInUse(Refusal):
    template: ClassVar[str] = (
        "Something of lot {lot} is on its way under {advice} from another or to another. "
        "Ship under a despatch advice of its own."
    )
    lot: str
    advice: str


@dataclass(eq=False)
class NotYoursToHold(Refusal):
    template: ClassVar[str] = (
        "Lot {lot} is stopped by who made it or what went into it, by the office of its region, and by whoever tested "
        "it and found too much; it is called back by the first two."
    )
    lot: str


@dataclass(eq=False)
class NotYoursToRelease(Refusal):
    template: ClassVar[str] = "Lot {lot} is freed by the office of the region that it was made in."
    lot: str


@dataclass(eq=False)
class UnitNotMass(Refusal):
    template: ClassVar[str] = "Lot {lot} is counted by weight (KGM, GRM or TNE); found {unit}."
    lot: str
    unit: str


@dataclass(eq=False)
class QuantityOutOfRange(Refusal):
    template: ClassVar[str] = (
        "Lot {lot}: expected more than 0 and less than {most} kg with at most {places} decimals, found {found}."
    )
    lot: str
    found: Decimal
    most: int = MOST_KG
    places: int = PLACES


@dataclass(eq=False)
class WordTooLong(Refusal):
    template: ClassVar[str] = "Lot {lot}: {key} has at most {most} characters, found {found}."
    lot: str
    key: str
    found: int
    most: int = LONGEST_WORD


@dataclass(eq=False)
class WordUnreadable(Refusal):
    template: ClassVar[str] = "Lot {lot}: {key} contains a character that nobody can see."
    lot: str
    key: str


@dataclass(eq=False)
class NoDay(Refusal):
    template: ClassVar[str] = "Lot {lot}: {key} is a day such as 2026-09-12, found “{found}”."
    lot: str
    key: str
    found: str


def check(event: Event, by: str, world: World) -> None:
    """Raise the first `Refusal` of `RULES` for an event that the organisation `by` wants to record."""
    for rule in RULES:
        for refusal in rule(event, by, world):
            raise refusal


def _a_lot_is_made_once(event: Event, by: str, world: World) -> Iterator[Refusal]:
    for epc in comes_out(event):
        lot = world.lots.get(epc)
        if lot and (lot.state is not LotState.VOID or lot.organisation_id != by):
            yield LotExists(lot.code)


def _lots_are_counted_by_weight(event: Event, _by: str, world: World) -> Iterator[Refusal]:
    for element in _taken_elements(event, world.terms):
        lot = world.lots.get(element.epc_class)
        if lot and element.uom not in KG_PER_UNIT:
            yield UnitNotMass(lot.code, element.uom or "—")


def _kilograms_can_be_counted(event: Event, _by: str, world: World) -> Iterator[Refusal]:
    moved = {*comes_out(event), *(epc for epc in _classes(event) if epc in world.lots)}
    for element in _elements(event):
        if element.epc_class in moved and element.quantity is not None and element.uom in KG_PER_UNIT:
            kg = element.quantity * KG_PER_UNIT[element.uom]
            if not 0 < kg < MOST_KG or kg != kg.quantize(Decimal(1).scaleb(-PLACES)):
                yield QuantityOutOfRange(element.epc_class, element.quantity)
    for epc, kg in amounts(_elements(event)).items():  # a class may be named in several elements
        if epc in moved and kg >= MOST_KG:
            yield QuantityOutOfRange(epc, plain(kg))


def _what_is_said_of_a_lot_can_be_read(event: Event, _by: str, _world: World) -> Iterator[Refusal]:
    ilmd = getattr(event, "ilmd", {})
    for epc in comes_out(event):
        words = {Ilmd.LOT: code_of(epc, ilmd)} | {key: str(ilmd.get(key, "")) for key in _WORDS}
        for key, word in words.items():
            if len(word) > LONGEST_WORD:
                yield WordTooLong(epc, key, len(word))
            if not word.isprintable():
                yield WordUnreadable(epc, key)
        for key in (Ilmd.HARVEST_DATE, Ilmd.PACK_DATE):
            if (text := str(ilmd.get(key, ""))) and not _is_day(text[:10]):
                yield NoDay(epc, key, text[:30])


_WORDS = (Ilmd.CHAIN, Ilmd.PRODUCT, Ilmd.VARIETY, Ilmd.GRADE, Ilmd.PLOT)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _the_reason_of_a_hold_can_be_read(event: Event, _by: str, world: World) -> Iterator[Refusal]:
    if not (isinstance(event, ObjectEvent) and effect(event, world.terms) is held):
        return
    reason = reason_of(event)
    for lot in named(event, world):
        if len(reason) > REASON_MOST:
            yield WordTooLong(lot.code, REASON, len(reason), REASON_MOST)
        if "\0" in reason:
            yield WordUnreadable(lot.code, REASON)


def _only_who_may_decide_holds_and_releases(event: Event, by: str, world: World) -> Iterator[Refusal]:
    step = effect(event, world.terms) if isinstance(event, ObjectEvent) else None
    if world.power is None or not isinstance(event, ObjectEvent) or step not in {held, released}:
        return
    may_stop = world.power.recall if is_recall(event) else world.power.hold
    for lot in named(event, world):
        if step is held and lot.organisation_id != by and lot.epc not in may_stop:
            yield NotYoursToHold(lot.code)
        if step is released and lot.epc not in world.power.release:
            yield NotYoursToRelease(lot.code)


def _only_free_lots_move(event: Event, _by: str, world: World) -> Iterator[Refusal]:
    if isinstance(event, ObjectEvent) and effect(event, world.terms) not in {shipped, sold}:
        return
    for element in _taken_elements(event, world.terms):
        lot = world.lots.get(element.epc_class)
        if lot and lot.state is LotState.VOID:
            yield LotIsVoid(lot.code)
        elif lot and lot.state is not LotState.ACTIVE:
            yield LotNotFree(lot.code, lot.state, lot.reason)


def _nobody_gives_more_than_they_hold(event: Event, by: str, world: World) -> Iterator[Refusal]:
    for epc, asked in amounts(_taken_elements(event, world.terms)).items():
        held = world.holdings.get((epc, by), NOTHING)
        if epc in world.lots and asked > held:
            yield NotEnoughHeld(world.lots[epc].code, plain(held), plain(asked))


def _an_advice_goes_from_one_to_one(event: Event, by: str, world: World) -> Iterator[Refusal]:
    if not (isinstance(event, ObjectEvent) and effect(event, world.terms) is shipped):
        return
    document, receiver = travels_under(event, by, world), owner(event.destinations, world)
    for epc in amounts(event.quantity_list):
        transit = world.transits.get((document, epc))
        if transit and transit.quantity and (transit.sender, transit.receiver) != (by, receiver):
            yield AdviceInUse(world.lots[epc].code, document)


def _nobody_receives_more_than_was_shipped(event: Event, by: str, world: World) -> Iterator[Refusal]:
    if not (isinstance(event, ObjectEvent) and effect(event, world.terms) is received):
        return
    document = travels_under(event, by, world)
    for epc, asked in amounts(event.quantity_list).items():
        transit = world.transits.get((document, epc))
        shipped = transit.quantity if transit and transit.receiver == by else NOTHING
        if epc in world.lots and asked > shipped:
            yield NotShippedToYou(world.lots[epc].code, plain(shipped), plain(asked))


def _only_the_sender_takes_back(event: Event, by: str, world: World) -> Iterator[Refusal]:
    if not (isinstance(event, ObjectEvent) and effect(event, world.terms) is shipping_voided):
        return
    document = travels_under(event, by, world)
    for epc in amounts(event.quantity_list):
        transit = world.transits.get((document, epc))
        if epc in world.lots and (transit is None or transit.sender != by or not transit.quantity):
            yield NotSentByYou(world.lots[epc].code, despatch_advice(event) or "—")


Rule = Callable[[Event, str, World], Iterator[Refusal]]

RULES: tuple[Rule, ...] = (
    _kilograms_can_be_counted,
    _what_is_said_of_a_lot_can_be_read,
    _the_reason_of_a_hold_can_be_read,
    _only_who_may_decide_holds_and_releases,
    _a_lot_is_made_once,
    _lots_are_counted_by_weight,
    _only_free_lots_move,
    _nobody_gives_more_than_they_hold,
    _an_advice_goes_from_one_to_one,
    _nobody_receives_more_than_was_shipped,
    _only_the_sender_takes_back,
)


def _elements(event: Event) -> tuple[QuantityElement, ...]:
    match event:
        case TransformationEvent():
            return event.input_quantity_list + event.output_quantity_list
        case ObjectEvent():
            return event.quantity_list
        case _:
            return ()


def _classes(event: Event) -> Iterator[str]:
    return (element.epc_class for element in _elements(event))


def _taken_elements(event: Event, terms: Terms) -> tuple[QuantityElement, ...]:
    match event:
        case TransformationEvent():
            return event.input_quantity_list
        case ObjectEvent() if effect(event, terms) in {shipped, sold, destroyed}:
            return event.quantity_list
        case _:
            return ()
