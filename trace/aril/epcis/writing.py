"""Values → EPCIS JSON, as Python's own dicts, lists, texts and numbers."""

from aril.epcis.contexts import Json
from aril.epcis.events import Event
from aril.epcis.members import write_record
from aril.epcis.reading import Document


def write_event(event: Event, around: tuple[Json, ...] = ()) -> dict[str, Json]:
    """The event as a JSON-LD object, with the levels of its `@context` that do not stand `around` it already."""
    levels = event.context
    if levels[: len(around)] == around:
        levels = levels[len(around) :]
    given: dict[str, Json] = {"type": event.type}
    if levels:
        given = {"@context": levels[0] if len(levels) == 1 else _flat(levels), **given}
    return write_record(event, **given)


def write_document(document: Document) -> dict[str, Json]:
    """The document as a JSON-LD object."""
    events = [write_event(event, (document.context,)) for event in document.events]
    return {**document.header, "@context": document.context, "epcisBody": {"eventList": events}}


def _flat(levels: tuple[Json, ...]) -> list[Json]:
    return [part for level in levels for part in (level if isinstance(level, list) else [level])]
