"""Processes die in the middle of a capture, and nothing that they acknowledged is lost."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from random import Random

from sqlalchemy import select

from aril.services.ledger import rebuild
from aril.services.merkle_log import log, verification
from aril.store import ledger
from aril.store.database import Database
from aril.store.ledger import EventRow
from tests.samples import DAY, Orchard
from tests.services import recorder

KILLS = {"sqlite": 100, "postgresql": 20}
BETWEEN_VERIFICATIONS = 25
LONGEST = 0.05
"""Seconds for which a worker that has just begun to acknowledge may go on: several documents."""


class Crew:
    """Two workers that record into one database, and what each said to be safe."""

    def __init__(self, orchard: Orchard) -> None:
        self._orchard = orchard
        self._numbers = count()
        self._workers: dict[Connection, BaseProcess] = {}
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([recorder.__name__])
        self.acknowledged: list[list[str]] = []
        self.hire()
        self.hire()

    def hire(self) -> None:
        """Start another worker."""
        here, there = self._context.Pipe(duplex=False)
        site = self._orchard.site
        url = site.db.url.render_as_string(hide_password=False)
        told = (url, site.data, f"w{next(self._numbers)}", self._orchard.grower, there)
        worker = self._context.Process(target=recorder.run, args=told, daemon=True)
        worker.start()
        there.close()
        self._workers[here] = worker

    def listen_to_each(self) -> None:
        """Wait until each worker has acknowledged another document: neither is stuck."""
        for worker in self._workers:
            self.acknowledged.append(worker.recv())

    def listen(self, seconds: float) -> None:
        """Take what is acknowledged in a stretch of time."""
        for ready in wait(self._workers, seconds):
            assert isinstance(ready, Connection)
            self.acknowledged.append(ready.recv())

    def kill(self, which: int) -> None:
        """`kill -9` one of the workers, and take what it acknowledged before."""
        acknowledgements = list(self._workers)[which]
        worker = self._workers.pop(acknowledgements)
        worker.kill()
        worker.join()
        self.acknowledged += _left_in(acknowledgements)
        acknowledgements.close()
        worker.close()

    def kill_all(self) -> None:
        while self._workers:
            self.kill(0)


def _left_in(acknowledgements: Connection) -> Iterator[list[str]]:
    try:
        while True:
            yield acknowledgements.recv()
    except EOFError:
        return


@contextmanager
def crew(orchard: Orchard) -> Iterator[Crew]:
    hired = Crew(orchard)
    try:
        yield hired
    finally:
        hired.kill_all()


def every_event(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(EventRow.event_id)))


def test_what_was_acknowledged_outlives_workers_that_are_killed(orchard: Orchard) -> None:
    database = orchard.site.db
    chance = Random(9162)

    with crew(orchard) as workers:
        for kill in range(1, KILLS[database.engine.dialect.name] + 1):
            workers.listen_to_each()
            workers.listen(chance.uniform(0, LONGEST))
            workers.kill(chance.randrange(2))
            assert every_event(database).issuperset(workers.acknowledged[-1])
            workers.hire()
            if kill % BETWEEN_VERIFICATIONS == 0:
                workers.kill_all()
                assert verification.verify(orchard.site)[1] is None
                workers.hire()
                workers.hire()

    known = every_event(database)
    assert known.issuperset(each for event_ids in workers.acknowledged for each in event_ids)
    assert set(Counter(each.rpartition("-")[0] for each in known).values()) == {recorder.EVENTS}
    log.sequence(orchard.site)
    log.sign_head(orchard.site, DAY)
    with database.read() as session:
        assert verification.verify(orchard.site) == (ledger.count_entries(session), None)
    assert rebuild.differences(orchard.site) == []
