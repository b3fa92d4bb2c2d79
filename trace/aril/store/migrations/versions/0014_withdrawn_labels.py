"""Which finished labels were withdrawn.

There is no way back down: what was recorded is never dropped.
"""

import sqlalchemy as sa
from alembic import op
from aril.store.types import Utc

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "label_withdrawal",
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("job", "first", name=op.f("pk_label_withdrawal")),
    )
