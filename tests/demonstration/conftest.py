import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from aril.demonstration.load import load
from aril.demonstration.tour import Loaded
from aril.domain.moment import CHINA
from aril.domain.terms import Terms
from aril.services.site import Site
from aril.store.database import Database

AT = datetime(2026, 10, 20, 12, 0, tzinfo=CHINA)
"""In the middle of a harvest."""


@dataclass(frozen=True)
class Told:
    """A site with the demonstration loaded, and what loading it said."""

    site: Site
    loaded: Loaded
    steps: list[tuple[int, int]]


def tell(database: Database, folder: Path) -> Told:
    """Load the demonstration into an empty database."""
    site = Site(
        database, Terms("https://aril.example/"), "http://192.168.1.7:8000", folder, (Path("labels"),)
    )
    steps: list[tuple[int, int]] = []
    loaded = load(site, AT, lambda done, total: steps.append((done, total)))
    return Told(site, loaded, steps)


@pytest.fixture(scope="package")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The demonstration on SQLite, loaded once for all tests that only look at it."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copy(sqlite_template, folder / "aril.db")
    database = Database(f"sqlite:///{folder / 'aril.db'}")
    yield tell(database, folder)
    database.close()
