"""When an event may be declared to have been in error, and what that undoes.

The declaration repeats the event under its own ID and says since when, why, and which events correct it; the event
itself stays. Source: EPCIS 2.0, section 7.3.7.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Session

from aril.domain import lot_correction
from aril.domain.errors import Refusal
from aril.domain.lot import Changes, Lot, World, comes_out, goes_in
from aril.domain.lot_effects import concerns_lots
from aril.domain.units import plain
from aril.epcis.events import ErrorDeclaration, Event, canonical_event
from aril.epcis.reading import read_event
from aril.epcis.vocabulary import ErrorReason
from aril.services.ledger import indexing
from aril.store import corrections, doubts, papers
from aril.store.corrections import Original
from aril.store.ledger import EntryRow


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
class DeclaredOnce(Refusal):
    template: ClassVar[str] = (
        "That event {event_id} was in error was declared before, at another time; what it made is undone once."
    )
    event_id: str


@dataclass(eq=False)
class LotIsRestedOn(Refusal):
    template: ClassVar[str] = (
        "Since it was made, lot {lot} was sampled, loaded, or named by another event. "
        "That it was made can no longer be declared an error."
    )
    lot: str


@dataclass(eq=False)
class CertificateNamesIt(Refusal):
    template: ClassVar[str] = (
        "Certificate {number} promises {quantity} kg of lot {lot}. Void it first, then correct the lot."
    )
    number: str
    quantity: Decimal
    lot: str


class Told:
    """What is recorded under the IDs of events, and what the events before them in the same document add."""

    def __init__(self, session: Session, event_ids: Sequence[str]) -> None:
        self._session = session
        self._originals = corrections.originals(session, event_ids)
        self._took: dict[str, frozenset[str]] = {}
        self._declared: dict[str, list[tuple[str, datetime]]] = {}
        self._naming: dict[str, set[str]] = {}

    def add(self, event_id: str, spelled: Event, digest: str, by: str, world: World) -> None:
        """Go on after an event that is new; `world` is as it was before."""
        self._originals[event_id] = Original(0, by, digest)
        self._took[event_id] = frozenset(epc for epc in goes_in(spelled) if epc in world.lots)
        self._naming[event_id] = {epc for _, epc in indexing.named(spelled)}

    def declare(self, event_id: str, by: str, at: datetime) -> None:
        """Go on after a declaration."""
        self.declared(event_id).append((by, at))
        self._naming.pop(event_id, None)

    def original(self, event_id: str) -> Original | None:
        return self._originals.get(event_id)

    def declared(self, event_id: str) -> list[tuple[str, datetime]]:
        if event_id not in self._declared:
            self._declared[event_id] = corrections.declarations(self._session, event_id)
        return self._declared[event_id]

    def took(self, event_id: str, spelled: Event, world: World) -> frozenset[str]:
        """The lots that an event took something of: those that went in and were known then."""
        if event_id in self._took:
            return self._took[event_id]
        used = [world.lots[epc] for epc in goes_in(spelled) if epc in world.lots]
        entry_id = self._originals[event_id].entry_id
        before = frozenset(lot.epc for lot in used if self._was_made_before(lot, entry_id))
        return before - doubts.unknown_lots(self._session, entry_id) if before else before

    def _was_made_before(self, lot: Lot, entry_id: int) -> bool:
        making = making_of(self._session, lot)
        return making is not None and making.id < entry_id

    def rested_on(self, epcs: Sequence[str], event_id: str, by: str) -> set[str]:
        """Those of the lots made by the event with this ID that another event tests, or one of `by` names."""
        others = (named for each, named in self._naming.items() if each != event_id)
        recorded = corrections.rested_on(self._session, epcs, event_id, by) if epcs else set()
        return recorded | set(epcs).intersection(set[str]().union(*others))


def undone(
    session: Session, told: Told, declared: Event, event_id: str, digest: str, by: str, world: World
) -> Changes:
    """What a declaration by the organisation `by` about the event with this ID and hash undoes.

    Raises its `Refusal`. An event that this ledger has never seen may be declared wrong by anybody who heard of it.
    """
    said = declared.error_declaration
    assert said is not None, "a declaration has its time"
    earlier = told.declared(event_id)
    if any(at == said.declaration_time for _, at in earlier):
        raise AlreadyDeclared(event_id)
    original = told.original(event_id)
    if original is None:
        return Changes()
    if original.organisation_id != by:
        raise NotYourEvent(event_id)
    if original.event_hash != digest:
        raise AnotherEvent(event_id)
    if not concerns_lots(declared, world.terms):
        return Changes()
    if any(who == by for who, _ in earlier):
        raise DeclaredOnce(event_id)
    lot_correction.check(declared, by, world, told.took(event_id, declared, world))
    made = [epc for epc in comes_out(declared) if epc in world.lots]
    for epc in sorted(told.rested_on(made, event_id, by)):
        raise LotIsRestedOn(world.lots[epc].code)
    for promise in papers.certificates_on(session, made) if made else ():
        raise CertificateNamesIt(promise.number, plain(promise.quantity), world.lots[promise.lot].code)
    return lot_correction.unmade(declared, by, world)


def making_of(session: Session, lot: Lot) -> EntryRow | None:
    """The entry of the event by which a lot was made; None where that was declared to be in error."""
    named = corrections.makings_of(session, lot.epc, lot.organisation_id)
    return next(
        (each for each in named if lot.epc in comes_out(canonical_event(read_event(each.fact)))), None
    )


def declaration(original: Event, reason: ErrorReason, at: datetime, *corrected_by: str) -> Event:
    """That a recorded event, as it was read with its ID, was in error; and the IDs of the events that correct it."""
    told = ErrorDeclaration(declaration_time=at, reason=reason, corrective_event_ids=corrected_by)
    return replace(original, error_declaration=told)
