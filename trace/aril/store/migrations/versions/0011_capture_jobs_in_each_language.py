"""Say what a capture job found in each language; what was said so far stays as it is.

There is no way back down: what was recorded is never dropped.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LANGUAGES = ("zh_CN", "en")


def upgrade() -> None:
    connection = op.get_bind()
    change = sa.text("UPDATE capture_job SET errors = :errors, warnings = :warnings WHERE id = :id")
    for job in connection.execute(sa.text("SELECT id, errors, warnings FROM capture_job")).all():
        said = {"errors": _said(job.errors), "warnings": _said(job.warnings)}
        connection.execute(change, {"id": job.id, **said})


def _said(problems: str) -> str:
    kept = [{"said": dict.fromkeys(LANGUAGES, each.pop("message")), **each} for each in json.loads(problems)]
    return json.dumps(kept, ensure_ascii=False)
