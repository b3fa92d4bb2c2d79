"""Where Alembic meets the schema; run by `aril.store.migrate` and by `make migration`."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from aril.store import schema, types


def render(kind: str, value: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write the project's own column types by name, so that both databases get theirs."""
    if kind == "type" and type(value).__module__ == types.__name__:
        autogen.imports.add(f"from aril.store.types import {type(value).__name__}")
        return f"{type(value).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.METADATA,
    render_item=render,
    transaction_per_migration=False,
)
context.run_migrations()
