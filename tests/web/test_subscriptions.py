"""The page of an organisation's subscriptions, and what an administrator does there."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aril.domain.membership import Member, Role
from aril.services.subscribing.subscriptions import Subscription
from aril.store.database import Database
from aril.web.here import Running
from tests import make
from tests.domain.test_subscription import MOST_ATTEMPTS
from tests.services.subscribing.subscribers import Subscriber, trying

AT = "/programs/subscriptions"


@pytest.fixture
def administrator(sqlite: Database) -> Member:
    return make.member(sqlite, Role.ADMINISTRATOR)


@pytest.fixture
def subscriber(app: Flask, client: FlaskClient, administrator: Member) -> Iterator[Subscriber]:
    make.sign_in(client, administrator)
    running: Running = app.extensions["aril"]
    with trying(running.site, administrator, make.NOW) as found:
        yield found


def press(client: FlaskClient, made: Subscription, what: str):
    """Press a button of the subscription's page, and answer the page that follows."""
    page = f"{AT}/{made.id}"
    return client.post(
        f"{page}/{what}", data={"csrf_token": make.token_of(client, page)}, follow_redirects=True
    )


def test_who_has_none_is_told_how_one_is_made(client: FlaskClient, administrator: Member):
    make.sign_in(client, administrator)

    assert "POST /epcis/queries/…/subscriptions" in client.get(AT).text
    assert AT in client.get("/programs").text


def test_each_subscription_is_listed_with_its_state_and_led_to(client: FlaskClient, subscriber: Subscriber):
    stream = subscriber.subscribe(signatureToken="a secret nobody is shown")
    subscriber.subscribe(stream=None, schedule={"hour": "1", "minute": "5"}, reportIfEmpty=True)

    listed = client.get(AT).text
    shown = client.get(f"{AT}/{stream.id}").text

    assert f'href="{AT}/{stream.id}"' in listed
    assert "Each new event at once" in listed
    assert "Hour 1 · Minute 5" in listed
    assert subscriber.server.url in shown
    assert "Nothing was sent yet." in shown
    assert "Yes, with the token of the program" in shown
    assert "a secret" not in listed + shown


def test_what_became_of_each_notification_is_shown(client: FlaskClient, subscriber: Subscriber):
    made = subscriber.subscribe()
    subscriber.capture(2)
    subscriber.server.statuses = [503]
    subscriber.work()

    shown = client.get(f"{AT}/{made.id}").text

    assert "trying again" in shown
    assert "The last attempt failed. The next one is at 2026-09-12 08:30." in shown
    assert "2 events · attempt 1 · HTTP 503" in shown
    assert "answered 503; expected 200." in shown
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh"
    assert "答复 503，应为 200。" in client.get(f"{AT}/{made.id}").text


def test_after_enough_failures_the_page_says_what_to_do_and_sends_again(
    client: FlaskClient, subscriber: Subscriber
):
    made = subscriber.subscribe()
    ids = subscriber.capture()
    subscriber.fail(made, MOST_ATTEMPTS)
    failing = client.get(f"{AT}/{made.id}").text
    assert "12 attempts failed, and nothing is tried any more." in failing

    answer = press(client, made, "again")
    subscriber.now = make.NOW
    subscriber.work()

    assert "It is being sent again." in answer.text
    assert subscriber.received()[-1] == ids
    assert "Send again" not in client.get(f"{AT}/{made.id}").text


def test_a_pause_lasts_until_somebody_resumes(client: FlaskClient, subscriber: Subscriber):
    made = subscriber.subscribe()

    paused = press(client, made, "pause").text
    ids = subscriber.capture()
    subscriber.work()
    assert "Nothing is sent until you resume." in paused
    assert subscriber.received() == []

    resumed = press(client, made, "resume").text
    subscriber.work()
    assert "Notifications go on where they were left off." in resumed
    assert subscriber.received() == [ids]


def test_a_deleted_subscription_is_gone_with_its_notifications(client: FlaskClient, subscriber: Subscriber):
    made = subscriber.subscribe()
    subscriber.capture()
    subscriber.work()

    answer = press(client, made, "delete")

    assert "The subscription is deleted. The query stays." in answer.text
    assert client.get(f"{AT}/{made.id}").status_code == 404
