"""How fast documents of events are captured, durably: here, by a bare insert of the same rows, and by quartet_epcis.

    python benchmarks/epcis_capture.py        after `make .venv-quartet/.installed`

Each round captures three documents of 500 new events, each in one transaction:

- here, from its JSON text to the commit: read, checked against the standard and the chain's rules, hashed, indexed,
  with its effect on lots and holdings (SQLite, `synchronous=FULL`), and then, in a transaction of its own as on a
  running site, the sequencing of its leaves into the Merkle log. Both are counted.
- bare: one multi-row insert of SQLAlchemy Core a table, in one transaction into the same file, of the very rows that
  capturing and sequencing the document would have made. A copy of the file, in which that was done, tells which.
- quartet_epcis 4.1.5, from the XML of EPCIS 1.2 to the commit, on SQLite with the settings it has by itself.

Rates are events a second; the ratios are medians of the rounds' own ratios. At the end the log over all entries, those
of the bare insert too, is verified.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from parts import season
from sqlalchemy import Table, insert, select

from aril import wsgi
from aril.services.ledger import documents
from aril.services.ledger.documents import ErrorBehaviour
from aril.services.merkle_log import log, verification
from aril.services.site import Site
from aril.store.database import Database
from aril.store.schema import METADATA
from aril.store.snapshot import copy_into

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))
from tests import samples  # noqa: E402 - the tests' small chain

ROUNDS = 9
EVENTS = 500
LEAST = {"bare insert": 0.25, "quartet_epcis": 10}
"""How many times as fast as the others it has to be."""

QUARTET = ROOT / ".venv-quartet" / "bin" / "python"
BEHAVIOUR = ErrorBehaviour.ROLLBACK

Rows = list[tuple[Table, list[dict[str, Any]]]]


def main() -> int:
    with TemporaryDirectory() as path, quartet(Path(path)) as captured_by_quartet:
        folder = Path(path)
        database = Database(f"sqlite:///{folder / 'aril.db'}")
        METADATA.create_all(database.engine)
        bench = Bench(samples.orchard(database, folder), folder)
        log.sequence(bench.site)
        wsgi.settle()  # as a server does
        ratios: dict[str, list[float]] = {name: [] for name in LEAST}
        for number in range(ROUNDS):
            ours, theirs, foreign = (bench.document(3 * number + each) for each in range(3))
            xml = folder / "document.xml"
            xml.write_bytes(season.in_xml(foreign))
            text = json.dumps(ours, ensure_ascii=False).encode()
            rows = bench.rows_of(theirs)

            seconds = {"bare insert": bench.inserted(rows)}
            capturing, sequencing = bench.captured(bench.site, text)
            seconds["quartet_epcis"] = captured_by_quartet(xml)
            here = capturing + sequencing
            told = "   ".join(f"{name} {EVENTS / took:6.0f}" for name, took in seconds.items())
            print(f"events a second: here {EVENTS / here:6.0f} ({sequencing / here:.0%} sequencing)   {told}")
            for name, took in seconds.items():
                ratios[name].append(took / here)
        bench.verify()
        print("rows of a document:", ", ".join(f"{len(each)} {table.name}" for table, each in rows))
    failed = False
    for name, found in ratios.items():
        print(f"{name}: here {statistics.median(found):.2f}× its rate, at least {LEAST[name]}× wanted")
        failed |= statistics.median(found) < LEAST[name]
    return int(failed)


class Bench:
    """A ledger in one SQLite file."""

    def __init__(self, orchard: samples.Orchard, folder: Path) -> None:
        self.site: Site = orchard.site
        self._packer = orchard.grower
        self._folder = folder

    def document(self, number: int) -> season.Json:
        first = (
            2 * EVENTS * (number + 1)
        )  # events between documents stay unused, so that none continues another
        return season.document(range(first, first + EVENTS))

    def captured(self, site: Site, text: bytes) -> tuple[float, float]:
        """Seconds to capture a document, and to sequence its leaves."""
        start = perf_counter()
        job = documents.capture_document(site, documents.read(text), BEHAVIOUR, self._packer, samples.DAY)
        middle = perf_counter()
        assert (job.captured, log.sequence(site)) == (EVENTS, EVENTS)
        return middle - start, perf_counter() - middle

    def rows_of(self, document: season.Json) -> Rows:
        """The rows that capturing a document would add to the ledger."""
        path = self._folder / "copy.db"
        copy_into(self.site.db, path)
        copy = replace(self.site, db=Database(f"sqlite:///{path}"))
        self.captured(copy, json.dumps(document, ensure_ascii=False).encode())
        added = [(table, _rows(copy.db, table, self.site.db)) for table in METADATA.sorted_tables]
        copy.db.close()
        for each in self._folder.glob(f"{path.name}*"):
            each.unlink()
        return [(table, rows) for table, rows in added if rows]

    def inserted(self, rows: Rows) -> float:
        """Seconds to insert them, as durably."""
        start = perf_counter()
        connecting = self.site.db.engine.connect().execution_options(aril_write="FULL")
        with connecting as connection, connection.begin():
            for table, each in rows:
                connection.execute(insert(table), each)
        return perf_counter() - start

    def verify(self) -> None:
        entries, fault = verification.verify(self.site)
        assert fault is None
        assert entries > 2 * ROUNDS * EVENTS


def _rows(database: Database, table: Table, without: Database) -> list[dict[str, Any]]:
    key = list(table.primary_key)
    with database.engine.connect() as connection, without.engine.connect() as other:
        known = {tuple(row) for row in other.execute(select(*key))}
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    return [row for row in rows if tuple(row[column.name] for column in key) not in known]


@contextmanager
def quartet(folder: Path) -> Iterator[Any]:
    """A function that has quartet_epcis capture a file, and answers the seconds that took."""
    command = [QUARTET, "-W", "ignore", Path(__file__).parent / "parts" / "quartet.py", folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        captured = 0

        def capture(path: Path) -> float:
            nonlocal captured
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
            seconds, events = process.stdout.readline().split()
            captured += EVENTS
            assert int(events) == captured
            return float(seconds)

        yield capture
        process.stdin.close()


if __name__ == "__main__":
    sys.exit(main())
