"""Queries that are kept under a name, and what is not served: WebSockets and the end of a page token."""

from typing import Any

from flask import Response, request, url_for

from aril.api import problems
from aril.api.description import Answer, Body, Example, Operation, Parameter, listed
from aril.api.epcis import examples
from aril.api.epcis.answers import PAGED, QUERY_DOCUMENT, of_json, query_document, with_next_page
from aril.api.epcis.door import EPC_FORMAT, MEDIA_TYPES, Door, body, if_there
from aril.api.epcis.events import NOT_A_QUERY, asked
from aril.api.epcis.parameters import PAGES, as_json, page_parameters
from aril.api.problems import Unserved
from aril.domain.errors import Invalid
from aril.domain.membership import Member
from aril.epcis.query import parse_query
from aril.services.ledger import querying
from aril.services.ledger.querying import NamedQuery
from aril.services.people.access import public
from aril.services.people.tokens import Scope

NAME = {"type": "string", "minLength": 1, "maxLength": querying.LONGEST_NAME, "pattern": querying.NAME}
QUERY = {
    "type": "object",
    "properties": {"name": NAME, "query": as_json()},
    "required": ["name", "query"],
}
NAMED = Parameter("queryName", "path", NAME, description="The name of the query.")

QUERIES = Operation(
    "listQueries",
    "queries",
    summary="The queries you keep",
    answers=(
        Answer(
            200,
            description="The queries, by name.",
            content={"application/json": listed(QUERY)},
            sometimes=PAGED,
        ),
    ),
    parameters=tuple(page_parameters()),
    problems=(problems.VALIDATION, problems.QUERY_PARAMETER),
    scope=Scope.QUERY,
)
KEEP = Operation(
    "keepQuery",
    "queries",
    summary="Keep a query under a name",
    description="Its parameters are those of findEvents, lists as lists; it cannot be changed, only dropped.",
    answers=(
        Answer(
            201,
            description="It is kept.",
            headers={"Location": "The address of the query."},
            links={
                "oneQuery": {"queryName": "$request.body#/name"},
                "eventsOfQuery": {"queryName": "$request.body#/name"},
                "listSubscriptions": {"queryName": "$request.body#/name"},
                "subscribe": {"queryName": "$request.body#/name"},
                "dropQuery": {"queryName": "$request.body#/name"},
            },
        ),
    ),
    body=Body(QUERY, description="The name and the parameters.", media_types=MEDIA_TYPES),
    problems=(
        problems.VALIDATION,
        problems.QUERY_PARAMETER,
        problems.EXISTS,
        problems.CAPTURE_LIMIT,
        problems.MEDIA,
    ),
    scope=Scope.QUERY,
    example=Example(body=examples.QUERY),
)
ONE = Operation(
    "oneQuery",
    "queries",
    summary="One query",
    answers=(Answer(200, description="The query.", content={"application/json": QUERY}),),
    parameters=(NAMED,),
    problems=(problems.NOT_FOUND,),
    scope=Scope.QUERY,
)
DROP = Operation(
    "dropQuery",
    "queries",
    summary="Drop a query",
    answers=(Answer(204, description="It is dropped."),),
    parameters=(NAMED,),
    problems=(problems.NOT_FOUND,),
    scope=Scope.QUERY,
)
_END_OF_TOKEN = Operation(
    "endPageToken",
    "queries",
    summary="Not served: the end of a page token",
    description="A token is not kept here: it is only the place where a list was left off, so it needs no end.",
    answers=(),
    parameters=(Parameter("token", "path", {"type": "string", "minLength": 1}, description="The token."),),
    problems=(problems.UNSERVED,),
    scope=Scope.QUERY,
    example=Example(path={"token": "any"}),
)
EVENTS = Operation(
    "eventsOfQuery",
    "queries",
    summary="The events that a query finds",
    answers=(QUERY_DOCUMENT,),
    parameters=(NAMED, *page_parameters(), EPC_FORMAT),
    problems=(*NOT_A_QUERY, problems.NOT_FOUND),
    scope=Scope.QUERY,
)


def add(door: Door) -> None:
    """Serve `/queries` and what lies below it, and `/nextPageToken/{token}`."""
    site = door.site

    def queries(actor: Member) -> Response:
        pages = asked(only_pages=True)
        found, token = querying.named_queries(site, actor, pages.per_page, pages.next_page_token)
        return with_next_page(of_json([_shown(each) for each in found]), token, door.clock())

    def keep(actor: Member) -> Response:
        json = body(site.upload_limit)
        if not (
            isinstance(json, dict)
            and isinstance(json.get("name"), str)
            and isinstance(json.get("query"), dict)
        ):
            raise Invalid.at("query", "Expected an object with a name and a query.")
        querying.keep_query(site, actor, json["name"], json["query"], door.clock())
        address = url_for(f"epcis.{ONE.id}", queryName=json["name"])
        return Response(status=201, headers={"Location": address})

    def query(actor: Member, queryName: str) -> Response:  # noqa: N803 - the contract's name
        return of_json(_shown(querying.named_query(site, actor, queryName)))

    def drop(actor: Member, queryName: str) -> Response:  # noqa: N803
        querying.drop_query(site, actor, queryName)
        return Response(status=204)

    def events(actor: Member, queryName: str) -> Response:  # noqa: N803
        kept = querying.named_query(site, actor, queryName).query
        pages = {name: value for name, value in request.args.items() if name in PAGES}
        return query_document(door, querying.find(site, actor, parse_query({**kept, **pages})), queryName)

    @door.views.route("/queries/<queryName>/events", endpoint="socket", websocket=True)
    @public
    def socket(queryName: str) -> Response:  # noqa: ARG001, N803
        raise Unserved.at(
            problems.UNSERVED,
            "This service opens no WebSockets; subscribe with a webhook, or ask again without an upgrade.",
        )

    def unkept(_actor: Member, token: str) -> Response:  # noqa: ARG001
        raise Unserved.at(
            problems.UNSERVED,
            "A token is not kept here: it is only the place where a list was left off.",
        )

    door.add("/queries", {"GET": (QUERIES, queries), "POST": (KEEP, keep)})
    door.add("/queries/<queryName>", {"GET": (ONE, query), "DELETE": (DROP, drop)}, if_there(query))
    door.add("/queries/<queryName>/events", {"GET": (EVENTS, events)}, if_there(query))
    door.add("/nextPageToken/<token>", {"DELETE": (_END_OF_TOKEN, unkept)})


def _shown(query: NamedQuery) -> dict[str, Any]:
    return {"name": query.name, "query": dict(query.query)}
