"""The one door to the database: an engine set up so that what was acknowledged is kept, and transactions.

SQLite runs in WAL mode with `synchronous=FULL`, foreign keys on, and every writer takes a file lock before
`BEGIN IMMEDIATE`: without the queue, eight writers wait up to seconds or fail with "database is locked".
PostgreSQL needs none of it.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.schema import MetaData

from aril.store.filelock import FileLock

if TYPE_CHECKING:
    from aril.store.queue import Queue

IN_A_HURRY = 0.05
"""How many seconds a tally waits for its turn."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base; constraint names follow one pattern, so that a migration can name them."""

    metadata = MetaData(naming_convention=NAMING)


class Database:
    """An engine and its kinds of transaction.

    `read()` never waits and changes nothing; all its statements see one moment on SQLite, each its own on PostgreSQL,
    and in a `snapshot()` one on both. `write()` is alone among writers on SQLite and commits when
    its block ends; a `write()` inside a `write()` of the same thread joins it, so that a use case can be
    part of a larger one and still is one transaction when called alone. `tally()` is a small write that may
    be lost. `queue` wakes those who work outside requests.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        self.engine = _engine(url, pool_size)
        self.reading = _for_reading(self.engine)
        self._open = threading.local()
        path = self.url.database if self.engine.dialect.name == "sqlite" else None
        self._writers = FileLock(Path(f"{path}.lock")) if path and path != ":memory:" else None
        self._wakes: Queue | None = None
        self._opening = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        joined: Session | None = getattr(self._open, "session", None)
        if joined is not None:
            yield joined
            return
        with Session(self.reading, autoflush=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        with self.read() as session:
            if self.engine.dialect.name == "postgresql":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        joined: Session | None = getattr(self._open, "session", None)
        if joined is not None:
            yield joined
            return
        with self._queued(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.connection(execution_options={"aril_write": "FULL"})
            self._open.session = session
            try:
                yield session
            finally:
                self._open.session = None

    @contextmanager
    def tally(self) -> Iterator[Session]:
        """A write for counters beside the ledger: nobody waits for it, and losing it loses nothing.

        Its commit does not wait for the disk (SQLite `synchronous=NORMAL`, PostgreSQL `synchronous_commit=off`),
        so that a power cut may undo it. Raises `TimeoutError`, or what the driver raises, when other writers
        keep it waiting.
        """
        queue = nullcontext() if self._writers is None else self._writers.within(IN_A_HURRY)
        with queue, Session(self.engine) as session, session.begin():
            session.connection(execution_options={"aril_write": "NORMAL"})
            if self.engine.dialect.name == "postgresql":
                session.execute(text("SET LOCAL synchronous_commit = off"))
                session.execute(text(f"SET LOCAL lock_timeout = '{IN_A_HURRY * 1000:.0f}ms'"))
            yield session

    @contextmanager
    def _queued(self) -> Iterator[None]:
        if self._writers is None:
            yield
        else:
            with self._writers:
                yield

    @property
    def queue(self) -> "Queue":
        from aril.store.queue import Queue  # noqa: PLC0415 - a command that wakes nobody need not wait for Huey

        with self._opening:
            self._wakes = self._wakes or Queue(self.engine)
        return self._wakes

    def close(self) -> None:
        if self._wakes is not None:
            self._wakes.close()
        self.engine.dispose()


def sqlite_module() -> ModuleType:
    """The SQLite to use: `pysqlite3` where it is installed.

    SQLite below 3.51.3 can corrupt a WAL that two connections reset at once, and Debian 12 carries 3.40.1.
    """
    try:
        import pysqlite3.dbapi2 as bundled  # noqa: PLC0415 - only where a wheel exists
    except ImportError:
        return sqlite3
    return bundled  # type: ignore[no-any-return]


def sqlite_is_safe(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite has the fix of the WAL-reset fault (3.51.3, and 3.44.6 and 3.50.7 as backports)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def _engine(url: str, pool_size: int) -> Engine:
    if not url.startswith("sqlite"):
        return _postgresql(url, pool_size)
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, module=sqlite_module(), connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would come too late and too weak
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        synchronous = connection.get_execution_options().get("aril_write")
        if synchronous:
            connection.exec_driver_sql(
                f"PRAGMA synchronous={synchronous}"
            )  # refused once a transaction is open
        connection.exec_driver_sql("BEGIN IMMEDIATE" if synchronous else "BEGIN")

    return engine


def _postgresql(url: str, pool_size: int) -> Engine:
    engine = create_engine(url, pool_size=pool_size, pool_pre_ping=True)

    @event.listens_for(engine, "do_execute")
    def _execute(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        """What psycopg has prepared, PostgreSQL plans once: not for statements that are to be planned anew."""
        if context.execution_options.get("aril_planned") != "anew":
            return False
        cursor.execute(statement, parameters, prepare=False)
        return True

    return engine


def _for_reading(engine: Engine) -> Engine:
    """The same connections for those who only read.

    On PostgreSQL each statement is a transaction of its own. A ROLLBACK at the end would cost a round trip and make
    psycopg forget the statements it prepared: PostgreSQL would plan each one anew.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def ping(database: Database) -> None:
    """Ask the database for one row; raises what the driver raises when it does not answer."""
    with database.read() as session:
        session.execute(text("SELECT 1"))
