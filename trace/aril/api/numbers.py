"""An enterprise's own SSCCs and GTINs for its programs, each given out once, by a token with the scope `numbers`."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, jsonify

from aril.api import incoming, problems
from aril.api.description import Answer, Body, Example, Operation, Schema, described, listed
from aril.domain.allotment import MOST_AT_ONCE, NumberKind, NumberOrder
from aril.services.codes import numbers
from aril.services.people.access import public
from aril.services.people.tokens import Scope
from aril.services.site import Site

MOST_BYTES = 2_000


def _whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


_GIVE_OUT = Operation(
    "giveOutNumbers",
    "numbers",
    summary="Get numbers of your own, each given out once",
    description="SSCCs for cases and pallets, or GTINs, under the company prefix that you filed.",
    answers=(
        Answer(
            201,
            description="They are yours.",
            content={
                "application/json": {
                    "type": "object",
                    "properties": {
                        "kind": {"enum": [str(each) for each in NumberKind]},
                        "prefix": {"type": "string"},
                        "numbers": listed({"type": "string"}),
                    },
                    "required": ["kind", "prefix", "numbers"],
                    "additionalProperties": False,
                }
            },
        ),
    ),
    body=Body(
        {
            "type": "object",
            "properties": {
                "kind": {"type": "string", "enum": [str(each) for each in NumberKind]},
                "count": _whole(1, MOST_AT_ONCE),
                "extension": {**_whole(0, 9), "description": "The first digit of SSCCs."},
                "start": {
                    **_whole(0, 10**9),
                    "description": "No number below this one is given out; how far it may go, your prefix says.",
                },
            },
            "required": ["kind", "count"],
        },
        description="Which numbers, and how many.",
    ),
    problems=(
        problems.VALIDATION, problems.REFUSED, problems.CAPTURE_LIMIT, problems.UNAUTHORISED, problems.FORBIDDEN,
    ),
    scope=Scope.NUMBERS,
    example=Example(body={"kind": "sscc", "count": 2}),
)  # fmt: skip


def blueprint(site: Site, clock: Callable[[], datetime]) -> Blueprint:
    """`POST /api/numbers`; `clock` answers the moment of a request."""
    views = Blueprint("numbers", __name__, url_prefix="/api/numbers")
    problems.install(views)

    @views.post("")
    @public
    @described(_GIVE_OUT)
    def given_out() -> tuple[Response, HTTPStatus]:
        actor = incoming.actor(site, Scope.NUMBERS, clock())
        order = NumberOrder.parse(incoming.fields(_GIVE_OUT, MOST_BYTES))
        found = numbers.give_out(site, order, actor, clock())
        said = {"kind": found.kind, "prefix": found.prefix, "numbers": found.numbers}
        return jsonify(said), HTTPStatus.CREATED

    return views
