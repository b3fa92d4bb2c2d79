"""A small chain with a grower who can sign in: what the pages of growing, packing and trading are tried on."""

import html
import re
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from werkzeug.test import TestResponse

from aril import config, resources, secret
from aril.config import Settings
from aril.domain.enterprise import Activity
from aril.domain.lot import Lot
from aril.domain.membership import Member, Role
from aril.services.enterprises import chain
from aril.services.orchards import farm
from aril.services.site import Site
from aril.store import ledger
from aril.store.database import Database
from aril.web.app import create_app
from aril.web.here import Running
from aril.wsgi import assemble
from tests import make, samples
from tests.coded import Coded
from tests.samples import Orchard

LANGUAGES = {"zh": "zh-CN,zh;q=0.9", "en": "en"}


@dataclass(frozen=True)
class Grown:
    """The orchard, whose grower grows, packs and trades; a shop that trades; and a grower who knows neither."""

    app: Flask
    orchard: Orchard
    shop: Member
    stranger: Member

    @property
    def site(self) -> Site:
        return self.orchard.site

    @property
    def grower(self) -> Member:
        return self.orchard.grower

    def reader(self, member: Member, language: str = "en") -> FlaskClient:
        """A browser in which somebody is signed in."""
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGES[language]
        make.sign_in(client, member)
        return client

    def strangers_lot(self) -> Lot:
        plot, _ = farm.add_plot(self.site, samples.PLOT, self.stranger, samples.DAY)
        return Orchard(self.site, self.stranger, plot).harvest("10")

    def held_lot(self) -> Lot:
        """A lot that a failing report put on hold."""
        inspector = self.orchard.member(31, Activity.LABORATORY, Role.INSPECTOR)
        self.orchard.load_limits("carbendazim", "chlorpyrifos")
        lot = self.orchard.harvest("100")
        self.orchard.inspect(lot, inspector, **{"value-carbendazim": "0.61"})
        return lot

    def entries(self) -> int:
        """How many facts are recorded: what a refused form must not change."""
        with self.site.db.read() as session:
            return ledger.count_entries(session)


def grow(settings: Settings, database: Database, pages: BytecodeCache) -> Grown:
    """The whole service on a database, with the small world in it."""
    app = create_app(settings, database, secret="s" * 32, clock=lambda: make.NOW)
    app.jinja_env.bytecode_cache = pages
    running: Running = app.extensions["aril"]
    site = running.site
    chain.adopt(site, samples.CHAIN, "chain.toml", samples.OFFICE, samples.DAY)
    grower = person(site, 1, Activity.GROWER, Role.GROWER, Role.PACKER, Role.TRADER)
    shop = person(site, 2, Activity.TRADER, Role.TRADER)
    stranger = person(site, 4, Activity.GROWER, Role.GROWER, Role.PACKER, Role.TRADER)
    plot, _ = farm.add_plot(site, samples.PLOT, grower, samples.DAY)
    return Grown(app, Orchard(site, grower, plot), shop, stranger)


def person(site: Site, seed: int, activity: Activity, *roles: Role) -> Member:
    """Somebody with a password in a newly approved enterprise."""
    filed = samples.approved(site, samples.enterprise(seed, activity), *roles)
    return make.member(site.db, *roles, organisation_id=filed.organisation_id)


def coded_reader(shop: Coded, organisation_id: str, pages: BytecodeCache) -> FlaskClient:
    """A browser of a grower of an organisation, in the whole service with a shop of GS1 numbers."""
    settings = config.load(resources.default_settings()).changed({
        "server.data": shop.orchard.site.data, "security.argon2_memory_mib": 1, "security.argon2_passes": 1
    })  # fmt: skip
    secret.make(settings)
    app = assemble(settings, shop.orchard.site.db)
    app.jinja_env.bytecode_cache = pages
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    make.sign_in(client, make.member(shop.orchard.site.db, Role.GROWER, organisation_id=organisation_id))
    return client


def send(client: FlaskClient, path: str, data: dict[str, object], page: str = "") -> TestResponse:
    """Send the form that stands on a page, as a browser does."""
    return client.post(path, data={"csrf_token": make.token_of(client, page or path), **data})


def text_of(answer: TestResponse) -> str:
    """What a page says, its tags left out."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))
