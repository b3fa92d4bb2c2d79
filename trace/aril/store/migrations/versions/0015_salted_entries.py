"""Keep with each entry what makes its hash one that nobody can guess; what was recorded before keeps the hash it has.

There is no way back down: what was recorded is never dropped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entry", sa.Column("salt", sa.String(length=64), server_default="", nullable=False))
