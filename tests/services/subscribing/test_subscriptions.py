"""Who may subscribe to what, and until when."""

from collections.abc import Iterator

import pytest

from aril.domain.errors import NotFound
from aril.epcis.errors import SubscriptionControlsError
from aril.services.ledger import querying
from aril.services.subscribing import subscriptions
from aril.services.subscribing.subscriptions import QueryHasLimit, TooManySubscriptions
from aril.services.subscribing.webhook import LeadsInside, NotHttps
from tests.samples import Orchard
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
