"""Find what an organisation recorded in the order of a page of events, and what is addressed to it whatever the role.

There is no way back down: what was recorded is never dropped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_organisation_id_entry_id", "event", ["organisation_id", "entry_id"])
    op.create_index(
        "ix_event_fact_text_entry_id",
        "event_fact",
        ["text", "entry_id"],
        sqlite_where=sa.text("field IN ('source', 'destination')"),
        postgresql_where=sa.text("field IN ('source', 'destination')"),
    )
