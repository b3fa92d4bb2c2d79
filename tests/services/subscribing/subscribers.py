"""A partner who subscribes, for tests: a site that may deliver to this machine, and workers that do it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from aril.domain.membership import Member
from aril.epcis.controls import parse_controls
from aril.services.ledger import documents, querying
from aril.services.ledger.documents import ErrorBehaviour
from aril.services.ledger.querying import TRANSLATED
from aril.services.merkle_log import log
from aril.services.site import Site
from aril.services.subscribing import notifications, subscriptions
from aril.services.subscribing.subscriptions import Subscription
from aril.services.subscribing.webhook import Outside
from tests.epcis.examples import UNIT, document, object_event
from tests.receiver import Received, Receiver, receiving
from tests.samples import DAY, Orchard

SECOND = timedelta(seconds=1)


@dataclass
class Subscriber:
    """A member whose query finds what is `damaged`, and the server that receives what is found."""

    site: Site
    member: Member
    server: Receiver
    now: datetime = DAY
    _events: int = 0

    def subscribe(self, **controls: Any) -> Subscription:
        wanted = {"dest": self.server.url, "stream": True} | controls
        said = {name: value for name, value in wanted.items() if value is not None}
        return subscriptions.subscribe(
            self.site, self.member, "mine", parse_controls(said), TRANSLATED, self.now
        )

    def keep(self, name: str = "mine", **query: Any) -> None:
        querying.keep_query(self.site, self.member, name, query, self.now)

    def capture(self, count: int = 1, disposition: str = "damaged", by: Member | None = None) -> list[str]:
        """Record events of things that are damaged; answers their IDs."""
        ids = [f"urn:uuid:00000000-0000-4000-8000-{self._events + n:012}" for n in range(count)]
        self._events += count
        events = [
            object_event(eventID=each, epcList=[f"{UNIT}{each[-4:]}"], disposition=disposition)
            for each in ids
        ]
        job = documents.capture_document(
            self.site, document(*events), ErrorBehaviour.ROLLBACK, by or self.member, self.now
        )
        assert job.errors == ()
        return ids

    def work(self, at: datetime | None = None) -> None:
        """Give what was captured its place in the log, and do all that is due."""
        self.now = at or self.now + SECOND
        log.sequence(self.site)
        while notifications.notify_next(self.site, self.now):
            pass

    def fail(self, subscription: Subscription, attempts: int) -> None:
        """Let so many attempts at a notification fail."""
        self.server.statuses = [500] * attempts
        for _ in range(attempts):
            self.work(self.state(subscription).next_at or self.now + SECOND)

    def received(self) -> list[list[str]]:
        """The IDs of the events of each notification so far."""
        return [[event["eventID"] for event in events_of(each)] for each in self.server.received]

    def state(self, subscription: Subscription) -> Subscription:
        return subscriptions.subscription(self.site, self.member, subscription.id)


def events_of(received: Received) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(received.body)["epcisBody"]["queryResults"]["resultsBody"][
        "eventList"
    ]
    return found


@contextmanager
def trying(site: Site, member: Member, now: datetime) -> Iterator[Subscriber]:
    """A member with the query `mine`, on a site that may deliver to this machine."""
    with receiving() as server:
        found = Subscriber(replace(site, outside=Outside(frozenset({"localhost"}))), member, server, now)
        found.keep(EQ_disposition=["damaged"])
        yield found


@contextmanager
def subscriber(orchard: Orchard) -> Iterator[Subscriber]:
    """The orchard's grower as a subscriber."""
    with trying(orchard.site, orchard.grower, DAY) as found:
        yield found
