"""Whatever somebody with the database's password, or a failing disk, does to the log is found and named."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from aril.services.ledger import rebuild
from aril.services.merkle_log import heads_file, log, proof, verification
from aril.services.merkle_log.verification import Fault
from aril.services.site import Site
from aril.store.database import Database
from aril.store.schema import METADATA
from tests import samples
from tests.samples import DAY, Orchard
from tests.services.merkle_log.test_log import behind_its_back


@pytest.fixture
def signed(orchard: Orchard) -> Orchard:
    """A log with a head of its first entries and one of all."""
    _sign(orchard)
    orchard.harvest("1")
    _sign(orchard)
    return orchard


def _sign(orchard: Orchard) -> None:
    log.sequence(orchard.site)
    log.sign_head(orchard.site, DAY)


def _fault(site: Site, *heads: Path) -> Fault:
    _, fault = verification.verify(site, heads=heads)
    assert fault is not None
    return fault


def _cut(site: Site, size: int) -> None:
    """Make the database what it was when the log had `size` leaves."""
    nodes = (f'level = {level} AND "index" >= {size >> level}' for level in range(size.bit_length() + 3))
    behind_its_back(
        site,
        f"DELETE FROM tree_head WHERE size > {size}",
        *(f"DELETE FROM node WHERE {each}" for each in nodes),
        f'DELETE FROM leaf WHERE "index" >= {size}',
        *(f"DELETE FROM {table} WHERE entry_id > {size}" for table in ("event_fact", "event_epc", "event")),
        "DELETE FROM holding",
        "DELETE FROM lot",
        f"DELETE FROM entry WHERE id > {size}",
    )


def _first_size(site: Site) -> int:
    return int(site.checkpoints.read_text(encoding="utf-8").split("\n")[1])


def test_a_tail_that_was_cut_with_its_heads_is_found_by_the_file_beside_the_database(signed: Orchard) -> None:
    size = verification.verify(signed.site)[0]
    kept = _first_size(signed.site)
    _cut(signed.site, kept)

    fault = _fault(signed.site)

    assert fault == Fault(
        0, "head", "checkpoints.txt:7", f"a head of {size} leaves was signed, {kept} are left"
    )


def test_a_head_that_is_signed_while_the_heads_are_read_is_no_fault(signed: Orchard) -> None:
    def other_heads() -> Iterator[Path]:
        signed.harvest("2")
        _sign(signed)
        yield from ()

    assert verification.verify(signed.site, heads=other_heads())[1] is None


def test_a_head_that_is_signed_while_the_leaves_are_read_is_no_fault(signed: Orchard) -> None:
    def meanwhile(_done: int, _all: int) -> None:
        signed.harvest("2")
        _sign(signed)

    done, fault = verification.verify(signed.site, meanwhile)

    assert fault is None
    assert done < verification.verify(signed.site)[0]


def test_an_old_head_that_is_replayed_with_its_file_is_found_by_a_head_kept_elsewhere(
    signed: Orchard, tmp_path: Path
) -> None:
    site = signed.site
    pinned = tmp_path / "pinned.txt"
    pinned.write_text(proof.head(site), encoding="utf-8")
    _cut(site, _first_size(site))
    site.checkpoints.unlink()

    assert verification.verify(site)[1] is None
    assert _fault(site, pinned).subject == "pinned.txt:1"


def test_a_log_that_went_on_differently_after_a_cut_is_found(signed: Orchard) -> None:
    site = signed.site
    kept = _first_size(site)
    _cut(site, kept)
    signed.harvest("2")
    _sign(signed)

    fault = _fault(site)

    assert (fault.kind, fault.what) == ("head", "the signed root is not the root of these leaves")


@pytest.mark.parametrize(
    ("statement", "kind", "says"),
    [
        ("INSERT INTO node VALUES (9, 9, '00')", "node", "nodes, found"),
        ("UPDATE tree_head SET checkpoint = '\"x\"'", "tree_head", "no checkpoint of a log"),
        ("UPDATE tree_head SET size = size + 100", "tree_head", "its row says another"),
        ("UPDATE entry SET digest = '00' WHERE id = 2", "filing", "not what was hashed"),
        ("DELETE FROM node WHERE level = 2", "plot", "node 0 of level 2"),
    ],
)
def test_a_row_that_was_touched_is_named(signed: Orchard, statement: str, kind: str, says: str) -> None:
    behind_its_back(signed.site, statement)

    fault = _fault(signed.site)

    assert fault.kind == kind
    assert says in fault.what


def test_an_entry_that_still_waits_for_its_leaf_is_looked_at_too(signed: Orchard) -> None:
    signed.harvest("3")
    behind_its_back(signed.site, "UPDATE entry SET body = replace(body, '3', '4') WHERE id > 5")

    assert _fault(signed.site).what == "its content is not what was hashed"


def test_a_file_of_heads_that_was_touched_is_named_by_its_line(signed: Orchard) -> None:
    whole = signed.site.checkpoints.read_bytes()
    for place in range(0, len(whole), 7):
        flipped = bytearray(whole)
        flipped[place] ^= 4
        signed.site.checkpoints.write_bytes(flipped)

        assert _fault(signed.site).subject.startswith("checkpoints.txt:")


def test_a_head_that_a_crash_left_half_written_gives_way_to_the_next(signed: Orchard) -> None:
    site = signed.site
    whole = site.checkpoints.read_bytes()
    last = whole.rindex(b"\n\n", 0, -2)
    for end in range(last - 60, len(whole), 9):
        site.checkpoints.write_bytes(whole[:end])

        heads_file.append(site.checkpoints, proof.head(site))

        notes = [note for _, note in heads_file.notes(site.checkpoints)]
        assert notes[-1] == proof.head(site)
        assert verification.verify(site)[1] is None


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every record as the service reads it."""
    database = Database(f"sqlite:///{path}")
    try:
        with database.engine.connect() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in METADATA.sorted_tables
            }
    finally:
        database.close()


def _is_found(site: Site, path: Path) -> bool:
    """Whether SQLite itself, the log's verification or the rebuild notices a file that is not what was written."""
    database = Database(f"sqlite:///{path}")
    here = replace(site, db=database)
    try:
        with sqlite3.connect(path) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return True
        return verification.verify(here)[1] is not None or bool(rebuild.differences(here))
    except (sqlite3.Error, DBAPIError, ValueError, LookupError, TypeError):
        return True
    finally:
        database.close()


def test_a_flipped_bit_is_found_or_changes_no_record(sqlite: Database, tmp_path: Path) -> None:
    """SQLite keeps no checksums of its pages: what it does not notice, the hashes and the rebuild do."""
    orchard = samples.orchard(sqlite, tmp_path / "data")
    orchard.site.data.mkdir()
    orchard.harvest("100")
    _sign(orchard)
    whole = _closed(sqlite)
    content, schema, before = bytearray(whole.read_bytes()), _schema(whole), _rows(whole)
    chance = random.Random(9162)
    changed = 0
    for number in range(60):
        place, bit = chance.randrange(len(content)), 1 << chance.randrange(8)
        path = tmp_path / f"flipped-{number}.db"
        content[place] ^= bit
        path.write_bytes(content)
        content[place] ^= bit

        if _says_the_same(path, schema, before):
            continue
        changed += 1
        assert _is_found(orchard.site, path), f"bit {bit} of byte {place}"
    assert changed


def _closed(database: Database) -> Path:
    path = Path(str(database.url.database))
    database.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    return path


def _schema(path: Path) -> list[tuple[bytes, bytes]]:
    with sqlite3.connect(path) as connection:
        connection.text_factory = bytes
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY rootpage, name").fetchall()


def _says_the_same(
    path: Path, schema: list[tuple[bytes, bytes]], before: dict[str, list[tuple[object, ...]]]
) -> bool:
    """Whether every record is as it was. A bit of the schema's text, of which no record is made, is none of theirs."""
    try:
        return _schema(path) != schema or _rows(path) == before
    except (sqlite3.Error, DBAPIError, ValueError, LookupError, TypeError):
        return False
