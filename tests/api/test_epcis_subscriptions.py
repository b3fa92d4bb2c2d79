"""Subscriptions as a partner's program makes, looks at and ends them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from aril.api import epcis
from aril.domain.enterprise import Activity
from aril.services.merkle_log import log
from aril.services.people.tokens import Scope
from aril.services.subscribing import notifications
from aril.services.subscribing.webhook import Outside
from tests import samples
from tests.api.partner import Partner, next_page, problem
from tests.epcis.examples import object_event
from tests.receiver import Receiver, receiving

CONTROLS = "epcisException:SubscriptionControlsException"
AT = "/queries/mine/subscriptions"
STREAM = {"dest": "https://client.example.com/events", "stream": True}


@pytest.fixture
def subscriber(partner: Partner) -> Partner:
    partner.post("/queries", {"name": "mine", "query": {"EQ_disposition": ["damaged"]}})
    return partner


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def test_a_stream_is_made_shown_listed_and_ended(subscriber: Partner) -> None:
    made = subscriber.post(AT, STREAM | {"signatureToken": "a secret"})
    shown = made.get_json()

    assert made.status_code == 201
    assert made.headers["Location"] == f"/epcis{AT}/{shown['subscriptionID']}"
    assert shown == {
        "subscriptionID": shown["subscriptionID"],
        "queryName": "mine",
        "dest": STREAM["dest"],
        "stream": True,
        "createdAt": "2026-09-12T01:30:00.000Z",
        "initialRecordTime": "2026-09-12T01:30:00.000Z",
        "minRecordTime": "2026-09-12T01:30:00.000Z",
        "epcFormat": "Always_GS1_Digital_Link",
    }
    address = f"{AT}/{shown['subscriptionID']}"
    assert subscriber.open(address).get_json() == shown
    assert subscriber.open(AT).get_json() == [shown]
    assert subscriber.open(address, "DELETE").status_code == 204
    assert problem(subscriber.open(address)) == (404, "epcisException:NoSuchResourceException")
    assert problem(subscriber.open(address, "DELETE"))[0] == 404
    assert subscriber.open(AT).get_json() == []


def test_a_schedule_is_shown_as_it_came(subscriber: Partner) -> None:
    controls = {"schedule": {"hour": "1", "minute": "5"}, "reportIfEmpty": True, "dest": STREAM["dest"]}

    shown = subscriber.post(AT, controls | {"initialRecordTime": "2020-04-04T20:33:31.116-06:00"}).get_json()

    assert shown | controls == shown
    assert shown["initialRecordTime"] == "2020-04-05T02:33:31.116Z"
    assert "stream" not in shown


def test_discovery_says_from_when_on_a_subscription_has_not_reported(subscriber: Partner) -> None:
    made = subscriber.post(AT, STREAM).headers["Location"].removeprefix("/epcis")

    answer = subscriber.open(made, "OPTIONS")

    assert answer.status_code == 204
    assert answer.headers["GS1-Query-Min-Record-Time"] == "2026-09-12T01:30:00.000Z"
    assert problem(subscriber.open(f"{AT}/none", "OPTIONS"))[0] == 404


def test_subscriptions_are_listed_page_by_page(subscriber: Partner) -> None:
    ids = [subscriber.post(AT, STREAM).get_json()["subscriptionID"] for _ in range(3)]

    first = subscriber.open(f"{AT}?perPage=2")
    second = subscriber.open(next_page(first))

    listed = [each["subscriptionID"] for each in [*first.get_json(), *second.get_json()]]
    assert sorted(ids) == sorted(listed)


def test_what_is_subscribed_to_is_delivered(subscriber: Partner, server: Receiver) -> None:
    site = replace(subscriber.orchard.site, outside=Outside(frozenset({"localhost"})))
    app = Flask(__name__)
    app.register_blueprint(epcis.blueprint(site, lambda: samples.DAY))
    subscriber.client = app.test_client()
    made = subscriber.post(
        AT, {"dest": server.url, "stream": True}, GS1_EPC_Format="Never_Translates"
    ).get_json()
    urn = "urn:epc:id:sgtin:9521141.001234.2017"

    subscriber.captured(object_event(epcList=[urn], disposition="damaged"))
    log.sequence(site)
    while notifications.notify_next(site, samples.DAY):
        pass

    (received,) = server.received
    assert urn in received.body.decode()
    assert made["epcFormat"] == received.headers["GS1-EPC-Format"] == "Never_Translates"
    shown = subscriber.open(f"{AT}/{made['subscriptionID']}").get_json()
    assert shown["lastNotifiedAt"] == "2026-09-12T01:30:00.000Z"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ([], ""),
        ({"stream": True}, "dest"),
        (STREAM | {"stream": False}, "stream"),
        (STREAM | {"schedule": {"hour": "1"}}, "stream"),
        ({"dest": STREAM["dest"]}, "stream"),
        ({"dest": STREAM["dest"], "schedule": {}}, "schedule"),
        ({"dest": STREAM["dest"], "schedule": {"hour": "24"}}, "schedule.hour"),
        ({"dest": STREAM["dest"], "schedule": {"dayOfMonth": "31", "month": "2"}}, "schedule"),
        (STREAM | {"dest": 1}, "dest"),
        (STREAM | {"dest": "ftp://example.org/"}, "dest"),
        (STREAM | {"dest": "https://example.org/" + "x" * 2000}, "dest"),
        (STREAM | {"signatureToken": 1}, "signatureToken"),
        (STREAM | {"reportIfEmpty": "yes"}, "reportIfEmpty"),
        (STREAM | {"initialRecordTime": "yesterday"}, "initialRecordTime"),
        (STREAM | {"reportIfEmtpy": True}, "reportIfEmtpy"),
    ],
)
def test_controls_by_which_nothing_can_run_are_refused_by_name(
    subscriber: Partner, body: Any, path: str
) -> None:
    answer = subscriber.post(AT, body)

    assert problem(answer) == (400, CONTROLS)
    assert path in [each["path"] for each in answer.get_json()["errors"]]
    assert subscriber.open(AT).get_json() == []


def test_everything_that_is_wrong_is_said_at_once(subscriber: Partner) -> None:
    answer = subscriber.post(AT, {"dest": 1, "schedule": {"hour": "x", "hours": "1"}, "stream": True})

    assert {each["path"] for each in answer.get_json()["errors"]} == {
        "dest", "schedule.hour", "schedule.hours", "stream",
    }  # fmt: skip


@pytest.mark.parametrize(
    "dest", ["http://client.example.com/", "https://127.1/", "https://[::ffff:10.0.0.1]/", "https://a@b.org/"]
)
def test_an_address_that_leads_inside_is_no_dest(subscriber: Partner, dest: str) -> None:
    assert problem(subscriber.post(AT, STREAM | {"dest": dest})) == (400, CONTROLS)


def test_a_query_that_is_not_there_has_no_subscriptions(subscriber: Partner) -> None:
    for answer in (
        subscriber.open("/queries/none/subscriptions"),
        subscriber.post("/queries/none/subscriptions", STREAM),
    ):
        assert problem(answer) == (404, "epcisException:NoSuchResourceException")


def test_a_subscription_belongs_to_its_query(subscriber: Partner) -> None:
    subscriber.post("/queries", {"name": "other", "query": {}})
    made = subscriber.post(AT, STREAM).get_json()["subscriptionID"]

    assert problem(subscriber.open(f"/queries/other/subscriptions/{made}"))[0] == 404
    assert subscriber.open("/queries/other/subscriptions").get_json() == []


def test_a_subscription_of_another_organisation_is_none(subscriber: Partner) -> None:
    made = subscriber.post(AT, STREAM).get_json()["subscriptionID"]
    stranger = subscriber.of(subscriber.orchard.member(4, Activity.TRADER))
    stranger.post("/queries", {"name": "mine", "query": {}})

    assert stranger.open(AT).get_json() == []
    assert problem(stranger.open(f"{AT}/{made}"))[0] == 404
    assert problem(stranger.open(f"{AT}/{made}", "DELETE"))[0] == 404


def test_a_token_that_may_not_query_may_not_subscribe(subscriber: Partner) -> None:
    writer = subscriber.of(subscriber.orchard.grower, Scope.CAPTURE)

    assert problem(writer.post(AT, STREAM)) == (403, "epcisException:SecurityException")


def test_the_documentation_shows_how_a_signature_is_checked() -> None:
    page = Path("docs/subscriptions.md").read_text(encoding="utf-8")
    shown: dict[str, Any] = {}
    exec(page.split("```python\n")[1].split("```")[0], shown)

    assert shown["is_from_us"]("token", b"{}", notifications.signature("token", b"{}"))
    assert not shown["is_from_us"]("other", b"{}", notifications.signature("token", b"{}"))


def test_where_no_websocket_is_opened_a_webhook_is_named(subscriber: Partner) -> None:
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}

    answer = subscriber.open("/queries/mine/events", headers=upgrade)

    assert problem(answer) == (501, "epcisException:ImplementationException")
    assert "webhook" in answer.get_json()["detail"]


def test_a_query_that_would_lose_events_is_not_subscribed_to(subscriber: Partner) -> None:
    subscriber.post("/queries", {"name": "few", "query": {"maxEventCount": 5}})

    assert problem(subscriber.post("/queries/few/subscriptions", STREAM)) == (409, CONTROLS)
