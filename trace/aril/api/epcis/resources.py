"""What there is: the top-level resources, their members, and the events of each member."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Response

from aril.api import problems
from aril.api.description import Answer, Example, Operation, Parameter, Sentence
from aril.api.epcis import examples
from aril.api.epcis.answers import (
    COLLECTION,
    PAGED,
    QUERY_DOCUMENT,
    collection,
    query_document,
    with_next_page,
)
from aril.api.epcis.door import Door
from aril.api.epcis.events import EVENT_PARAMETERS, NOT_A_QUERY, asked
from aril.api.epcis.parameters import page_parameters
from aril.domain.errors import NotFound
from aril.domain.membership import Member
from aril.epcis.query import EventQuery, Term, parameters, parse_query
from aril.services.ledger import querying
from aril.services.people.tokens import Scope


@dataclass(frozen=True, slots=True)
class Resource:
    """A top-level resource: its argument in a path, the field its members stand in, and how one is asked for."""

    argument: str
    field: str
    parameters: tuple[str, ...]
    member: str
    """One, as an example."""


RESOURCES: Mapping[str, Resource] = {
    "eventTypes": Resource("eventType", "eventType", ("eventType",), "ObjectEvent"),
    "epcs": Resource("epc", "epc", ("MATCH_anyEPC", "MATCH_anyEPCClass"), examples.LOT),
    "bizSteps": Resource("bizStep", "bizStep", ("EQ_bizStep",), "inspecting"),
    "bizLocations": Resource("bizLocation", "bizLocation", ("EQ_bizLocation",), examples.ORCHARD),
    "readPoints": Resource("readPoint", "readPoint", ("EQ_readPoint",), examples.ORCHARD),
    "dispositions": Resource("disposition", "disposition", ("EQ_disposition",), "conformant"),
}

_ITEMS = {each.name: each.item for each in parameters()}
_OF_NAMES = Answer(200, description="Their names.", content={"application/json": COLLECTION})
TOP = Operation(
    "topLevel",
    "resources",
    summary="What there is below /epcis",
    answers=(_OF_NAMES,),
    scope=Scope.QUERY,
)


def add(door: Door) -> None:
    """Serve `/` and every resource of `RESOURCES`, its members, and their events."""

    def top(_actor: Member) -> Response:
        return collection(["events", *RESOURCES, "capture", "queries"])

    door.add("/", {"GET": (TOP, top)})
    for name, resource in RESOURCES.items():
        _add(door, name, resource)


def _add(door: Door, name: str, resource: Resource) -> None:
    site = door.site

    def members(actor: Member) -> Response:
        pages = asked(only_pages=True)
        found, token = querying.values(site, actor, resource.field, pages.per_page, pages.next_page_token)
        return with_next_page(collection(found), token, door.clock())

    def member(actor: Member, **arguments: str) -> Response:
        wanted = _wanted(resource, arguments[resource.argument])
        if not querying.find(site, actor, EventQuery(per_page=1), any_of=wanted).events:
            raise NotFound(resource.argument, arguments[resource.argument])
        return collection(["events"])

    def events(actor: Member, **arguments: str) -> Response:
        wanted = _wanted(resource, arguments[resource.argument])
        return query_document(door, querying.find(site, actor, asked(), any_of=wanted))

    listed, one, found = _operations(name, resource)
    door.add(f"/{name}", {"GET": (listed, members)})
    door.add(f"/{name}/<rest:{resource.argument}>", {"GET": (one, member)})
    door.add(f"/{name}/<rest:{resource.argument}>/events", {"GET": (found, events)})


def _operations(name: str, resource: Resource) -> tuple[Operation, Operation, Operation]:
    """What is said of a resource's list, of a member, and of the events of a member."""
    argument = Parameter(
        resource.argument,
        "path",
        _ITEMS[resource.parameters[0]],
        description=Sentence("The {argument}, percent-encoded.", {"argument": resource.argument}),
    )
    example = Example(path={resource.argument: resource.member})
    capital = name[0].upper() + name[1:]
    said = {"field": resource.field, "resource": name}
    return (
        Operation(
            f"list{capital}",
            "resources",
            summary=Sentence("Every {field} of the events you may see", said),
            answers=(replace(_OF_NAMES, sometimes=PAGED),),
            parameters=tuple(page_parameters()),
            problems=(problems.VALIDATION, problems.QUERY_PARAMETER),
            scope=Scope.QUERY,
        ),
        Operation(
            f"one{capital}",
            "resources",
            summary=Sentence("What there is of one {field}", said),
            answers=(_OF_NAMES,),
            parameters=(argument,),
            problems=(problems.QUERY_PARAMETER, problems.NOT_FOUND),
            scope=Scope.QUERY,
            example=example,
        ),
        Operation(
            f"eventsOf{capital}",
            "resources",
            summary=Sentence("The events of one {field}", said),
            description="Takes every parameter of findEvents too.",
            answers=(QUERY_DOCUMENT,),
            parameters=(argument, *EVENT_PARAMETERS),
            problems=NOT_A_QUERY,
            scope=Scope.QUERY,
            example=replace(example, query={"perPage": "1"}),
        ),
    )


def _wanted(resource: Resource, value: str) -> list[Term]:
    """The terms, any of which finds the events of a member."""
    return [term for name in resource.parameters for term in parse_query({name: [value]}).terms]
