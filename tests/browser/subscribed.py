"""Subscriptions on the live service, one in each state, made when the first page asks for them."""

from datetime import timedelta

from aril.clock import utc_now
from aril.domain.membership import Role
from aril.domain.subscription import MOST_ATTEMPTS, SubscriptionState
from aril.epcis.controls import parse_controls
from aril.services.ledger import querying
from aril.services.subscribing import subscriptions
from aril.services.subscribing.webhook import NotReached
from aril.store.subscriptions import NotificationRow, SubscriptionRow
from tests.browser.conftest import Live

DEST = "https://client.example.com/epcis/events-of-our-partners-in-the-orchards-of-yicheng"
STATES: dict[str, tuple[SubscriptionState, int]] = {
    "delivered": (SubscriptionState.ACTIVE, 0),
    "retried": (SubscriptionState.ACTIVE, 2),
    "paused": (SubscriptionState.PAUSED, 0),
    "failing": (SubscriptionState.FAILING, MOST_ATTEMPTS),
}
_MADE: dict[str, str] = {}


def all_of_them(live: Live) -> str:
    _make(live)
    return "/programs/subscriptions"


def delivered(live: Live) -> str:
    return f"/programs/subscriptions/{_make(live)['delivered']}"


def failing(live: Live) -> str:
    return f"/programs/subscriptions/{_make(live)['failing']}"


def _make(live: Live) -> dict[str, str]:
    if _MADE:
        return _MADE
    administrator = live.people[Role.ADMINISTRATOR]
    now = utc_now()
    error = NotReached(DEST, "Connection refused")
    for name, (state, failures) in STATES.items():
        querying.keep_query(live.site, administrator, name, {"EQ_disposition": ["damaged"]}, now)
        when = {"stream": True} if failures else {"schedule": {"hour": "1,13", "minute": "5"}}
        made = subscriptions.subscribe(
            live.site,
            administrator,
            name,
            parse_controls({"dest": DEST, "signatureToken": "s", **when}),
            querying.TRANSLATED,
            now,
        )
        _MADE[name] = made.id
        with live.db.write() as session:
            row = session.get_one(SubscriptionRow, made.id)
            row.state, row.failures = state, failures
            row.last_notified_at = now - timedelta(hours=1)
            for attempt in range(max(failures, 1)):
                session.add(
                    NotificationRow(
                        subscription_id=made.id,
                        at=now - timedelta(minutes=attempt),
                        milliseconds=120,
                        attempt=max(failures, 1) - attempt,
                        events=3,
                        status=None if failures else 200,
                        error={"template": error.template, "data": error.data} if failures else None,
                    )
                )
    return _MADE
