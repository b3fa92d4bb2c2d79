"""Tables that only grow: the database itself refuses to change or remove a row of them.

The triggers come with the tables wherever they are made, by a migration or by `create_all`.
"""

from collections.abc import Mapping

from sqlalchemy import DDL, Table, event

from aril.store.ledger import EntryRow, LeafRow, NodeRow, TreeHeadRow

KEYS: Mapping[str, tuple[str, ...]] = {
    "entry": ('"id" = NEW."id"',),
    "leaf": ('"index" = NEW."index"', '"entry_id" = NEW."entry_id"'),
    "node": ('"level" = NEW."level" AND "index" = NEW."index"',),
    "tree_head": ('"size" = NEW."size"',),
}
"""Table → when a row of it is the one that is inserted: SQLite's REPLACE removes such a row without a DELETE."""
TABLES = tuple(KEYS)

POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION aril_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % of % is refused', TG_OP, TG_TABLE_NAME;
END $$
"""


def triggers(table: str, dialect: str) -> list[str]:
    """The statements that make a table append-only, in their order."""
    if dialect == "postgresql":
        return [
            POSTGRESQL_FUNCTION,
            f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION aril_append_only()""",
        ]
    refused = "BEGIN SELECT RAISE(ABORT, 'append-only: {action} of {table} is refused'); END"
    changes = [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{action.lower()} BEFORE {action} ON {table} "
        + refused.format(action=action, table=table)
        for action in ("UPDATE", "DELETE")
    ]
    is_there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in KEYS[table])  # noqa: S608 - both are ours
    replaces = (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there} "
        + refused.format(action="REPLACE", table=table)
    )
    return [*changes, replaces]


def _attach(table: Table) -> None:
    for dialect in ("sqlite", "postgresql"):
        for statement in triggers(table.name, dialect):
            made = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made)


for _row in (EntryRow, LeafRow, NodeRow, TreeHeadRow):
    _attach(_row.__table__)  # type: ignore[arg-type]  # a declarative class's table is a Table
