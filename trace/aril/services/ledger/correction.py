"""When an event may be declared to have been in error.

The declaration repeats the event under its own ID and says since when, why, and which events correct it; the event
itself stays. Source: EPCIS 2.0, section 7.3.7.
"""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain.errors import Refusal
from aril.domain.lot import World
from aril.domain.lot_effects import concerns_lots
from aril.epcis.events import Event
from aril.services.ledger import indexing
from aril.store import ledger


@dataclass(eq=False)
class NotYourEvent(Refusal):
    template: ClassVar[str] = (
        "Event {event_id} was recorded by another organisation; only that one can correct it."
    )
    event_id: str


@dataclass(eq=False)
class AnotherEvent(Refusal):
    template: ClassVar[str] = (
        "Event {event_id} says something else than this declaration; a declaration of error repeats it."
    )
    event_id: str


@dataclass(eq=False)
class AlreadyDeclared(Refusal):
    template: ClassVar[str] = "That event {event_id} was in error was declared before, at the same time."
    event_id: str


@dataclass(eq=False)
class EffectStands(Refusal):
    template: ClassVar[str] = (
        "Event {event_id} moved lot {lot}, and later events may rest on that, so a declaration cannot undo it. Record "
        "what brings it back: void_shipping for a shipment, a return shipment for a receipt, destroying for what was "
        "never there; or have the lot held."
    )
    event_id: str
    lot: str


def check(session: Session, event_id: str, digest: str, declared: Event, by: str, known: World) -> None:
    """Raise the `Refusal` of a declaration by the organisation `by` about the event with this ID and hash.

    `known` has the lots that the event moved. An event that this ledger has never seen may be declared wrong by
    anybody who heard of it.
    """
    declaration = declared.error_declaration
    if declaration and declaration.declaration_time in ledger.declared_at(session, event_id):
        raise AlreadyDeclared(event_id)
    original = ledger.original(session, event_id)
    if original is None:
        return
    organisation_id, event_hash = original
    if organisation_id != by:
        raise NotYourEvent(event_id)
    if event_hash != digest:
        raise AnotherEvent(event_id)
    if not concerns_lots(declared, known.terms):
        return
    for role, epc in indexing.named(declared):
        if role.endswith("class") and epc in known.lots:
            raise EffectStands(event_id, known.lots[epc].code)
