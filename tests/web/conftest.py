"""A small room for the tests of the shell: views that do one thing each."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Blueprint, Flask, abort, flash, redirect, render_template_string, request, url_for
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril.config import Settings
from aril.domain.errors import Finding, Forbidden, Invalid, NotFound, Refusal, TooManyAttempts
from aril.domain.membership import Role
from aril.domain.reading import Fields
from aril.services.people.access import public
from aril.store.database import Database
from aril.web import account, security
from aril.web.app import create_app
from aril.web.forms import form_on
from aril.web.room import Entry, Room
from tests import make
from tests.shelf import Shelf, shelf
from tests.web import desks
from tests.web.desks import Desk
from tests.web.phone import service_on

PAGE = """
{% extends "layout.html" %}
{% from "macros/form.html" import form, text, number, quantity, day, long_text, choice, options, checkbox, upload %}
{% from "macros/form.html" import password, submit %}
{% from "macros/show.html" import badge, code, icon, mark %}
{% block title %}Example{% endblock %}
{% block content %}
<h1>Example</h1>
{% call form(files=true) %}
{{ text("name", "Name", value="before", hint="As on the sign") }}
{{ number("trees", "Trees", unit="trees", required=false) }}
{{ quantity("area", "Area", [("m2", "m²"), ("mu", "mu")], unit="mu") }}
{{ day("on", "Day", value="2026-09-12") }}
{{ long_text("note", "Note", required=false) }}
{{ choice("kind", "Kind", [("a", "First"), ("b", "Second")], value="b", empty="Choose") }}
{{ options("roles", "Roles", [("x", "Ex"), ("y", "Why")], values=["y"], type="checkbox") }}
{{ checkbox("agreed", "Agreed") }}
{{ upload("scan", "Scan", accept="image/*", required=false) }}
{{ password("secret", "Secret") }}
{{ submit("Send") }}
{% endcall %}
{{ badge("pass", "Fine") }} {{ code("ABCDEFGH2") }} {{ mark() }} {{ icon("next") }}
{% endblock %}
"""


class _Broken(Refusal):
    template = "A rule says no to {what}."

    @property
    def data(self) -> dict[str, object]:
        return {"what": "this"}


class _Spoiled(Exception):
    """Something nobody thought of."""


ERRORS: dict[str, Exception] = {
    "invalid": Invalid([Finding("name", "This is needed."), Finding("", "Nothing fits.")]),
    "refusal": _Broken(),
    "not-found": NotFound("plot", "A1"),
    "forbidden": Forbidden(Role.GROWER),
    "too-many": TooManyAttempts(7),
    "no-lot": NotFound("lot", "HLHX2VLWNK7N7"),
    "broken": _Spoiled("a stack nobody should read"),
}


def example_room() -> Room:
    blueprint = Blueprint("example", __name__, url_prefix="/example")

    @blueprint.get("/form")
    @public
    def page() -> str:
        return render_template_string(PAGE)

    @blueprint.post("/form")
    @public
    def send() -> object:
        fields = Fields(request.form)
        name = fields.text("name")
        fields.whole("trees", required=False)
        fields.check()
        request.files.get("scan")
        flash(f"{name} is saved.")
        return redirect(url_for(".page"))

    @blueprint.post("/elsewhere")
    @public
    @form_on(".page")
    def send_elsewhere() -> object:
        raise ERRORS["refusal"]

    @blueprint.post("/disorderly")
    @public
    @form_on(".page")
    def send_disorderly() -> object:
        raise Invalid([Finding(where, "Nothing fits.") for where in ("trees", "name", "")])

    _add_failures(blueprint)
    _add_pages(blueprint)
    return Room(blueprint, menu=(Entry("example.page", "People"),))


def _add_failures(blueprint: Blueprint) -> None:
    @blueprint.get("/orphan")
    @public
    def gone() -> object:
        raise ERRORS["not-found"]

    @blueprint.post("/orphan")
    @public
    def send_orphan() -> object:
        raise ERRORS["refusal"]

    @blueprint.post("/nowhere")
    @public
    def send_nowhere() -> object:
        raise ERRORS["invalid"]

    @blueprint.route("/raise/<kind>")
    @public
    def fail(kind: str) -> object:
        raise ERRORS[kind]

    @blueprint.route("/abort/<int:status>")
    @public
    def stop(status: int) -> object:
        abort(status)


def _add_pages(blueprint: Blueprint) -> None:
    @blueprint.get("/scan")
    @public
    def scan() -> str:
        security.allow_wasm()
        return render_template_string('<script nonce="{{ nonce() }}"></script>')

    @blueprint.get("/values")
    @public
    def values() -> str:
        return render_template_string(
            "{{ on | day }}|{{ at | day }}|{{ at | moment }}|{{ kg | kg }}|{{ area | mu }}|{{ role | word }}",
            on=date(2026, 9, 12),
            at=make.NOW.replace(hour=20),
            kg=Decimal("12345.500"),
            area=Decimal(7000),
            role=Role.GROWER,
        )


@pytest.fixture
def app(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Flask:
    """The shell with the example room before the account's pages."""
    app = create_app(
        settings, sqlite, secret="s" * 32, rooms=(example_room(), account.ROOM), clock=lambda: make.NOW
    )
    app.jinja_env.bytecode_cache = compiled_pages
    return app


@pytest.fixture
def chinese(app: Flask) -> FlaskClient:
    """A browser that reads Chinese."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN,zh;q=0.9,en;q=0.5"
    return client


@pytest.fixture
def desk(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Desk:
    """An office with a small orchard in its prefecture."""
    return desks.desk(settings, sqlite, compiled_pages)


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Lots of each state, for tests that only look at them."""
    folder = tmp_path_factory.mktemp("shop")
    path = folder / "aril.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield shelf(database, folder)
    database.close()


@pytest.fixture(scope="module")
def shop_service(shop: Shelf, compiled_pages: BytecodeCache) -> Flask:
    return service_on(shop.orchard.site.db, compiled_pages)


@pytest.fixture
def phone(shop_service: Flask) -> FlaskClient:
    """A phone that reads Chinese and keeps no cookies, in that shop."""
    return shop_service.test_client(use_cookies=False)
