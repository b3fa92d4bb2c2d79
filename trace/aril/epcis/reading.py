"""EPCIS JSON → values, or everything that is wrong with it at once."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from aril.epcis.contexts import Json, Levels, Scope
from aril.epcis.documents import DOCUMENT, QUERY_DOCUMENT, AnyDocument, BareEvent, Document, QueryDocument
from aril.epcis.errors import EpcisError, Finding, Problem, Refusal, Step
from aril.epcis.events import EVENT, Event
from aril.epcis.records import Table

_TABLES: Mapping[str, Table[Document] | Table[QueryDocument]] = {
    Document.JSON_TYPE: DOCUMENT,
    QueryDocument.JSON_TYPE: QUERY_DOCUMENT,
}


def read_event(json: Json, around: Levels = ()) -> Event:
    """The event a JSON object says, inside the contexts `around` it (the outermost first).

    Raises `EpcisError` with every finding; paths start at the event.
    """
    try:
        event: Event = EVENT.read(json, Scope.of(around))
    except Refusal as refusal:
        raise EpcisError(_findings(refusal.problems, outside=0)) from None
    return event


def read_document(json: Json) -> AnyDocument:
    """The EPCIS document, query document or bare event a JSON object says. A bare event must have its `@context`.

    Raises `EpcisError` with every finding of every event; paths start at the document.
    """
    table = _table_for(json)
    try:
        return table.read(json, Scope()) if table else _read_bare_event(json)
    except Refusal as refusal:
        raise EpcisError(_findings(refusal.problems, outside=None if table else 0)) from None


def salvage(json: Json) -> tuple[AnyDocument | None, tuple[Finding, ...]]:
    """The document with those of its events that can be accepted, and what is wrong with the others.

    There is no document when something outside the events is wrong, or when no event can be accepted. This is for
    capturing with `GS1-Capture-Error-Behaviour: proceed`; findings count the events as they came.
    """
    try:
        return read_document(json), ()
    except EpcisError as error:
        findings = error.findings
    wrong = {each.event for each in findings}
    accepted = [event for number, event in enumerate(event_objects(json)) if number not in wrong]
    table = _table_for(json)
    if table is None or None in wrong or not accepted:
        return None, findings
    return table.read(_with_events(json, table.record.EVENTS_AT, accepted), Scope()), findings


def event_objects(json: Json) -> list[Json]:
    """The JSON values that stand where the events of a document do, good or not."""
    table = _table_for(json)
    if table is None:
        return [json]
    for step in table.record.EVENTS_AT:
        json = json.get(step) if isinstance(json, dict) else None
    return json if isinstance(json, list) else []


def json_path(steps: Iterable[Step]) -> str:
    """A JSONPath (RFC 9535) from the root: `$.epcisBody.eventList[0]['example:grade']`."""
    return "$" + "".join(_path_step(step) for step in steps)


def _path_step(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if step.isidentifier():
        return f".{step}"
    return "['" + step.replace("\\", "\\\\").replace("'", "\\'") + "']"


def _table_for(json: Json) -> Table[Document] | Table[QueryDocument] | None:
    name = json.get("type") if isinstance(json, dict) else None
    return _TABLES.get(name) if isinstance(name, str) else None


def _read_bare_event(json: Json) -> BareEvent:
    event = EVENT.read(json, Scope())
    if "@context" not in json:
        raise Refusal.of("missing", "@context", field="@context")
    return BareEvent(event)


def _with_events(json: Json, steps: Sequence[str], events: list[Json]) -> Json:
    if not steps:
        return events
    return {**json, steps[0]: _with_events(json[steps[0]], steps[1:], events)}


def _findings(problems: Iterable[Problem], *, outside: int | None) -> list[Finding]:
    return [each.found(json_path(each.steps), _event_of(each.steps, outside)) for each in problems]


def _event_of(steps: tuple[Step, ...], outside: int | None) -> int | None:
    """The number after `eventList`, or what holds `outside` of it."""
    for step, after in pairwise(steps):
        if step == "eventList" and isinstance(after, int):
            return after
    return outside
