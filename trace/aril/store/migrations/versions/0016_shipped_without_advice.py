"""Let what is on its way without a despatch advice travel under who sent it to whom, so that it can arrive.

There is no way back down: what was recorded is never dropped.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE transit SET document = '~' || sender || '~' || receiver WHERE document = ''")
