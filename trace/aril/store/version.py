"""Which version's schema a database has: that of the last migration that ran, against the last that there is.

It is asked without Alembic, which a command that finds a database up to date need not wait for.
"""

from pathlib import Path

from sqlalchemy import inspect, text

from aril.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def is_current(database: Database) -> bool:
    """Whether every migration has run."""
    with database.read() as session:
        if not inspect(session.connection()).has_table("alembic_version"):
            return False
        return bool(session.scalar(text("SELECT version_num FROM alembic_version")) == newest())


def newest() -> str:
    """The number of the last migration, with which its file's name begins."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
