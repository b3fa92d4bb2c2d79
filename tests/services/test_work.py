"""Work outside requests: done once, by whoever lives."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from aril.services import work
from aril.services.site import Site
from aril.store.database import Database
from tests import chores
from tests.chores import LEASE
from tests.make import NOW

LONG = 60.0
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Huey writes down what breaks in its threads; nothing does."""
    yield
    assert [record.getMessage() for record in caplog.get_records("call") if record.levelname == "ERROR"] == []


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    return chores.site(database, tmp_path)


@contextmanager
def working(
    site: Site,
    tasks: Mapping[str, work.Task],
    now: datetime = NOW,
    look_seconds: float = LONG,
    **lasting: Any,
) -> Iterator[None]:
    options = {"threads": 4, "look_seconds": look_seconds} | lasting
    worker = work.Worker(site, tasks, lambda: now, **options)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


class Noted:
    """A task that notes each time it is done, and what each time answers."""

    def __init__(self, *answers: bool | Exception) -> None:
        self._answers = iter(answers)
        self._noted = threading.Semaphore(0)

    def __call__(self, _site: Site, _now: datetime) -> bool:
        try:
            answer = next(self._answers, False)
            if isinstance(answer, Exception):
                raise answer
            return answer
        finally:
            self._noted.release()

    def came(self) -> bool:
        return self._noted.acquire(timeout=30)


def until_none(site: Site, finished: threading.Event) -> Callable[[Site, datetime], bool]:
    """The chores' task, which says when nothing is left."""

    def task(site: Site, now: datetime) -> bool:
        found = chores.do_one(site, now)
        if not found:
            finished.set()
        return found

    return task


def test_a_worker_that_starts_finds_what_is_due_though_nobody_woke_it(site: Site) -> None:
    chores.wanted(site.db, NOW, NOW, NOW)
    finished = threading.Event()

    with working(site, {"chores": until_none(site, finished)}):
        assert finished.wait(30)

    assert all(chores.done(site.db))


def test_a_wake_up_does_not_wait_for_the_next_look(site: Site) -> None:
    noted = Noted()

    with working(site, {"noted": noted}):
        assert noted.came()  # the look at the start
        work.wake(site, "noted")
        assert noted.came()


def test_a_wake_up_may_be_for_later(site: Site) -> None:
    noted = Noted()

    with working(site, {"noted": noted}):
        assert noted.came()
        work.wake(site, "noted", datetime.now(NOW.tzinfo))
        assert noted.came()


def test_a_task_that_fails_is_written_down_and_done_again(site: Site) -> None:
    noted = Noted(ValueError("a bad day"))

    with capture_logs() as logs, working(site, {"noted": noted}):
        assert noted.came()
        work.wake(site, "noted")
        assert noted.came()

    assert ("a task failed", "noted") in [(line["event"], line.get("task")) for line in logs]


def test_a_database_that_does_not_answer_is_one_line_and_no_stack(site: Site) -> None:
    noted = Noted(OperationalError("SELECT 1", {}, Exception("away")))

    with capture_logs() as logs, working(site, {"noted": noted}):
        assert noted.came()
        work.wake(site, "noted")
        assert noted.came()

    assert {"event": "work waits", "task": "noted", "reason": "away", "log_level": "warning"} in logs


def test_a_task_that_did_something_is_asked_again(site: Site) -> None:
    noted = Noted(True, True)

    with working(site, {"noted": noted}):
        assert [noted.came() for _ in range(3)] == [True, True, True]


class Lasting:
    """A task that lasts until it is let go; it notes how many are at it together."""

    def __init__(self) -> None:
        self._begun, self._go = threading.Semaphore(0), threading.Semaphore(0)
        self._lock, self._together, self.most = threading.Lock(), 0, 0

    def __call__(self, _site: Site, _now: datetime) -> bool:
        with self._lock:
            self._together += 1
            self.most = max(self.most, self._together)
        self._begun.release()
        self._go.acquire(timeout=30)
        with self._lock:
            self._together -= 1
        return True

    def begun(self) -> bool:
        return self._begun.acquire(timeout=30)

    def let_go(self, times: int = 1) -> None:
        self._go.release(times)


def test_what_lasts_for_hours_keeps_nothing_else_waiting(site: Site) -> None:
    noted, lasting = Noted(), Lasting()
    tasks = {"print": lasting, "noted": noted}

    with working(site, tasks, threads=1, long={"print"}, long_threads=2):
        assert noted.came()
        assert lasting.begun()
        work.wake(site, "print")
        assert lasting.begun()
        work.wake(site, "print")  # no thread is left for a third
        work.wake(site, "noted")
        assert noted.came()
        lasting.let_go()
        assert lasting.begun()  # whoever came to an end looks again
        lasting.let_go(100)

    assert lasting.most == 2


def test_a_long_task_that_fails_gives_its_thread_back(site: Site) -> None:
    noted = Noted(ValueError("a bad day"))

    with capture_logs() as logs, working(site, {"noted": noted}, look_seconds=1, long={"noted"}):
        assert noted.came()
        assert noted.came()

    assert ("a task failed", "noted") in [(line["event"], line.get("task")) for line in logs]


def test_a_stop_waits_for_the_wake_up_that_a_long_task_leaves(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, adding, go = site.db.queue.add, threading.Event(), threading.Event()

    def slowly(name: str, at: datetime | None = None) -> None:
        adding.set()
        go.wait(30)
        add(name, at)

    monkeypatch.setattr(site.db.queue, "add", slowly)
    worker = work.Worker(
        site, {"noted": Noted(True)}, lambda: NOW, threads=1, look_seconds=LONG, long={"noted"}
    )
    worker.start()
    assert adding.wait(30)

    stop = threading.Thread(target=worker.stop)
    stop.start()
    stop.join(2)

    assert stop.is_alive()
    go.set()
    stop.join()


def test_a_wake_up_of_another_version_is_passed_over(site: Site) -> None:
    work.wake(site, "unheard-of")
    noted = Noted()

    with capture_logs() as logs, working(site, {"noted": noted}):
        assert noted.came()
        work.wake(site, "noted")
        assert noted.came()

    assert ("no such task", "unheard-of") in [(line["event"], line.get("task")) for line in logs]


def test_a_wake_up_that_is_lost_stops_nobody(tmp_path: Path, sqlite: Database) -> None:
    (tmp_path / "jobs.db").write_text("this is no database, it is a text that somebody put in its place")
    site = chores.site(sqlite, tmp_path)

    with capture_logs() as logs:
        work.wake(site, "noted")

    assert [line["event"] for line in logs] == ["nobody was woken"]


def test_what_a_killed_worker_had_claimed_is_done_by_another_after_its_lease(
    site: Site, tmp_path: Path
) -> None:
    chores.wanted(site.db, NOW)
    url = site.db.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.chores", url, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as mortal:
        assert mortal.stdout is not None
        assert mortal.stdout.readline() == "claimed\n"
        mortal.send_signal(signal.SIGKILL)

    assert chores.do_one(site, NOW) is False
    assert chores.done(site.db) == [""]
    finished = threading.Event()
    with working(site, {"chores": until_none(site, finished)}, NOW + LEASE):
        assert finished.wait(30)

    assert all(chores.done(site.db))


def test_two_workers_share_the_work_and_do_nothing_twice(site: Site, tmp_path: Path) -> None:
    chores.wanted(site.db, *[NOW] * 30)
    other = Database(site.db.url.render_as_string(hide_password=False), pool_size=2)
    finished = threading.Event()
    task = until_none(site, finished)

    with working(site, {"chores": task}), working(chores.site(other, tmp_path), {"chores": task}):
        assert finished.wait(30)
    other.close()

    names = chores.done(site.db)
    assert {name.count("Worker") for name in names} == {1}
