"""Work for tests: rows that workers claim, and a program that dies at it."""

import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Text, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import MetaData

from aril.domain.terms import Terms
from aril.services import work
from aril.services.site import Site
from aril.store import claims
from aril.store.claims import Claimable
from aril.store.database import Database
from tests.make import NOW

LEASE = timedelta(minutes=1)


class Apart(DeclarativeBase):
    """Not in the service's own schema."""

    metadata = MetaData()


class Chore(Claimable, Apart):
    __tablename__ = "chore"

    id: Mapped[int] = mapped_column(primary_key=True)
    done_by: Mapped[str] = mapped_column(Text, default="")


def site(database: Database, folder: Path) -> Site:
    return Site(database, Terms("https://trace.example/"), "https://trace.example", folder, (folder,))


def wanted(database: Database, *due: datetime | None) -> None:
    """Write a chore for each of these times."""
    Apart.metadata.create_all(database.engine)
    with database.write() as session:
        session.execute(insert(Chore), [{"due_at": each} for each in due])


def done(database: Database) -> list[str]:
    """Who did each chore; empty for one that is not done."""
    with database.read() as session:
        return list(session.scalars(select(Chore.done_by).order_by(Chore.id)))


def do_one(site: Site, now: datetime) -> bool:
    """The task: one chore that is due, done by this thread."""
    row = work.claimed(site, Chore, now, LEASE)
    if row is None:
        return False
    with site.db.write() as session:
        return claims.settle(session, row, None, done_by=row.done_by + threading.current_thread().name)


def die_at_it(site: Site, now: datetime) -> bool:
    """The task of somebody who claims a chore and does not come to an end."""
    work.claimed(site, Chore, now, LEASE)
    print("claimed", flush=True)  # noqa: T201 - whoever kills it waits for this
    threading.Event().wait()
    return False


if __name__ == "__main__":
    mortal = site(Database(sys.argv[1]), Path(sys.argv[2]))
    work.Worker(mortal, {"chores": die_at_it}, lambda: NOW, threads=1, look_seconds=1).start()
    threading.Event().wait()
