"""What every service works with, handed down from the top: the database and how this site names itself."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aril.domain.identity import internal_code
from aril.domain.terms import Terms
from aril.printing.address import Reach
from aril.services.subscribing.webhook import Outside
from aril.store.database import Database


@dataclass(frozen=True, slots=True)
class Site:
    """A running site. `base_url` has no slash at its end; `data` is the folder of everything beside the database.

    `labels` are the folders of label designs, of which a later one's win by name, `upload_limit` is the largest
    upload in bytes, `outside` the way to addresses that others named, `keep_labels` how long
    a finished file of labels is kept. `entropy` answers so many random bytes; only a
    demonstration, which must come out the same each time, brings another source.
    """

    db: Database
    terms: Terms
    base_url: str
    data: Path
    labels: tuple[Path, ...]
    upload_limit: int = 10 * 1024 * 1024
    printers: Reach = Reach()  # noqa: RUF009 - frozen
    outside: Outside = Outside()  # noqa: RUF009 - frozen
    keep_labels: timedelta = timedelta(days=30)
    entropy: Callable[[int], bytes] = secrets.token_bytes

    @property
    def files(self) -> Path:
        """Where uploads are kept."""
        return self.data / "files"

    @property
    def log_key(self) -> Path:
        """The key that signs the log's heads."""
        return self.data / "log.key"

    @property
    def next_log_key(self) -> Path:
        """The key that follows it, while the log is given a new one."""
        return self.data / "log.key.next"

    @property
    def checkpoints(self) -> Path:
        """The file to which every signed head is appended."""
        return self.data / "checkpoints.txt"

    def new_id(self) -> str:
        """A name for a new record: 80 random bits, so that nobody can guess a neighbour's."""
        return self.entropy(10).hex()

    def new_salt(self) -> str:
        """128 random bits, so that what an entry says cannot be found by guessing it and comparing hashes."""
        return self.entropy(16).hex()

    def new_code(self) -> str:
        """A code for a new lot."""
        return internal_code(self.entropy(8))
