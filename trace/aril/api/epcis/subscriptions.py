"""Subscriptions to named queries: `/queries/{queryName}/subscriptions` and each one below it."""

from typing import Any

from flask import Response, url_for

from aril.api.epcis.answers import moment, of_json, with_next_page
from aril.api.epcis.door import Door, body, epc_format
from aril.api.epcis.events import asked
from aril.domain.membership import Member
from aril.epcis.controls import parse_controls
from aril.services import subscriptions
from aril.services.querying import MOST_PER_PAGE
from aril.services.subscriptions import Subscription
from aril.services.tokens import Scope


def add(door: Door) -> None:
    """Serve them."""
    site = door.site

    def listed(actor: Member, queryName: str) -> Response:  # noqa: N803 - the contract's name
        pages = asked(only_pages=True)
        found, token = subscriptions.subscriptions_to(
            site, actor, queryName, min(pages.per_page, MOST_PER_PAGE), pages.next_page_token
        )
        return with_next_page(of_json([_shown(each) for each in found]), token, door.clock())

    def subscribe(actor: Member, queryName: str) -> Response:  # noqa: N803
        controls = parse_controls(body(site.upload_limit))
        made = subscriptions.subscribe(site, actor, queryName, controls, epc_format(), door.clock())
        address = url_for(
            "epcis.queries-queryName-subscriptions-subscriptionID",
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
        {"GET": (Scope.QUERY, listed), "POST": (Scope.QUERY, subscribe)},
    )
    door.add(
        "/queries/<queryName>/subscriptions/<subscriptionID>",
        {"GET": (Scope.QUERY, one), "DELETE": (Scope.QUERY, unsubscribe)},
        about,
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
