"""The forms of what is answered: lists, query documents, and the way to their next page."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import Response, request, url_for

from aril.api.description import Answer, Schema, listed, named
from aril.api.epcis.door import Door, epc_format
from aril.epcis.contexts import EPCIS_CONTEXT, Json
from aril.epcis.documents import QueryDocument
from aril.epcis.jsontext import dumps
from aril.epcis.writing import write_document
from aril.services.ledger import querying
from aril.services.ledger.querying import Found

TOKEN_LIFE = timedelta(days=1)
"""For how long a token is promised to lead to its page; it does so for longer."""

PAGED = {
    "Link": 'The address of the next page: `<…>; rel="next"`. Without it this page is the last.',
    "GS1-Next-Page-Token-Expires": "Until when that address is promised to lead there.",
}
QUERY_DOCUMENT = Answer(
    200,
    description="The events, in a query document.",
    content={"application/json": named("EPCISQueryDocument")},
    sometimes=PAGED,
)
COLLECTION: Schema = {
    "type": "object",
    "properties": {
        "@context": named("Uri"),
        "type": {"const": "Collection"},
        "member": listed({"type": "string"}),
    },
    "required": ["@context", "type", "member"],
    "additionalProperties": False,
}


def of_json(json: Json, status: int = 200, **headers: str) -> Response:
    """An answer with every digit of its numbers."""
    answer = Response(dumps(json), status, content_type="application/json")
    answer.headers.update(headers)
    return answer


def collection(members: Sequence[str]) -> Response:
    """A list of names or URIs."""
    return of_json({"@context": EPCIS_CONTEXT, "type": "Collection", "member": list(members)})


def query_document(door: Door, found: Found, name: str = "SimpleEventQuery") -> Response:
    """Events as the answer to a query, identifiers spelled as the program asked."""
    now, spelling = door.clock(), epc_format()
    events = tuple(querying.spelled(each, spelling) for each in found.events)
    document = QueryDocument.of(events, created=now, query_name=name)
    return with_next_page(of_json(write_document(document)), found.next_page_token, now)


def with_next_page(answer: Response, token: str, now: datetime) -> Response:
    """The answer with the address of the page after it, where there is one."""
    if token:
        given = [(name, value) for name, value in request.args.items(multi=True) if name != "nextPageToken"]
        query = urlencode([*given, ("nextPageToken", token)])
        assert request.endpoint is not None
        address = url_for(request.endpoint, **(request.view_args or {}))
        answer.headers["Link"] = f'<{address}?{query}>; rel="next"'
        answer.headers["GS1-Next-Page-Token-Expires"] = moment(now + TOKEN_LIFE)
    return answer


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
