"""Make the ledger and the log append-only.

There is no way back down: what was recorded is never dropped.
"""

from alembic import op

from aril.store.append_only import TABLES, triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in TABLES:
        for statement in triggers(table, op.get_bind().dialect.name):
            op.execute(statement)
