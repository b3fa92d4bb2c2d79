"""Keep what did not fit when an event was recorded.

There is no way back down: what was recorded is never dropped.
"""

import sqlalchemy as sa
from alembic import op
from aril.store.types import JsonText

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "doubt",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column(
            "lot",
            sa.String(length=512).with_variant(sa.String(length=512, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("data", JsonText(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["event.entry_id"], name=op.f("fk_doubt_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_doubt")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_doubt_organisation_id_entry_id"), "doubt", ["organisation_id", "entry_id"], unique=False
    )
    op.add_column("capture_job", sa.Column("warnings", JsonText(), server_default="[]", nullable=False))
