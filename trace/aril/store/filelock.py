"""A queue for writers of one SQLite file: whoever holds the lock file's lock writes, the others sleep."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has no flock; there one process writes, and its threads queue here.
    fcntl = None  # type: ignore[assignment]


PATIENCE = 0.002
"""How long somebody in a hurry sleeps between two looks at the lock, in seconds."""


class FileLock:
    """An exclusive lock among the processes and threads that open the same path. Not for network drives."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._file: IO[bytes] | None = None

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            self._file = self._path.open("ab")
            if fcntl is not None:
                fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """The lock for somebody in a hurry; raises `TimeoutError` when it is not free in time."""
        until = time.monotonic() + seconds
        if not self._threads.acquire(timeout=seconds):
            raise TimeoutError(f"{self._path} was not free within {seconds} s")
        try:
            self._file = self._path.open("ab")
            while not self._taken():
                if time.monotonic() > until:
                    raise TimeoutError(f"{self._path} was not free within {seconds} s")
                time.sleep(PATIENCE)
            yield
        finally:
            self._release()

    def _taken(self) -> bool:
        if fcntl is None or self._file is None:
            return True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._threads.release()
