"""How long it takes to find the events of one EPC among a million: by a query, and by a bare SELECT of the same rows.

    python benchmarks/epcis_query.py [EVENTS]

The query is `MATCH_anyEPC` as a partner's system asks it: its parameters are read, it is compiled to SQL with what the
asker may see, and a page of events comes back, each as the JSON text it was captured with. The bare SELECT is one
statement of SQLAlchemy Core, made beforehand, that goes by the index from the EPC to the same texts in the same order.

The events are not captured but written straight into the tables by one INSERT … SELECT a table, which takes a minute
instead of an hour: each names a thing, a lot and a pallet, and has a fact. Rounds alternate, each with things that
nobody asked for before; the ratio is the median of the rounds' own ratios. The plan that the database made for the
query is printed, and has to go by the index of EPCs.

Two figures stand beside it. The whole answer to the same query: its events are read into values, their identifiers
spelled as canonical Digital Links, and written as one query document. And a wide query, a page of 30 of a step that
every event has, asked by who recorded one event in fifty, by a customer who was sent the lots of one in a hundred, and
by a stranger, who may see none and has to be told so.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import bindparam, event, select, text

from aril.domain.membership import Member
from aril.domain.terms import Terms
from aril.epcis.documents import QueryDocument
from aril.epcis.jsontext import dumps
from aril.epcis.query import parse_query
from aril.epcis.writing import write_document
from aril.services.ledger import querying
from aril.services.site import Site
from aril.store import events
from aril.store.database import Database
from aril.store.ledger import EntryRow, EventEpcRow
from aril.store.schema import METADATA
from aril.store.visibility import visible_to

sys.path.append(str(Path(__file__).parents[1]))
from tests import postgres

EVENTS = 1_000_000
EACH = 20
"""Events that name the same thing."""

ROUNDS = 300
MOST = 3
"""How many times as long as the bare SELECT a query may take."""

INDEX = "ix_event_epc_epc_entry_id"
ORGANISATIONS = 50
OWN = "https://trace.example"
RELEASING = Terms(f"{OWN}/").releasing

THING = "https://id.gs1.org/01/09521141012345/21/"
NUMBERS = {
    "sqlite": "(WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {events}) "
    "SELECT n FROM counted)",
    "postgresql": "generate_series(1, {events})",
}
TIME = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', '2026-01-01', n || ' seconds')",
    "postgresql": "timestamptz '2026-01-01 00:00Z' + n * interval '1 second'",
}
FILLED = (
    """INSERT INTO entry (id, kind, subject, organisation_id, recorded_by, recorded_at, body, digest)
    SELECT n, 'event', 'https://example.org/event/' || n, 'org' || (n % {organisations}), 'somebody', {time},
      '{{"@context":"https://ref.gs1.org/standards/epcis/epcis-context.jsonld","type":"ObjectEvent",'
      || '"eventTime":"2026-09-12T08:00:00.000+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE",'
      || '"bizStep":"inspecting","epcList":["{thing}' || (n % {things}) || '"],"eventID":'
      || '"https://example.org/event/' || n || '","readPoint":{{"id":"https://id.gs1.org/414/9521141000018"}}}}',
      'digest' || n
    FROM {numbers} AS n""",
    """INSERT INTO event (entry_id, event_id, event_hash, type, action, event_time, record_time, biz_step, read_point,
      organisation_id)
    SELECT n, 'https://example.org/event/' || n, 'ni:///sha-256;' || n, 'ObjectEvent', 'OBSERVE', {time}, {time},
      'inspecting', 'https://id.gs1.org/414/9521141000018', 'org' || (n % {organisations})
    FROM {numbers} AS n""",
    """INSERT INTO event_epc (entry_id, role, epc) SELECT n, 'epc', '{thing}' || (n % {things})
    FROM {numbers} AS n""",
    """INSERT INTO event_epc (entry_id, role, epc)
    SELECT n, 'class', 'https://id.gs1.org/01/09521141012345/10/' || (n / 500)
    FROM {numbers} AS n""",
    """INSERT INTO event_epc (entry_id, role, epc) SELECT n, 'parent', 'https://id.gs1.org/00/' || (n / 50)
    FROM {numbers} AS n""",
    """INSERT INTO event_fact (entry_id, position, field, key, number, "inner")
    SELECT n, 0, 'quantity', 'KGM', n % 1000, {no} FROM {numbers} AS n""",
    """INSERT INTO transit (document, lot, sender, receiver, quantity)
    SELECT 'https://example.org/delivery/' || n, 'https://id.gs1.org/01/09521141012345/10/' || n, 'org1', 'customer', 1
    FROM {numbers} AS n WHERE n % 100 = 0 AND n <= {events} / 500""",
)
BARE = (
    select(EntryRow.body)
    .join(EventEpcRow, EventEpcRow.entry_id == EntryRow.id)
    .where(EventEpcRow.epc == bindparam("epc"))
    .order_by(EntryRow.id.desc())
)


def main(count: int) -> int:
    with TemporaryDirectory() as folder, databases(Path(folder)) as found:
        sites = (Site(each, Terms(f"{OWN}/"), OWN, Path(folder), ()) for each in found)
        return max([measured(site, count) for site in sites])


def measured(site: Site, count: int) -> int:
    database = site.db
    dialect = database.engine.dialect.name
    start = perf_counter()
    fill(database, count)
    print(f"── {dialect}: {count} events written in {perf_counter() - start:.0f} s")
    things = Random(1).sample(range(count // EACH), 2 * ROUNDS + 1)
    assert asked(database, things[0]) == bare(database, things[0])
    plan = plan_of(database, things[0])
    print(plan)
    rounds = [
        (timed(asked, database, here), timed(bare, database, there))
        for here, there in zip(things[1::2], things[2::2], strict=True)
    ]
    ours, theirs = (median(column) * 1e3 for column in zip(*rounds, strict=True))
    ratio = median(here / there for here, there in rounds)
    print(f"query {ours:.2f} ms, bare SELECT {theirs:.2f} ms: {ratio:.2f}×, at most {MOST}× wanted")
    whole = median(timed(answered, site, thing) for thing in things[::2]) * 1e3
    print(f"the whole answer {whole:.2f} ms")
    for reader in ("org7", "customer", "stranger"):
        print(f"a page of one step for {reader}: {timed(page, database, reader) * 1e3:.1f} ms")
    return int(ratio > MOST or INDEX not in plan)


def asked(database: Database, thing: int) -> list[str]:
    """The texts of the events of a thing, by a query of an organisation that recorded them."""
    query = parse_query({"MATCH_anyEPC": f"{THING}{thing}"})
    with database.read() as session:
        found = events.find(session, query, visible_to(f"org{thing % ORGANISATIONS}", "", RELEASING))
        return [each.body for each in found.events]


def bare(database: Database, thing: int) -> list[str]:
    with database.reading.connect() as connection:
        return list(connection.scalars(BARE, {"epc": f"{THING}{thing}"}))


def answered(site: Site, thing: int) -> str:
    """The body of the answer to the same query."""
    reader = Member("", "", f"org{thing % ORGANISATIONS}", "", "", frozenset())
    found = querying.find(site, reader, parse_query({"MATCH_anyEPC": f"{THING}{thing}"}))
    shown = tuple(querying.spelled(each, querying.TRANSLATED) for each in found.events)
    return dumps(write_document(QueryDocument.of(shown, created=datetime.now(UTC))))


def page(database: Database, reader: str) -> int:
    """How many events are on the first page of those of one step that a reader sees."""
    with database.read() as session:
        query = parse_query({"EQ_bizStep": "inspecting"})
        return len(events.find(session, query, visible_to(reader, "", RELEASING)).events)


def timed(work: Callable[..., object], *asked_for: object) -> float:
    start = perf_counter()
    work(*asked_for)
    return perf_counter() - start


def fill(database: Database, count: int) -> None:
    """Write events; the indexes are made when all are there."""
    METADATA.create_all(database.engine)
    indexes = [
        index
        for name in ("entry", "event", "event_epc", "event_fact")
        for index in METADATA.tables[name].indexes
    ]
    dialect = database.engine.dialect.name
    no = "false" if dialect == "postgresql" else "0"
    numbers = NUMBERS[dialect].format(events=count)
    with database.write() as session:
        for index in indexes:
            index.drop(session.connection())
        for statement in FILLED:
            filled = statement.format(
                numbers=numbers,
                events=count,
                time=TIME[dialect],
                thing=THING,
                things=count // EACH,
                no=no,
                organisations=ORGANISATIONS,
            )
            session.connection().exec_driver_sql(
                filled.replace("%", "%%") if dialect == "postgresql" else filled
            )
        for index in indexes:
            index.create(session.connection())
        session.execute(text("ANALYZE"))


def plan_of(database: Database, thing: int) -> str:
    """How the database goes about the query."""
    said: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:  # noqa: ANN001 - SQLAlchemy's
        said.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    asked(database, thing)
    event.remove(database.engine, "before_cursor_execute", note)
    ((statement, parameters),) = [each for each in said if "event_epc" in each[0]]
    explain = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", parameters)
        return "\n".join(f"   {row[-1]}" for row in rows)


@contextmanager
def databases(folder: Path) -> Iterator[list[Database]]:
    """An empty database of each kind that this machine has."""
    programs = postgres.binaries()
    if programs is None:
        yield [Database(f"sqlite:///{folder / 'aril.db'}")]
        return
    with postgres.server(programs) as url:
        postgres.statement(url, "CREATE DATABASE aril")
        yield [Database(f"sqlite:///{folder / 'aril.db'}"), Database(f"{url}/aril")]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS))
