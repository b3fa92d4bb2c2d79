"""Events, one by one and in lists: `/events` and `/events/{eventID}`."""

from collections.abc import Mapping

from flask import Response, request, url_for

from aril.api.epcis.answers import of_json, query_document
from aril.api.epcis.door import Door, body
from aril.domain.membership import Member
from aril.epcis.contexts import STANDARD, Json, Namespaces
from aril.epcis.query import EventQuery, parse_query
from aril.epcis.writing import write_event
from aril.services import documents, querying
from aril.services.tokens import Scope


def add(door: Door) -> None:
    """Serve `/events` and `/events/{eventID}`."""
    site = door.site

    def events(actor: Member) -> Response:
        return query_document(door, querying.find(site, actor, asked()))

    def record(actor: Member) -> Response:
        event_id = documents.capture_event(site, body(site.upload_limit), actor, door.clock())
        (event,) = querying.event(site, actor, event_id).events[-1:]
        address = url_for("epcis.events-patheventID", eventID=event_id)
        return of_json(write_event(event), 201, Location=address)

    def event(actor: Member, eventID: str) -> Response:  # noqa: N803 - the contract's name
        return query_document(door, querying.event(site, actor, eventID))

    door.add("/events", {"GET": (Scope.QUERY, events), "POST": (Scope.CAPTURE, record)})
    door.add("/events/<path:eventID>", {"GET": (Scope.QUERY, event)})


def asked(*, only_pages: bool = False) -> EventQuery:
    """The query that the parameters of this request's URL say; raises `QueryParameterError`.

    A list of something else than events takes `only_pages`: `perPage` and `nextPageToken`.
    """
    parameters: Mapping[str, Json] = {
        name: values[0] if len(values) == 1 else values for name, values in request.args.lists()
    }
    if only_pages:
        parameters = {name: parameters[name] for name in ("perPage", "nextPageToken") if name in parameters}
    return parse_query(parameters, _declared())


def _declared() -> Namespaces:
    """The namespaces that the request declares: `GS1-Extensions: example=https://ns.example.org/, …`."""
    names = dict(STANDARD)
    for part in request.headers.get("GS1-Extensions", "").split(","):
        prefix, equals, uri = part.strip().partition("=")
        if equals and prefix.isidentifier():
            names[prefix] = uri.strip()
    return names
