"""What every test may ask for: a database of both kinds, an application, a client, a browser."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from aril import config
from aril.config import Settings
from aril.store.database import Base, Database
from aril.web.app import create_app
from tests import make, postgres

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


def missing(what: str) -> None:
    """Skip the test with its reason; where nothing may be skipped, fail."""
    if os.environ.get("ARIL_NO_SKIPS"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL with an empty schema in the database `template`."""
    programs = postgres.binaries()
    if programs is None:
        missing("PostgreSQL is not installed (Debian: apt install postgresql)")
        return
    with postgres.server(programs) as url:
        postgres.statement(url, "CREATE DATABASE aril_template")
        template = Database(f"{url}/aril_template")
        Base.metadata.create_all(template.engine)
        template.close()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the empty schema."""
    path = tmp_path_factory.mktemp("schema") / "aril.db"
    template = Database(f"sqlite:///{path}")
    Base.metadata.create_all(template.engine)
    with template.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    template.close()
    return path


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database, for tests above the store."""
    path = tmp_path / "aril.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database of each kind: a test that asks for it runs twice."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    url = request.getfixturevalue("postgres_server")
    name = f"test_{make.number()}"
    postgres.statement(url, f"CREATE DATABASE {name} TEMPLATE aril_template STRATEGY FILE_COPY")
    database = Database(f"{url}/{name}", pool_size=2)
    yield database
    database.close()
    postgres.statement(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The shipped settings with a data directory of the test's own, and quick password hashes."""
    return config.load(config.resources.default_settings()).changed(
        {"server.data": tmp_path, "security.argon2_memory_mib": 1, "security.argon2_passes": 1}
    )


@pytest.fixture
def app(settings: Settings, sqlite: Database) -> Flask:
    """The whole service on an empty SQLite database, at a time that stands still (`make.NOW`)."""
    return create_app(settings, sqlite, secret="s" * 32, clock=lambda: make.NOW)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen that reads English."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only browser tests pay for it

    if CHROMIUM is None:
        missing("Chromium is not installed (Debian: apt install chromium)")
        return
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGUMENTS))
        yield chromium
        chromium.close()


def pytest_report_header() -> str:
    return f"python {sys.version.split()[0]}, chromium {CHROMIUM or 'missing'}, postgresql {postgres.binaries() or 'missing'}"
