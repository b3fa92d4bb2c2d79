"""Delivering to subscribers what their queries find: the task that workers do outside requests.

A subscription remembers a place in the log. Places are dense and given in one order, whatever the order in which
writers commit, so everything before it has been sent and nothing behind it has: no event is missed while others write,
and none comes twice unless the other side took it and its answer was lost.
"""

import hashlib
import hmac
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import structlog
from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from aril.domain.errors import Refusal
from aril.domain.subscription import SubscriptionState, retry_at
from aril.epcis.documents import QueryDocument
from aril.epcis.errors import EpcisError
from aril.epcis.events import Event
from aril.epcis.jsontext import dumps, loads
from aril.epcis.query import parse_query
from aril.epcis.schedule import Schedule
from aril.epcis.writing import write_document
from aril.services import work
from aril.services.ledger import querying
from aril.services.merkle_log import log
from aril.services.people import tokens
from aril.services.site import Site
from aril.services.subscribing import subscriptions
from aril.store import claims, jobs, ledger, organisations
from aril.store import subscriptions as store
from aril.store.subscriptions import NotificationRow, SubscriptionRow

LEASE = timedelta(minutes=2)
"""Longer than a notification may take, with asking for the address."""

KEPT = timedelta(days=30)
"""For how long is known what became of a notification."""

GONE = 410
TOO_LARGE = 413

NOTIFICATIONS = Counter(
    "aril_notifications_total", "Notifications to subscribers.", ("result",), registry=None
)
SECONDS = Histogram("aril_notification_seconds", "Time that a notification took.", registry=None)

logger = structlog.get_logger("aril.services")


@dataclass(eq=False)
class NotTaken(Refusal):
    template: ClassVar[str] = "“{address}” answered {status}; expected 200."
    address: str
    status: int


@dataclass(eq=False)
class Redirected(NotTaken):
    template: ClassVar[str] = (
        "“{address}” answered {status}: a redirect is not followed; subscribe with where it leads."
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Events to send, and the place of the log after them; `is_last` where no other is behind it by now."""

    events: tuple[Event, ...]
    next_leaf: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of sending: nothing to send (no `status`, no `error`), taken, or not."""

    status: int | None = None
    error: Refusal | EpcisError | None = None
    milliseconds: int = 0


def notify_next(site: Site, now: datetime) -> bool:
    """Deliver to the subscription that has been due for longest; answers whether there was one."""
    _make_streams_due(site, now)
    row = work.claimed(site, SubscriptionRow, now, LEASE)
    if row is None:
        return False
    if row.state != SubscriptionState.ACTIVE:  # paused while somebody delivered, who did not come to an end
        with site.db.write() as session:
            claims.settle(session, row, None)
        return True
    if row.schedule is not None:
        log.catch_up(site, now)
    batch = Batch((), row.next_leaf, is_last=True)
    outcome = Outcome()
    try:
        batch = _batch(site, row)
        if batch.events or (row.report_if_empty and row.schedule is not None):
            outcome = _sent(site, row, batch.events, now)
    except EpcisError as error:  # a query of an older version
        outcome = Outcome(error=error)
    due_at = _settle(site, row, batch, outcome, now)
    if due_at is not None and due_at > now:
        work.wake(site, subscriptions.TASK, due_at)
    return True


def _make_streams_due(site: Site, now: datetime) -> None:
    with site.db.read() as session:
        size = ledger.log_size(session)
        if not store.any_stream_behind(session, size):
            return
    with site.db.write() as session:
        store.make_streams_due(session, size, now)


def _batch(site: Site, row: SubscriptionRow) -> Batch:
    with site.db.read() as session:
        size = ledger.log_size(session)
        kept = jobs.named_query(session, row.organisation_id, row.query_name)
        organisation = organisations.organisation(session, row.organisation_id)
        assert kept is not None  # foreign keys say so
        assert organisation is not None
        reader = tokens.program_of(organisation, row.created_by)
        found, are_more = querying.recorded(
            session,
            site,
            reader,
            parse_query(loads(kept.query)),
            range(row.next_leaf, size),
            row.initial_record_time,
            row.batch,
        )
    next_leaf = max(place for place, _ in found) + 1 if are_more else size
    return Batch(tuple(event for _, event in found), next_leaf, is_last=not are_more)


def _sent(site: Site, row: SubscriptionRow, events: tuple[Event, ...], now: datetime) -> Outcome:
    body = dumps(
        write_document(
            QueryDocument.of(
                tuple(querying.spelled(event, row.epc_format) for event in events),
                created=now,
                query_name=row.query_name,
                subscription_id=row.id,
            )
        )
    ).encode()
    started = time.perf_counter()
    status, error = None, None
    try:
        status = site.outside.post(row.dest, body, _headers(row, body))
        error = _not_taken(row.dest, status)
    except Refusal as refusal:
        error = refusal
    seconds = time.perf_counter() - started
    SECONDS.observe(seconds)
    NOTIFICATIONS.labels("failed" if error else "delivered").inc()
    return Outcome(status, error, round(seconds * 1000))


def _headers(row: SubscriptionRow, body: bytes) -> Mapping[str, str]:
    headers = {
        "Content-Type": "application/json",
        "GS1-EPCIS-Version": "2.0.0",
        "GS1-CBV-Version": "2.0.0",
        "GS1-EPC-Format": row.epc_format,
        "User-Agent": "Aril",
    }
    if row.signature_token:
        headers["GS1-Signature"] = signature(row.signature_token, body)
    return headers


def signature(token: str, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) of the bytes of a body, with the subscriber's token as its key."""
    return "sha256=" + hmac.new(token.encode(), body, hashlib.sha256).hexdigest()


def _not_taken(address: str, status: int) -> Refusal | None:
    if 200 <= status < 300:
        return None
    return (Redirected if 300 <= status < 400 else NotTaken)(address, status)


def _settle(
    site: Site, row: SubscriptionRow, batch: Batch, outcome: Outcome, now: datetime
) -> datetime | None:
    """Write down what became of a claimed subscription; answers when it is due again."""
    values, due_at = (
        _after_failure(row, batch, outcome, now)
        if outcome.error
        else _after_success(row, batch, outcome, now)
    )
    with site.db.write() as session:
        current = session.get(SubscriptionRow, row.id)
        if current is not None and current.state == SubscriptionState.PAUSED:
            values["state"], due_at = SubscriptionState.PAUSED, None
        if not claims.settle(session, row, due_at, **values):
            logger.warning(
                "a notification was not written down", subscription=row.id, reason="deleted, or too slow"
            )
            return None
        if outcome.status is not None or outcome.error is not None:
            session.add(_written(row, batch, outcome, now))
            store.forget_notifications(session, row.id, now - KEPT)
    return due_at


def _after_success(
    row: SubscriptionRow, batch: Batch, outcome: Outcome, now: datetime
) -> tuple[dict[str, Any], datetime | None]:
    values: dict[str, Any] = {"next_leaf": batch.next_leaf, "failures": 0, "min_record_time": now}
    if outcome.status is not None:
        values["last_notified_at"] = now
    if not batch.is_last:
        return values, now
    if row.schedule is None:
        return values, None  # due when the log grows
    return values, subscriptions.due(Schedule.read(row.schedule), now)


def _after_failure(
    row: SubscriptionRow, batch: Batch, outcome: Outcome, now: datetime
) -> tuple[dict[str, Any], datetime | None]:
    if outcome.status == TOO_LARGE and len(batch.events) > 1:
        return {"batch": len(batch.events) // 2}, now
    failures = row.failures + 1
    due_at = None if outcome.status == GONE else retry_at(failures, now)
    state = SubscriptionState.ACTIVE if due_at else SubscriptionState.FAILING
    return {"failures": failures, "state": state}, due_at


def _written(row: SubscriptionRow, batch: Batch, outcome: Outcome, now: datetime) -> NotificationRow:
    error = outcome.error
    return NotificationRow(
        subscription_id=row.id,
        at=now,
        milliseconds=outcome.milliseconds,
        attempt=row.failures + 1,
        events=len(batch.events),
        status=outcome.status,
        error=error and {"template": error.template, "data": dict(error.data)},
    )


class Figures(Collector):
    """What the tables know at the moment somebody asks: subscriptions by state, and how far streams are behind."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def describe(self) -> Iterator[Metric]:
        return iter(())  # else the tables would be asked when it is registered

    def collect(self) -> Iterator[Metric]:
        with self._site.db.read() as session:
            states = store.states(session)
            size, least = ledger.log_size(session), store.furthest_behind(session)
        found = GaugeMetricFamily("aril_subscriptions", "Subscriptions by state.", labels=("state",))
        for state in SubscriptionState:
            found.add_metric((state.value,), states.get(state, 0))
        yield found
        behind = 0 if least is None else size - least
        yield GaugeMetricFamily(
            "aril_notification_lag_records",
            "Records of the log that the last stream has not come to.",
            behind,
        )
