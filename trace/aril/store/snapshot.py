"""A copy of a SQLite database as one file, taken while others write."""

import sqlite3
from contextlib import closing
from pathlib import Path

from aril.store.database import Database, sqlite_module


def copy_into(database: Database, target: Path) -> None:
    """Write the database as it stands at one moment into a new file; writers go on meanwhile.

    `VACUUM INTO` is one reading transaction. The driver's online backup would start anew with each write, and
    on a busy site never end.
    """
    with closing(_connect(Path(database.url.database or ""))) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def is_sound(path: Path) -> bool:
    """Whether SQLite finds every page, index and reference of a database file in order."""
    try:
        with closing(_connect(path)) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return whole and connection.execute("PRAGMA foreign_key_check").fetchone() is None
    except sqlite_module().DatabaseError:
        return False


def _connect(path: Path) -> sqlite3.Connection:
    connection: sqlite3.Connection = sqlite_module().connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    return connection
