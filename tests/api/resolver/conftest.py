"""The whole service with an enterprise that has GS1 numbers, made once for all tests of a file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache

from aril import config, resources, secret
from aril.store.database import Database
from aril.wsgi import assemble
from tests.coded import Coded, coded
from tests.samples import BASE_URL, NAMESPACE


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coded]:
    folder = tmp_path_factory.mktemp("shop")
    path = folder / "aril.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield coded(database, folder)
    database.close()


@pytest.fixture(scope="module")
def service(shop: Coded, compiled_pages: BytecodeCache) -> Flask:
    settings = config.load(resources.default_settings()).changed({
        "site.base_url": BASE_URL, "site.namespace": NAMESPACE, "server.data": shop.orchard.site.data
    })  # fmt: skip
    secret.make(settings)
    app = assemble(settings, shop.orchard.site.db)
    app.jinja_env.bytecode_cache = compiled_pages
    return app


@pytest.fixture
def client(service: Flask) -> FlaskClient:
    return service.test_client(use_cookies=False)
