"""Keep what an approved enterprise files anew apart until it is approved; find lots of every maker by day."""

import sqlalchemy as sa
from alembic import op

from aril.store.types import JsonText

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("proposed", JsonText(), nullable=True))
    op.create_index(op.f("ix_lot_made_on_epc"), "lot", ["made_on", "epc"], unique=False)
