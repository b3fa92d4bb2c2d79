"""The parts of the service, put together from the settings."""

from collections.abc import Mapping
from datetime import timedelta

from aril.config import Settings
from aril.domain.terms import Terms
from aril.printing.address import Reach
from aril.services.label_press import label_order, label_print, label_sending
from aril.services.people.accounts import Rules
from aril.services.people.passwords import Passwords
from aril.services.site import Site
from aril.services.subscribing import notifications, subscriptions
from aril.services.subscribing.webhook import Outside
from aril.services.work import Task
from aril.store.database import Database

TASKS: Mapping[str, Task] = {
    label_order.TASK: label_print.work,
    label_sending.TASK: label_sending.work,
    subscriptions.TASK: notifications.notify_next,
}
"""What is done outside requests: the name by which it is woken, and what does one thing of it."""
LONG = frozenset({label_sending.TASK})
"""Those that last as long as a printer prints."""


def database_of(settings: Settings) -> Database:
    """The database that is set, or the SQLite file in the data directory."""
    return Database(settings.database_url, pool_size=settings.database.pool_size)


def site_of(settings: Settings, database: Database) -> Site:
    """What every service works with."""
    return Site(
        db=database,
        terms=Terms(settings.site.namespace),
        base_url=settings.site.base_url,
        data=settings.server.data,
        labels=settings.label_folders,
        upload_limit=settings.uploads.max_bytes,
        printers=Reach(settings.printer_networks, frozenset(settings.printers.ports)),
        outside=Outside(frozenset(settings.subscriptions.inside_hosts)),
        keep_labels=timedelta(days=settings.labels.keep_days),
    )


def rules_of(settings: Settings) -> Rules:
    """How strict the door is."""
    chosen = settings.security
    return Rules(
        attempts=chosen.lockout_attempts,
        address_attempts=chosen.address_attempts,
        window=timedelta(minutes=chosen.lockout_minutes),
        session=timedelta(hours=chosen.session_hours),
        link=timedelta(hours=chosen.link_hours),
        passwords=Passwords(
            concurrency=chosen.argon2_concurrency,
            memory_mib=chosen.argon2_memory_mib,
            passes=chosen.argon2_passes,
        ),
    )
