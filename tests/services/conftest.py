from pathlib import Path

import pytest

from aril.store.database import Database
from tests import samples


@pytest.fixture
def orchard(database: Database, tmp_path: Path) -> samples.Orchard:
    """The small world on each kind of database."""
    return samples.orchard(database, tmp_path)
