"""What the database promises whichever it is."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from aril.store.database import Database, sqlite_is_safe
from aril.store.lots import HoldingRow
from aril.store.scans import ScanRow, count_scan
from aril.store.types import ExactDecimal, Utc

MOMENT = datetime(2026, 9, 12, 8, 0, tzinfo=timezone(timedelta(hours=8)))


def test_a_moment_keeps_its_instant_and_comes_back_in_utc(database: Database) -> None:
    with database.write() as session:
        count_scan(session, "a", MOMENT)

    with database.read() as session:
        row = session.get_one(ScanRow, "a")

    assert row.first_at == MOMENT
    assert row.first_at.tzinfo is UTC


def test_a_moment_without_its_offset_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="expected a time with its offset"), database.write() as session:
        count_scan(session, "a", datetime(2026, 9, 12, 8, 0))  # noqa: DTZ001 - the fault under test


def test_who_only_reads_changes_nothing(database: Database) -> None:
    with database.write() as session:
        count_scan(session, "a", MOMENT)

    with database.read() as session:
        session.get_one(ScanRow, "a").count = 7
        session.add(ScanRow(code="b", count=1, first_at=MOMENT))
        found = list(session.scalars(select(ScanRow.code)))

    assert found == ["a"]
    with database.read() as session:
        assert [(row.code, row.count) for row in session.scalars(select(ScanRow))] == [("a", 1)]


def test_weights_are_exact_to_the_gram_and_add_up(database: Database) -> None:
    with database.write() as session:
        session.add_all(
            HoldingRow(lot=str(n), organisation_id="o", quantity=Decimal("0.1")) for n in range(10)
        )

    with database.read() as session:
        total = session.scalar(select(func.sum(HoldingRow.quantity)))

    assert total == Decimal(1)
    assert str(total) == "1"


@given(st.decimals(min_value=Decimal(-(10**11)), max_value=Decimal(10**11), places=6))
def test_a_decimal_comes_back_as_it_went_in(number: Decimal) -> None:
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        column = ExactDecimal()

        stored = column.process_bind_param(number, dialect)

        assert column.process_result_value(stored, dialect) == number


def test_more_decimals_than_are_kept_are_refused_rather_than_rounded() -> None:
    with pytest.raises(ValueError, match=r"expected at most 6 decimals, got 0\.0000001"):
        ExactDecimal().process_bind_param(Decimal("0.0000001"), sqlite.dialect())


def test_an_instant_has_one_spelling_in_the_store() -> None:
    assert Utc().process_bind_param(MOMENT, sqlite.dialect()) == datetime(2026, 9, 12, 0, 0, tzinfo=UTC)


def test_a_transaction_inside_another_is_part_of_it(database: Database) -> None:
    def fail_after_an_inner_transaction() -> None:
        with database.write() as outer:
            with database.write() as inner:
                count_scan(inner, "a", MOMENT)
                assert inner is outer
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_an_inner_transaction()

    with database.read() as session:
        assert session.get(ScanRow, "a") is None


def test_eight_threads_count_without_losing_one(database: Database) -> None:
    def count() -> None:
        for _ in range(25):
            with database.write() as session:
                count_scan(session, "a", MOMENT)

    threads = [threading.Thread(target=count) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read() as session:
        assert session.get_one(ScanRow, "a").count == 200


def test_processes_queue_for_one_file(sqlite_file: Database) -> None:
    program = (
        "import sys; from datetime import datetime, UTC; from aril.store.database import Database\n"
        "from aril.store.scans import count_scan\n"
        "db = Database(sys.argv[1])\n"
        "for _ in range(50):\n"
        "    with db.write() as session: count_scan(session, 'a', datetime.now(UTC))\n"
    )

    workers = [subprocess.Popen([sys.executable, "-c", program, str(sqlite_file.url)]) for _ in range(3)]

    assert [worker.wait(120) for worker in workers] == [0, 0, 0]
    with sqlite_file.read() as session:
        assert session.get_one(ScanRow, "a").count == 150


def test_sqlite_acknowledges_only_what_is_on_the_disk(sqlite_file: Database) -> None:
    with sqlite_file.read() as session:
        pragmas = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
    ],
)
def test_the_sqlite_versions_that_may_corrupt_a_wal_are_known(
    version: tuple[int, int, int], safe: bool
) -> None:
    assert sqlite_is_safe(version) is safe


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Database:
    path = tmp_path / "shared.db"
    path.write_bytes(sqlite_template.read_bytes())
    return Database(f"sqlite:///{path}")
