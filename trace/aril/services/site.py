"""What every service works with, handed down from the top: the database and how this site names itself."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from aril.domain.identity import internal_code
from aril.domain.terms import Terms
from aril.store.database import Database


@dataclass(frozen=True, slots=True)
class Site:
    """A running site. `base_url` has no slash at its end; `files` is where uploads are kept.

    `labels` is where the label designs are, `upload_limit` the largest upload in bytes.
    """

    db: Database
    terms: Terms
    base_url: str
    files: Path
    labels: Path
    upload_limit: int = 10 * 1024 * 1024


def new_id() -> str:
    """A name for a new record: 80 random bits, so that nobody can guess a neighbour's."""
    return secrets.token_hex(10)


def new_code() -> str:
    """A code for a new lot."""
    return internal_code(secrets.token_bytes(8))
