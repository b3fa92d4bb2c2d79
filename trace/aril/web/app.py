"""The service as one Flask application, put together from its rooms."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, url_for
from flask_login import LoginManager
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from aril import resources
from aril.assembly import rules_of, site_of
from aril.clock import utc_now
from aril.config import Settings
from aril.services.people import accounts
from aril.store.database import Database
from aril.web import (
    access,
    account,
    consumer,
    errors,
    filing,
    forms,
    grower,
    health,
    here,
    inspection,
    label_press,
    logs,
    office,
    packing,
    security,
    text,
    trade,
    uploads,
)
from aril.web.here import Running, Visitor, visitor
from aril.web.menu import menu, section
from aril.web.room import Room

ROOMS: tuple[Room, ...] = (
    # A new audience is one line here. The first menu entry somebody may open is where they start.
    consumer.ROOM,
    inspection.ROOM,
    grower.ROOM,
    packing.ROOM,
    label_press.ROOM,
    trade.ROOM,
    office.ROOM,
    filing.ROOM,
    account.ROOM,
)


def create_app(
    settings: Settings,
    database: Database,
    *,
    secret: str,
    rooms: Sequence[Room] = ROOMS,
    machines: Sequence[Blueprint] = (),
    clock: Callable[[], datetime] = utc_now,
) -> Flask:
    """A running site. Raises `TypeError` for a view that does not declare who may come.

    `secret` signs sessions and form tokens (`aril.secret.read`). `machines` are blueprints that serve
    programs: they need no form token.
    """
    app = Flask(__name__, template_folder=str(resources.templates()))
    app.request_class = uploads.Request
    app.secret_key = secret
    app.debug = settings.server.debug
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["aril"] = Running(
        settings,
        site_of(settings, database),
        rules_of(settings),
        clock,
        rooms=tuple(rooms),
        machines=frozenset(blueprint.name for blueprint in machines),
    )
    if settings.server.trusted_proxies:
        hops = settings.server.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions["aril.figures"] = logs.install(app)
    security.refuse_null(app, frozenset(blueprint.name for blueprint in machines))
    _sign_in_by_cookie(app)
    access.install(app)
    forms_only = security.install(app, settings)
    text.install(app)
    forms.install(app)
    errors.install(app)
    for room in (*rooms, health.ROOM):
        app.register_blueprint(room.blueprint)
    for blueprint in machines:
        forms_only.exempt(blueprint)
        app.register_blueprint(blueprint)
    access.public(app.view_functions["static"])
    access.refuse_undeclared(app)
    app.jinja_env.globals.update(
        site=settings.site,
        visitor=visitor,
        static=_fingerprinted,
        menu=menu,
        section=section,
        name_of_lot=here.name_of_lot,
    )
    app.jinja_env.filters["named"] = lambda lot: here.name_of_lot(lot.epc, lot.code)
    return app


def _sign_in_by_cookie(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # a phone changes its address; the row in `sign_in` decides

    @manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
    def _load(token: str) -> Visitor | None:
        found = accounts.member_of(here.database(), token, here.now())
        return Visitor(token, *found) if found else None


def _fingerprinted(name: str) -> str:
    """The address of a static file, which changes with its content and so may be kept for a year."""
    return url_for("static", filename=name, v=_fingerprint(name))


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:12]
