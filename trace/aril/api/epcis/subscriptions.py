"""Subscriptions to named queries: `/queries/{queryName}/subscriptions` and each one below it."""

from typing import Any

from flask import Response, url_for

from aril.api import problems
from aril.api.description import ANY_TEXT, Answer, Body, Example, Operation, Parameter, Schema, listed
from aril.api.epcis import examples
from aril.api.epcis.answers import PAGED, moment, of_json, with_next_page
from aril.api.epcis.door import EPC_FORMAT, MEDIA_TYPES, Door, body, epc_format, if_there
from aril.api.epcis.events import asked
from aril.api.epcis.parameters import page_parameters
from aril.api.epcis.queries import NAMED
from aril.domain.membership import Member
from aril.epcis.controls import LONGEST, parse_controls
from aril.epcis.kinds import TIME
from aril.epcis.schedule import FIELDS
from aril.services.ledger.querying import MOST_PER_PAGE
from aril.services.people.tokens import Scope
from aril.services.subscribing import subscriptions
from aril.services.subscribing.subscriptions import Subscription

_SCHEDULE: Schema = {
    "type": "object",
    "properties": {name: {"type": "string", "format": f"schedule-{name}"} for name in FIELDS},
    "additionalProperties": False,
    "minProperties": 1,
}
_CONTROLS: Schema = {
    "type": "object",
    "properties": {
        "dest": {
            "type": "string",
            "maxLength": LONGEST,
            "format": "webhook",
            "description": "Where events are sent: an https address that anybody can reach.",
        },
        "signatureToken": {
            **ANY_TEXT,
            "maxLength": LONGEST,
            "description": "What signs each delivery, in its header GS1-Signature.",
        },
        "stream": {"type": "boolean", "description": "Send each event at once; or give a schedule."},
        "schedule": {**_SCHEDULE, "description": "When to report, by the clock of China."},
        "reportIfEmpty": {"type": "boolean", "description": "Report even if nothing was found."},
        "initialRecordTime": {**TIME.schema, "description": "Only events recorded since then."},
    },
    "required": ["dest"],
    "additionalProperties": False,
    "oneOf": [
        {"required": ["stream"], "properties": {"stream": {"const": True}}},
        {"required": ["schedule"]},
    ],
}
_TEXT: Schema = {"type": "string"}
_SHOWN: Schema = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("subscriptionID", "queryName", "dest", "epcFormat"), _TEXT),
        **dict.fromkeys(("createdAt", "initialRecordTime", "minRecordTime", "lastNotifiedAt"), TIME.schema),
        "stream": {"const": True},
        "schedule": _SCHEDULE,
        "reportIfEmpty": {"type": "boolean"},
    },
    "required": ["subscriptionID", "queryName", "dest", "createdAt"],
    "additionalProperties": False,
}
_OF_ONE = (
    NAMED,
    Parameter(
        "subscriptionID",
        "path",
        {"type": "string", "minLength": 1, "pattern": "^[^/]+$"},
        description="The ID of the subscription.",
    ),
)
LIST = Operation(
    "listSubscriptions",
    "queries",
    summary="Your subscriptions to a query",
    answers=(
        Answer(
            200,
            description="The subscriptions.",
            content={"application/json": listed(_SHOWN)},
            sometimes=PAGED,
        ),
    ),
    parameters=(NAMED, *page_parameters()),
    problems=(problems.VALIDATION, problems.QUERY_PARAMETER, problems.NOT_FOUND),
    scope=Scope.QUERY,
)
SUBSCRIBE = Operation(
    "subscribe",
    "queries",
    summary="Be told of what a query finds",
    description="Each event is sent once, in a query document, signed with your token; again where it does not arrive.",
    answers=(
        Answer(
            201,
            description="You will be told.",
            content={"application/json": _SHOWN},
            headers={"Location": "The address of the subscription."},
            links={
                name: {"queryName": "$response.body#/queryName", "subscriptionID": "$response.body#/subscriptionID"}
                for name in ("oneSubscription", "unsubscribe")
            },
        ),
    ),
    parameters=(NAMED, EPC_FORMAT),
    body=Body(_CONTROLS, description="Where and when to report.", media_types=MEDIA_TYPES),
    problems=(
        problems.VALIDATION, problems.CONTROLS, problems.SUBSCRIPTION_REFUSED, problems.NOT_FOUND,
        problems.CAPTURE_LIMIT, problems.MEDIA,
    ),
    scope=Scope.QUERY,
    example=Example(body=examples.SUBSCRIPTION),
)  # fmt: skip
ONE = Operation(
    "oneSubscription",
    "queries",
    summary="One subscription",
    answers=(Answer(200, description="The subscription.", content={"application/json": _SHOWN}),),
    parameters=_OF_ONE,
    problems=(problems.NOT_FOUND,),
    scope=Scope.QUERY,
)
UNSUBSCRIBE = Operation(
    "unsubscribe",
    "queries",
    summary="End a subscription",
    answers=(Answer(204, description="It has ended."),),
    parameters=_OF_ONE,
    problems=(problems.NOT_FOUND,),
    scope=Scope.QUERY,
)


def add(door: Door) -> None:
    """Serve them."""
    site = door.site

    def all_of_them(actor: Member, queryName: str) -> Response:  # noqa: N803 - the contract's name
        pages = asked(only_pages=True)
        found, token = subscriptions.subscriptions_to(
            site, actor, queryName, min(pages.per_page, MOST_PER_PAGE), pages.next_page_token
        )
        return with_next_page(of_json([_shown(each) for each in found]), token, door.clock())

    def subscribe(actor: Member, queryName: str) -> Response:  # noqa: N803
        controls = parse_controls(body(site.upload_limit))
        made = subscriptions.subscribe(site, actor, queryName, controls, epc_format(), door.clock())
        address = url_for(
            f"epcis.{ONE.id}",
            queryName=queryName,
            subscriptionID=made.id,
        )
        return of_json(_shown(made), 201, Location=address)

    def one(actor: Member, queryName: str, subscriptionID: str) -> Response:  # noqa: N803
        return of_json(_shown(subscriptions.subscription(site, actor, subscriptionID, queryName)))

    def unsubscribe(actor: Member, queryName: str, subscriptionID: str) -> Response:  # noqa: N803
        subscriptions.unsubscribe(site, actor, subscriptionID, queryName)
        return Response(status=204)

    def about(actor: Member, queryName: str, subscriptionID: str) -> dict[str, str]:  # noqa: N803
        found = subscriptions.subscription(site, actor, subscriptionID, queryName)
        return {"GS1-Query-Min-Record-Time": moment(found.min_record_time)}

    door.add(
        "/queries/<queryName>/subscriptions",
        {"GET": (LIST, all_of_them), "POST": (SUBSCRIBE, subscribe)},
        if_there(all_of_them),
    )
    door.add(
        "/queries/<queryName>/subscriptions/<subscriptionID>",
        {"GET": (ONE, one), "DELETE": (UNSUBSCRIBE, unsubscribe)},
        about,
        told=("GS1-Query-Min-Record-Time",),
    )


def _shown(found: Subscription) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "subscriptionID": found.id,
        "queryName": found.query_name,
        "dest": found.dest,
        "createdAt": moment(found.created_at),
        "initialRecordTime": moment(found.initial_record_time),
        "minRecordTime": moment(found.min_record_time),
        "epcFormat": found.epc_format,
    }
    if found.last_notified_at is not None:
        shown["lastNotifiedAt"] = moment(found.last_notified_at)
    if found.schedule is None:
        return shown | {"stream": True}
    return shown | {"schedule": dict(found.schedule), "reportIfEmpty": found.report_if_empty}
