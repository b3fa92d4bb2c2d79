"""Refuse SQLite's REPLACE too, which removes a row without telling the trigger of DELETE."""

from alembic import op

from aril.store.append_only import TABLES, triggers

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        for table in TABLES:
            for statement in triggers(table, dialect):
                op.execute(statement)
