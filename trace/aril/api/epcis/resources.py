"""What there is: the top-level resources, their members, and the events of each member."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from aril.api.epcis.answers import collection, query_document, with_next_page
from aril.api.epcis.door import Door
from aril.api.epcis.events import asked
from aril.domain.errors import NotFound
from aril.domain.membership import Member
from aril.epcis.query import EventQuery, Term, parse_query
from aril.services import querying
from aril.services.tokens import Scope


@dataclass(frozen=True, slots=True)
class Resource:
    """A top-level resource: its argument in a path, the field its members stand in, and how one is asked for."""

    argument: str
    field: str
    parameters: tuple[str, ...]


RESOURCES: Mapping[str, Resource] = {
    "eventTypes": Resource("eventType", "eventType", ("eventType",)),
    "epcs": Resource("epc", "epc", ("MATCH_anyEPC", "MATCH_anyEPCClass")),
    "bizSteps": Resource("bizStep", "bizStep", ("EQ_bizStep",)),
    "bizLocations": Resource("bizLocation", "bizLocation", ("EQ_bizLocation",)),
    "readPoints": Resource("readPoint", "readPoint", ("EQ_readPoint",)),
    "dispositions": Resource("disposition", "disposition", ("EQ_disposition",)),
}


def add(door: Door) -> None:
    """Serve `/` and every resource of `RESOURCES`, its members, and their events."""

    def top(_actor: Member) -> Response:
        return collection(["events", *RESOURCES, "capture", "queries"])

    door.add("/", {"GET": (Scope.QUERY, top)})
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

    door.add(f"/{name}", {"GET": (Scope.QUERY, members)})
    door.add(f"/{name}/<path:{resource.argument}>", {"GET": (Scope.QUERY, member)})
    door.add(f"/{name}/<path:{resource.argument}>/events", {"GET": (Scope.QUERY, events)})


def _wanted(resource: Resource, value: str) -> list[Term]:
    """The terms, any of which finds the events of a member."""
    return [term for name in resource.parameters for term in parse_query({name: [value]}).terms]
