"""Tables that only grow: the database itself refuses to change or remove a row of them.

The triggers come with the tables wherever they are made, by a migration or by `create_all`.
"""

from sqlalchemy import DDL, Table, event

from aril.store.ledger import EntryRow, LeafRow, NodeRow, TreeHeadRow

TABLES = tuple(str(row.__tablename__) for row in (EntryRow, LeafRow, NodeRow, TreeHeadRow))

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
    return [
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {action} of {table} is refused'); END"
        for action in ("UPDATE", "DELETE")
    ]


def _attach(table: Table) -> None:
    for dialect in ("sqlite", "postgresql"):
        for statement in triggers(table.name, dialect):
            made = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made)


for _row in (EntryRow, LeafRow, NodeRow, TreeHeadRow):
    _attach(_row.__table__)  # type: ignore[arg-type]  # a declarative class's table is a Table
