"""Subscriptions of an organisation to its named queries: made by its programs, watched over by its administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from aril.domain.errors import Finding, NotFound, Refusal
from aril.domain.membership import Member
from aril.domain.moment import CHINA
from aril.domain.subscription import SubscriptionState
from aril.epcis.controls import Controls
from aril.epcis.query import parse_query
from aril.epcis.schedule import Schedule
from aril.services import work
from aril.services.ledger import querying
from aril.services.people.access import visible
from aril.services.site import Site
from aril.store import cursor, ledger
from aril.store import subscriptions as store
from aril.store.subscriptions import NotificationRow, SubscriptionRow

TASK = "notifications"
"""The name of the task that delivers (`services/subscribing/notifications.py`)."""

MOST = 100
"""Subscriptions of one organisation."""

BATCH = 200
"""Events in one notification, unless the other side asks for fewer."""

SHOWN = 50


@dataclass(eq=False)
class TooManySubscriptions(Refusal):
    template: ClassVar[str] = (
        "An organisation has at most {most} subscriptions; delete one that is not needed."
    )
    most: int


@dataclass(eq=False)
class QueryHasLimit(Refusal):
    template: ClassVar[str] = (
        "The query “{name}” has {parameter}, and would lose events; subscribe to one without it."
    )
    name: str
    parameter: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription as whoever made it and its administrator may see it: without its token.

    `next_at` is when the next attempt or report is due, `waiting` whether something was not delivered yet.
    """

    id: str
    query_name: str
    dest: str
    is_signed: bool
    schedule: Mapping[str, str] | None
    report_if_empty: bool
    epc_format: str
    created_at: datetime
    created_by: str
    initial_record_time: datetime
    min_record_time: datetime
    last_notified_at: datetime | None
    state: SubscriptionState
    failures: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notification:
    """What became of one attempt; `error` says why it failed, and is None where it did not."""

    at: datetime
    milliseconds: int
    attempt: int
    events: int
    status: int | None
    error: Finding | None


def subscribe(
    site: Site, member: Member, query_name: str, controls: Controls, epc_format: str, at: datetime
) -> Subscription:
    """Subscribe to a query of the member's organisation.

    Raises `NotFound`, `QueryHasLimit`, `TooManySubscriptions`, or `AddressRefused` for where the events are to go.
    """
    site.outside.check(controls.dest)
    query = parse_query(querying.named_query(site, member, query_name).query)
    for parameter, limit in (
        ("eventCountLimit", query.event_count_limit),
        ("maxEventCount", query.max_event_count),
    ):
        if limit is not None:
            raise QueryHasLimit(query_name, parameter)
    since = controls.initial_record_time or at
    with site.db.write() as session:
        if store.count_of(session, member.organisation_id) >= MOST:
            raise TooManySubscriptions(MOST)
        row = SubscriptionRow(
            id=site.new_id(),
            organisation_id=member.organisation_id,
            query_name=query_name,
            dest=controls.dest,
            signature_token=controls.signature_token,
            schedule=None if controls.schedule is None else dict(controls.schedule.said),
            report_if_empty=controls.report_if_empty,
            epc_format=epc_format,
            created_at=at,
            created_by=member.user_name[:200],
            initial_record_time=since,
            min_record_time=since,
            next_leaf=0,
            batch=BATCH,
            state=SubscriptionState.ACTIVE,
            failures=0,
            due_at=due(controls.schedule, at),
        )
        session.add(row)
        try:
            session.flush()
        except IntegrityError:  # the query was dropped a moment ago
            raise NotFound("query", query_name) from None
        made = _shown(row)
    work.wake(site, TASK, made.next_at)
    return made


def due(schedule: Schedule | None, at: datetime) -> datetime:
    """When a subscription that begins or goes on at a moment is due: a stream at once, others by China's clock."""
    return at if schedule is None else schedule.next_after(at.astimezone(CHINA))


def subscription(
    site: Site, member: Member, subscription_id: str, query_name: str | None = None
) -> Subscription:
    """A subscription of the member's organisation, to this query where one is named; raises `NotFound`."""
    with site.db.read() as session:
        return _shown(_own(session, member, subscription_id, query_name))


def subscriptions_to(
    site: Site, member: Member, query_name: str, per_page: int, token: str
) -> tuple[list[Subscription], str]:
    """The subscriptions to a query, oldest first, and the token of the next page; raises `NotFound`."""
    querying.named_query(site, member, query_name)
    after = tuple(cursor.read(token, datetime, str)) if token else None
    with site.db.read() as session:
        rows = store.subscriptions_of(session, member.organisation_id, query_name, per_page + 1, after)
        last = rows[per_page - 1] if len(rows) > per_page else None
        following = cursor.write([last.created_at, last.id]) if last else ""
        return [_shown(row) for row in rows[:per_page]], following


def all_subscriptions(site: Site, member: Member) -> list[Subscription]:
    """Every subscription of the member's organisation, oldest first."""
    with site.db.read() as session:
        return [_shown(row) for row in store.subscriptions_of(session, member.organisation_id)]


def notifications(site: Site, subscription_id: str) -> list[Notification]:
    """What became of the last notifications of a subscription that the asker may see, newest first."""
    with site.db.read() as session:
        return [_notification(row) for row in store.notifications_of(session, subscription_id, SHOWN)]


def unsubscribe(site: Site, member: Member, subscription_id: str, query_name: str | None = None) -> None:
    """End a subscription of the member's organisation, with all that is known of it; raises `NotFound`."""
    with site.db.write() as session:
        row = _own(session, member, subscription_id, query_name)
        store.forget(session, row.organisation_id, row.query_name, row.id)


def pause(site: Site, member: Member, subscription_id: str) -> None:
    """Send nothing until `resume`; what is recorded meanwhile waits. Raises `NotFound`."""
    with site.db.write() as session:
        row = _own(session, member, subscription_id)
        row.state = SubscriptionState.PAUSED
        if row.claim is None:  # who is delivering right now sees the state afterwards
            row.due_at = None


def resume(site: Site, member: Member, subscription_id: str, at: datetime) -> None:
    """Go on where it was left off, and forget earlier failures: at once, or by its schedule. Raises `NotFound`."""
    with site.db.write() as session:
        row = _own(session, member, subscription_id)
        _activate(row, due(None if row.schedule is None else Schedule.read(row.schedule), at))
    work.wake(site, TASK)


def send_again(site: Site, member: Member, subscription_id: str, at: datetime) -> None:
    """Try now what could not be delivered; raises `NotFound`."""
    with site.db.write() as session:
        _activate(_own(session, member, subscription_id), at)
    work.wake(site, TASK)


def log_has_grown(site: Site) -> None:
    """Wake whoever delivers, where a stream is behind the log."""
    with site.db.read() as session:
        is_behind = store.any_stream_behind(session, ledger.log_size(session))
    if is_behind:
        work.wake(site, TASK)


def _activate(row: SubscriptionRow, due_at: datetime) -> None:
    row.state = SubscriptionState.ACTIVE
    row.failures = 0
    if row.claim is None:
        row.due_at = due_at


def _own(
    session: Session, member: Member, subscription_id: str, query_name: str | None = None
) -> SubscriptionRow:
    row = store.subscription(session, subscription_id, member.organisation_id)
    if row is None or query_name not in (None, row.query_name):
        raise NotFound("subscription", subscription_id)
    return row


def _shown(row: SubscriptionRow) -> Subscription:
    return Subscription(
        id=row.id,
        query_name=row.query_name,
        dest=row.dest,
        is_signed=bool(row.signature_token),
        schedule=row.schedule,
        report_if_empty=row.report_if_empty,
        epc_format=row.epc_format,
        created_at=row.created_at,
        created_by=row.created_by,
        initial_record_time=row.initial_record_time,
        min_record_time=row.min_record_time,
        last_notified_at=row.last_notified_at,
        state=SubscriptionState(row.state),
        failures=row.failures,
        next_at=row.due_at,
    )


def _notification(row: NotificationRow) -> Notification:
    error = None if row.error is None else Finding("", row.error["template"], row.error["data"])
    return Notification(row.at, row.milliseconds, row.attempt, row.events, row.status, error)


@visible("subscription")
def _sees_subscription(session: Session, member: Member, subscription_id: str) -> bool:
    return store.subscription(session, subscription_id, member.organisation_id) is not None
