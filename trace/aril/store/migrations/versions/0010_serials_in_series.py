"""Keep the serial numbers of a job in the order of its labels, many to a row, in place of an index.

There is no way back down: what was recorded is never dropped.
"""

from itertools import groupby, islice

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IN_A_SERIES = 1000


def upgrade() -> None:
    series = op.create_table(
        "label_series",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("serials", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["label_job.id"], name=op.f("fk_label_series_job_id")),
        sa.PrimaryKeyConstraint("job_id", "first", name=op.f("pk_label_series")),
        sqlite_with_rowid=False,
    )
    kept = op.get_bind().execute(sa.text("SELECT job_id, serial FROM label_serial ORDER BY job_id, number"))
    for job_id, rows in groupby(kept, lambda row: row.job_id):
        first = 1
        while some := [row.serial for row in islice(rows, IN_A_SERIES)]:
            op.bulk_insert(series, [{"job_id": job_id, "first": first, "serials": " ".join(some)}])
            first += IN_A_SERIES
    op.drop_index("uq_label_serial_number", "label_serial")
    with op.batch_alter_table("label_serial", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint(op.f("fk_label_serial_job_id"), type_="foreignkey")
