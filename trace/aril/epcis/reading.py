"""EPCIS JSON → values: events, documents and query documents, with everything that is wrong at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aril.epcis.contexts import EPCIS_CONTEXT, Json, namespaces
from aril.epcis.errors import EpcisError, Finding, Problem, Refusal, Step, TEMPLATES, refuse
from aril.epcis.events import EVENT_TYPES, Event
from aril.epcis.kinds import shown
from aril.epcis.members import read_record


def read_event(json: Mapping[str, Json], context: tuple[Json, ...] = ()) -> Event:
    """The event a JSON object says. `context` holds the levels that stand around it, the outermost first.

    Raises `EpcisError` with every finding.
    """
    try:
        return _event(json, context)
    except Refusal as refusal:
        raise EpcisError(tuple(_finding(problem, None) for problem in refusal.problems)) from None


def _event(json: Json, around: tuple[Json, ...]) -> Event:
    if not isinstance(json, dict):
        raise refuse("not_an_object", found=shown(json))
    levels = (*around, json["@context"]) if "@context" in json else around
    kind = EVENT_TYPES.get(json.get("type", ""))
    if kind is None:
        raise refuse("wrong_type", "type", found=shown(json.get("type")), expected=", ".join(EVENT_TYPES))
    return read_record(kind, json, namespaces(levels), context=levels or (EPCIS_CONTEXT,))


def _finding(problem: Problem, event: int | None) -> Finding:
    steps, code, data = problem
    return Finding(event, _path(steps), code, TEMPLATES[code], data)


def _path(steps: tuple[Step, ...]) -> str:
    return "$" + "".join(_path_step(step) for step in steps)


def _path_step(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"['{step}']"


@dataclass(frozen=True, slots=True)
class Document:
    """An EPCIS document or query document."""

    events: tuple[Event, ...]
    context: Json = EPCIS_CONTEXT
    header: Mapping[str, Json] = field(default_factory=dict)


def read_document(json: Mapping[str, Json]) -> Document:
    """The document a JSON object says; a bare event is a document of one."""
    context = json.get("@context", EPCIS_CONTEXT)
    if "epcisBody" not in json:
        return Document((read_event(json),), context)
    body = json["epcisBody"]
    if "queryResults" in body:
        body = body["queryResults"]["resultsBody"]
    findings: list[Finding] = []
    events = []
    for index, entry in enumerate(body["eventList"]):
        try:
            events.append(_event(entry, (context,)))
        except Refusal as refusal:
            findings += [_finding(problem, index) for problem in refusal.problems]
    if findings:
        raise EpcisError(tuple(findings))
    return Document(tuple(events), context, json)
