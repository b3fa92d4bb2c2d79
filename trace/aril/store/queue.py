"""Wake-ups for those who work outside requests, kept by Huey.

On PostgreSQL they are tables of the same database, beside a SQLite database the file `jobs.db`. What is to be done
stands in the tables (`store/claims.py`); a wake-up only says that it is worth looking. Losing all loses nothing.

`jobs.db` is a file of its own because Huey opens it with Python's SQLite and the database is opened with `pysqlite3`:
two libraries in one process that open the same file undo each other's locks. It has no write-ahead log, which an old
SQLite can damage.
"""

import json
import threading
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from huey.api import Huey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import PostgresStorage, SqliteStorage
from sqlalchemy import Engine

FILE = "jobs.db"
STOPPING = 10
"""How many seconds a stop waits for what is being done; what takes longer is done again after its lease."""


class Queue:
    """The wake-ups of one database. A wake-up is the name of a task."""

    def __init__(self, engine: Engine) -> None:
        self._huey = _huey(engine)
        self._prepared = False
        self._preparing = threading.Lock()
        self._closing = threading.Lock()
        self._run: Callable[[str], None] = lambda _name: None

        def look(name: str) -> None:
            self._run(name)

        self._look = self._huey.task()(look)

    def add(self, name: str, at: datetime | None = None) -> None:
        """Wake somebody for a task, now or `at` a moment; raises what the driver raises."""
        self.prepare()
        if at is None:
            self._look(name)
        else:
            self._look.schedule((name,), eta=at)

    def prepare(self) -> None:
        """Make what Huey needs, unless it is there."""
        with self._preparing:
            if not self._prepared:
                try:
                    self._huey.storage.initialize_schema()
                except Exception:  # noqa: BLE001 - another process made the same table, so it is there; or it fails again
                    self._huey.storage.initialize_schema()
                self._prepared = True

    def consumer(
        self, run: Callable[[str], None], names: Collection[str], threads: int, look_seconds: float
    ) -> Consumer:
        """Threads that call `run` with the name of each wake-up; every `look_seconds` there is one for every name."""
        self._run = run

        def look_at_all() -> None:
            waiting = {task.args[0] for task in self._huey.pending() if task.args}
            for name in names:
                if name not in waiting:
                    self._look(name)

        self._huey.periodic_task(lambda _at: True)(look_at_all)
        # A thread of Huey's has a connection of its own to listen on.
        self._huey.on_shutdown(name="close")(self.close)
        return _Threads(self._huey, look_seconds, workers=threads, max_delay=1.0, shutdown_timeout=STOPPING)

    def close(self) -> None:
        with self._closing:  # threads that stop together would close the connection that they share twice
            self._huey.storage.close()


class _Threads(Consumer):  # type: ignore[misc]  # Huey has no types
    """Huey's consumer inside a server, which has its own signals."""

    def __init__(self, huey: Huey, look_seconds: float, **options: Any) -> None:
        self._look_seconds = look_seconds
        super().__init__(huey, **options)

    def _create_scheduler(self) -> Any:
        scheduler = super()._create_scheduler()
        scheduler.periodic_task_seconds = self._look_seconds
        return scheduler

    def _set_signal_handlers(self) -> None:
        pass


class _AsJson(Serializer):  # type: ignore[misc]
    """Wake-ups as JSON: with pickle, whoever can write a row could run code."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data, default=datetime.isoformat).encode()

    def _deserialize(self, data: bytes) -> Message:
        message = Message(*json.loads(bytes(data)))
        return message._replace(eta=message.eta and datetime.fromisoformat(message.eta))


def _huey(engine: Engine) -> Huey:
    more: dict[str, Any]
    if engine.dialect.name == "postgresql":
        given, named = engine.dialect.create_connect_args(engine.url)
        more = {
            "storage_class": PostgresStorage,
            "connection": lambda: engine.dialect.connect(*given, **named),
        }
    else:
        path = Path(engine.url.database or "").with_name(FILE)
        more = {"storage_class": SqliteStorage, "filename": str(path), "journal_mode": "truncate"}
    return Huey("aril", results=False, serializer=_AsJson(), create_tables=False, **more)
