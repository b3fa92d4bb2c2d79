"""An office at its desk, for the tests of its pages."""

import csv
import html
import io
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from werkzeug.test import TestResponse

from aril.config import Settings
from aril.domain.lot import Lot, LotState
from aril.domain.membership import Member, Role
from aril.services.enterprises import chain
from aril.services.orchards import farm
from aril.store import ledger, lots
from aril.store.database import Database
from aril.web.app import create_app
from aril.web.here import Running
from tests import make, samples
from tests.samples import DAY, Orchard, enterprise
from tests.web.registrations import multipart

LANGUAGES = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class Desk:
    """A small orchard, the office of its prefecture, and one of another."""

    app: Flask
    orchard: Orchard
    office: Member
    neighbour: Member

    @property
    def db(self) -> Database:
        return self.orchard.site.db

    def reader(self, member: Member | None = None, language: str = "en") -> FlaskClient:
        """A browser in which somebody of the office is signed in."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGES[language]
        make.sign_in(client, member or self.office)
        return client

    def entries(self) -> int:
        """How many facts are recorded: what a refused form must not change."""
        with self.db.read() as session:
            return ledger.count_entries(session)

    def state(self, lot: Lot) -> LotState:
        with self.db.read() as session:
            return lots.lots_by_epc(session, [lot.epc])[lot.epc].state


def send(client: FlaskClient, path: str, on: str = "", /, **values: str) -> TestResponse:
    """Send a form of the page `on`, which is the one at `path` unless it stands elsewhere."""
    return client.post(path, data=values | {"csrf_token": make.token_of(client, on or path)})


def upload(
    client: FlaskClient, path: str, content: bytes, name: str = "file.csv", **values: str
) -> TestResponse:
    fields = values | {"csrf_token": make.token_of(client, path)}
    return client.post(path, **multipart(fields, {"file": (name, content)}))


def said(answer: TestResponse) -> str:
    """What a page says, for a person to read."""
    return html.unescape(answer.text)


def table(answer: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def desk(settings: Settings, sqlite: Database, compiled_pages: BytecodeCache) -> Desk:
    """A whole service with one."""
    app = create_app(settings, sqlite, secret="s" * 32, clock=lambda: make.NOW)
    app.jinja_env.bytecode_cache = compiled_pages
    running: Running = app.extensions["aril"]
    chain.adopt(running.site, samples.CHAIN, "chain.toml", samples.OFFICE, DAY)
    grower = samples.approved(running.site, enterprise(), Role.GROWER, Role.PACKER)
    plot, _ = farm.add_plot(running.site, samples.PLOT, grower, DAY)
    orchard = Orchard(running.site, grower, plot)
    office = make.member(sqlite, Role.REGULATOR, region=make.ZAOZHUANG)
    return Desk(app, orchard, office, make.member(sqlite, Role.REGULATOR, region="370500"))
