"""Queries that are kept under a name, and what is not served: WebSockets and the end of a page token."""

from typing import Any

from flask import Response, request, url_for
from werkzeug.exceptions import NotImplemented as NotServed

from aril.api.epcis.answers import of_json, query_document, with_next_page
from aril.api.epcis.door import Door, body
from aril.api.epcis.events import asked
from aril.domain.errors import Invalid
from aril.domain.membership import Member
from aril.epcis.query import parse_query
from aril.services import querying
from aril.services.access import public
from aril.services.querying import NamedQuery
from aril.services.tokens import Scope


def add(door: Door) -> None:
    """Serve `/queries` and what lies below it, and `/nextPageToken/{token}`."""
    site = door.site

    def queries(actor: Member) -> Response:
        pages = asked(only_pages=True)
        found, token = querying.named_queries(site, actor, pages.per_page, pages.next_page_token)
        return with_next_page(of_json([_shown(each) for each in found]), token, door.clock())

    def keep(actor: Member) -> Response:
        json = body(site.upload_limit)
        if not isinstance(json, dict) or not isinstance(json.get("query"), dict):
            raise Invalid.at("query", "Expected an object with a name and a query.")
        querying.keep_query(site, actor, str(json.get("name", "")), json["query"], door.clock())
        address = url_for("epcis.queries-queryName", queryName=json["name"])
        return Response(status=201, headers={"Location": address})

    def query(actor: Member, queryName: str) -> Response:  # noqa: N803 - the contract's name
        return of_json(_shown(querying.named_query(site, actor, queryName)))

    def drop(actor: Member, queryName: str) -> Response:  # noqa: N803
        querying.drop_query(site, actor, queryName)
        return Response(status=204)

    def events(actor: Member, queryName: str) -> Response:  # noqa: N803
        kept = querying.named_query(site, actor, queryName).query
        pages = {name: value for name, value in request.args.items() if name in ("perPage", "nextPageToken")}
        return query_document(door, querying.find(site, actor, parse_query({**kept, **pages})), queryName)

    @door.views.route("/queries/<queryName>/events", endpoint="socket", websocket=True)
    @public
    def socket(queryName: str) -> Response:  # noqa: ARG001, N803
        raise NotServed(
            "This service opens no WebSockets; subscribe with a webhook, or ask again without an upgrade."
        )

    def unkept(_actor: Member, token: str) -> Response:  # noqa: ARG001
        raise NotServed("A token is not kept here: it is only the place where a list was left off.")

    door.add("/queries", {"GET": (Scope.QUERY, queries), "POST": (Scope.QUERY, keep)})
    door.add("/queries/<queryName>", {"GET": (Scope.QUERY, query), "DELETE": (Scope.QUERY, drop)})
    door.add("/queries/<queryName>/events", {"GET": (Scope.QUERY, events)})
    door.add("/nextPageToken/<token>", {"DELETE": (Scope.QUERY, unkept)})


def _shown(query: NamedQuery) -> dict[str, Any]:
    return {"name": query.name, "query": dict(query.query)}
