"""Keep whose turn it is at a printer by where the printer is.

There is no way back down: what was recorded is never dropped.
"""

import sqlalchemy as sa
from alembic import op
from aril.store.types import Utc

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "label_sending",
        sa.Column(
            "endpoint",
            sa.String(length=512).with_variant(sa.String(length=512, collation="C"), "postgresql"),
            nullable=True,
        ),
    )
    op.add_column("label_sending", sa.Column("turn_until", Utc(), nullable=True))
