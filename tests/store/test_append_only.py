"""What only grows can be neither changed nor removed, by whichever statement."""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aril.store import append_only, ledger
from aril.store.database import Database
from aril.store.ledger import Entry, TreeHeadRow
from tests.samples import DAY


@pytest.fixture
def full(database: Database) -> Database:
    """A database with a row in each of these tables."""
    with database.write() as session:
        moment: datetime = DAY
        entry = Entry(
            kind="plot",
            subject="p",
            organisation_id="o",
            recorded_by="x",
            recorded_at=moment,
            body="{}",
            digest="00",
        )
        ledger.append(session, entry)
        ledger.add_leaves(session, 0, [entry.id])
        ledger.add_nodes(session, {(0, 0): b"0"})
        session.add(TreeHeadRow(size=1, root="00", signed_at=moment, checkpoint="x"))
    return database


@pytest.mark.parametrize("table", append_only.TABLES)
def test_no_row_is_changed_removed_or_swept_away(full: Database, table: str) -> None:
    with full.read() as session:
        columns = [row[0] for row in session.execute(text(f"SELECT * FROM {table}")).cursor.description]  # type: ignore[union-attr]
        before = session.execute(text(f"SELECT * FROM {table}")).all()
    statements = [f'UPDATE {table} SET "{name}" = "{name}"' for name in columns]
    statements += [f"DELETE FROM {table}", f"DELETE FROM {table} WHERE 1 = 1"]
    if full.engine.dialect.name == "postgresql":
        statements += [f"TRUNCATE {table} CASCADE"]
    else:
        statements += [f"REPLACE INTO {table} SELECT * FROM {table}"]

    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), full.write() as session:
            session.execute(text(statement))

    with full.read() as session:
        assert session.execute(text(f"SELECT * FROM {table}")).all() == before
