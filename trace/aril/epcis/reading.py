"""EPCIS JSON → values, or everything that is wrong with it at once."""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from aril.epcis.contexts import Json, Levels, Scope
from aril.epcis.documents import DOCUMENT, QUERY_DOCUMENT, AnyDocument, BareEvent
from aril.epcis.errors import EpcisError, Finding, Problem, Refusal, Step
from aril.epcis.events import EVENT, Event


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
    try:
        return _READERS.get(_type_of(json), _read_bare_event)(json, Scope())
    except Refusal as refusal:
        outside = None if _type_of(json) in _READERS else 0
        raise EpcisError(_findings(refusal.problems, outside=outside)) from None


def _type_of(json: Json) -> str:
    name = json.get("type") if isinstance(json, dict) else None
    return name if isinstance(name, str) else ""


def _read_bare_event(json: Json, scope: Scope) -> BareEvent:
    event = EVENT.read(json, scope)
    if "@context" not in json:
        raise Refusal.of("missing", "@context", field="@context")
    return BareEvent(event)


_READERS: Mapping[str, Callable[[Json, Scope], AnyDocument]] = {
    "EPCISDocument": DOCUMENT.read,
    "EPCISQueryDocument": QUERY_DOCUMENT.read,
}


def _findings(problems: Iterable[Problem], *, outside: int | None) -> list[Finding]:
    return [
        Finding.of(each.code, event=_event_of(each.steps, outside), path=_path(each.steps), **each.data)
        for each in problems
    ]


def _event_of(steps: tuple[Step, ...], outside: int | None) -> int | None:
    """The number after `eventList`, or what holds `outside` of it."""
    for step, after in pairwise(steps):
        if step == "eventList" and isinstance(after, int):
            return after
    return outside


def _path(steps: tuple[Step, ...]) -> str:
    return "$" + "".join(_path_step(step) for step in steps)


def _path_step(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if step.isidentifier():
        return f".{step}"
    return "['" + step.replace("\\", "\\\\").replace("'", "\\'") + "']"
