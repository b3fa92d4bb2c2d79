"""Who may subscribe to what, and until when."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from aril.domain.errors import NotFound
from aril.epcis.errors import SubscriptionControlsError
from aril.services.ledger import querying
from aril.services.subscribing import subscriptions
from aril.services.subscribing.subscriptions import QueryHasLimit, TooManySubscriptions
from aril.services.subscribing.webhook import LeadsInside, NotHttps
from aril.store import subscriptions as store
from aril.store.subscriptions import NotificationRow, SubscriptionRow
from tests.samples import DAY, Orchard
from tests.services.subscribing.subscribers import Subscriber, subscriber


@pytest.fixture
def partner(orchard: Orchard) -> Iterator[Subscriber]:
    with subscriber(orchard) as found:
        yield found


def test_the_end_of_a_query_is_the_end_of_its_subscriptions(partner: Subscriber) -> None:
    made = partner.subscribe()
    partner.capture()
    partner.work()
    querying.drop_query(partner.site, partner.member, "mine")
    partner.capture()
    partner.work()

    assert len(partner.server.received) == 1
    with pytest.raises(NotFound):
        partner.state(made)


@pytest.mark.parametrize("parameter", ["maxEventCount", "eventCountLimit"])
def test_a_query_with_a_limit_would_lose_events(partner: Subscriber, parameter: str) -> None:
    querying.drop_query(partner.site, partner.member, "mine")
    partner.keep(**{parameter: 5, "orderBy": "eventTime"})

    with pytest.raises(QueryHasLimit, match=parameter):
        partner.subscribe()


@pytest.mark.parametrize(
    ("dest", "refusal"),
    [("http://client.example.com/", NotHttps), ("https://169.254.169.254/latest", LeadsInside)],
)
def test_where_nothing_can_ever_be_sent_nobody_subscribes(
    partner: Subscriber, dest: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        partner.subscribe(dest=dest)


def test_a_query_that_is_dropped_at_that_moment_is_not_subscribed_to(
    partner: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop_meanwhile(*_: object) -> int:
        querying.drop_query(partner.site, partner.member, "mine")
        return 0

    monkeypatch.setattr(store, "count_of", drop_meanwhile)

    with pytest.raises(NotFound, match="There is no query “mine”"):
        partner.subscribe()


def test_a_subscription_ends_also_while_a_notification_is_written_down(partner: Subscriber) -> None:
    made = partner.subscribe()
    written, ended = threading.Event(), threading.Event()

    def write_down() -> None:
        with partner.site.db.write() as session:
            session.get_one(SubscriptionRow, made.id).failures = 1
            session.add(NotificationRow(
                subscription_id=made.id, at=DAY, milliseconds=1, attempt=1, events=1, status=500, error=None
            ))  # fmt: skip
            session.flush()
            written.set()
            ended.wait(1)  # whoever ends it waits for this on PostgreSQL

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_down)
        assert written.wait(10)
        subscriptions.unsubscribe(partner.site, partner.member, made.id)
        ended.set()
        writing.result()

    with pytest.raises(NotFound):
        partner.state(made)


def test_a_token_that_no_database_keeps_signs_nothing(partner: Subscriber) -> None:
    with pytest.raises(SubscriptionControlsError) as refused:
        partner.subscribe(signatureToken="a\0b")

    assert [each.path for each in refused.value.findings] == ["signatureToken"]


def test_an_organisation_has_so_many_subscriptions(
    partner: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "MOST", 1)
    partner.subscribe()

    with pytest.raises(TooManySubscriptions):
        partner.subscribe()
