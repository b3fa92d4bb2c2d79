"""Bringing a database to the schema of this version."""

import tempfile

from alembic import command
from alembic.config import Config

from aril.store.database import Database
from aril.store.version import MIGRATIONS


def upgrade(database: Database, to: str = "head") -> None:
    """Run every migration that has not run yet, all in one transaction; does nothing on a current database."""
    with database.write() as session:
        config = _config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, to)


def draft(message: str, number: str) -> None:
    """Write a migration from what the models have and the migrations do not; a person reads it before it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.db")
        upgrade(database)
        with database.write() as session:
            config = _config()
            config.attributes["connection"] = session.connection()
            command.revision(config, message=message, rev_id=number, autogenerate=True)
        database.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
