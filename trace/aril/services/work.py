"""Work outside requests: what is due stands in the tables, and whoever is free does it.

A use case that leaves work behind writes a row with its `due_at` (`store/claims.py`) in its own transaction, and after
the commit calls `wake`. A task takes one such row with `claimed`, does it, and settles it. Should the wake-up be lost,
a worker finds the row when it starts or looks the next time; should the worker die, another one does after the lease.
"""

import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Event, Thread, current_thread

import structlog
from sqlalchemy.exc import OperationalError

from aril.services.site import Site
from aril.store import claims
from aril.store.claims import Row

Task = Callable[[Site, datetime], bool]
"""Does one thing that is due; answers whether there was one, and so perhaps another."""

PAUSE = 5.0
"""Seconds until somebody who could not start tries again."""
STOPPING = 10.0
"""Seconds that a stop waits for long tasks; what one of them leaves behind is settled after its lease."""

logger = structlog.get_logger("aril.services")


def wake(site: Site, name: str, at: datetime | None = None) -> None:
    """Ask for a task, now or `at` a moment. Call it after the commit of what there is to do."""
    try:
        site.db.queue.add(name, at)
    except Exception as error:  # noqa: BLE001 - each driver has its own errors, and the row waits anyway
        logger.warning("nobody was woken", task=name, reason=str(error))


def claimed(site: Site, row_type: type[Row], now: datetime, lease: timedelta) -> Row | None:
    """The row of work that has been due for longest, claimed for the length of a lease; None where none is due."""
    with site.db.read() as session:  # most looks find nothing, and need not queue with those who write
        if not claims.is_due(session, row_type, now):
            return None
    with site.db.write() as session:
        return claims.claim(session, row_type, site.new_id(), now, lease)


class Worker:
    """Threads that do tasks, by name, until they are stopped; at most one Worker a `Database`.

    Tasks in `long` may take hours, as a printer does. Each is done in a thread of its own, at most `long_threads` at
    once, so that nothing else waits for them. Where all are taken, a wake-up for one more is let go: whoever comes to
    an end looks again.

    They start although the database does not answer yet, and go on when it is away for a while. A task that fails is
    written down and does not stop them.
    """

    def __init__(
        self,
        site: Site,
        tasks: Mapping[str, Task],
        clock: Callable[[], datetime],
        *,
        threads: int,
        look_seconds: float,
        long: Collection[str] = (),
        long_threads: int = 1,
    ) -> None:
        self._site, self._tasks, self._clock = site, tasks, clock
        self._long, self._free = frozenset(long), BoundedSemaphore(long_threads)
        self._beside: set[Thread] = set()
        self._consumer = site.db.queue.consumer(self._take, tuple(tasks), threads, look_seconds)
        self._stop = Event()
        self._thread = Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop when what is being done is done, or after some seconds."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._prepared():
            if self._stop.wait(PAUSE):
                return
        self._consumer.start()
        self._stop.wait()
        self._consumer.stop(graceful=True)
        until = time.monotonic() + STOPPING
        for thread in tuple(self._beside):
            thread.join(max(0.0, until - time.monotonic()))

    def _prepared(self) -> bool:
        try:
            self._site.db.queue.prepare()
        except Exception as error:  # noqa: BLE001 - each driver has its own errors
            logger.warning("workers wait", reason=str(error))
            return False
        return True

    def _take(self, name: str) -> None:
        if name not in self._long:
            self._do(name)
        elif self._free.acquire(blocking=False):
            thread = Thread(target=self._do_beside, args=(name,), name=name, daemon=True)
            self._beside.add(thread)
            thread.start()

    def _do_beside(self, name: str) -> None:
        try:
            try:
                again = self._done(name)
            finally:
                self._free.release()
            if again:  # not before there is a place for it
                wake(self._site, name)
        finally:
            self._beside.discard(current_thread())

    def _do(self, name: str) -> None:
        if self._done(name):
            wake(self._site, name)

    def _done(self, name: str) -> bool:
        """Do one thing of a task; answers whether there may be another."""
        task = self._tasks.get(name)
        if task is None:  # from a newer version that shares the database
            logger.warning("no such task", task=name)
            return False
        try:
            return task(self._site, self._clock())
        except OperationalError as error:  # the database is away, or not made yet
            logger.warning("work waits", task=name, reason=str(error.orig))
        except Exception:
            logger.exception("a task failed", task=name)
        return False
