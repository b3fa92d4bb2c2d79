"""What is in a case or on a pallet: what AggregationEvents put in and have not taken out again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from aril.domain.lot import amounts
from aril.epcis.events import AggregationEvent, Event
from aril.epcis.vocabulary import Action

NOTHING = Decimal(0)
BOXES = "aril:boxes"
"""The key under which an event says in how many boxes it was that something was put in."""


def contents(unit: str, events: Iterable[Event]) -> Mapping[str, Decimal]:
    """EPC or EPC class → kg, zero where no mass is known, of what is in a unit, in the order in which it came in.

    `unit` and every identifier are canonical; the events may come in any order. Of those of one moment the one that
    was recorded first counts first, and what was put in before what was taken out. Those that were declared to be in
    error are passed over.
    """
    told = [each for each in events if isinstance(each, AggregationEvent) and each.parent_id == unit]
    wrong = {each.event_id for each in told if each.error_declaration}
    inside: dict[str, Decimal] = {}
    for event in sorted(told, key=_in_order):
        if event.event_id in wrong:
            continue
        moved = dict.fromkeys(
            (*event.child_epcs, *(each.epc_class for each in event.child_quantities)), NOTHING
        )
        moved |= amounts(event.child_quantities)
        if event.action is Action.ADD:
            inside |= {epc: inside.get(epc, NOTHING) + kg for epc, kg in moved.items()}
        elif event.action is Action.DELETE:
            inside = _without(inside, moved)
    return inside


def _in_order(event: AggregationEvent) -> tuple[datetime, datetime, bool, str]:
    recorded = event.record_time or event.event_time
    return event.event_time, recorded, event.action is not Action.ADD, event.event_id or ""


def boxes(unit: str, events: Iterable[Event]) -> int:
    """In how many boxes everything was put into a unit; 0 where nobody has said."""
    told = [each for each in events if isinstance(each, AggregationEvent) and each.parent_id == unit]
    wrong = {each.event_id for each in told if each.error_declaration}
    said = [
        str(each.extensions.get(BOXES, ""))
        for each in told
        if each.action is Action.ADD and each.event_id not in wrong
    ]
    return sum(int(number) for number in said) if said and all(map(_is_count, said)) else 0


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 8


def _without(inside: Mapping[str, Decimal], moved: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """What is left; an event that names nothing takes everything out (EPCIS 2.0, section 7.4.3)."""
    if not moved:
        return {}
    left = {epc: kg - moved.get(epc, NOTHING) for epc, kg in inside.items()}
    return {epc: kg for epc, kg in left.items() if epc not in moved or (moved[epc] and kg > NOTHING)}
