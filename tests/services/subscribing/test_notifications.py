"""What subscribers get: each event once, none missed, in the order of recording, and only what they may see."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from aril.domain.enterprise import Activity
from aril.domain.errors import NotFound
from aril.domain.membership import Role
from aril.domain.subscription import MOST_ATTEMPTS, SubscriptionState
from aril.epcis.documents import QueryDocument
from aril.epcis.reading import read_document
from aril.services.ledger import querying
from aril.services.merkle_log import log, verification
from aril.services.subscribing import notifications, subscriptions
from aril.services.subscribing.webhook import Outside
from aril.store import events
from aril.store.claims import claim
from aril.store.database import Database
from aril.store.subscriptions import SubscriptionRow
from tests import samples
from tests.samples import DAY, Orchard
from tests.services.subscribing.subscribers import SECOND, Subscriber, events_of, subscriber

TEN = DAY.replace(hour=10, minute=0)


@pytest.fixture
def partner(orchard: Orchard) -> Iterator[Subscriber]:
    with subscriber(orchard) as found:
        yield found


def test_a_stream_gets_what_its_query_finds_and_nothing_twice(partner: Subscriber) -> None:
    made = partner.subscribe()
    partner.work()
    first = partner.capture(2)
    partner.capture(1, "expired")
    partner.work()
    partner.work()
    second = partner.capture(1)
    partner.work()

    assert partner.received() == [first, second]
    assert partner.state(made).last_notified_at == partner.now


def test_a_notification_is_a_query_document_that_names_query_and_subscription(partner: Subscriber) -> None:
    made = partner.subscribe(signatureToken="13df38d8")
    partner.capture()
    partner.work()

    (received,) = partner.server.received
    document = read_document(json.loads(received.body))
    assert isinstance(document, QueryDocument)
    assert document.body.results.query_name == "mine"
    assert document.body.results.subscription_id == made.id
    assert received.headers["Content-Type"] == "application/json"
    assert received.headers["GS1-EPCIS-Version"] == "2.0.0"
    expected = hmac.new(b"13df38d8", received.body, hashlib.sha256).hexdigest()
    assert received.headers["GS1-Signature"] == f"sha256={expected}"


def test_without_a_token_nothing_is_signed(partner: Subscriber) -> None:
    partner.subscribe()
    partner.capture()
    partner.work()

    assert "GS1-Signature" not in partner.server.received[0].headers


def test_only_what_is_recorded_from_the_initial_time_on_is_sent(partner: Subscriber) -> None:
    old = partner.capture()
    partner.now += SECOND
    recent = partner.capture()
    partner.now += SECOND
    partner.subscribe()
    partner.subscribe(initialRecordTime=(DAY + SECOND).isoformat())
    partner.subscribe(initialRecordTime="2000-01-01T00:00:00Z")
    partner.work()
    new = partner.capture()
    partner.work()

    assert sorted(partner.received()) == sorted([recent, old + recent, new, new, new])


def test_a_schedule_reports_at_its_times_all_that_came_since(partner: Subscriber) -> None:
    made = partner.subscribe(stream=None, schedule={"hour": "10", "minute": "0,30"})
    assert made.next_at == TEN
    first = partner.capture(2)
    partner.work(TEN - SECOND)
    assert partner.received() == []

    partner.work(TEN)
    partner.work(TEN + timedelta(minutes=30))
    second = partner.capture()
    partner.work(TEN + timedelta(days=1))

    assert partner.received() == [first, second]
    state = partner.state(made)
    assert state.min_record_time == partner.now
    assert state.next_at == partner.now + timedelta(minutes=30)


def test_a_schedule_takes_what_was_captured_a_moment_before(partner: Subscriber) -> None:
    partner.subscribe(stream=None, schedule={"hour": "10"})
    ids = partner.capture()

    notifications.notify_next(partner.site, TEN)  # nobody sequenced the log

    assert partner.received() == [ids]
    assert verification.verify(partner.site)[1] is None


@pytest.mark.parametrize(("wanted", "expected"), [(True, [[]]), (False, [])])
def test_nothing_is_reported_only_to_who_wants_it(
    partner: Subscriber, wanted: bool, expected: list[list[str]]
) -> None:
    partner.subscribe(stream=None, schedule={"hour": "10"}, reportIfEmpty=wanted)

    partner.work(TEN)

    assert partner.received() == expected


def test_many_events_come_in_batches_in_the_order_of_the_log(
    partner: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "BATCH", 3)
    partner.subscribe()
    ids = partner.capture(7)
    partner.work()

    assert partner.received() == [ids[:3], ids[3:6], ids[6:]]


def test_large_events_come_in_smaller_batches(partner: Subscriber, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LONGEST_PAGE", 10)
    partner.subscribe()
    ids = partner.capture(3)
    partner.work()

    assert partner.received() == [[each] for each in ids]


def test_a_query_that_orders_its_events_orders_each_notification(partner: Subscriber) -> None:
    querying.drop_query(partner.site, partner.member, "mine")
    partner.keep(EQ_disposition=["damaged"], orderBy="recordTime", orderDirection="DESC")
    partner.subscribe()
    first = partner.capture()
    partner.now += SECOND
    second = partner.capture()
    partner.work()

    assert partner.received() == [second + first]


def test_who_finds_a_notification_too_large_gets_smaller_ones(partner: Subscriber) -> None:
    made = partner.subscribe()
    ids = partner.capture(4)
    partner.server.statuses = [413, 413, 200]
    partner.work()

    assert partner.received() == [ids, ids[:2], ids[:1], ids[1:2], ids[2:3], ids[3:]]
    assert partner.state(made).failures == 0


def test_what_is_not_taken_is_sent_again_after_ever_longer_pauses(partner: Subscriber) -> None:
    made = partner.subscribe()
    first = partner.capture()
    partner.server.statuses = [500, 503]
    partner.work()
    failed_at = partner.now
    assert partner.state(made).next_at == failed_at + timedelta(seconds=30)
    second = partner.capture()
    partner.work(failed_at + timedelta(seconds=29))
    partner.work(failed_at + timedelta(seconds=30))
    partner.work(failed_at + timedelta(seconds=89))
    partner.work(failed_at + timedelta(seconds=90))

    assert partner.received() == [first, first + second, first + second]
    shown = subscriptions.notifications(partner.site, made.id)
    assert [(each.status, each.attempt, each.events) for each in shown] == [
        (200, 3, 2),
        (503, 2, 2),
        (500, 1, 1),
    ]
    assert str(shown[1].error) == f"“{partner.server.url}” answered 503; expected 200."
    assert partner.state(made).failures == 0


def test_after_enough_failures_it_waits_for_somebody_who_says_so(partner: Subscriber) -> None:
    made = partner.subscribe()
    ids = partner.capture()
    partner.fail(made, MOST_ATTEMPTS)
    partner.work(partner.now + timedelta(days=1))
    assert partner.state(made).state is SubscriptionState.FAILING
    assert len(partner.server.received) == MOST_ATTEMPTS

    subscriptions.send_again(partner.site, partner.member, made.id, partner.now)
    partner.work()

    assert partner.received()[MOST_ATTEMPTS:] == [ids]
    assert partner.state(made).state is SubscriptionState.ACTIVE


def test_who_is_gone_is_not_asked_again(partner: Subscriber) -> None:
    made = partner.subscribe()
    partner.capture()
    partner.server.statuses = [410]
    partner.work()

    assert partner.state(made).state is SubscriptionState.FAILING


def test_a_redirect_is_a_failure_that_says_what_to_do(partner: Subscriber) -> None:
    made = partner.subscribe()
    partner.capture()
    partner.server.statuses = [302]
    partner.work()

    (shown,) = subscriptions.notifications(partner.site, made.id)
    assert "a redirect is not followed; subscribe with where it leads" in str(shown.error)


def test_a_name_that_leads_inside_is_a_failure_that_is_written_down(partner: Subscriber) -> None:
    made = partner.subscribe(dest="https://client.example.com/events")
    partner.capture()
    partner.site = replace(partner.site, outside=Outside(resolve=lambda _host, _port: ["10.0.0.7"]))
    partner.work()

    (shown,) = subscriptions.notifications(partner.site, made.id)
    assert shown.status is None
    assert "leads to 10.0.0.7, which is no address of the public internet" in str(shown.error)


def test_a_pause_holds_everything_back_and_loses_nothing(partner: Subscriber) -> None:
    made = partner.subscribe()
    subscriptions.pause(partner.site, partner.member, made.id)
    ids = partner.capture(2)
    partner.work()
    assert partner.received() == []

    subscriptions.resume(partner.site, partner.member, made.id, partner.now)
    partner.work()

    assert partner.received() == [ids]


def test_a_pause_in_the_middle_of_a_notification_counts_when_it_is_over(partner: Subscriber) -> None:
    made = partner.subscribe()
    ids = partner.capture()
    log.sequence(partner.site)
    post = partner.site.outside.post

    class Pausing(Outside):
        def post(self, *given: object) -> int:
            subscriptions.pause(partner.site, partner.member, made.id)
            return post(*given)

    busy = replace(partner.site, outside=Pausing())
    notifications.notify_next(busy, partner.now)
    partner.capture()
    partner.work()

    assert partner.received() == [ids]
    assert partner.state(made).state is SubscriptionState.PAUSED


def test_what_was_deleted_in_the_middle_of_a_notification_stays_deleted(partner: Subscriber) -> None:
    made = partner.subscribe()
    partner.capture()
    log.sequence(partner.site)
    post = partner.site.outside.post

    class Deleting(Outside):
        def post(self, *given: object) -> int:
            subscriptions.unsubscribe(partner.site, partner.member, made.id)
            return post(*given)

    notifications.notify_next(replace(partner.site, outside=Deleting()), partner.now)

    with pytest.raises(NotFound):
        partner.state(made)


def test_whoever_died_while_delivering_is_followed_by_another_after_the_lease(partner: Subscriber) -> None:
    partner.subscribe()
    ids = partner.capture()
    log.sequence(partner.site)
    with partner.site.db.write() as session:
        claim(session, SubscriptionRow, "mortal", partner.now, notifications.LEASE)

    partner.work(partner.now + notifications.LEASE - SECOND)
    assert partner.received() == []
    partner.work(partner.now + SECOND)

    assert partner.received() == [ids]


def test_a_subscriber_gets_only_what_their_organisation_may_see(
    partner: Subscriber, orchard: Orchard
) -> None:
    stranger = orchard.member(4, Activity.TRADER, Role.TRADER)
    partner.subscribe()
    partner.capture(by=stranger)
    mine = partner.capture()
    partner.work()

    assert partner.received() == [mine]


def test_an_office_gets_what_its_region_records(partner: Subscriber, orchard: Orchard) -> None:
    office = orchard.member(5, Activity.OFFICE, Role.REGULATOR, region="370400")
    watching = Subscriber(partner.site, office, partner.server)
    watching.keep(EQ_disposition=["damaged"])
    watching.subscribe()
    ids = partner.capture()
    partner.work()

    assert partner.received() == [ids]


def test_what_became_of_notifications_is_kept_for_a_while(partner: Subscriber) -> None:
    made = partner.subscribe()
    partner.capture()
    partner.work()
    partner.capture()
    partner.work(partner.now + notifications.KEPT + SECOND)

    assert len(subscriptions.notifications(partner.site, made.id)) == 1


def test_whoever_watches_the_service_sees_notifications_failures_and_how_far_they_are(
    partner: Subscriber,
) -> None:
    registry = CollectorRegistry()
    registry.register(notifications.Figures(partner.site))
    given_up = partner.subscribe()
    partner.capture()
    partner.fail(given_up, MOST_ATTEMPTS)
    partner.subscribe()
    partner.work()
    partner.capture(2)
    log.sequence(partner.site)

    figures = generate_latest(registry).decode()

    assert 'aril_subscriptions{state="active"} 1.0' in figures
    assert 'aril_subscriptions{state="failing"} 1.0' in figures
    assert "aril_notification_lag_records 2.0" in figures


def test_no_event_is_missed_or_repeated_while_many_write_and_several_deliver(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> None:
    orchard = samples.orchard(database, tmp_path_factory.mktemp("busy"))
    writing = threading.Event()
    writing.set()
    with subscriber(orchard) as partner:
        made = partner.subscribe()
        ids: list[str] = []

        def write(first: int) -> None:
            one = Subscriber(partner.site, partner.member, partner.server, _events=first)
            for _ in range(10):
                ids.extend(one.capture(2))

        def deliver() -> None:
            while writing.is_set():
                log.sequence(partner.site)
                notifications.notify_next(partner.site, DAY + SECOND)

        writers = [threading.Thread(target=write, args=(1000 * n,)) for n in range(3)]
        workers = [threading.Thread(target=deliver) for _ in range(2)]
        for thread in (*writers, *workers):
            thread.start()
        for thread in writers:
            thread.join()
        writing.clear()
        for thread in workers:
            thread.join()
        partner.work()

        came = [event_id for batch in partner.received() for event_id in batch]
        times = [event["recordTime"] for each in partner.server.received for event in events_of(each)]
    assert sorted(came) == sorted(ids)
    assert len(came) == len(set(came)) == 60
    assert len(times) == 60
    assert partner.state(made).failures == 0
