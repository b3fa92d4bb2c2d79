"""By what an event can be found: the rows of its index tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from aril.domain.errors import Refusal
from aril.epcis.events import (
    AggregationEvent,
    AssociationEvent,
    Event,
    ObjectEvent,
    QuantityElement,
    TransactionEvent,
    TransformationEvent,
)
from aril.epcis.facts import Fact, facts
from aril.store import mapping
from aril.store.ledger import Entry, EventEpcRow, EventFactRow, EventRow

LONGEST = 512
"""Characters of an identifier: what the columns hold."""


@dataclass(eq=False)
class IdentifierTooLong(Refusal):
    template: ClassVar[str] = (
        "An identifier has at most {most} characters; this one has {found}: {beginning}…"
    )
    most: int
    found: int
    beginning: str


@dataclass(frozen=True, slots=True)
class Index:
    """What an event is found by, before its entry has a number: a row of `event`, (role, EPC) pairs, and facts."""

    event: Mapping[str, Any]
    epcs: Sequence[tuple[str, str]]
    facts: Sequence[Fact]


def index_of(spelled: Event, event_id: str, digest: str) -> Index:
    """The index of an event whose identifiers are canonical (`epcis.events.canonical_event`).

    Raises `IdentifierTooLong`.
    """
    declared = spelled.error_declaration
    event = {
        "event_id": event_id,
        "event_hash": digest,
        "type": spelled.type,
        "action": spelled.action and str(spelled.action),
        "event_time": spelled.event_time,
        "error_declared_at": declared and declared.declaration_time,
        "biz_step": spelled.biz_step and str(spelled.biz_step),
        "disposition": spelled.disposition and str(spelled.disposition),
        "read_point": spelled.read_point and str(spelled.read_point),
        "biz_location": spelled.biz_location and str(spelled.biz_location),
    }
    index = Index(event, tuple(dict.fromkeys(named(spelled))), facts(spelled))
    for text in _texts(index):
        if len(text) > LONGEST:
            raise IdentifierTooLong(LONGEST, len(text), text[:60])
    return index


def save(session: Session, indexed: Sequence[tuple[Entry, Index]]) -> None:
    """Write the rows of events, each with its entry, in one statement a table."""
    mapping.add(
        session,
        EventRow,
        (
            {
                **index.event,
                "entry_id": entry.id,
                "record_time": entry.recorded_at,
                "organisation_id": entry.organisation_id,
            }
            for entry, index in indexed
        ),
    )
    mapping.add(
        session,
        EventEpcRow,
        (
            {"entry_id": entry.id, "role": role, "epc": epc}
            for entry, index in indexed
            for role, epc in index.epcs
        ),
    )
    mapping.add(
        session,
        EventFactRow,
        (
            _row_of(fact, entry.id, position)
            for entry, index in indexed
            for position, fact in enumerate(index.facts)
        ),
    )


def named(spelled: Event) -> Iterator[tuple[str, str]]:
    """(role, EPC) of everything an event names."""
    match spelled:
        case ObjectEvent():
            groups = {"epc": spelled.epc_list, "class": _classes(spelled.quantity_list)}
        case TransactionEvent():
            groups = {
                "parent": _one(spelled.parent_id),
                "epc": spelled.epc_list,
                "class": _classes(spelled.quantity_list),
            }
        case AggregationEvent() | AssociationEvent():
            groups = {
                "parent": _one(spelled.parent_id),
                "child": spelled.child_epcs,
                "child-class": _classes(spelled.child_quantities),
            }
        case TransformationEvent():
            groups = {
                "input": spelled.input_epc_list,
                "input-class": _classes(spelled.input_quantity_list),
                "output": spelled.output_epc_list,
                "output-class": _classes(spelled.output_quantity_list),
            }
        case _:
            groups = {}
    return ((role, epc) for role, epcs in groups.items() for epc in epcs)


def _texts(index: Index) -> Iterator[str]:
    """What stands in columns that hold only so much."""
    yield from (value for value in index.event.values() if isinstance(value, str))
    yield from (epc for _, epc in index.epcs)
    for fact in index.facts:
        yield fact.key
        if fact.text:
            yield fact.text


def _row_of(fact: Fact, entry_id: int, position: int) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "position": position,
        "field": fact.field,
        "key": str(fact.key),
        "text": fact.text and str(fact.text),
        "number": None if fact.number is None else float(fact.number),
        "moment": fact.moment,
        "inner": fact.inner,
    }


def _classes(elements: Sequence[QuantityElement]) -> tuple[str, ...]:
    return tuple(element.epc_class for element in elements)


def _one(epc: str | None) -> tuple[str, ...]:
    return (epc,) if epc else ()
