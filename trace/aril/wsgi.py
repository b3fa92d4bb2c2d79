"""The whole service for a WSGI server: `gunicorn "aril.wsgi:application()"`."""

from flask import Flask

from aril import config, secret
from aril.api import epcis, log, own_links, resolver
from aril.assembly import database_of, site_of
from aril.config import Settings
from aril.services.log import Sequencer
from aril.store.database import Database
from aril.web import logs
from aril.web.app import create_app
from aril.web.here import utc_now


def application() -> Flask:
    """The service as its settings say, its log kept up beside it by a thread of each worker.

    Raises `SettingError` where it must not start like that.
    """
    settings = config.load()
    logs.configure(settings.log.level)
    database = database_of(settings)
    Sequencer(site_of(settings, database), settings.log.max_delay_seconds, utc_now).start()
    return assemble(settings, database)


def assemble(settings: Settings, database: Database) -> Flask:
    """Pages and programs' interfaces together."""
    site = site_of(settings, database)
    machines = (
        log.blueprint(site),
        epcis.blueprint(site, utc_now),
        own_links.blueprint(site, utc_now),
        resolver.blueprint(site, settings.site.name, utc_now),
    )
    return create_app(settings, database, secret=secret.read(settings), machines=machines)
