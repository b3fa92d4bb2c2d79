"""Events, one by one and in lists: `/events` and `/events/{eventID}`."""

from collections.abc import Mapping

from flask import Response, request, url_for

from aril.api import problems
from aril.api.description import Answer, Body, Example, Operation, Parameter, named
from aril.api.epcis import examples
from aril.api.epcis.answers import QUERY_DOCUMENT, of_json, query_document
from aril.api.epcis.door import EPC_FORMAT, EXTENSIONS, MEDIA_TYPES, Door, body, declared, if_there
from aril.api.epcis.parameters import PAGES, event_parameters
from aril.domain.membership import Member
from aril.epcis.contexts import Json
from aril.epcis.query import EventQuery, parse_query
from aril.epcis.writing import write_event
from aril.services.ledger import documents, querying
from aril.services.people.tokens import Scope

EVENT_PARAMETERS = (*event_parameters(), EPC_FORMAT, EXTENSIONS)
NOT_A_QUERY = (problems.VALIDATION, problems.QUERY_PARAMETER, problems.QUERY_TOO_LARGE)

FIND = Operation(
    "findEvents",
    "events",
    summary="Find events",
    description=(
        "All events that you may see, or those for which every parameter holds. A parameter holds when one of its "
        "values does; several values stand with `|` between them. Without `orderBy` the order is any, but the same "
        "from page to page, whatever is recorded meanwhile."
    ),
    answers=(QUERY_DOCUMENT,),
    parameters=EVENT_PARAMETERS,
    problems=NOT_A_QUERY,
    scope=Scope.QUERY,
    example=Example(query={"EQ_bizStep": "creating_class_instance", "perPage": "1"}),
)
RECORD = Operation(
    "recordEvent",
    "events",
    summary="Record one event, at once",
    description=(
        "The event comes alone, with its own `@context`. Without an `eventID` it gets its hash for one. Answered is "
        "the event as it was recorded."
    ),
    answers=(
        Answer(
            201,
            description="It is recorded.",
            content={"application/json": named("Event")},
            headers={"Location": "The address of the event."},
            links={"findEvent": {"eventID": "$response.body#/eventID"}},
        ),
    ),
    body=Body(named("BareEvent"), description="One event.", media_types=MEDIA_TYPES),
    problems=(
        problems.VALIDATION,
        problems.EXISTS,
        problems.REFUSED,
        problems.CAPTURE_LIMIT,
        problems.MEDIA,
    ),
    scope=Scope.CAPTURE,
    example=Example(body=examples.SALE),
)
FIND_ONE = Operation(
    "findEvent",
    "events",
    summary="One event by its ID",
    description="With it come the declarations that it was in error, where there are any.",
    answers=(QUERY_DOCUMENT,),
    parameters=(
        Parameter(
            "eventID",
            "path",
            {"type": "string", "minLength": 1},
            description="The ID of the event, percent-encoded.",
        ),
        EPC_FORMAT,
    ),
    problems=(problems.NOT_FOUND,),
    scope=Scope.QUERY,
)


def add(door: Door) -> None:
    """Serve `/events` and `/events/{eventID}`."""
    site = door.site

    def events(actor: Member) -> Response:
        return query_document(door, querying.find(site, actor, asked()))

    def record(actor: Member) -> Response:
        event_id = documents.capture_event(site, body(site.upload_limit), actor, door.clock())
        (event,) = querying.event(site, actor, event_id).events[-1:]
        address = url_for(f"epcis.{FIND_ONE.id}", eventID=event_id)
        return of_json(write_event(event), 201, Location=address)

    def event(actor: Member, eventID: str) -> Response:  # noqa: N803 - the contract's name
        return query_document(door, querying.event(site, actor, eventID))

    door.add("/events", {"GET": (FIND, events), "POST": (RECORD, record)})
    door.add("/events/<rest:eventID>", {"GET": (FIND_ONE, event)}, if_there(event))


def asked(*, only_pages: bool = False) -> EventQuery:
    """The query that the parameters of this request's URL say; raises `QueryParameterError`.

    A list of something else than events takes `only_pages`.
    """
    parameters: Mapping[str, Json] = {
        name: values[0] if len(values) == 1 else values for name, values in request.args.lists()
    }
    if only_pages:
        parameters = {name: parameters[name] for name in PAGES if name in parameters}
    return parse_query(parameters, declared())
