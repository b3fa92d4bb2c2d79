"""The migrations and the models are one schema."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from aril.store import migrate, schema, version
from aril.store.database import Database
from aril.store.jobs import CaptureJobRow
from tests import make


def test_the_migrations_make_the_schema_of_the_models(empty_database: Database) -> None:
    migrate.upgrade(empty_database)

    with empty_database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, schema.METADATA) == []


def test_upgrading_twice_changes_nothing(empty_database: Database) -> None:
    migrate.upgrade(empty_database)
    tables = inspect(empty_database.engine).get_table_names()

    migrate.upgrade(empty_database)

    assert inspect(empty_database.engine).get_table_names() == tables
    assert version.is_current(empty_database)


def test_a_database_without_the_last_migration_is_behind(empty_database: Database) -> None:
    assert not version.is_current(empty_database)

    migrate.upgrade(empty_database)
    with empty_database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    assert not version.is_current(empty_database)


def test_what_a_capture_job_found_in_english_is_kept_and_said(empty_database: Database) -> None:
    migrate.upgrade(empty_database, "0010")
    member = make.member(empty_database)
    with empty_database.write() as session:
        session.execute(
            text(
                "INSERT INTO capture_job (id, organisation_id, created_at, finished_at, behaviour, captured, errors) "
                "VALUES ('j', :o, '2026-09-12 00:00:00', '2026-09-12 00:00:00', 'rollback', 0, "
                """'[{"code":"x","event": 0,"message":"It is so."}]')"""
            ),
            {"o": member.organisation_id},
        )

    migrate.upgrade(empty_database)

    with empty_database.read() as session:
        row = session.get_one(CaptureJobRow, "j")
    assert row.errors == [{"code": "x", "event": 0, "said": {"en": "It is so.", "zh_CN": "It is so."}}]
    assert row.warnings == []


@pytest.mark.parametrize(
    "statement", ["UPDATE entry SET kind = 'x'", "DELETE FROM entry", "DELETE FROM leaf"]
)
def test_what_was_recorded_can_be_neither_changed_nor_removed(
    empty_database: Database, statement: str
) -> None:
    migrate.upgrade(empty_database)
    with empty_database.write() as session:
        session.execute(
            text(
                "INSERT INTO entry (id, kind, subject, organisation_id, recorded_by, recorded_at, body, digest) "
                "VALUES (1, 'plot', 'p', 'o', 'x', '2026-09-12 00:00:00', '{}', '00')"
            )
        )
        session.execute(text('INSERT INTO leaf ("index", entry_id) VALUES (0, 1)'))

    with pytest.raises(DBAPIError, match="append-only"), empty_database.write() as session:
        session.execute(text(statement))
