"""Password hashes: argon2id, a few at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from aril.domain.errors import TooManyAttempts


class Passwords:
    """Makes and checks hashes.

    One takes a quarter of a second and tens of megabytes, so only `concurrency` run at the same time and
    the others wait their turn for at most `patience` seconds; then `TooManyAttempts`.
    """

    def __init__(
        self, *, concurrency: int = 2, memory_mib: int = 64, passes: int = 3, patience: float = 20
    ) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_mib * 1024, parallelism=1)
        self._places = BoundedSemaphore(concurrency)
        self._patience = patience
        self._nobody = self._hasher.hash("nobody's password")

    def hash(self, password: str) -> str:
        with self._turn():
            return self._hasher.hash(password)

    def fits(self, password: str, stored: str | None) -> bool:
        """Whether a password is the one whose hash is stored.

        Without a stored hash the work is done all the same, so that the time of an answer does not tell
        whether a log-in name is known.
        """
        with self._turn():
            try:
                return self._hasher.verify(stored or self._nobody, password) and stored is not None
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other costs than today's and should be made anew."""
        return self._hasher.check_needs_rehash(stored)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._patience):
            raise TooManyAttempts(1)
        try:
            yield
        finally:
            self._places.release()
