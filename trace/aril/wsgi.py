"""The whole service for a WSGI server: `gunicorn "aril.wsgi:application()"`."""

import atexit
import gc

from flask import Flask

from aril import config, secret
from aril.api import docs, epcis, labels, log, numbers, own_links, resolver
from aril.assembly import LONG, TASKS, database_of, site_of
from aril.clock import utc_now
from aril.config import Settings
from aril.services.merkle_log.log import Sequencer
from aril.services.site import Site
from aril.services.subscribing import notifications, subscriptions
from aril.services.work import Worker
from aril.store.database import Database
from aril.web import logs
from aril.web.app import create_app


def application() -> Flask:
    """The service as its settings say; threads of each process do beside it what is not done in requests.

    Raises `SettingError` where it must not start like that.
    """
    settings = config.load()
    logs.configure(settings.log.level)
    database = database_of(settings)
    app = assemble(settings, database)
    settle()
    for thread in beside(settings, site_of(settings, database)):
        thread.start()
    return app


def settle() -> None:
    """Spare the garbage collector what a process has made to stand until its end.

    It would look through all of it again and again, in a fifth of the time that capturing a document takes.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)


def beside(settings: Settings, site: Site) -> tuple[Sequencer, Worker]:
    """What works beside a server: it keeps the log up, and does what is due outside requests."""
    return (
        Sequencer(
            site,
            settings.log.max_delay_seconds,
            utc_now,
            grown=lambda: subscriptions.log_has_grown(site),
        ),
        Worker(
            site,
            TASKS,
            utc_now,
            threads=settings.work.threads,
            look_seconds=settings.work.look_seconds,
            long=LONG,
            long_threads=settings.work.printing_threads,
        ),
    )


def assemble(settings: Settings, database: Database) -> Flask:
    """Pages and programs' interfaces together."""
    site = site_of(settings, database)
    machines = (
        log.blueprint(site),
        epcis.blueprint(site, utc_now),
        own_links.blueprint(site, utc_now),
        numbers.blueprint(site, utc_now),
        labels.blueprint(site, utc_now),
        docs.blueprint(site),
        resolver.blueprint(site, settings.site.name, utc_now),
    )
    app = create_app(settings, database, secret=secret.read(settings), machines=machines)
    for figures in (notifications.NOTIFICATIONS, notifications.SECONDS, notifications.Figures(site)):
        app.extensions["aril.figures"].register(figures)
    return app
