from collections.abc import Iterator
from pathlib import Path

import pytest

from aril.store.database import Database
from tests import make, postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind without a single table."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield made
        made.close()
        return
    url = request.getfixturevalue("postgres_server")
    name = f"empty_{make.number()}"
    postgres.statement(url, f"CREATE DATABASE {name} TEMPLATE template0")
    made = Database(f"{url}/{name}", pool_size=2)
    yield made
    made.close()
    postgres.statement(url, f"DROP DATABASE {name} WITH (FORCE)")
