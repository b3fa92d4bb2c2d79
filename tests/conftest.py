"""What every test may ask for: a database of both kinds, an application, a client, a browser.

The service is imported by the fixtures that need it, so that the tests of one room start without the others.
"""
# ruff: noqa: PLC0415 - see above

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

from tests import postgres

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from jinja2 import BytecodeCache
    from playwright.sync_api import Browser

    from aril.config import Settings
    from aril.store.database import Database

settings.register_profile("aril", deadline=None)  # how busy a machine is makes no test fail
settings.load_profile("aril")

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
CHROMIUM_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def missing(what: str) -> NoReturn:
    """Skip the test with its reason; where nothing may be skipped, fail."""
    if os.environ.get("ARIL_NO_SKIPS"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL whose database `aril_template` has the empty schema."""
    programs = postgres.binaries()
    if programs is None:
        missing("PostgreSQL is not installed (Debian: apt install postgresql)")
    with postgres.server(programs) as url:
        postgres.statement(url, "CREATE DATABASE aril_template")
        _create_schema(f"{url}/aril_template")
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the empty schema."""
    path = tmp_path_factory.mktemp("schema") / "aril.db"
    _create_schema(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> "Iterator[Database]":
    """An empty SQLite database, for tests above the services."""
    from aril.store.database import Database

    path = tmp_path / "aril.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def postgresql(postgres_server: str) -> "Iterator[Database]":
    """An empty PostgreSQL database."""
    from aril.store.database import Database
    from tests import make

    name = f"test_{make.number()}"
    postgres.statement(postgres_server, f"CREATE DATABASE {name} TEMPLATE aril_template")
    database = Database(f"{postgres_server}/{name}", pool_size=2)
    yield database
    database.close()
    postgres.statement(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> "Database":
    """An empty database of each kind: a test that asks for it runs twice."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def settings(tmp_path: Path) -> "Settings":
    """The shipped settings with a data directory of the test's own, and quick password hashes."""
    from aril import config, resources

    return config.load(resources.default_settings()).changed(
        {"server.data": tmp_path, "security.argon2_memory_mib": 1, "security.argon2_passes": 1}
    )


@pytest.fixture
def app(settings: "Settings", sqlite: "Database", compiled_pages: "BytecodeCache") -> "Flask":
    """The whole service on an empty SQLite database, at a time that stands still (`make.NOW`)."""
    from aril.web.app import create_app
    from tests import make

    app = create_app(settings, sqlite, secret="s" * 32, clock=lambda: make.NOW)
    app.jinja_env.bytecode_cache = compiled_pages
    return app


@pytest.fixture(scope="session")
def compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> "BytecodeCache":
    """Pages compiled once for all tests, not once for each application."""
    from jinja2 import FileSystemBytecodeCache

    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))


@pytest.fixture
def client(app: "Flask") -> "FlaskClient":
    """A browser without a screen that reads English."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        missing("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        yield chromium
        chromium.close()


def pytest_report_header() -> str:
    found = {"chromium": CHROMIUM, "postgresql": postgres.binaries()}
    return ", ".join(f"{name}: {place or 'missing'}" for name, place in found.items())


def _create_schema(url: str) -> None:
    from aril.store.database import Database
    from aril.store.schema import METADATA

    template = Database(url)
    METADATA.create_all(template.engine)
    template.close()
