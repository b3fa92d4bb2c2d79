"""A counter that waits for nobody, and that nobody waits for."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from aril.store.database import Database
from aril.store.scans import ScanRow, count_scan
from tests.make import NOW


def test_a_tally_is_kept(database: Database) -> None:
    with database.tally() as session:
        count_scan(session, "a", NOW)

    with database.read() as session:
        assert session.get_one(ScanRow, "a").count == 1


def test_a_tally_gives_up_while_another_counts_the_same(database: Database) -> None:
    with database.write() as writer:
        count_scan(writer, "a", NOW)

        with pytest.raises((TimeoutError, DBAPIError)), database.tally() as session:
            count_scan(session, "a", NOW)

    with database.read() as session:
        assert session.get_one(ScanRow, "a").count == 1


def test_a_tally_that_fails_leaves_nothing(database: Database) -> None:
    def count_and_fail() -> None:
        with database.tally() as session:
            count_scan(session, "a", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        count_and_fail()

    with database.read() as session:
        assert session.get(ScanRow, "a") is None


def test_what_is_written_after_a_tally_is_on_the_disk_again(sqlite: Database) -> None:
    pragma = text("PRAGMA synchronous")

    with sqlite.tally() as session:
        hurried = session.scalar(pragma)
    with sqlite.write() as session:
        sure = session.scalar(pragma)

    assert (hurried, sure) == (1, 2)
